"""What the farm's commands have in common: one clear line for every refusal, and JSON for scripts."""

import getpass
import json
import sys
from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError

from apps.accounts.services import Actor
from apps.core.errors import FarmError

BAD_USAGE = 2


class FarmCommand(BaseCommand):
    """A command that does its work in `run`.

    Exit codes: 0 done, 1 refused or not reached, 2 arguments that make no sense.
    """

    answers_json = False
    """Whether the command has `--json`."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Complain in one line, without the usage."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        if self.answers_json:
            parser.add_argument("--json", action="store_true", help="answer in JSON, for scripts")
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does it, but for the exit code of arguments that make no sense."""
        try:
            super().run_from_argv(argv)
        except CommandError as error:
            self.stderr.write(f"{argv[1]}: {str(error).removeprefix('Error: ')}")
            sys.exit(BAD_USAGE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the work; what the farm refuses is one line and exit code 1."""
        try:
            self.run(**options)
        except FarmError as error:
            raise CommandError(told(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"the database can not be used ({error}); `manage.py doctor` says more"
            ) from error

    def run(self, **options: Any) -> None:
        """What the command does; may raise FarmError."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """One line for people."""
        self.stdout.write(text)

    def say_json(self, answer: Any) -> None:
        """The answer for scripts."""
        self.stdout.write(json.dumps(answer, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))


def told(error: FarmError) -> str:
    """The message, and those of the fields or rows at fault where they say more."""
    more = [f"{name}: {text}" for name, texts in error.errors.items() for text in texts]
    return error.message if len(more) < 2 else f"{error.message} ({'; '.join(more)})"


def command_actor() -> Actor:
    """Whoever sits at this shell, for the audit trail."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "shell"
    return Actor(name, "command")


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as their widest cell; numbers to the right."""
    lines = [[_cell(value) for value in row] for row in (heading, *rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heading))]
    numeric = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(heading))]
    return "\n".join(_line(line, widths, numeric) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    placed = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, numeric, strict=True)
    )
    return "  ".join(placed).rstrip()


def _cell(value: object) -> str:
    return "-" if value is None or value == "" else str(value)


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float)
