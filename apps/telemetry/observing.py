"""Keeps what machines said: link, activity, bed, latest observation; then tells whoever stands above."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from apps.core import clock
from apps.core.storable import storable
from apps.core.wording import gettext_noop
from apps.printers import bed
from apps.printers.models import Observation, Printer
from apps.printers.moves import move
from apps.printers.port import Activity, MachineError, Snapshot
from apps.printers.states import LINK, Bed, Link
from apps.printers.targets import machine_of
from apps.telemetry import samples
from apps.telemetry.cadence import next_look_s
from apps.telemetry.ends import UNSURE_AFTER, Before, is_doubtful, occupied_by
from apps.telemetry.link import LinkView, judge
from apps.telemetry.looks import Look, answered, failed
from apps.telemetry.signals import Seen, observed

COUNTS = [
    "misses",
    "refusals",
    "first_miss_at",
    "answers",
    "link_error",
    "next_look_at",
    "activity",
    "activity_at",
]


def look_now(printer: Printer) -> Snapshot:
    """Ask one machine and keep the answer; raises what the machine raises, having kept that too."""
    try:
        snapshot = machine_of(printer).look()
    except MachineError as error:
        observe([failed(printer.pk, error)])
        raise
    observe([answered(printer.pk, snapshot)])
    return snapshot


def observe(looks: Sequence[Look]) -> list[Seen]:
    """Store the looks in one transaction and send `observed`; looks at printers that are gone are dropped."""
    if not looks:
        return []
    with transaction.atomic():
        ids = [look.printer_id for look in looks]
        printers = Printer.objects.in_bulk(ids)
        known = Observation.objects.in_bulk(ids)
        seen = [
            _keep(printers[look.printer_id], known.get(look.printer_id), look)
            for look in looks
            if look.printer_id in printers
        ]
        _store([known.get(look.printer_id) for look in looks], looks, printers)
        samples.keep([look for look in looks if look.printer_id in printers])
    observed.send_robust(None, looks=seen, printer_ids=[one.printer_id for one in seen])
    return seen


def _keep(printer: Printer, row: Observation | None, look: Look) -> Seen:
    before = _before(row)
    _link(printer, look)
    if look.snapshot is not None:
        printer.activity, printer.activity_at = look.snapshot.activity, look.at
        _bed(printer, before, look.snapshot, look)
    elif printer.link in {Link.OFFLINE, Link.AUTH_ERROR}:
        printer.activity, printer.activity_at = Activity.UNKNOWN, look.at
    _plan(printer)
    return Seen(
        printer_id=printer.pk,
        snapshot=look.snapshot,
        link=Link(printer.link),
        before=before.activity if before else None,
    )


def _link(printer: Printer, look: Look) -> None:
    after = judge(
        LinkView(
            link=Link(printer.link),
            misses=printer.misses,
            refusals=printer.refusals,
            first_miss_at=printer.first_miss_at,
            answers=printer.answers,
        ),
        look.heard,
        look.at,
    )
    if after.link != printer.link and LINK.can(Link(printer.link), after.link):
        move(printer, "link", after.link, reason=look.error)
    printer.misses, printer.first_miss_at = after.misses, after.first_miss_at
    printer.refusals = after.refusals
    printer.answers = min(after.answers, 1000)
    printer.link_error = storable(look.error)[:300]


def _bed(printer: Printer, before: Before | None, snapshot: Snapshot, look: Look) -> None:
    if printer.bed == Bed.OCCUPIED:
        return
    reason = occupied_by(before, snapshot)
    if reason:
        bed.occupy(printer, reason)
    elif printer.bed == Bed.CLEAR and is_doubtful(before, look.at):
        if bed.confirmed_since(printer, look.at - UNSURE_AFTER):
            return
        bed.doubt(printer, gettext_noop("the farm did not look for a while"))


def _plan(printer: Printer) -> None:
    wait_s = next_look_s(
        activity=Activity(printer.activity),
        link=Link(printer.link),
        misses=printer.misses,
        base_s=settings.POLL_S,
    )
    printer.next_look_at = clock.now() + timedelta(seconds=wait_s)


def _store(
    rows: list[Observation | None], looks: Sequence[Look], printers: dict[int, Printer]
) -> None:
    """Two statements for any number of looks."""
    Printer.objects.bulk_update(list(printers.values()), COUNTS)
    fresh = [
        Observation(
            printer_id=look.printer_id,
            at=look.at,
            activity=look.snapshot.activity,
            remote_file=storable(look.snapshot.remote_file or "")[:300],
            job_ref=storable(_job_ref(row, look.snapshot))[:200],
            snapshot=storable(asdict(look.snapshot)),
        )
        for row, look in zip(rows, looks, strict=True)
        if look.snapshot is not None and look.printer_id in printers
    ]
    Observation.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["printer"],
        update_fields=["at", "activity", "remote_file", "job_ref", "snapshot"],
    )


def _job_ref(row: Observation | None, snapshot: Snapshot) -> str:
    """A host that names no job now does not take back the one it named before."""
    return snapshot.job_ref or (row.job_ref if row else "")


def _before(row: Observation | None) -> Before | None:
    if row is None:
        return None
    return Before(at=row.at, activity=Activity(row.activity), job_ref=row.job_ref)
