"""Which looks are kept as samples: on change, and at an interval while printing."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from apps.core import clock
from apps.core.storable import storable
from apps.printers.port import Activity, Snapshot
from apps.telemetry.looks import Look
from apps.telemetry.models import Sample

EVERY_S = {Activity.PRINTING: 10.0, Activity.PAUSED: 30.0}
SELDOM_S = 300.0
CHANGE_C = 5.0
QUICKEST_S = 2.0

_last: dict[int, Sample] = {}
"""The last sample of each printer in this process; losing it costs one sample more."""


def keep(looks: Sequence[Look]) -> None:
    """Store the looks worth keeping, in one statement."""
    fresh = [
        sample
        for look in looks
        if look.snapshot is not None
        and _is_worth(sample := _sample(look, look.snapshot), look.snapshot)
    ]
    Sample.objects.bulk_create(fresh)
    _last.update({sample.printer_id: sample for sample in fresh})


def prune() -> int:
    """Delete samples older than FARM_TELEMETRY_DAYS; returns how many."""
    limit = clock.now() - timedelta(days=settings.TELEMETRY_DAYS)
    return Sample.objects.filter(at__lt=limit).delete()[0]


def _is_worth(sample: Sample, snapshot: Snapshot) -> bool:
    last = _last.get(sample.printer_id)
    if last is None:
        return True
    age_s = (sample.at - last.at).total_seconds()
    if age_s >= EVERY_S.get(snapshot.activity, SELDOM_S):
        return True
    return age_s >= QUICKEST_S and (
        _moved(last.nozzle_c, sample.nozzle_c) or _moved(last.bed_c, sample.bed_c)
    )


def _moved(before: float | None, now: float | None) -> bool:
    return now is not None and (before is None or abs(now - before) >= CHANGE_C)


def _sample(look: Look, snapshot: Snapshot) -> Sample:
    tool = snapshot.tools[0] if snapshot.tools else None
    return Sample(
        printer_id=look.printer_id,
        at=look.at,
        nozzle_c=tool.actual_c if tool else None,
        nozzle_target_c=tool.target_c if tool else None,
        bed_c=snapshot.bed.actual_c if snapshot.bed else None,
        bed_target_c=snapshot.bed.target_c if snapshot.bed else None,
        chamber_c=snapshot.chamber.actual_c if snapshot.chamber else None,
        progress=snapshot.progress,
        remote_file=storable(snapshot.remote_file or "")[:300],
    )
