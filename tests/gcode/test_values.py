"""Texts of slicers become numbers, times, materials and colours."""

import pytest

from apps.gcode import values


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("28m 57s", 1737),
        ("1d 2h 3m 4s", 93784),
        ("1 hour 5 minutes", 3900),
        ("00:12:30", 750),
        ("451", 451),
        ("soon", None),
    ],
)
def test_seconds(text: str, seconds: int | None) -> None:
    assert values.seconds(text) == seconds


@pytest.mark.parametrize(
    ("text", "material"),
    [
        ("pla", "PLA"),
        ('"PETG"', "PETG"),
        ("Generic PETG", "PETG"),
        ("FLEX", "TPU"),
        ("PLA-CF", "PLA-CF"),
        ("Unobtainium", "UNOBTAINIUM"),
    ],
)
def test_material(text: str, material: str) -> None:
    assert values.material(text) == material


def test_numbers_of_each_tool() -> None:
    assert values.numbers("19.83, 7.77") == (19.83, 7.77)
    assert values.numbers("0.4;0.6") == (0.4, 0.6)
    assert values.numbers("") == ()


def test_colours() -> None:
    assert values.colours("#ff8000;;#00FF00") == ("#FF8000", "", "#00FF00")
    assert values.colours('""') == ()
