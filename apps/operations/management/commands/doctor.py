"""`manage.py doctor`: what is wrong with this farm, and what to do about it."""

import sys
from dataclasses import asdict
from typing import Any

from django.core.management import CommandParser

from apps.operations.console import FarmCommand
from apps.operations.doctor import Finding, examine

SIGNS = {"ok": "ok  ", "warning": "note", "failed": "FAIL"}


class Command(FarmCommand):
    """Exit code 1 if something is wrong; notes alone are no fault."""

    help = "Check settings, database, broker, live feed, storage, clock, keys, workers, printers."
    answers_json = True
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-printers", action="store_true", help="leave the printers' hosts alone"
        )

    def run(self, **options: Any) -> None:
        findings = examine(printers=not options["no_printers"])
        wrong = [finding for finding in findings if finding.result == "failed"]
        if options["json"]:
            self.say_json({"ok": not wrong, "checks": [asdict(one) for one in findings]})
        else:
            for finding in findings:
                self._tell(finding)
            self.say(f"{len(wrong)} of {len(findings)} checks failed." if wrong else "All is well.")
        if wrong:
            sys.exit(1)

    def _tell(self, finding: Finding) -> None:
        self.say(f"{SIGNS[finding.result]}  {finding.name}: {finding.text}")
        if finding.remedy:
            self.say(f"      → {finding.remedy}")
