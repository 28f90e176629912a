"""What a simulated printer is: kind, model, bed, what is loaded, where it listens."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The interfaces that are simulated."""

    OCTOPRINT = "octoprint"
    MOONRAKER = "moonraker"
    PRUSALINK = "prusalink"


@dataclass(frozen=True, slots=True)
class Model:
    """A make of printer; lengths in millimetres, `prefix` begins its printers' names."""

    name: str
    prefix: str
    bed_width_mm: float
    bed_depth_mm: float
    height_mm: float
    flavour: str
    nozzle_mm: float = 0.4


MODELS = {
    Kind.OCTOPRINT: Model("Ender-3", "OCT", 235, 235, 250, "marlin"),
    Kind.MOONRAKER: Model("Voron 2.4", "VOR", 250, 250, 250, "klipper"),
    Kind.PRUSALINK: Model("MK3S", "MK3", 250, 210, 210, "marlin"),
}
LOADED = (
    ("PLA", "#F2754E"),
    ("PETG", "#2F6FDE"),
    ("PLA", "#F2C94C"),
    ("PETG", "#D64550"),
    ("PLA", "#4C9F70"),
    ("PETG", "#8A8D91"),
)


@dataclass(frozen=True, slots=True)
class Spec:
    """One printer of the fleet; `colour` is #RRGGBB."""

    name: str
    kind: Kind
    model: Model
    api_key: str
    material: str
    colour: str
