"""Reading runs, and the answer to "why not?"."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.core import clock
from apps.core.errors import Refused
from apps.core.speaking import rendered
from apps.core.wording import gettext_noop
from apps.dispatch import assignment
from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.snapshot import dispatching, job_views, printer_views
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, translated: what is so, and what to do about it."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PrinterAnswer:
    """Whether one printer could take the job now, else every reason why not."""

    printer_id: int
    printer_name: str
    can_take: bool
    reasons: tuple[Reason, ...]


def why_not(job: Job) -> list[PrinterAnswer]:
    """For every printer the answer of the function that dispatches."""
    now = clock.now()
    view = job_views([job], now)[0]
    answers = []
    for printer in printer_views():
        reasons = tuple(translated(one) for one in assignment.why_not(view, printer, now))
        answers.append(PrinterAnswer(printer.id, printer.name, not reasons, reasons))
    return sorted(answers, key=lambda answer: (len(answer.reasons), answer.printer_name))


def translated(reason: assignment.Reason) -> Reason:
    """A reason in the language of whoever reads it."""
    return Reason(
        reason.code, rendered(reason.message, reason.params), rendered(reason.remedy, reason.params)
    )


def open_runs() -> QuerySet[PrintRun]:
    """Runs that hold a printer."""
    return PrintRun.objects.select_related("job", "printer", "gcode").filter(
        state__in=HOLDS_ITS_PRINTER
    )


def run_with_id(run_id: int) -> PrintRun:
    """One run; raises Refused (NOT_FOUND) naming it."""
    run = (
        PrintRun.objects.select_related("job", "printer__profile", "gcode", "report")
        .filter(pk=run_id)
        .first()
    )
    if run is None:
        raise Refused(gettext_noop("there is no run %(run)s") % {"run": run_id}, code="NOT_FOUND")
    return run


def run_timeline(run: PrintRun) -> QuerySet[RunHistory]:
    """What happened to the run, oldest first."""
    return RunHistory.objects.filter(run=run).order_by("id")


__all__ = [
    "PrinterAnswer",
    "Reason",
    "dispatching",
    "open_runs",
    "run_timeline",
    "run_with_id",
    "translated",
    "why_not",
]
