"""`manage.py reprint`: the same job once more."""

from typing import Any

from django.core.management import CommandParser

from apps.dispatch.job_control import reprint_job
from apps.jobs.selectors import job_with_id
from apps.operations.console import FarmCommand, command_actor
from apps.operations.subjects import whole


class Command(FarmCommand):
    """A new job; the old one keeps its history."""

    help = "Make a new job for the same file with the same requirements."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int, metavar="JOB", help="number of the job")
        parser.add_argument(
            "--quantity", type=whole(1, 100_000), help="parts (default: as many as before)"
        )

    def run(self, **options: Any) -> None:
        job = job_with_id(options["job"])
        new = reprint_job(job, actor=command_actor(), quantity=options["quantity"])
        if options["json"]:
            self.say_json({"id": new.pk, "reprint_of": job.pk, "state": new.state})
        else:
            self.say(f"{new}: {new.state}, {new.quantity} parts, a reprint of job {job.pk}")
