"""What OctoPrint's answers about printer and job mean (measured on 1.11.8, read for 2.0rc3)."""

from dataclasses import dataclass
from typing import Any

from apps.core.wording import gettext_noop
from apps.printers.connectors.answers import heater, inner, mapping, number, share, text, whole
from apps.printers.port import Activity, Heater, Snapshot

# Order matters: OctoPrint sets `printing` while pausing, cancelling and finishing.
FLAGS = (
    ("cancelling", Activity.PRINTING),
    ("pausing", Activity.PRINTING),
    ("paused", Activity.PAUSED),
    ("resuming", Activity.PRINTING),
    ("finishing", Activity.PRINTING),
    ("printing", Activity.PRINTING),
    ("error", Activity.ERROR),
    ("closedOrError", Activity.ERROR),
    ("ready", Activity.IDLE),
)
CONNECTING = ("Opening", "Detecting", "Connecting")
RUNNING = (Activity.PRINTING, Activity.PAUSED)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one look; `printer` is empty while the printer is not operational."""

    job: dict[str, Any]
    printer: dict[str, Any]
    error: str = ""

    @property
    def state(self) -> str:
        return text(self.job.get("state"))

    @property
    def flags(self) -> dict[str, Any]:
        return inner(self.printer, "state", "flags")

    @property
    def file(self) -> dict[str, Any]:
        return inner(self.job, "job", "file")

    @property
    def progress(self) -> dict[str, Any]:
        return inner(self.job, "progress")


def is_offline(job: dict[str, Any]) -> bool:
    """Whether asking for the printer would only give 409."""
    return text(job.get("state")).startswith("Offline")


def has_failed(job: dict[str, Any]) -> bool:
    """Whether the state names an error; OctoPrint 2.0rc3 leaves `error` null then."""
    return "error" in text(job.get("state")).lower()


def snapshot(answers: Answers) -> Snapshot:
    """One look in the farm's terms."""
    activity = activity_of(answers)
    progress, temperature = answers.progress, inner(answers.printer, "temperature")
    return Snapshot(
        activity=activity,
        tools=_tools(temperature),
        bed=heater(temperature.get("bed"), "actual", "target"),
        chamber=heater(temperature.get("chamber"), "actual", "target"),
        progress=share(progress.get("completion")),
        file_position=whole(progress.get("filepos")),
        elapsed_s=number(progress.get("printTime")),
        remaining_s=number(progress.get("printTimeLeft")),
        remote_file=text(answers.file.get("path")) or None,
        job_ref=_job_ref(answers, activity),
        pausing=bool(answers.flags.get("pausing")),
        cancelling=bool(answers.flags.get("cancelling")),
        error=_error(answers, activity),
        host_state=answers.state,
    )


def activity_of(answers: Answers) -> Activity:
    """The first true flag decides; a finished file stays selected at exactly 100 %."""
    if not answers.flags:
        return _without_printer(answers)
    found = next((what for flag, what in FLAGS if answers.flags.get(flag)), Activity.UNKNOWN)
    done = found is Activity.IDLE and number(answers.progress.get("completion")) == 100
    return Activity.FINISHED if done else found


def _without_printer(answers: Answers) -> Activity:
    if answers.state.startswith(CONNECTING):
        return Activity.BUSY
    failed = answers.error or is_offline(answers.job) or has_failed(answers.job)
    return Activity.ERROR if failed else Activity.UNKNOWN


def _error(answers: Answers, activity: Activity) -> str:
    if activity is not Activity.ERROR:
        return ""
    return answers.error or gettext_noop("The printer is not connected to OctoPrint.")


def _tools(temperature: dict[str, Any]) -> tuple[Heater, ...]:
    names = sorted((n for n in temperature if n.startswith("tool") and n[4:].isdigit()), key=len)
    found = (heater(temperature[name], "actual", "target") for name in names)
    return tuple(one or Heater() for one in found)


def _job_ref(answers: Answers, activity: Activity) -> str | None:
    """Path and upload time of what runs or ran; a file that is merely selected is no print."""
    path = text(answers.file.get("path"))
    if not path or activity not in (*RUNNING, Activity.FINISHED):
        return None
    return f"{path}@{mapping(answers.file).get('date', '')}"
