"""`manage.py queue`: the open jobs in their order."""

from dataclasses import asdict
from typing import Any

from apps.live.selectors import job_rows
from apps.operations.console import FarmCommand, table


class Command(FarmCommand):
    """Jobs at the top are served first."""

    help = "List the open jobs in the order in which they are served."
    answers_json = True

    def run(self, **options: Any) -> None:
        rows = job_rows()
        if options["json"]:
            self.say_json([asdict(row) for row in rows])
            return
        if not rows:
            self.say("Nothing is queued.")
            return
        heading = ("job", "name", "state", "lane", "prio", "good", "of", "material", "reason")
        lines = [
            (
                row.id,
                row.name[:40],
                row.state,
                row.lane,
                row.priority,
                row.good,
                row.quantity,
                row.material,
                row.held_reason or row.held_code,
            )
            for row in rows
        ]
        self.say(table(heading, lines))
