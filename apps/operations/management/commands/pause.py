"""`manage.py pause`: pause a job, a run or what a printer works on."""

from typing import Any

from apps.accounts.services import Actor
from apps.dispatch.control import pause_run
from apps.dispatch.job_control import pause_job
from apps.dispatch.models import PrintRun
from apps.dispatch.printer_control import pause_printer
from apps.jobs.models import Job
from apps.operations.subjects import MovingCommand
from apps.printers.models import Printer


class Command(MovingCommand):
    """The farm's workers send the command on to the machines."""

    help = "Pause every printing run of a job, one run, or what a printer works on."
    done = "is being paused"

    def on_job(self, job: Job, actor: Actor, options: dict[str, Any]) -> None:
        pause_job(job, actor=actor)

    def on_run(self, run: PrintRun, actor: Actor, options: dict[str, Any]) -> None:
        pause_run(run, actor=actor)

    def on_printer(self, printer: Printer, actor: Actor, options: dict[str, Any]) -> None:
        pause_printer(printer, actor=actor)
