"""What happened and what was measured, as JSON."""

from typing import Any

from rest_framework import serializers

from apps.api.serializers.base import Asked
from apps.events.models import OutboxEvent
from apps.telemetry.models import Sample


class EventSerializer(serializers.ModelSerializer[OutboxEvent]):
    """One event, named as it goes out to other systems."""

    type = serializers.CharField(source="name", read_only=True)
    time = serializers.DateTimeField(source="recorded_at", read_only=True)

    class Meta:
        model = OutboxEvent
        fields = ["sequence", "id", "type", "time", "subject"]
        read_only_fields = fields

    def get_fields(self) -> dict[str, Any]:
        """`data`, too, which a serializer has a meaning of its own for."""
        data = serializers.DictField(source="payload", read_only=True)
        return {**super().get_fields(), "data": data}


class EventsAskedSerializer(Asked):
    """From where on, and how many at most."""

    after = serializers.IntegerField(default=0, min_value=0)
    limit = serializers.IntegerField(default=100, min_value=1, max_value=1000)


class EventsSerializer(serializers.Serializer[Any]):
    """Events in order; ask again with `last` as `after`."""

    last = serializers.IntegerField()
    events = EventSerializer(many=True)


class SampleSerializer(serializers.ModelSerializer[Sample]):
    """One look at a machine; °C, progress from 0 to 1."""

    class Meta:
        model = Sample
        fields = [
            "at",
            "nozzle_c",
            "nozzle_target_c",
            "bed_c",
            "bed_target_c",
            "chamber_c",
            "progress",
            "remote_file",
        ]
        read_only_fields = fields


class SamplesSerializer(serializers.Serializer[Any]):
    """Samples in order; `complete` is false if there were more than one answer holds."""

    printer = serializers.IntegerField()
    complete = serializers.BooleanField()
    samples = SampleSerializer(many=True)
