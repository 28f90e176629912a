"""What the farm and a machine say to each other, independent of any protocol."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """The interfaces the farm can talk to."""

    OCTOPRINT = "octoprint"
    MOONRAKER = "moonraker"
    PRUSALINK = "prusalink"


class MachineError(Exception):
    """What talking to a machine may raise; `code` never changes, the text is for people."""

    code = "machine"


class Unreachable(MachineError):
    """No answer, or one that is no HTTP: it may or may not have heard us."""

    code = "unreachable"


class Unauthorised(MachineError):
    """The key is not accepted; repeating does not help."""

    code = "unauthorised"


class Busy(MachineError):
    """Understood, but not now: printing, transferring, starting up."""

    code = "busy"


class Rejected(MachineError):
    """Understood and refused, or an answer no host of this kind gives."""

    code = "rejected"


class Activity(StrEnum):
    """What a machine reports that it does."""

    IDLE = "idle"
    BUSY = "busy"
    PRINTING = "printing"
    PAUSED = "paused"
    ATTENTION = "attention"
    ERROR = "error"
    FINISHED = "finished"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Heater:
    """Degrees Celsius; a target of 0 is off, None is not told."""

    actual_c: float | None = None
    target_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How a machine is at one look; None is what it did not say, never zero.

    `remote_file` is the path of the file it prints, or has selected or printed last;
    `job_ref` names the last print in the host's own terms, so that a print between two
    looks is noticed; `cancelling` and `pausing` are moves under way.
    """

    activity: Activity
    tools: tuple[Heater, ...] = ()
    bed: Heater | None = None
    chamber: Heater | None = None
    progress: float | None = None
    file_position: int | None = None
    elapsed_s: float | None = None
    remaining_s: float | None = None
    remote_file: str | None = None
    job_ref: str | None = None
    layer: int | None = None
    layers: int | None = None
    z_mm: float | None = None
    filament_present: bool | None = None
    pausing: bool = False
    cancelling: bool = False
    settled: bool = True
    """False in the first seconds after a host came up, when its sensors read nonsense."""
    error: str = ""
    host_state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a host says it is; bed in millimetres, space in bytes."""

    kind: Kind
    variant: str = ""
    """`buddy` or `rpi` for PrusaLink, else empty."""
    software: str = ""
    firmware: str = ""
    model: str = ""
    serial: str = ""
    nozzle_mm: float | None = None
    bed_width_mm: float | None = None
    bed_depth_mm: float | None = None
    height_mm: float | None = None
    free_bytes: int | None = None
    max_nozzle_c: float | None = None
    cameras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to bring to a machine; `name` is unique for one run and safe on every host."""

    path: Path
    name: str
    size: int
    sha256: str
    sha1: str = ""


class Proof(StrEnum):
    """What a look for evidence of one start found."""

    PRINTING = "printing"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The finding on one run and the observed facts it rests on, as a sentence."""

    proof: Proof
    text: str
    job_ref: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class FileBody:
    """A file that travels as the body of a call: raw, or as one field of a multipart form."""

    path: Path
    size: int
    form_field: str = ""
    """Empty: the raw bytes are the body; else the name of the form's file field."""
    filename: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, as data; `path` begins with a slash and is already percent-encoded."""

    method: str
    path: str
    json: Mapping[str, Any] | None = None
    body: FileBody | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 5.0
    delay_s: float = 0.0
    """How long whoever holds the conversation waits before it sends this."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: any status, lower-cased headers, and the body parsed where it was JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: Any = None
    """dict, list, str … where the body was JSON; else its text, cut at 2,000 characters."""


Conversation = Generator[Call, Reply, T]
"""Yields calls, is sent replies; a lost connection is thrown in as Unreachable."""


class Connector(Protocol):
    """What a protocol must offer; each method is a conversation, see `Conversation`.

    All may raise Unreachable, Unauthorised, Busy, Rejected and nothing else. A connector
    keeps nothing between two conversations and decides nothing.
    """

    kind: ClassVar[Kind]

    def identify(self) -> Conversation[Identity]:
        """Who answers; Rejected names what answered where it is a host of another kind."""

    def look(self) -> Conversation[Snapshot]:
        """How the machine is now; only GET calls."""

    def baseline(self, name: str, /) -> Conversation[str]:
        """A mark of the last print before ours, for `evidence`; taken before the start."""

    def upload(self, upload: Upload) -> Conversation[str]:
        """Bring a file there, verified; returns its remote path; safe to call again."""

    def stage(self, path: str) -> Conversation[None]:
        """Make ready for the start, moving nothing; Rejected if the file is not there."""

    def start(self, path: str) -> Conversation[None]:
        """Send one start call, never a second; Unreachable alone leaves doubt."""

    def evidence(self, path: str, baseline: str) -> Conversation[Evidence]:
        """Whether the print of `path` began; NOT_STARTED is one look's denial, no verdict."""

    def outcome(self, path: str, baseline: str) -> Conversation[Evidence]:
        """How a print that was seen running is or ended; UNCLEAR where the host forgot."""

    def pause(self, job_ref: str | None, /) -> Conversation[None]:
        """Ask for a pause; that it came about is for a later look to tell."""

    def resume(self, job_ref: str | None, /) -> Conversation[None]:
        """Ask a paused print to go on."""

    def cancel(self, job_ref: str | None, /) -> Conversation[None]:
        """Ask for the end of the print; Rejected if there is none."""

    def stop(self) -> Conversation[None]:
        """Emergency stop, as hard as the host allows."""

    def recover(self) -> Conversation[None]:
        """Bring the host back to ready after an error; asynchronous."""

    def delete(self, path: str) -> Conversation[None]:
        """Remove a file; one that is gone is fine, one in use is Busy."""
