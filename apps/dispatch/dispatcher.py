"""Gives waiting jobs to printers: one dispatcher at a time, every claim checked again."""

import logging
import uuid

from django.db import IntegrityError, transaction

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.locks import only_one
from apps.core.wording import gettext_noop
from apps.dispatch.assignment import Pair, match
from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.snapshot import now_views
from apps.dispatch.soon import step_soon
from apps.dispatch.states import HOLDS_ITS_PRINTER, Approval, RunState
from apps.events.catalog import RunMoved
from apps.events.services import record
from apps.jobs import demand
from apps.printers.models import Printer
from apps.printers.states import Bed, Link, Service

log = logging.getLogger(__name__)


def dispatch_once() -> int:
    """Make the runs that can be made now; returns how many. Does nothing while another one works."""
    with only_one("dispatch") as mine:
        return sum(map(_claimed, propose())) if mine else 0


def propose() -> tuple[Pair, ...]:
    """What `dispatch_once` would do now, without doing it."""
    jobs, printers, now = now_views()
    return match(jobs, printers, now) if jobs and printers else ()


def _claimed(pair: Pair) -> bool:
    try:
        claim(pair)
    except (Conflict, IntegrityError) as error:
        log.info("job %s on printer %s: no longer so (%s)", pair.job, pair.printer, error)
        return False
    return True


@transaction.atomic
def claim(pair: Pair) -> PrintRun:
    """Make the run of a pair; raises Conflict if job or printer changed since the snapshot."""
    job, parts = demand.claim(pair.job)
    printer = Printer.objects.select_for_update().get(pk=pair.printer)
    _check_again(printer)
    run = PrintRun.objects.create(
        job=job,
        printer=printer,
        gcode_id=job.gcode_id,
        parts=parts,
        number=PrintRun.objects.filter(job=job).count() + 1,
        state_since=clock.now(),
        next_step_at=clock.now(),
        approval=Approval.AWAITED if printer.trial_runs_left else Approval.NOT_REQUIRED,
        cost=pair.cost,
        remote_name=remote_name(job.pk, job.gcode.suffix),
    )
    RunHistory.objects.create(run=run, target=RunState.ASSIGNED, reason=gettext_noop("best pair"))
    record(
        RunMoved(
            job=job.pk,
            reference=job.reference,
            run=run.pk,
            printer=printer.pk,
            source="",
            target=RunState.ASSIGNED,
        )
    )
    step_soon(run.pk)
    return run


def remote_name(job_id: int, suffix: str) -> str:
    """A name no other run ever has, safe on every host (PrusaLink: at most 40 of `[A-Za-z0-9_-]`)."""
    return f"pf-{job_id}-{uuid.uuid4().hex[:12]}{suffix}"


def _check_again(printer: Printer) -> None:
    free = (
        printer.bed == Bed.CLEAR
        and printer.link == Link.ONLINE
        and printer.service == Service.IN_SERVICE
        and not PrintRun.objects.filter(printer=printer, state__in=HOLDS_ITS_PRINTER).exists()
    )
    if not free:
        raise Conflict(
            gettext_noop("%(printer)s is not free any more") % {"printer": printer.name},
            code="PRINTER_NOT_FREE",
        )
