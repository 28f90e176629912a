"""What a command acts on: a job, a run or a printer, named on the command line."""

from collections.abc import Callable
from typing import Any

from django.core.management import CommandError, CommandParser

from apps.accounts.services import Actor
from apps.dispatch.models import PrintRun
from apps.dispatch.selectors import run_with_id
from apps.jobs.models import Job
from apps.jobs.selectors import job_with_id
from apps.operations.console import FarmCommand, command_actor
from apps.printers.models import Printer
from apps.printers.services import printer_named


class MovingCommand(FarmCommand):
    """Pause, resume or cancel: the same act on a job, a run or the run on a printer."""

    done: str
    """What is said of the subject afterwards."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", nargs="?", type=int, metavar="JOB", help="number of a job")
        parser.add_argument("--run", type=int, metavar="ID", help="one run instead of a job")
        parser.add_argument("--printer", metavar="NAME", help="what this printer works on")

    def run(self, **options: Any) -> None:
        named = [name for name in ("job", "run", "printer") if options[name] is not None]
        if len(named) != 1:
            raise CommandError("name one job, or one --run, or one --printer")
        actor = command_actor()
        match named[0]:
            case "job":
                job = job_with_id(options["job"])
                self.on_job(job, actor, options)
                subject = f"job {job.pk}"
            case "run":
                run = run_with_id(options["run"])
                self.on_run(run, actor, options)
                subject = f"run {run.pk}"
            case _:
                printer = printer_named(options["printer"])
                self.on_printer(printer, actor, options)
                subject = printer.name
        self.say(f"{subject}: {self.done}")

    def on_job(self, job: Job, actor: Actor, options: dict[str, Any]) -> None:
        """Act on every run of the job."""
        raise NotImplementedError

    def on_run(self, run: PrintRun, actor: Actor, options: dict[str, Any]) -> None:
        """Act on one run."""
        raise NotImplementedError

    def on_printer(self, printer: Printer, actor: Actor, options: dict[str, Any]) -> None:
        """Act on the run that the printer works on."""
        raise NotImplementedError


def whole(low: int, high: int) -> Callable[[str], int]:
    """An argument's type: a whole number from `low` to `high`."""

    def number(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    number.__name__ = f"whole number from {low} to {high}"
    return number
