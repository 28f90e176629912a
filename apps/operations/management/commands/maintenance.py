"""`manage.py maintenance`: take a printer out of service, and bring it back."""

from typing import Any

from django.core.management import CommandParser

from apps.dispatch.printer_control import set_maintenance
from apps.operations.console import FarmCommand, command_actor
from apps.printers.services import printer_named, set_service
from apps.printers.states import Service


class Command(FarmCommand):
    """`now` cancels a print and requeues it, `after_run` lets it end first."""

    help = "Take a printer out of service now or after its run, or return it with --when over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("printer", metavar="PRINTER", help="name or number")
        parser.add_argument(
            "--when",
            choices=["now", "after_run", "over"],
            default="after_run",
            help="now cancels and requeues a print; over returns the printer (default: after_run)",
        )
        parser.add_argument("--reason", default="", help="why, for whoever reads the dashboard")

    def run(self, **options: Any) -> None:
        printer, actor = printer_named(options["printer"]), command_actor()
        if options["when"] == "over":
            set_service(printer, Service.IN_SERVICE, actor=actor, reason=options["reason"])
        else:
            set_maintenance(printer, options["when"], actor=actor, reason=options["reason"])
        printer.refresh_from_db(fields=["service"])
        self.say(f"{printer.name}: {printer.get_service_display()}")
