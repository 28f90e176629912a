"""The whole farm: its snapshot, its switch, the guided step of the first hours."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ListSerializer

from apps.api.parsers import CsvText, SmallJson
from apps.api.serializers.base import Nothing
from apps.api.serializers.farm import SwitchSerializer
from apps.api.serializers.jobs import ReasonSerializer
from apps.api.serializers.setup import SetupDoneSerializer, SetupRowSerializer
from apps.api.viewsets import Plain, actor_in
from apps.dispatch import printer_control as control
from apps.live.selectors import farm_snapshot, farm_state
from apps.printers.csv_rows import MOST_ROWS
from apps.printers.setup import SetupRow, set_up
from apps.printers.setup_csv import setup_rows


class FarmView(Plain):
    """What the dashboard shows."""

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="farm_snapshot")
    def get(self, request: Request) -> Response:
        """Printers and jobs by id, and the farm itself."""
        return Response(farm_snapshot())


class StopDispatchView(Plain):
    """The red switch."""

    @extend_schema(request=ReasonSerializer, responses=SwitchSerializer)
    def post(self, request: Request) -> Response:
        """Give no job to any printer until dispatch is resumed."""
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        control.stop_dispatch(actor=actor_in(request), **asked.validated_data)
        return Response(SwitchSerializer(farm_state()).data)


class ResumeDispatchView(Plain):
    """The green switch."""

    @extend_schema(request=Nothing, responses=SwitchSerializer)
    def post(self, request: Request) -> Response:
        """Give jobs to printers again."""
        Nothing(data=request.data).is_valid(raise_exception=True)
        control.resume_dispatch(actor=actor_in(request))
        return Response(SwitchSerializer(farm_state()).data)


class SetupView(Plain):
    """Material, bed and level of many printers at once."""

    parser_classes = [SmallJson, CsvText]

    @extend_schema(
        request={
            "application/json": SetupRowSerializer(many=True),
            "text/csv": OpenApiTypes.STR,
        },
        responses=SetupDoneSerializer,
        operation_id="farm_setup",
    )
    def post(self, request: Request) -> Response:
        """Confirm what is so, all rows or none."""
        done = set_up(rows_in(request), actor=actor_in(request))
        return Response({"changes": done})


def rows_in(request: Request) -> list[SetupRow]:
    """The rows of the body, from JSON or CSV; raises ValidationError or Refused."""
    body: Any = request.data
    if isinstance(body, str):
        return setup_rows(body)
    asked = ListSerializer[Any](data=body, child=SetupRowSerializer(), max_length=MOST_ROWS)
    asked.is_valid(raise_exception=True)
    return [SetupRow(**values) for values in asked.validated_data]
