"""Serializers that refuse what they do not know, and fields that several of them use."""

import math
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

M = TypeVar("M", bound=models.Model)
MOST_TEXTS = 50


def refuse_unknown_fields(data: Any, known: Mapping[str, Any]) -> None:
    """Raise ValidationError for every name in the body that is no writable field."""
    if not hasattr(data, "keys"):
        return
    writable = {name for name, field in known.items() if not field.read_only}
    wrong = [name for name in data if name not in writable]
    if wrong:
        raise serializers.ValidationError({str(name): [_("Unknown field.")] for name in wrong})


class Asked(serializers.Serializer[Any]):
    """Base of what somebody asks for."""

    def to_internal_value(self, data: Any) -> Any:
        """The values; raises ValidationError for unknown fields, too."""
        refuse_unknown_fields(data, dict(self.fields))
        return super().to_internal_value(data)


class Nothing(Asked):
    """An action that takes no values."""


class Text(serializers.CharField):
    """Text; a number is not taken for one."""

    def to_internal_value(self, data: Any) -> str:
        """The text; raises ValidationError."""
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            # Before blanks are cut off at both ends.
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class Code(serializers.SlugRelatedField[Any]):
    """A row by its code or name, which is text."""

    def to_internal_value(self, data: Any) -> Any:
        """The row; raises ValidationError."""
        if not isinstance(data, str) or "\x00" in data:
            self.fail("invalid")
        return super().to_internal_value(data)


class Finite(serializers.FloatField):
    """A number; neither infinite nor NaN."""

    def to_internal_value(self, data: Any) -> float:
        """The number; raises ValidationError."""
        value = super().to_internal_value(data)
        if isinstance(data, bool) or not math.isfinite(value):
            self.fail("invalid")
        return value


class Row(serializers.ModelSerializer[M]):
    """Base of rows that are written as they are."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: Text,
        models.FloatField: Finite,
    }

    def to_internal_value(self, data: Any) -> Any:
        """The values; raises ValidationError for unknown fields, too."""
        refuse_unknown_fields(data, dict(self.fields))
        return super().to_internal_value(data)


class Texts(serializers.ListField):
    """A short list of short texts."""

    def __init__(self, *, max_length: int = 60, **kwargs: Any) -> None:
        kwargs.setdefault("child", Text(max_length=max_length))
        super().__init__(max_length=MOST_TEXTS, **kwargs)


class TextOrTexts(Texts):
    """One text or a list of texts; an empty one counts as none."""

    def to_internal_value(self, data: Any) -> list[str]:
        """Always a list; raises ValidationError."""
        if isinstance(data, str):
            data = [data]
        if isinstance(data, list):
            data = [text for text in data if text != ""]
        return [str(text) for text in super().to_internal_value(data)]
