"""The rows of the guided step from a CSV table."""

from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.printers.csv_rows import Row, rows_of
from apps.printers.setup import SetupRow

COLUMNS = ("printer", "material", "colour", "bed_clear", "level_ok")
OTHER_SPELLINGS = {"color": "colour"}
YES = frozenset({"1", "yes", "y", "true", "t", "on", "x", "ja", "j"})
NO = frozenset({"", "0", "no", "n", "false", "f", "off", "-", "nein"})


def setup_rows(text: str) -> list[SetupRow]:
    """What each row says about its printer; raises Refused with the messages under `row N`."""
    rows = rows_of(text, known=(*COLUMNS, *OTHER_SPELLINGS), needed=("printer",))
    errors: dict[str, list[str]] = {}
    read = [_row(row, number, errors) for number, row in enumerate(rows, start=1)]
    if errors:
        raise Refused(next(iter(errors.values()))[0], code="INVALID", errors=errors)
    named = [row for row in read if row.printer]
    if not named:
        raise Refused(gettext_noop("no row names a printer"), code="INVALID")
    return named


def _row(row: Row, number: int, errors: dict[str, list[str]]) -> SetupRow:
    cells = {OTHER_SPELLINGS.get(name, name): cell for name, cell in row.items()}
    return SetupRow(
        printer=cells.get("printer", ""),
        material=cells.get("material", ""),
        colour=cells.get("colour", ""),
        bed_clear=_said(cells, "bed_clear", number, errors),
        level_ok=_said(cells, "level_ok", number, errors),
    )


def _said(cells: Row, name: str, number: int, errors: dict[str, list[str]]) -> bool:
    """Only a clear yes is one: a bed that is called clear is printed on."""
    word = cells.get(name, "").lower()
    if word not in YES | NO:
        text = gettext_noop("%(name)s is %(cell)s; write yes or no")
        errors[f"row {number}.{name}"] = [text % {"name": name, "cell": repr(word)}]
    return word in YES
