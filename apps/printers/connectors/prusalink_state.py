"""What PrusaLink's answers mean, embedded (Buddy 6.3.0) and Raspberry Pi (0.8.1)."""

from dataclasses import dataclass
from typing import Any

from apps.core.wording import gettext_noop
from apps.printers.connectors.answers import heater, inner, mapping, number, share, text, whole
from apps.printers.port import Activity, Snapshot

STATES = {
    "IDLE": Activity.IDLE,
    "READY": Activity.IDLE,
    "BUSY": Activity.BUSY,
    "PRINTING": Activity.PRINTING,
    "PAUSED": Activity.PAUSED,
    "ATTENTION": Activity.ATTENTION,
    "FINISHED": Activity.FINISHED,
    "STOPPED": Activity.IDLE,
    "ERROR": Activity.ERROR,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one look; `job` is empty while no job exists, so after its end too."""

    status: dict[str, Any]
    job: dict[str, Any]
    starting: bool = False

    @property
    def printer(self) -> dict[str, Any]:
        return inner(self.status, "printer")

    @property
    def state(self) -> str:
        return text(self.printer.get("state")).upper()

    @property
    def job_id(self) -> str | None:
        found = whole(inner(self.status, "job").get("id"))
        return None if found is None else str(found)


def snapshot(answers: Answers) -> Snapshot:
    """One look in the farm's terms; PrusaLink tells neither layers nor file positions."""
    if answers.starting:
        return Snapshot(activity=Activity.UNKNOWN, settled=False, host_state="starting")
    printer, job = answers.printer, inner(answers.status, "job")
    activity = STATES.get(answers.state, Activity.UNKNOWN)
    nozzle = heater(printer, "temp_nozzle", "target_nozzle")
    return Snapshot(
        activity=activity,
        tools=(nozzle,) if nozzle else (),
        bed=heater(printer, "temp_bed", "target_bed"),
        progress=_progress(job),
        elapsed_s=number(job.get("time_printing")),
        remaining_s=number(job.get("time_remaining")),
        remote_file=remote_file(inner(answers.job, "file")),
        job_ref=answers.job_id,
        z_mm=number(printer.get("axis_z")),
        error=_error(answers, activity),
        host_state=answers.state,
    )


def remote_file(file: dict[str, Any]) -> str | None:
    """The file in the terms of the files interface, `usb/NAME` or `local/NAME`.

    Buddy tells the 8.3 name as `name`, the long one as `display_name` and the folder as
    `path`. The Raspberry Pi's `path` is for display: its first part names the configured
    folder, not the storage, and it may end with the file's name.
    """
    name = text(file.get("display_name")) or text(file.get("name"))
    if not name:
        return None
    parts = [part for part in text(file.get("path")).split("/") if part]
    if parts and parts[-1] in (name, text(file.get("name"))):
        parts.pop()
    storage = "usb" if parts[:1] == ["usb"] else "local"
    return "/".join((storage, *parts[1:], name))


def _progress(job: dict[str, Any]) -> float | None:
    """On the Raspberry Pi stale (even 100) until the job's clock runs."""
    return share(job.get("progress")) if number(job.get("time_printing")) else None


def _error(answers: Answers, activity: Activity) -> str:
    told = mapping(answers.printer.get("status_printer"))
    said = text(told.get("message")) if told.get("ok") is False else ""
    if activity is Activity.ERROR:
        return said or gettext_noop("The printer reports an error.")
    return said
