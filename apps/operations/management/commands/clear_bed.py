"""`manage.py clear_bed`: confirm that a printer's bed is clear."""

from typing import Any

from django.core.management import CommandParser

from apps.operations.console import FarmCommand, command_actor
from apps.printers.bed import clear_bed, current_occupancy
from apps.printers.services import printer_named


class Command(FarmCommand):
    """Only somebody who looked at the bed may say so."""

    help = "Confirm that nothing lies on the bed of a printer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("printer", metavar="PRINTER", help="name or number")
        parser.add_argument(
            "--occupancy",
            type=int,
            metavar="ID",
            help="end this occupancy only, and refuse if another one is open by now",
        )

    def run(self, **options: Any) -> None:
        printer = printer_named(options["printer"])
        number = options["occupancy"]
        if number is None:
            open_one = current_occupancy(printer)
            number = open_one.pk if open_one else None
        clear_bed(printer, number, actor=command_actor())
        self.say(f"{printer.name}: bed clear")
