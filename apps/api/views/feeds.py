"""The durable change feed, and what machines measured."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.serializers.base import Asked
from apps.api.serializers.feeds import (
    EventsAskedSerializer,
    EventsSerializer,
    SamplesSerializer,
)
from apps.api.viewsets import Plain
from apps.core import clock
from apps.events.models import OutboxEvent
from apps.printers.models import Printer
from apps.telemetry.models import Sample

MOST_SAMPLES = 5000
AN_HOUR = timedelta(hours=1)


class EventsView(Plain):
    """Events by their sequence number, none skipped."""

    queries = {"get": frozenset({"after", "limit"})}

    @extend_schema(
        parameters=[EventsAskedSerializer], responses=EventsSerializer, operation_id="events"
    )
    def get(self, request: Request) -> Response:
        """What happened after a sequence number, oldest first."""
        asked = EventsAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        after, limit = asked.validated_data["after"], asked.validated_data["limit"]
        events = list(OutboxEvent.objects.filter(sequence__gt=after).order_by("sequence")[:limit])
        last = events[-1].sequence if events else after
        return Response(EventsSerializer({"last": last, "events": events}).data)


class SamplesAskedSerializer(Asked):
    """Which printer, which time (the last hour), one sample in how many seconds."""

    printer = serializers.PrimaryKeyRelatedField[Any](queryset=Printer.objects.only("pk"))
    to = serializers.DateTimeField(required=False)
    resolution = serializers.IntegerField(default=1, min_value=1, max_value=86400)

    def get_fields(self) -> dict[str, Any]:
        """`from`, too, which is no name in Python."""
        return {**super().get_fields(), "from": serializers.DateTimeField(required=False)}


class TelemetryView(Plain):
    """What a machine measured."""

    queries = {"get": frozenset({"printer", "from", "to", "resolution"})}

    @extend_schema(
        parameters=[
            OpenApiParameter("printer", int, required=True),
            OpenApiParameter("from", datetime),
            OpenApiParameter("to", datetime),
            OpenApiParameter("resolution", int, description="Seconds between samples."),
        ],
        responses=SamplesSerializer,
        operation_id="telemetry",
    )
    def get(self, request: Request) -> Response:
        """Samples of one printer, oldest first, thinned to the resolution."""
        asked = SamplesAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        until = values.get("to") or clock.now()
        since = values.get("from") or until - AN_HOUR
        rows = Sample.objects.filter(printer=values["printer"], at__gte=since, at__lte=until)
        thin = _thinned(rows.order_by("at"), values["resolution"])
        samples = [sample for _n, sample in zip(range(MOST_SAMPLES), thin, strict=False)]
        shown = {
            "printer": values["printer"].pk,
            "complete": next(thin, None) is None,
            "samples": samples,
        }
        return Response(SamplesSerializer(shown).data)


def _thinned(rows: QuerySet[Sample], resolution_s: int) -> Iterator[Sample]:
    """The first sample of each span."""
    last = None
    for sample in rows.iterator():
        span = int(sample.at.timestamp()) // resolution_s
        if span != last:
            yield sample
        last = span
