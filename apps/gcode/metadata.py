"""What is known about one G-code file, and its form as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Where a value was read."""

    HEADER = "header"
    CONFIG = "config"
    COMMAND = "command"
    MACRO = "macro"
    COMPUTED = "computed"


class Severity(StrEnum):
    """How much a finding matters: an error is no file to print."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an operator should know about the file; `code` is stable."""

    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """Corners in millimetres of machine coordinates."""

    min_x: float
    max_x: float
    min_y: float
    max_y: float
    min_z: float
    max_z: float

    @property
    def size(self) -> tuple[float, float, float]:
        """Width, depth and height."""
        return (self.max_x - self.min_x, self.max_y - self.min_y, self.max_z - self.min_z)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The picture a slicer put into the file; `kind` is png, jpg or qoi."""

    kind: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """One file; degrees Celsius, millimetres, grams, seconds; None is not known.

    Tuples of materials, colours and filament hold one entry per tool. `extents` are those
    of the print alone; priming before the first layer and travel are told apart.
    `layer_offsets` are (byte offset, Z) of each layer's start in the file as stored
    (in the decoded text, for binary G-code).
    """

    slicer: str | None = None
    slicer_version: str | None = None
    flavour: str | None = None
    printer_model: str | None = None
    printer_profile: str | None = None
    materials: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    nozzle_mm: float | None = None
    layer_height_mm: float | None = None
    nozzle_first_c: float | None = None
    nozzle_max_c: float | None = None
    bed_c: float | None = None
    bed_max_c: float | None = None
    chamber_c: float | None = None
    estimated_s: int | None = None
    filament_g: tuple[float, ...] = ()
    filament_mm: tuple[float, ...] = ()
    tools: tuple[int, ...] = ()
    filament_changes: int = 0
    layers: int | None = None
    object_count: int | None = None
    extents: Box | None = None
    prime_extents: Box | None = None
    travel_extents: Box | None = None
    homes: bool | None = None
    heats: bool | None = None
    layer_offsets: tuple[tuple[int, float], ...] = ()
    first_layer_end_offset: int | None = None
    thumbnail: Thumbnail | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def total_filament_g(self) -> float | None:
        return sum(self.filament_g) if self.filament_g else None

    @property
    def is_whole(self) -> bool:
        """No finding says that the file must not be printed."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`; the thumbnail's bytes stay out."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "thumbnail"}
        for name in ("extents", "prime_extents", "travel_extents"):
            plain[name] = asdict(plain[name]) if plain[name] else None
        plain["sources"] = {name: str(source) for name, source in self.sources.items()}
        plain["findings"] = [asdict(f) | {"severity": str(f.severity)} for f in self.findings]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Metadata":
        """The inverse of `to_json`; keys of other versions are passed over."""
        known = {f.name for f in fields(cls)} - {"thumbnail"}
        values: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in plain.items() if k in known
        }
        for name in ("extents", "prime_extents", "travel_extents"):
            values[name] = Box(**values[name]) if values.get(name) else None
        values["layer_offsets"] = tuple((o, z) for o, z in values.get("layer_offsets", ()))
        sources = values.get("sources", {})
        values["sources"] = {name: Source(source) for name, source in sources.items()}
        values["findings"] = tuple(_finding(f) for f in values.get("findings", ()))
        return cls(**values)


def _finding(plain: Mapping[str, str]) -> Finding:
    return Finding(plain["code"], Severity(plain["severity"]), plain["text"])
