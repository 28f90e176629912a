"""`manage.py why`: why a job is not being printed."""

from dataclasses import asdict
from typing import Any

from django.core.management import CommandParser

from apps.dispatch.selectors import PrinterAnswer, why_not
from apps.jobs.models import Job
from apps.jobs.selectors import job_with_id
from apps.operations.console import FarmCommand


class Command(FarmCommand):
    """The same answer that the dispatcher acts on."""

    help = "Say for every printer whether it could take a job now, and if not, why and what helps."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int, metavar="JOB", help="number of the job")

    def run(self, **options: Any) -> None:
        job = job_with_id(options["job"])
        answers = why_not(job)
        if options["json"]:
            printers = [asdict(answer) for answer in answers]
            self.say_json({"job": job.pk, "state": job.state, "printers": printers})
            return
        self.say(_headline(job))
        if not answers:
            self.say("There are no printers; add one with `manage.py add_printer`.")
        for answer in answers:
            self._tell(answer)

    def _tell(self, answer: PrinterAnswer) -> None:
        if answer.can_take:
            self.say(f"{answer.printer_name}: could take it now")
            return
        self.say(f"{answer.printer_name}:")
        for reason in answer.reasons:
            remedy = f" {reason.remedy}" if reason.remedy else ""
            self.say(f"  {reason.message}{remedy} [{reason.code}]")


def _headline(job: Job) -> str:
    held = f" ({job.held_reason or job.held_code})" if job.held_code else ""
    return f"{job}: {job.state}{held}, {job.good} of {job.quantity} good, {job.waiting} waiting"
