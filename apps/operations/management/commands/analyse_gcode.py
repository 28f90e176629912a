"""`manage.py analyse_gcode`: what the farm reads in a file."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from apps.gcode.metadata import Metadata
from apps.gcode.reader import read_metadata
from apps.operations.console import FarmCommand
from apps.operations.readable import lines


class Command(FarmCommand):
    """Needs no database; the file stays where it is."""

    help = "Read a G-code file and say what it is, what it needs and what is wrong with it."
    answers_json = True
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="G-code, plain or binary")

    def run(self, **options: Any) -> None:
        metadata = _read(options["file"])
        if options["json"]:
            self.say_json(metadata.to_json())
        else:
            self.say("\n".join(lines(metadata)))


def _read(path: Path) -> Metadata:
    if path.is_dir():
        raise CommandError(f"{path} is a folder")
    try:
        return read_metadata(path, lambda _done: None)
    except OSError as error:
        raise CommandError(f"{path} can not be read: {error.strerror}") from None
