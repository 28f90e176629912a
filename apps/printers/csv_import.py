"""Printers as a CSV table: read all or nothing, written in the same columns."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from django.db import transaction

from apps.accounts.services import Actor
from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.printers.csv_rows import Row, rows_of
from apps.printers.models import Printer
from apps.printers.services import NewPrinter, add_printer

COLUMNS = (
    "name",
    "kind",
    "url",
    "api_key",
    "profile",
    "group",
    "tags",
    "location",
    "camera_url",
    "nozzle_mm",
    "trial_runs",
)
NEEDED = ("name", "kind", "url", "profile")


def add_from(text: str, *, actor: Actor) -> list[Printer]:
    """Add the printers of a table, tags separated by blanks; raises Refused, adding none.

    The messages stand under `row N.field` or `row N`, counted from 1 below the heading.
    """
    errors: dict[str, list[str]] = {}
    added: list[Printer] = []
    with transaction.atomic():
        for number, row in enumerate(rows_of(text, known=COLUMNS, needed=NEEDED), start=1):
            try:
                added.append(add_printer(new_printer(row), actor=actor))
            except Refused as error:
                errors |= _of_row(number, error)
        if errors:
            raise _refused(errors)
    return added


def _of_row(number: int, error: Refused) -> dict[str, list[str]]:
    if not error.errors:
        return {f"row {number}": [error.message]}
    return {f"row {number}.{field}": texts for field, texts in error.errors.items()}


def _refused(errors: dict[str, list[str]]) -> Refused:
    place, texts = next(iter(errors.items()))
    values = {"place": place.partition(".")[0], "error": texts[0]}
    message = gettext_noop("no printer added: %(place)s: %(error)s") % values
    return Refused(message, code="INVALID", errors=errors)


def write_to(out: TextIO, printers: Iterable[Printer], *, with_keys: bool = False) -> None:
    """Write the table; keys only on request, since the file is not encrypted."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for printer in printers:
        values = as_row(printer, with_keys=with_keys)
        writer.writerow([values[column] for column in COLUMNS])


def as_row(printer: Printer, *, with_keys: bool = False) -> Row:
    """One printer as cells."""
    return {
        "name": printer.name,
        "kind": printer.kind,
        "url": printer.url,
        "api_key": printer.api_key if with_keys else "",
        "profile": printer.profile.code,
        "group": printer.group.name if printer.group else "",
        "tags": " ".join(printer.tags),
        "location": printer.location,
        "camera_url": printer.camera_url,
        "nozzle_mm": "" if printer.nozzle_mm is None else f"{printer.nozzle_mm:g}",
        "trial_runs": str(printer.trial_runs_left),
    }


def new_printer(row: Row) -> NewPrinter:
    """What a row asks for; raises Refused for a cell that is no number."""
    values: dict[str, Any] = {name: cell for name, cell in row.items() if cell}
    values["tags"] = tuple(row.get("tags", "").split())
    for name, kind in (("nozzle_mm", float), ("trial_runs", int)):
        if name in values:
            values[name] = _number(name, values[name], kind)
    return NewPrinter(**dict.fromkeys(NEEDED, "") | values)


def _number(name: str, cell: str, kind: type[float] | type[int]) -> float:
    try:
        value = kind(cell.replace(",", "."))
    except ValueError:
        message = gettext_noop("%(name)s is %(cell)s, which is no number")
        raise _wrong(name, message, repr(cell)) from None
    if not 0 <= value <= 1000:
        raise _wrong(name, gettext_noop("%(name)s is %(cell)s, which can not be"), cell)
    return value


def _wrong(name: str, message: str, cell: str) -> Refused:
    text = message % {"name": name, "cell": cell}
    return Refused(text, code="INVALID", errors={name: [text]})
