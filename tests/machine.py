"""A scripted machine behind the gateway's methods: it prints, fails, goes silent and counts starts."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from apps.printers.port import (
    Activity,
    Evidence,
    Heater,
    Identity,
    Kind,
    MachineError,
    Proof,
    Rejected,
    Snapshot,
    Unreachable,
    Upload,
)
from apps.printers.wire import Target

T = TypeVar("T")
ENDED = {
    Proof.FINISHED: Activity.FINISHED,
    Proof.CANCELLED: Activity.IDLE,
    Proof.FAILED: Activity.ERROR,
}


class Crash(BaseException):
    """The process dies here; nothing catches it."""


@dataclass
class FakeMachine:
    """What one machine is and did.

    `fails[method]` are raised one by one before the method has an effect, `loses` names methods
    whose answer never arrives although they were heard, `ignores` those that have no effect.
    `crash_at` is the number of the wire call after which the process dies.
    """

    activity: Activity = Activity.IDLE
    path: str | None = None
    files: dict[str, int] = field(default_factory=dict)
    prints: list[tuple[str, Proof]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    fails: dict[str, list[MachineError]] = field(default_factory=lambda: defaultdict(list))
    loses: set[str] = field(default_factory=set)
    ignores: set[str] = field(default_factory=set)
    forgets: bool = False
    silent: bool = False
    error: str = ""
    crash_at: int = 0
    before_start: Callable[[], None] | None = None

    # What happens in the room.

    def ends(self, how: Proof = Proof.FINISHED, error: str = "") -> None:
        """The print ends."""
        assert self.path is not None
        self.prints[-1] = (self.path, how)
        self.activity, self.error = ENDED[how], error

    def prints_something_else(self, path: str = "somebodys.gcode") -> None:
        """Somebody starts a print at the machine."""
        self.path, self.activity = path, Activity.PRINTING
        self.prints.append((path, Proof.PRINTING))

    def restarts(self) -> None:
        """Power is cut; the host forgets what it printed."""
        self.path, self.activity, self.prints = None, Activity.IDLE, []

    # What the gateway offers.

    def identify(self) -> Identity:
        return self._called("identify", lambda: Identity(kind=Kind.OCTOPRINT))

    def look(self) -> Snapshot:
        return self._called("look", self._snapshot)

    def baseline(self, name: str) -> str:
        return self._called("baseline", lambda: str(len(self.prints)))

    def upload(self, upload: Upload, progress: Callable[[int], None] | None = None) -> str:
        def store() -> str:
            if progress is not None:
                progress(upload.size)
            self.files[upload.name] = upload.size
            return upload.name

        return self._called("upload", store)

    def stage(self, path: str) -> None:
        def select() -> None:
            if path not in self.files:
                raise Rejected("The file is not there.")

        self._called("stage", select)

    def start(self, path: str) -> None:
        if self.before_start is not None:
            self.before_start()
        self.starts.append(path)
        self._called("start", lambda: self.prints_something_else(path))

    def evidence(self, path: str, baseline: str) -> Evidence:
        return self._called("evidence", lambda: self._finding(path, Proof.NOT_STARTED))

    def outcome(self, path: str, baseline: str) -> Evidence:
        return self._called("outcome", lambda: self._finding(path, Proof.UNCLEAR))

    def pause(self, job_ref: str | None = None) -> None:
        self._called("pause", lambda: self._turn(Activity.PRINTING, Activity.PAUSED))

    def resume(self, job_ref: str | None = None) -> None:
        self._called("resume", lambda: self._turn(Activity.PAUSED, Activity.PRINTING))

    def cancel(self, job_ref: str | None = None) -> None:
        def stop() -> None:
            if self.activity not in {Activity.PRINTING, Activity.PAUSED}:
                raise Rejected("Nothing prints.")
            self.ends(Proof.CANCELLED)

        self._called("cancel", stop)

    def stop(self) -> None:
        self._called("stop", lambda: None)
        self.activity = Activity.ERROR

    def recover(self) -> None:
        self._called("recover", lambda: None)

    def delete(self, path: str) -> None:
        self._called("delete", lambda: self.files.pop(path, None))

    # How it does so.

    def _called(self, name: str, act: Callable[[], T]) -> T:
        self.calls.append(name)
        if self.silent:
            raise Unreachable("No answer.")
        if self.fails[name]:
            raise self.fails[name].pop(0)
        answer = act() if name not in self.ignores else cast(T, None)
        if self.crash_at and len(self.calls) == self.crash_at:
            raise Crash(name)
        if name in self.loses:
            raise Unreachable("The answer was lost.")
        return answer

    def _turn(self, source: Activity, target: Activity) -> None:
        if self.activity is not source:
            raise Rejected(f"It is {self.activity}.")
        self.activity = target

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            activity=self.activity,
            tools=(Heater(21.0, 0.0),),
            remote_file=self.path,
            job_ref=str(len(self.prints)) if self.prints else None,
            error=self.error,
        )

    def _finding(self, path: str, otherwise: Proof) -> Evidence:
        if self.path == path and self.activity is Activity.PRINTING:
            return Evidence(Proof.PRINTING, "It prints our file.", str(len(self.prints)))
        if self.path == path and self.activity is Activity.PAUSED:
            return Evidence(Proof.PAUSED, "It holds our file paused.", str(len(self.prints)))
        how = None if self.forgets else dict(self.prints).get(path)
        if how is not None and how is not Proof.PRINTING:
            return Evidence(how, f"Our print is over: {how}.", error=self.error)
        return Evidence(otherwise, "The host knows no print of our file.")


class Machines:
    """One scripted machine for each address; stands in for the gateway's `Machine`."""

    def __init__(self) -> None:
        self.by_url: dict[str, FakeMachine] = {}

    def __call__(self, target: Target) -> FakeMachine:
        return self.by_url.setdefault(target.url, FakeMachine())
