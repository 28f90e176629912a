"""Tables of printers and of the guided step."""

import pytest

from apps.core.errors import Refused
from apps.printers.csv_import import new_printer
from apps.printers.csv_rows import MOST_ROWS, rows_of
from apps.printers.setup import SetupRow
from apps.printers.setup_csv import setup_rows


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_rows_are_read_with_any_usual_separator(mark: str) -> None:
    lines = [["Printer", "Material", "level_ok"], ["A 1", "PLA", "x"], ["", "PLA", ""]]
    text = "\ufeff" + "\r\n".join(mark.join(line) for line in lines)
    assert setup_rows(text) == [SetupRow(printer="A 1", material="PLA", level_ok=True)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MK4-01,PETG",
        "printer,material\n",
        "printer,bedclear\nA,yes\n",
        "printer,printer\nA,B\n",
        "printer,material\n,PLA\n",
        "printer,material\nA,PLA,more\n",
        "printer\n" + "A\n" * (MOST_ROWS + 1),
        "printer,material\nA," + "P" * 200_000,
    ],
)
def test_a_table_without_its_columns_or_rows_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        setup_rows(text)


@pytest.mark.parametrize(
    ("word", "is_clear"), [("Yes", True), ("ja", True), ("nein", False), ("", False)]
)
def test_a_bed_is_clear_where_somebody_says_so(word: str, is_clear: bool) -> None:
    assert setup_rows(f"printer,bed_clear\nA,{word}\n")[0].bed_clear is is_clear


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        setup_rows("printer,bed_clear\nA,yes\nB,perhaps\n")
    assert list(refused.value.errors) == ["row 2.bed_clear"]


def test_blank_lines_do_not_count_and_short_rows_end_early() -> None:
    assert rows_of("a,b\n\n1\n,\n2,3\n", known=("a", "b"), needed=("a",)) == [
        {"a": "1"},
        {"a": "2", "b": "3"},
    ]


def test_a_row_becomes_a_printer_to_add() -> None:
    row = {"name": "A", "kind": "octoprint", "url": "", "nozzle_mm": "0,6", "tags": "big red"}
    new = new_printer(row)
    assert (new.nozzle_mm, new.tags, new.profile, new.trial_runs) == (0.6, ("big", "red"), "", 3)
