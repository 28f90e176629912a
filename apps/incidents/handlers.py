"""Which events open an incident; every handler may be called twice for one event."""

from collections.abc import Mapping
from typing import Any

from apps.core.wording import gettext_noop
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER, IN_DOUBT
from apps.events.relay import subscribe
from apps.incidents.evidence import about_history, about_run
from apps.incidents.models import Incident
from apps.incidents.services import open_incident
from apps.incidents.severity import severity_of
from apps.jobs.models import Job
from apps.jobs.states import HoldReason


@subscribe("RunFailed")
def run_failed(event_id: int, event: Mapping[str, Any]) -> None:
    """A run that ended without a part, by its cause."""
    run = _run(event)
    if run is None:
        return
    code = str(event["cause"]).upper() or "UNKNOWN"
    open_incident(
        code=code,
        severity=severity_of(event["cause"], event["attribution"]),
        printer=run.printer,
        job=run.job,
        run=run,
        attribution=event["attribution"],
        evidence=about_run(run, code, event["error"]),
        event_id=event_id,
    )


@subscribe("RunDoubtful")
def start_doubtful(event_id: int, event: Mapping[str, Any]) -> None:
    """A start that is not proved; lost contact is told by the printer that went offline."""
    run = _run(event)
    if run is None or run.started_at is not None or run.state not in IN_DOUBT:
        return
    if _is_told(event_id, code="START_UNCONFIRMED", run=run):
        return
    open_incident(
        code="START_UNCONFIRMED",
        severity="warning",
        printer=run.printer,
        job=run.job,
        run=run,
        evidence=about_run(run, "START_UNCONFIRMED", event["reason"]),
        event_id=event_id,
    )


@subscribe("JobHeld")
def job_held(event_id: int, event: Mapping[str, Any]) -> None:
    """A job that was tried too often."""
    job = Job.objects.filter(pk=event["job"]).first()
    if job is None or event["code"] != HoldReason.NO_GOOD_PART:
        return
    failed = job.runs.exclude(cause="").order_by("-id")[:3]
    open_incident(
        code="NO_GOOD_PART",
        severity="warning",
        job=job,
        evidence=[event["reason"], *(_try(run) for run in failed)],
        event_id=event_id,
    )


@subscribe("PrinterOffline")
def printer_offline(event_id: int, event: Mapping[str, Any]) -> None:
    """A printer that went silent while a run of ours was on it."""
    run = (
        PrintRun.objects.select_related("job", "printer")
        .filter(printer=event["printer"], state__in=HOLDS_ITS_PRINTER)
        .exclude(start_sent_at=None)
        .first()
    )
    if run is None or _is_told(event_id, code="PRINTER_OFFLINE", run=run):
        return
    open_incident(
        code="PRINTER_OFFLINE",
        severity="warning",
        printer=run.printer,
        job=run.job,
        run=run,
        attribution="network",
        evidence=[event["reason"], *about_history(run)] if event["reason"] else about_history(run),
        event_id=event_id,
    )


def _run(event: Mapping[str, Any]) -> PrintRun | None:
    return PrintRun.objects.select_related("job", "printer").filter(pk=event["run"]).first()


def _is_told(event_id: int, *, code: str, run: PrintRun) -> bool:
    """Whether another event of the same trouble opened an incident that nobody resolved."""
    told = Incident.objects.filter(code=code, run=run).exclude(state=Incident.RESOLVED)
    return told.exclude(event_id=event_id).exists()


def _try(run: PrintRun) -> str:
    return gettext_noop("Run %(number)s on %(printer)s: %(error)s") % {
        "number": run.number,
        "printer": run.printer.name,
        "error": run.error or run.cause,
    }
