"""`manage.py cancel`: end a job, a run or what a printer works on."""

from typing import Any

from django.core.management import CommandParser

from apps.accounts.services import Actor
from apps.dispatch.control import cancel_run
from apps.dispatch.job_control import cancel_job
from apps.dispatch.models import PrintRun
from apps.dispatch.printer_control import cancel_printer
from apps.jobs.models import Job
from apps.operations.subjects import MovingCommand
from apps.printers.models import Printer


class Command(MovingCommand):
    """A cancelled job is over; the parts of a cancelled run wait again."""

    help = "Cancel a job with all its runs, one run, or what a printer works on."
    done = "is being cancelled"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-requeue",
            dest="requeue",
            action="store_false",
            help="with --run or --printer: its parts are given up instead of waiting again",
        )

    def on_job(self, job: Job, actor: Actor, options: dict[str, Any]) -> None:
        cancel_job(job, actor=actor)

    def on_run(self, run: PrintRun, actor: Actor, options: dict[str, Any]) -> None:
        cancel_run(run, actor=actor, requeue=options["requeue"])

    def on_printer(self, printer: Printer, actor: Actor, options: dict[str, Any]) -> None:
        cancel_printer(printer, actor=actor, requeue=options["requeue"])
