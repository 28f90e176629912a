"""Runs: looked at with their preflight, paused, cancelled, settled, approved."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from apps.api.filters.runs import RunFilter
from apps.api.serializers import runs as shapes
from apps.api.serializers.base import Nothing
from apps.api.viewsets import Resource
from apps.dispatch import control
from apps.dispatch.models import PrintRun


class RunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[PrintRun]):
    """Runs: each one try of one job on one printer."""

    queryset = PrintRun.objects.select_related("job", "printer", "report").defer("printer__api_key")
    filterset_class = RunFilter
    search_fields = ["job__name", "printer__name", "remote_name", "error"]
    ordering_fields = ["id", "state", "created_at", "started_at", "finished_at"]

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Lists leave the preflight report out."""
        return shapes.RunSerializer if self.action == "list" else shapes.RunDetailSerializer

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Pause the print."""
        run = self._plain()
        control.pause_run(run, actor=self.actor)
        return self.answer(run)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Let a paused print go on."""
        run = self._plain()
        control.resume_run(run, actor=self.actor)
        return self.answer(run)

    @extend_schema(request=shapes.CancelSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel this run alone; its parts wait again unless `requeue` is false."""
        run, values = self.get_object(), self.asked(shapes.CancelSerializer)
        control.cancel_run(run, actor=self.actor, **values)
        return self.answer(run)

    @extend_schema(request=shapes.SettleSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """End the doubt about a run by what somebody saw at the machine."""
        run, values = self.get_object(), self.asked(shapes.SettleSerializer)
        control.settle_run(run, values["outcome"], actor=self.actor)
        return self.answer(run)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Let the run of a new printer start."""
        run = self._plain()
        control.approve_run(run, actor=self.actor)
        return self.answer(run)

    def _plain(self) -> PrintRun:
        """The run of an action that takes no values."""
        run = self.get_object()
        self.asked(Nothing)
        return run
