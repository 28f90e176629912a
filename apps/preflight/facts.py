"""What the checks look at: what a job wants and what a machine is, as plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.gcode.metadata import Box, Metadata

PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """From the job and its file; millimetres, °C, grams, bytes; None or empty is not known.

    `models` are the printer models or profile codes that will do. `materials` and `filament_g`
    have an entry per tool; an empty material belongs to a tool that is not used.
    `colours` are those the job insists on, none when any colour will do.
    `file_findings` are the codes of what was found in the file.
    """

    models: tuple[str, ...] = ()
    flavour: str | None = None
    materials: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    nozzle_mm: float | None = None
    extents: Box | None = None
    nozzle_max_c: float | None = None
    bed_max_c: float | None = None
    heats: bool | None = None
    homes: bool | None = None
    filament_g: tuple[float, ...] = ()
    needs_bytes: int | None = None
    needs_enclosure: bool = False
    file_findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotLoad:
    """What was declared to be in a slot; None is not known or not tracked."""

    material: str | None = None
    colour: str | None = None
    grams_left: float | None = None


@dataclass(frozen=True, slots=True)
class Bed:
    """Printable space in millimetres; the origin is its front left corner."""

    width_mm: float
    depth_mm: float
    height_mm: float
    origin_x_mm: float = 0.0
    origin_y_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """From the printer's row, its profile and the last look; None is not known.

    `told` values are what the host itself reports. `slicer_models` are the names by which
    slicers call the model. A calibration without `calibration_valid_for` is not asked for;
    a bed level without `level_valid_for` stays good.
    """

    profile: str = ""
    model: str = ""
    slicer_models: tuple[str, ...] = ()
    flavours: tuple[str, ...] = ()
    bed: Bed | None = None
    bed_told: Bed | None = None
    nozzle_mm: float | None = None
    nozzle_told_mm: float | None = None
    max_nozzle_c: float | None = None
    max_bed_c: float | None = None
    has_enclosure: bool = False
    slots: tuple[SlotLoad, ...] = ()
    filament_present: bool | None = None
    level_checked_at: datetime | None = None
    level_valid_for: timedelta | None = None
    calibrated_at: datetime | None = None
    calibration_valid_for: timedelta | None = None
    bed_state: str = "doubtful"
    link: str = "never_seen"
    activity: str = "unknown"
    service: str = "in_service"
    free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one preflight looks at, taken at one moment."""

    wanted: Wanted
    machine: Machine
    now: datetime

    def to_json(self) -> dict[str, Any]:
        """Plain values for the stored report."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def wanted_from(
    file: Metadata,
    *,
    size_bytes: int | None,
    models: tuple[str, ...] = (),
    materials: tuple[str, ...] = (),
    colours: tuple[str, ...] = (),
    nozzle_mm: float | None = None,
    needs_enclosure: bool = False,
) -> Wanted:
    """What the file needs; what the job names goes before what the file says."""
    told = (file.printer_model,) if file.printer_model else ()
    used = file.tools or (0,)
    listed = materials or file.materials
    by_tool = tuple(m if i in used else "" for i, m in enumerate(listed))
    return Wanted(
        models=models or told,
        flavour=file.flavour,
        materials=by_tool,
        colours=colours,
        nozzle_mm=nozzle_mm or file.nozzle_mm,
        extents=file.extents,
        nozzle_max_c=file.nozzle_max_c,
        bed_max_c=file.bed_max_c,
        heats=file.heats,
        homes=file.homes,
        filament_g=file.filament_g,
        needs_bytes=size_bytes,
        needs_enclosure=needs_enclosure,
        file_findings=tuple(finding.code for finding in file.findings),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, PLAIN) else value.isoformat()
