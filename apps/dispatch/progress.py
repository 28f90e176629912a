"""How far a run is: layer from the file's own layer table, remaining time, progress."""

from bisect import bisect_right
from functools import lru_cache
from typing import Any

from apps.jobs.models import GcodeFile
from apps.printers.port import Snapshot


@lru_cache(maxsize=256)
def layer_starts(gcode_id: int) -> tuple[int, ...]:
    """Byte offsets at which the layers of a file begin."""
    metadata = GcodeFile.objects.values_list("metadata", flat=True).get(pk=gcode_id) or {}
    return tuple(int(offset) for offset, _ in metadata.get("layer_offsets") or ())


@lru_cache(maxsize=256)
def estimated_s(gcode_id: int) -> float | None:
    """The slicer's estimate of the whole print."""
    metadata = GcodeFile.objects.values_list("metadata", flat=True).get(pk=gcode_id) or {}
    value = metadata.get("estimated_s")
    return float(value) if value else None


def columns(gcode_id: int, size: int, snapshot: Snapshot) -> dict[str, Any]:
    """The run's columns that this look tells; what it does not tell is left out."""
    told: dict[str, Any] = {}
    progress = snapshot.progress
    if progress is None and snapshot.file_position is not None and size:
        progress = min(1.0, snapshot.file_position / size)
    if progress is not None:
        told["progress"] = progress
    if snapshot.elapsed_s is not None:
        told["elapsed_s"] = snapshot.elapsed_s
    told |= _remaining(gcode_id, progress, snapshot)
    return told | _layer(gcode_id, size, progress, snapshot)


def _remaining(gcode_id: int, progress: float | None, snapshot: Snapshot) -> dict[str, Any]:
    """The host's own figure, else the slicer's estimate times what is left."""
    if snapshot.remaining_s is not None:
        return {"remaining_s": snapshot.remaining_s}
    estimate = estimated_s(gcode_id)
    if estimate is None or progress is None:
        return {}
    return {"remaining_s": estimate * (1 - progress)}


def _layer(gcode_id: int, size: int, progress: float | None, snapshot: Snapshot) -> dict[str, Any]:
    """From the byte position where the host tells it, else the host's own figure."""
    starts = layer_starts(gcode_id)
    position = snapshot.file_position
    if starts and position is not None:
        return {"layer": bisect_right(starts, position), "layers": len(starts)}
    if snapshot.layer is not None:
        return {"layer": snapshot.layer, "layers": snapshot.layers or len(starts) or None}
    if starts and progress is not None:
        return {"layer": bisect_right(starts, int(progress * size)), "layers": len(starts)}
    return {}
