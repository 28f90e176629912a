"""The numbers that change at each look, read for the feed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q

from apps.core import clock
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.live.readings import figures_of
from apps.printers.models import Printer

RUN_FIGURES = ("progress", "layer", "layers", "remaining_s")
_FACETS = ("link", "activity", "bed", "service")


def numbers_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What changes at each look, of these printers, in one query; ready for JSON."""
    now = clock.now()
    rows = _number_rows(ids)
    return {row["id"]: _numbers(row, now) for row in rows}


def _number_rows(ids: Iterable[int]) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = (
        Printer.objects.filter(pk__in=list(ids))
        .annotate(open_run=FilteredRelation("runs", condition=Q(runs__state__in=HOLDS_ITS_PRINTER)))
        .values(
            "id",
            *_FACETS,
            "observation__at",
            "observation__snapshot",
            "open_run__id",
            "open_run__state",
            "open_run__approval",
            *(f"open_run__{name}" for name in RUN_FIGURES),
        )
    )
    return rows


def _numbers(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    run = {name: row[f"open_run__{name}"] for name in RUN_FIGURES}
    figures = figures_of(row["observation__snapshot"] or {}, run, now)
    facets = {name: row[name] for name in _FACETS}
    return {
        **facets,
        **asdict(figures),
        "run": row["open_run__id"],
        "run_state": row["open_run__state"] or "",
        "approval": row["open_run__approval"] or "",
        "seen_at": row["observation__at"],
    }
