"""Incidents: seen and resolved."""

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.filters.fields import Moment, Number, choices
from apps.api.serializers.base import Nothing
from apps.api.serializers.incidents import IncidentSerializer
from apps.api.viewsets import Resource
from apps.incidents import services
from apps.incidents.models import Incident


class IncidentFilter(filters.FilterSet):
    """`state` may be given several times."""

    state = filters.MultipleChoiceFilter(choices=choices(code for code, _name in Incident.STATES))
    severity = filters.MultipleChoiceFilter(
        choices=choices(code for code, _name in Incident.SEVERITIES)
    )
    code = filters.CharFilter("code")
    printer = Number("printer_id")
    job = Number("job_id")
    run = Number("run_id")
    opened_after = Moment("opened_at", "gte")
    opened_before = Moment("opened_at", "lte")

    class Meta:
        model = Incident
        fields: list[str] = []


class IncidentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[Incident]):
    """What operators should know, newest first."""

    queryset = Incident.objects.all()
    serializer_class = IncidentSerializer
    filterset_class = IncidentFilter
    search_fields = ["code", "printer__name", "job__name"]
    ordering_fields = ["id", "severity", "state", "opened_at"]

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        """Somebody knows."""
        incident = self._plain()
        services.acknowledge(incident, actor=self.actor)
        return self.answer(incident)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """It is over."""
        incident = self._plain()
        services.resolve(incident, actor=self.actor)
        return self.answer(incident)

    def _plain(self) -> Incident:
        """The incident of an action that takes no values."""
        incident = self.get_object()
        self.asked(Nothing)
        return incident
