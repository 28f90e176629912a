"""`manage.py emergency_stop`: stop a machine now."""

from typing import Any

from django.core.management import CommandParser

from apps.dispatch.printer_control import emergency_stop
from apps.operations.console import FarmCommand, command_actor
from apps.printers.services import printer_named


class Command(FarmCommand):
    """Talks to the machine from this process and asks nobody; exit code 1 if it was not reached."""

    help = "Stop a machine at once; its run fails and the printer is held afterwards."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("printer", metavar="PRINTER", help="name or number")

    def run(self, **options: Any) -> None:
        printer = printer_named(options["printer"])
        emergency_stop(printer, actor=command_actor())
        self.say(f"{printer.name}: stopped and held; return it with `maintenance --when over`")
