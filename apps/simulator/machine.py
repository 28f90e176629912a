"""A simulated machine: heaters, one print job and what happened to the last one."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from apps.simulator.heater import Heater
from apps.simulator.job import (
    Manners,
    NotNowError,
    Outcome,
    Phase,
    PrintFile,
    PrintJob,
    Result,
)
from apps.simulator.toolpath import Step, StepKind

HOTTEST_NOZZLE_C = 300.0


Journal = Callable[[str, PrintJob, str], None]
"""Called with event, job and a message for every change worth keeping."""


def _silent(_event: str, _job: PrintJob, _message: str) -> None:
    return None


@dataclass(slots=True)
class Machine:
    """Everything that happens between two calls of `advance` is worked out then.

    `clock` gives real seconds that only grow, `wall` the time of day; simulated time passes
    `speed` times as fast as `clock`.
    """

    clock: Callable[[], float]
    wall: Callable[[], float]
    speed: float = 1.0
    manners: Manners = field(default_factory=Manners)
    journal: Journal = _silent
    nozzle: Heater = field(default_factory=lambda: Heater(heat_rate=3.0, cooling_tau_s=150.0))
    bed: Heater = field(default_factory=lambda: Heater(heat_rate=0.7, cooling_tau_s=600.0))
    phase: Phase = Phase.IDLE
    job: PrintJob | None = None
    outcome: Outcome | None = None
    error: str = ""
    filament_present: bool = True
    attention: str = ""
    """A dialog on the machine's own screen that waits for a person."""
    dismissed: bool = False
    """Somebody closed the screen that shows how the last print ended."""
    jobs_started: int = 0
    swallow_next_start: bool = False
    starts: "Counter[str]" = field(default_factory=Counter)
    good_parts: "Counter[str]" = field(default_factory=Counter)
    simulated_s: float = 0.0
    _last: float = field(init=False)
    _phase_left_s: float = 0.0

    def __post_init__(self) -> None:
        self._last = self.clock()

    @property
    def busy(self) -> bool:
        return self.phase is not Phase.IDLE

    @property
    def blocked_by_heating(self) -> bool:
        return self.job is not None and self.job.waiting is not None and self.manners.waits_block

    def start(self, file: PrintFile, user: str = "", foreign: bool = False) -> None:
        """Begin to print; NotNowError while a job runs or an error stands.

        A swallowed start is accepted like any other and does nothing.
        """
        self.advance()
        if self.busy or self.error:
            raise NotNowError(self.error or self.phase)
        if self.swallow_next_start:
            self.swallow_next_start = False
            return
        self.jobs_started += 1
        self.starts[file.path] += 1
        self.attention = ""
        self.dismissed = False
        self.job = PrintJob(self.jobs_started, file, self.wall(), user=user, foreign=foreign)
        self.phase = Phase.PRINTING
        self._tell("start")

    def pause(self) -> None:
        self.advance()
        self._only_in(Phase.PRINTING)
        self._enter(Phase.PAUSING, self.manners.park_s)

    def pause_now(self, attention: str = "") -> None:
        """Pause without anybody asking over the network: at the machine, runout, M600."""
        self.advance()
        self._only_in(Phase.PRINTING, Phase.PAUSING)
        self.attention = attention
        self.phase = Phase.PAUSED
        self._tell("pause", attention)

    def resume(self) -> None:
        self.advance()
        self._only_in(Phase.PAUSED)
        self.attention = ""
        self._enter(Phase.RESUMING, self.manners.unpark_s)

    def cancel(self) -> None:
        self.advance()
        if self.job is None:
            raise NotNowError(self.phase)
        if self.phase is not Phase.CANCELLING:
            self._enter(Phase.CANCELLING, self.manners.cancel_s)

    def cancel_now(self, message: str = "") -> None:
        """End the print at once, as a reset of the board does."""
        self.advance()
        if self.job is not None:
            self._end(Result.CANCELLED, message)

    def fail(self, text: str) -> None:
        """The firmware halts with an error; it stays until `recover`."""
        self.advance()
        self.error = text
        if self.job is not None:
            self._end(Result.ERROR, text)
        self._cold()

    def recover(self) -> None:
        self.error = ""
        self.attention = ""

    def vanish(self) -> None:
        """Forget the print without a trace, as a host that lost its power does."""
        self.advance()
        self.fail("power lost")
        self.recover()
        self.outcome = None

    def advance(self) -> None:
        """Let the time since the last call pass."""
        now = self.clock()
        budget = max(0.0, (now - self._last) * self.speed)
        self._last = now
        while budget > 1e-9:
            step = max(0.0, min(budget, self._until_next()))
            self._pass(step)
            budget -= step
            self._happen()

    def _until_next(self) -> float:
        job = self.job
        if job is None:
            return math.inf
        if self._waits(job):
            return job.waiting.seconds_to_target() if job.waiting else 0.0
        if self.phase is Phase.PRINTING:
            return self._next_moment(job) - job.moved_s
        return math.inf if self.phase is Phase.PAUSED else self._phase_left_s

    def _waits(self, job: PrintJob) -> bool:
        if job.waiting is None or self.phase is Phase.PAUSED:
            return False
        return self.phase is Phase.PRINTING or self.manners.waits_block

    def _next_moment(self, job: PrintJob) -> float:
        toolpath = job.file.toolpath
        if job.next_step < len(toolpath.steps):
            return toolpath.steps[job.next_step].at_s
        return toolpath.duration_s

    def _pass(self, seconds: float) -> None:
        self.simulated_s += seconds
        self.nozzle.advance(seconds)
        self.bed.advance(seconds)
        job = self.job
        if job is None:
            return
        job.elapsed_s += seconds
        if self.phase is Phase.PAUSED:
            job.paused_s += seconds
        elif self._waits(job):
            return
        elif self.phase is Phase.PRINTING:
            job.moved_s += seconds
        else:
            self._phase_left_s -= seconds

    def _happen(self) -> None:
        job = self.job
        if job is None or self.phase is Phase.PAUSED:
            return
        if self._waits(job):
            if job.waiting is not None and job.waiting.reached:
                job.waiting = None
        elif self.phase is Phase.PRINTING:
            self._follow_file(job)
        elif self._phase_left_s <= 1e-9:
            self._settle()

    def _follow_file(self, job: PrintJob) -> None:
        steps = job.file.toolpath.steps
        while job.next_step < len(steps) and steps[job.next_step].at_s <= job.moved_s + 1e-9:
            step = steps[job.next_step]
            job.next_step += 1
            self._do(job, step)
            if job.waiting is not None or self.phase is not Phase.PRINTING:
                return
        if job.next_step == len(steps) and job.remaining_s <= 1e-9:
            job.moved_s = job.file.toolpath.duration_s
            self._enter(Phase.FINISHING, self.manners.finish_s)

    def _do(self, job: PrintJob, step: Step) -> None:
        match step.kind:
            case StepKind.NOZZLE | StepKind.WAIT_NOZZLE:
                self._heat(job, self.nozzle, step)
            case StepKind.BED | StepKind.WAIT_BED:
                self._heat(job, self.bed, step)
            case StepKind.PERCENT:
                job.percent = step.value
            case StepKind.TOTAL_LAYER:
                job.total_layer, job.current_layer = int(step.value), 0
            case StepKind.CURRENT_LAYER:
                job.current_layer = int(step.value)
            case StepKind.PAUSE | StepKind.FILAMENT_CHANGE:
                self.phase = Phase.PAUSED
                self.attention = step.kind
                self._tell("pause", step.kind)

    def _heat(self, job: PrintJob, heater: Heater, step: Step) -> None:
        heater.target = min(step.value, HOTTEST_NOZZLE_C)
        waits = step.kind in (StepKind.WAIT_NOZZLE, StepKind.WAIT_BED)
        if waits and not heater.reached:
            job.waiting = heater

    def _settle(self) -> None:
        match self.phase:
            case Phase.PAUSING:
                self.phase = Phase.PAUSED
                self._tell("pause")
            case Phase.RESUMING:
                self.phase = Phase.PRINTING
                self._tell("resume")
            case Phase.CANCELLING:
                self._end(Result.CANCELLED)
            case Phase.FINISHING:
                self._end(Result.FINISHED)

    def _end(self, result: Result, message: str = "") -> None:
        if self.job is None:
            return
        if result is Result.FINISHED:
            self.good_parts[self.job.file.path] += 1
        else:
            self._cold()
        self.outcome = Outcome(result, self.job, self.wall(), message)
        self.dismissed = False
        self._tell(EVENTS[result], message)
        self.job = None
        self.phase = Phase.IDLE
        self.attention = ""

    def _cold(self) -> None:
        self.nozzle.target = 0.0
        self.bed.target = 0.0

    def _enter(self, phase: Phase, seconds: float) -> None:
        self.phase = phase
        self._phase_left_s = seconds

    def _only_in(self, *phases: Phase) -> None:
        if self.phase not in phases:
            raise NotNowError(self.phase)

    def _tell(self, event: str, message: str = "") -> None:
        if self.job is not None:
            self.journal(event, self.job, message)


EVENTS = {Result.FINISHED: "finish", Result.CANCELLED: "cancel", Result.ERROR: "error"}
