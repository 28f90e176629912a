"""What the farm page, the wall and the admin show of one printer: plain data, made in one place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Look(StrEnum):
    """The one state that stands on a printer's card; the four facets and the run joined."""

    PRINTING = "printing"
    HEATING = "heating"
    STARTING = "starting"
    SENDING = "sending"
    CHECKING = "checking"
    PAUSING = "pausing"
    PAUSED = "paused"
    CANCELLING = "cancelling"
    ATTENTION = "attention"
    APPROVE = "approve"
    FIRST_LAYER = "first_layer"
    OCCUPIED = "occupied"
    BED_DOUBTFUL = "bed_doubtful"
    LOAD = "load"
    UNCONFIRMED = "unconfirmed"
    LOST = "lost"
    FOREIGN = "foreign"
    READY = "ready"
    BUSY = "busy"
    DRAINING = "draining"
    HELD = "held"
    MAINTENANCE = "maintenance"
    QUARANTINED = "quarantined"
    RETIRED = "retired"
    ERROR = "error"
    OFFLINE = "offline"
    UNAUTHORISED = "unauthorised"
    UNKNOWN = "unknown"


class Tone(StrEnum):
    """What colour means; nothing else has colour."""

    RUN = "run"
    OK = "ok"
    ASK = "ask"
    FAULT = "fault"
    IDLE = "idle"


class Ask(StrEnum):
    """The one thing that is needed from a person at this printer."""

    CLEAR_BED = "clear_bed"
    LOAD = "load"
    APPROVE = "approve"
    SETTLE = "settle"
    RESUME = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTile:
    """The job a printer works on, or whose part lies on its bed."""

    id: int
    name: str
    lane: str
    priority: int
    material: str
    colour: str
    quantity: int
    good: int
    gcode_id: int
    has_thumbnail: bool
    parts: int
    """Parts that this run makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterTile:
    """One printer as people see it; temperatures °C, progress 0–100, times in seconds or UTC."""

    id: int
    name: str
    kind: str
    model: str
    group: str
    look: Look
    tone: Tone
    ask: Ask | None
    sentence: str
    """What is so and what follows, translated; empty while it prints."""
    link: str
    activity: str
    bed: str
    service: str
    occupancy: int | None
    run: int | None
    run_state: str
    approval: str
    job: JobTile | None
    materials: tuple[tuple[str, str], ...]
    """(material code, colour) of each slot, empty where nothing is declared."""
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
    seen_at: datetime | None = None
    since: datetime | None = None
    """Since when the run, the occupancy or the silence lasts, whichever the look tells of."""
    link_since: datetime | None = None
    service_reason: str = ""
    error: str = ""
    trial_runs_left: int = 0

    @property
    def filled(self) -> float | None:
        """How much of the part's picture is coloured, 0–100; None for all of it (it is done)."""
        return (self.progress or 0.0) if self.run else None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One open job as the queue shows it; counters in parts, times in seconds or UTC."""

    id: int
    name: str
    state: str
    lane: str
    priority: int
    material: str
    colour: str
    quantity: int
    good: int
    in_flight: int
    given_up: int
    waiting: int
    held_code: str
    held_reason: str
    gcode_id: int
    has_thumbnail: bool
    each_s: float | None
    grams: float | None
    due_at: datetime | None
    created_at: datetime
    reprint_of: int | None
    reference: str
