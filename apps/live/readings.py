"""The figures of one look, out of the stored snapshot; shared by tiles and by the feed's numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """°C to one place, progress 0–100 to one place, seconds, UTC."""

    nozzle_c: float | None = None
    nozzle_target_c: float | None = None
    bed_c: float | None = None
    bed_target_c: float | None = None
    chamber_c: float | None = None
    progress: float | None = None
    layer: int | None = None
    layers: int | None = None
    left_s: float | None = None
    ends_at: datetime | None = None


def figures_of(
    snapshot: Mapping[str, Any], run: Mapping[str, Any] | None, now: datetime
) -> Figures:
    """What a card shows; progress and layer are those of our run, none without one.

    `snapshot` is `apps.printers.port.Snapshot` as JSON; `run` holds the columns `progress`
    (0–1), `layer`, `layers`, `remaining_s` of the open run.
    """
    nozzle, bed = _heater(_first(snapshot.get("tools"))), _heater(snapshot.get("bed"))
    told = run or {}
    left = told.get("remaining_s")
    return Figures(
        nozzle_c=nozzle[0],
        nozzle_target_c=nozzle[1],
        bed_c=bed[0],
        bed_target_c=bed[1],
        chamber_c=_heater(snapshot.get("chamber"))[0],
        progress=_percent(told.get("progress")),
        layer=told.get("layer"),
        layers=told.get("layers"),
        left_s=None if left is None else round(left),
        ends_at=None if left is None else now + timedelta(seconds=left),
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(min(max(share, 0.0), 1.0) * 100, 1)


def _first(tools: Any) -> Any:
    return tools[0] if isinstance(tools, list | tuple) and tools else None


def _heater(heater: Any) -> tuple[float | None, float | None]:
    if not isinstance(heater, Mapping):
        return None, None
    return _tenth(heater.get("actual_c")), _tenth(heater.get("target_c"))


def _tenth(value: Any) -> float | None:
    return round(float(value), 1) if isinstance(value, int | float) else None
