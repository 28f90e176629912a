"""The guided step: what one person says about each printer."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.base import Asked, Text


class SetupRowSerializer(Asked):
    """One printer, by name or number; what is left out stays as it is."""

    printer = serializers.CharField(max_length=60)
    material = Text(required=False, allow_blank=True, max_length=24)
    colour = Text(required=False, allow_blank=True, max_length=40)
    bed_clear = serializers.BooleanField(required=False)
    level_ok = serializers.BooleanField(required=False)


class SetupDoneSerializer(serializers.Serializer[Any]):
    """What was changed, one sentence each."""

    changes = serializers.ListField(child=serializers.CharField())
