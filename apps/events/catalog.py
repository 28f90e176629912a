"""Every domain event, by name; what each carries goes out under these field names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that became true; `subject` orders events of one thing among each other."""

    @property
    def subject(self) -> str:
        """`job/12`, `printer/3` or `incident/4`."""
        for kind in ("job", "printer", "incident"):
            number = getattr(self, kind, None)
            if number is not None:
                return f"{kind}/{number}"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent(Event):
    """About one job."""

    job: int
    reference: str = ""


class JobQueued(JobEvent):
    """The job waits for a printer, its file read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted(JobEvent):
    """The first start of the job that was confirmed; once for each job."""

    run: int
    printer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCompleted(JobEvent):
    """Every part that was wanted is there or given up; once for each job."""

    good: int
    given_up: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobHeld(JobEvent):
    """The job waits for a person."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed(JobEvent):
    """An operator gave the job up, or its file cannot be used."""

    code: str
    reason: str


class JobCancelled(JobEvent):
    """Nobody wants the job any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMoved(JobEvent):
    """The job's demand left one printer and found another."""

    source: int
    printer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent(JobEvent):
    """About one run; ordered with the other events of its job."""

    run: int
    printer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMoved(RunEvent):
    """The run went from one state to another; for dashboards, not for other systems."""

    source: str
    target: str


class RunStarted(RunEvent):
    """Evidence says that the machine prints our file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(RunEvent):
    """The file was printed to its end."""

    surplus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed(RunEvent):
    """The run ended without a part."""

    cause: str
    attribution: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded(RunEvent):
    """The run was cancelled or rejected."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDoubtful(RunEvent):
    """A start was sent and nothing proves what became of it."""

    reason: str


class FirstLayerFailed(RunEvent):
    """The first layer was judged bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterEvent(Event):
    """About one printer."""

    printer: int
    name: str = ""
    reason: str = ""


class PrinterOffline(PrinterEvent):
    """The printer is not heard any more."""


class PrinterOnline(PrinterEvent):
    """The printer is heard again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChanged(PrinterEvent):
    """A facet of the printer changed; for dashboards, not for other systems."""

    facet: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOpened(Event):
    """Something an operator should know."""

    incident: int
    code: str
    severity: str
    printer: int | None = None
    job: int | None = None
    run: int | None = None

    @property
    def subject(self) -> str:
        """Incidents order among themselves."""
        return f"incident/{self.incident}"
