"""The curve of a run: temperatures and progress over time, thinned to what a screen shows."""

from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.dispatch.models import PrintRun
from apps.telemetry.models import Sample

POINTS = 400
BEFORE = timedelta(minutes=2)
_COLUMNS = ("at", "nozzle_c", "nozzle_target_c", "bed_c", "bed_target_c", "chamber_c", "progress")


def curve_of(run: PrintRun) -> dict[str, list[Any]]:
    """One list for each column, at most `POINTS` long; `at` in seconds, progress 0–100."""
    begins = (run.start_sent_at or run.started_at or run.created_at) - BEFORE
    ends = run.finished_at or clock.now()
    found = Sample.objects.filter(printer=run.printer_id, at__range=(begins, ends))
    rows = list(found.order_by("at").values_list(*_COLUMNS))
    kept = rows[:: max(1, -(-len(rows) // POINTS))]
    columns: dict[str, list[Any]] = {
        name: [row[place] for row in kept] for place, name in enumerate(_COLUMNS)
    }
    columns["at"] = [round(at.timestamp()) for at in columns["at"]]
    columns["progress"] = [None if p is None else round(p * 100, 1) for p in columns["progress"]]
    return columns
