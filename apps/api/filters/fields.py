"""Kinds of filters that several resources use."""

from collections.abc import Iterable
from datetime import UTC
from enum import StrEnum
from typing import Any

from django import forms
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

LARGEST = 2**63 - 1


class Number(filters.NumberFilter):
    """A whole number that fits into a column."""

    field_class = forms.IntegerField  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 0, "max_value": LARGEST, **kwargs})

    def get_max_validator(self) -> None:
        """None: the field has its own."""


class MomentField(IsoDateTimeField):
    """Refuses the first and the last hours of the calendar."""

    def clean(self, value: Any) -> Any:
        """The time, one in UTC, too; raises ValidationError."""
        try:
            moment = super().clean(value)
            return moment and moment.astimezone(UTC)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None


class Moment(filters.IsoDateTimeFilter):
    """A time with its zone."""

    field_class = MomentField


def choices(values: type[StrEnum] | Iterable[str]) -> list[tuple[str, str]]:
    """Choices of a filter: the codes, shown as they are."""
    return [(str(value), str(value)) for value in values]
