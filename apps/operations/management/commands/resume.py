"""`manage.py resume`: let a paused job, run or printer go on."""

from typing import Any

from apps.accounts.services import Actor
from apps.dispatch.control import resume_run
from apps.dispatch.job_control import resume_job
from apps.dispatch.models import PrintRun
from apps.dispatch.printer_control import resume_printer
from apps.jobs.models import Job
from apps.operations.subjects import MovingCommand
from apps.printers.models import Printer


class Command(MovingCommand):
    """The farm's workers send the command on to the machines."""

    help = "Let every paused run of a job, one run, or what a printer works on go on."
    done = "is being resumed"

    def on_job(self, job: Job, actor: Actor, options: dict[str, Any]) -> None:
        resume_job(job, actor=actor)

    def on_run(self, run: PrintRun, actor: Actor, options: dict[str, Any]) -> None:
        resume_run(run, actor=actor)

    def on_printer(self, printer: Printer, actor: Actor, options: dict[str, Any]) -> None:
        resume_printer(printer, actor=actor)
