"""Printers as a CSV table: read all or nothing, written in the same columns."""

import csv
import io
from collections.abc import Iterable
from typing import Any, TextIO

from django.db import transaction

from apps.accounts.services import Actor
from apps.core.errors import Refused
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
    """Add the printers of a table; raises Refused with the messages under `row N`, adding none.

    Separated by commas, semicolons or tabs, tags by blanks; rows are counted from 1 below the
    heading, which names the columns.
    """
    rows = _rows(text)
    errors: dict[str, list[str]] = {}
    added: list[Printer] = []
    with transaction.atomic():
        for number, row in enumerate(rows, start=1):
            try:
                added.append(add_printer(_new(row), actor=actor))
            except Refused as error:
                texts = [text for texts in error.errors.values() for text in texts]
                errors[f"row {number}"] = texts or [error.message]
        if errors:
            first, texts = next(iter(errors.items()))
            message = f"no printer added: {first}: {texts[0]}"
            raise Refused(message, code="INVALID", errors=errors)
    return added


def write_to(out: TextIO, printers: Iterable[Printer], *, with_keys: bool = False) -> None:
    """Write the table; keys only on request, since the file is not encrypted."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for printer in printers:
        values = as_row(printer, with_keys=with_keys)
        writer.writerow([values[column] for column in COLUMNS])


def as_row(printer: Printer, *, with_keys: bool = False) -> dict[str, str]:
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


def _rows(text: str) -> list[dict[str, str]]:
    heading = text.lstrip("\ufeff").partition("\n")[0]
    mark = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark, skipinitialspace=True)
    try:
        lines = [[cell.strip() for cell in line] for line in reader if any(map(str.strip, line))]
    except csv.Error as error:
        raise Refused(f"this is no CSV table: {error}", code="INVALID") from None
    columns = [name.lower() for name in lines[0]] if lines else []
    _check_heading(columns)
    if len(lines) < 2:
        raise Refused("the table has a heading and no printers", code="INVALID")
    for number, line in enumerate(lines[1:], start=1):
        if len(line) > len(columns):
            raise Refused(f"row {number} has more cells than the heading", code="INVALID")
    return [dict(zip(columns, line, strict=False)) for line in lines[1:]]


def _check_heading(columns: list[str]) -> None:
    unknown = [name for name in columns if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in columns]
    if unknown or missing:
        wrong = f"unknown: {', '.join(unknown)}" if unknown else f"missing: {', '.join(missing)}"
        raise Refused(
            f"the first line must name columns among {', '.join(COLUMNS)} ({wrong})", code="INVALID"
        )


def _new(row: dict[str, str]) -> NewPrinter:
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
        raise Refused(f"{name} is {cell!r}, which is no number", code="INVALID") from None
    if not 0 <= value <= 1000:
        raise Refused(f"{name} is {cell}, which can not be", code="INVALID")
    return value
