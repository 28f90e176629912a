"""Whole numbers in texts from outside."""

import pytest

from apps.core.whole import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٣", None),
        ("", None),
    ],
)
def test_only_plain_digits_are_a_number(text: str, number: int | None) -> None:
    assert whole(text) == number
