"""A CSV table with a heading, as rows of text; a table at fault is refused as a whole."""

import csv
import io
from collections.abc import Sequence

from apps.core.errors import Refused
from apps.core.wording import gettext_noop

MOST_ROWS = 2000

Row = dict[str, str]


def rows_of(text: str, *, known: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """The cells of each row by the column's lower-case name; raises Refused.

    Separated by commas, semicolons or tabs, whichever the heading uses; blank lines count for
    nothing, and there is at least one row.
    """
    text = text.removeprefix("\ufeff").strip()
    if "\x00" in text:
        raise _faulty(gettext_noop("this is no text: it has null characters"))
    lines = _lines(text, max(",;\t", key=text.partition("\n")[0].count))
    columns = [name.lower() for name in lines[0]] if lines else []
    _check_heading(columns, known, needed)
    rows = lines[1:]
    if not rows:
        raise _faulty(gettext_noop("the table has a heading and no rows"))
    if len(rows) > MOST_ROWS:
        raise _faulty(gettext_noop("at most %(most)s rows at once") % {"most": MOST_ROWS})
    for number, row in enumerate(rows, start=1):
        if len(row) > len(columns):
            message = gettext_noop("row %(number)s has more cells than the heading")
            raise _faulty(message % {"number": number})
    return [dict(zip(columns, row, strict=False)) for row in rows]


def _lines(text: str, mark: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True)
    try:
        lines = [[cell.strip() for cell in line] for line in reader]
    except csv.Error as error:
        message = gettext_noop("this is no CSV table: %(error)s") % {"error": error}
        raise _faulty(message) from None
    return [line for line in lines if any(line)]


def _check_heading(columns: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> None:
    unknown = [name for name in columns if name not in known]
    missing = [name for name in needed if name not in columns]
    twice = [name for name in known if columns.count(name) > 1]
    for names, wrong in ((unknown, "unknown"), (missing, "missing"), (twice, "twice")):
        if names:
            message = gettext_noop(
                "the first line must name columns among %(known)s (%(wrong)s: %(names)s)"
            )
            values = {"known": ", ".join(known), "wrong": wrong, "names": ", ".join(names)}
            raise _faulty(message % values)


def _faulty(message: str) -> Refused:
    return Refused(message, code="INVALID")
