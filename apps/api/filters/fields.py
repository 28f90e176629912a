"""Kinds of filters that several resources use."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms
from django_filters import rest_framework as filters

LARGEST = 2**63 - 1


class Number(filters.NumberFilter):
    """A whole number that fits into a column."""

    field_class = forms.IntegerField  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": LARGEST, **kwargs})

    def get_max_validator(self) -> None:
        """None: the field has its own."""


def choices(values: type[StrEnum] | Iterable[str]) -> list[tuple[str, str]]:
    """Choices of a filter: the codes, shown as they are."""
    return [(str(value), str(value)) for value in values]
