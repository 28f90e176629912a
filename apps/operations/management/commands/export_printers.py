"""`manage.py export_printers`: the printers as a table that add_printer reads."""

import io
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from apps.operations.console import FarmCommand
from apps.printers.csv_import import as_row, write_to
from apps.printers.models import Printer
from apps.printers.states import Service


class Command(FarmCommand):
    """Retired printers stay out."""

    help = "Write all printers as CSV, for add_printer --from."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="FILE", help="(default: standard output)")
        parser.add_argument(
            "--with-keys", action="store_true", help="with their keys, readable to everybody"
        )

    def run(self, **options: Any) -> None:
        printers = Printer.objects.exclude(service=Service.RETIRED).select_related(
            "profile", "group"
        )
        printers = printers if options["with_keys"] else printers.defer("api_key")
        if options["json"]:
            self.say_json([as_row(one, with_keys=options["with_keys"]) for one in printers])
            return
        out = io.StringIO()
        write_to(out, printers, with_keys=options["with_keys"])
        if options["to"]:
            _write(Path(options["to"]), out.getvalue())
            self.say(f"{len(printers)} printers written to {options['to']}")
        else:
            self.stdout.write(out.getvalue(), ending="")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} can not be written: {error.strerror}") from None
