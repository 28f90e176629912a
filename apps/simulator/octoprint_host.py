"""A simulated OctoPrint 1.11: its own state on top of the machine."""

from apps.simulator.job import Outcome, Phase, PrintJob, Result
from apps.simulator.machine import Machine
from apps.simulator.printer import Printer

USER = "farm"
CONNECTING_S = 0.15
STATE_TEXTS = {
    Phase.IDLE: "Operational",
    Phase.PRINTING: "Printing",
    Phase.PAUSING: "Pausing",
    Phase.PAUSED: "Paused",
    Phase.RESUMING: "Resuming",
    Phase.CANCELLING: "Cancelling",
    Phase.FINISHING: "Finishing",
}


class OctoPrint:
    """The host's own state on top of the machine: connection, selected file, last progress."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.connected = True
        self.connecting_until = 0.0
        self.selected: str | None = None
        self.user: str | None = None
        self.done: PrintJob | None = None
        self._generation = printer.generation
        self._seen: Outcome | None = printer.machine.outcome

    @property
    def machine(self) -> Machine:
        return self.printer.machine

    def refresh(self) -> None:
        """Let the machine come up to now and take over what ended meanwhile."""
        machine = self.machine
        machine.advance()
        if self._generation != self.printer.generation:
            self._generation = self.printer.generation
            self.connected, self.selected, self.user, self.done = True, None, None, None
        if machine.job is not None:
            self.selected, self.done = machine.job.file.path, None
            self.user = machine.job.user or None
        if machine.outcome is not self._seen:
            self._seen = machine.outcome
            if machine.outcome is not None and machine.job is None:
                self._take_over(machine.outcome)

    def _take_over(self, outcome: Outcome) -> None:
        self.done = outcome.job if outcome.result is Result.FINISHED else None
        failed = outcome.result is Result.ERROR
        self.selected = None if failed else outcome.job.file.path
        self.user = None if failed else outcome.job.user or None

    @property
    def operational(self) -> bool:
        return self.connected and not self.connecting and not self.machine.error

    @property
    def connecting(self) -> bool:
        return self.machine.clock() < self.connecting_until

    @property
    def state_text(self) -> str:
        if self.machine.error:
            return "Offline after error"
        if not self.connected:
            return "Offline"
        return "Connecting" if self.connecting else STATE_TEXTS[self.machine.phase]

    def select(self, path: str | None) -> None:
        self.selected, self.done = path, None
        self.user = None if path is None else USER

    def connect(self) -> None:
        """Open the serial line anew; without effect while it is open."""
        if self.connected and not self.machine.error:
            return
        self.machine.recover()
        self.connected = True
        self.connecting_until = self.machine.clock() + CONNECTING_S

    def disconnect(self) -> None:
        self.machine.cancel_now("disconnected")
        self.refresh()
        self.connected = False
        self.select(None)
