"""CSV tables with a heading, as rows; nothing of one is taken if a line is at fault."""

import csv
import io
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

from apps.accounts.services import Actor
from apps.api.serializers.printers import NewPrinterSerializer
from apps.api.serializers.setup import SetupRowSerializer
from apps.core.errors import FarmError, Refused
from apps.printers.models import Printer
from apps.printers.services import NewPrinter, add_printer
from apps.printers.setup import SetupRow

MOST_ROWS = 2000
LISTS = frozenset({"tags"})


def rows_of(text: str, columns: Collection[str]) -> list[dict[str, Any]]:
    """The rows by column, empty cells left out; raises ValidationError.

    Separated by commas, semicolons or tabs, whichever the heading uses; lists by blanks.
    """
    heading = text.split("\n", 1)[0]
    mark = max(",;\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=mark, skipinitialspace=True)
    names = [name.strip().lower() for name in reader.fieldnames or []]
    wrong = [name for name in names if name not in columns]
    if wrong or not names:
        known = ", ".join(columns)
        raise ValidationError(_("The first line must name columns among: %s") % known)
    reader.fieldnames = names
    try:
        rows = [_cells(row) for row in reader]
    except csv.Error as error:
        raise ValidationError(str(error)) from None
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("At most %d lines at once.") % MOST_ROWS)
    return [row for row in rows if row]


def _cells(row: dict[Any, Any]) -> dict[str, Any]:
    if None in row:
        raise ValidationError(_("A line has more cells than the heading."))
    cells = {name: (cell or "").strip() for name, cell in row.items()}
    return {name: cell.split() if name in LISTS else cell for name, cell in cells.items() if cell}


def setup_rows(rows: list[dict[str, Any]]) -> list[SetupRow]:
    """The guided step's rows; raises ValidationError with the messages under `row N`."""
    errors: dict[str, Any] = {}
    checked = [_checked(SetupRowSerializer(data=row), n, errors) for n, row in _numbered(rows)]
    if errors:
        raise ValidationError(errors)
    return [SetupRow(**values) for values in checked]


def import_printers(text: str, *, actor: Actor) -> list[Printer]:
    """Add the printers of a table, all or none; errors are named by `row N`, counted from 1."""
    columns = list(NewPrinterSerializer().fields)
    rows = rows_of(text, columns)
    errors: dict[str, Any] = {}
    added: list[Printer] = []
    with transaction.atomic():
        for number, row in _numbered(rows):
            values = _checked(NewPrinterSerializer(data=row), number, errors)
            if f"row {number}" not in errors:
                added += _added(values, actor, number, errors)
        if errors:
            raise ValidationError(errors)
    return added


def _added(
    values: dict[str, Any], actor: Actor, number: int, errors: dict[str, Any]
) -> list[Printer]:
    new = NewPrinter(**{**values, "tags": tuple(values.get("tags", ()))})
    try:
        return [add_printer(new, actor=actor)]
    except Refused as error:
        errors[f"row {number}"] = told(error)
    return []


def told(error: FarmError) -> dict[str, list[str]] | list[str]:
    """The messages of an error by field, else its one message."""
    return error.errors or [error.message]


def _checked(serializer: Serializer[Any], number: int, errors: dict[str, Any]) -> dict[str, Any]:
    if not serializer.is_valid():
        errors[f"row {number}"] = serializer.errors
        return {}
    values: dict[str, Any] = serializer.validated_data
    return values


def _numbered(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(rows, start=1))
