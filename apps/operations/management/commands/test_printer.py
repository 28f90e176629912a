"""`manage.py test_printer`: ask printers who they are."""

import sys
from dataclasses import asdict
from typing import Any

from django.core.management import CommandError, CommandParser

from apps.operations.console import FarmCommand
from apps.operations.probes import probe_all
from apps.printers.models import Printer
from apps.printers.probing import Probe
from apps.printers.services import printer_named
from apps.printers.states import Service


class Command(FarmCommand):
    """Exit code 1 if one does not answer or is not what was declared."""

    help = "Talk to a printer's host now and compare what it says with what was declared."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("printer", nargs="*", metavar="PRINTER", help="names or numbers")
        parser.add_argument("--all", action="store_true", help="every printer")

    def run(self, **options: Any) -> None:
        if bool(options["printer"]) == options["all"]:
            raise CommandError("name printers, or say --all")
        printers = (
            list(Printer.objects.exclude(service=Service.RETIRED).select_related("profile"))
            if options["all"]
            else [printer_named(name) for name in options["printer"]]
        )
        found = probe_all(printers)
        if options["json"]:
            self.say_json([{"printer": one.name, **asdict(probe)} for one, probe in found])
        else:
            for printer, probe in found:
                self.say(f"{printer.name}: {sentence(probe)}")
        if not all(probe.ok for _printer, probe in found):
            sys.exit(1)


def sentence(probe: Probe) -> str:
    """What a probe found, in one line."""
    if probe.findings:
        return " ".join(probe.findings)
    software = str(probe.identity.get("software") or probe.identity.get("version") or "")
    return f"answers, all as declared {software}".strip()
