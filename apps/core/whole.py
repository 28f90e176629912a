"""Whole numbers in texts from outside."""

MOST_DIGITS = 18
"""More would not fit into a column of 64 bits."""


def whole(text: str) -> int | None:
    """The number that plain digits spell; None for anything else, such as `-1` and `²`."""
    text = text.strip()
    fits = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if fits else None
