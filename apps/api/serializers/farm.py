"""The switch of the farm."""

from typing import Any

from rest_framework import serializers


class SwitchSerializer(serializers.Serializer[Any]):
    """Whether the farm gives jobs to printers."""

    dispatching = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
