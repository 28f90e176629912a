"""One print on a simulated machine: its file, how far it is, how it ended."""

from dataclasses import dataclass
from enum import StrEnum

from apps.simulator.heater import Heater
from apps.simulator.toolpath import Toolpath


class Phase(StrEnum):
    """What the machine is doing with its job."""

    IDLE = "idle"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    RESUMING = "resuming"
    CANCELLING = "cancelling"
    FINISHING = "finishing"


class Result(StrEnum):
    """How a print ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Manners:
    """How long a kind of machine takes over things, in simulated seconds."""

    park_s: float = 2.0
    unpark_s: float = 2.0
    cancel_s: float = 2.0
    finish_s: float = 1.0
    waits_block: bool = True
    """Pause and cancel are heard only after a running M109 or M190."""


@dataclass(frozen=True, slots=True)
class PrintFile:
    """The file of a job: its name on the host and what it holds."""

    path: str
    sha256: str
    toolpath: Toolpath


@dataclass(slots=True)
class PrintJob:
    """One print; seconds are simulated, `started_at` is wall clock time."""

    number: int
    file: PrintFile
    started_at: float
    user: str = ""
    foreign: bool = False
    moved_s: float = 0.0
    elapsed_s: float = 0.0
    paused_s: float = 0.0
    next_step: int = 0
    waiting: Heater | None = None
    percent: float | None = None
    total_layer: int | None = None
    current_layer: int | None = None

    @property
    def offset(self) -> int:
        return self.file.toolpath.offset_at(self.moved_s)

    @property
    def printing_s(self) -> float:
        """Seconds since the first extrusion, pauses left out; 0 before it."""
        return max(0.0, self.moved_s - self.file.toolpath.first_extrusion_s)

    @property
    def remaining_s(self) -> float:
        return max(0.0, self.file.toolpath.duration_s - self.moved_s)

    @property
    def share(self) -> float:
        """Bytes read as a share from 0 to 1."""
        size = self.file.toolpath.size
        return self.offset / size if size else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of the last print."""

    result: Result
    job: PrintJob
    ended_at: float
    message: str = ""


class NotNowError(Exception):
    """The machine is not in a state in which it can do that."""
