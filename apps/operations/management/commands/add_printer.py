"""`manage.py add_printer`: add one printer, or those of a table."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from apps.operations.console import FarmCommand, command_actor
from apps.printers.csv_import import add_from
from apps.printers.models import Printer
from apps.printers.port import Kind
from apps.printers.services import NewPrinter, add_printer


class Command(FarmCommand):
    """A table is added all or nothing."""

    help = "Add a printer, or with --from those of a CSV table (all or none)."
    answers_json = True

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("name", nargs="?", metavar="NAME", help="how people call it")
        add("--from", dest="table", metavar="FILE", help="a CSV table, - for standard input")
        add("--kind", choices=list(Kind), help="what answers at the address")
        add("--url", help="address of the host, such as http://192.168.1.20")
        add("--api-key", default="", help="key or password; - reads it from standard input")
        add("--profile", help="code of the printer profile, such as mk4")
        add("--group", default="", help="made if there is none of this name")
        add("--tag", action="append", default=[], help="may be given several times")
        add("--location", default="", help="where it stands")
        add("--camera-url", default="", help="address of a still picture")
        add("--nozzle", type=float, metavar="MM", help="if other than the profile's")
        add("--trial-runs", type=int, default=3, metavar="N", help="runs to ask about first (3)")

    def run(self, **options: Any) -> None:
        if (options["name"] is None) == (options["table"] is None):
            raise CommandError("give either a NAME or --from FILE")
        added = self._from_table(options) if options["table"] else [_one(options)]
        if options["json"]:
            self.say_json([{"id": printer.pk, "name": printer.name} for printer in added])
            return
        for printer in added:
            self.say(f"{printer.name}: added as number {printer.pk}")

    def _from_table(self, options: dict[str, Any]) -> list[Printer]:
        return add_from(read_text(options["table"]), actor=command_actor())


def _one(options: dict[str, Any]) -> Printer:
    missing = [f"--{name}" for name in ("kind", "url", "profile") if not options[name]]
    if missing:
        raise CommandError(f"{options['name']}: {', '.join(missing)} missing")
    key = options["api_key"]
    new = NewPrinter(
        name=options["name"],
        kind=options["kind"],
        url=options["url"],
        api_key=sys.stdin.readline().strip() if key == "-" else key,
        profile=options["profile"],
        group=options["group"],
        tags=tuple(options["tag"]),
        location=options["location"],
        camera_url=options["camera_url"],
        nozzle_mm=options["nozzle"],
        trial_runs=options["trial_runs"],
    )
    return add_printer(new, actor=command_actor())


def read_text(name: str) -> str:
    """The file's text, or standard input for `-`; raises CommandError."""
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{name} can not be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text") from None
