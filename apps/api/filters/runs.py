"""What runs can be filtered by."""

from django_filters import rest_framework as filters

from apps.api.filters.fields import Moment, Number, choices
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState


class RunFilter(filters.FilterSet):
    """`state` may be given several times."""

    state = filters.MultipleChoiceFilter(choices=choices(RunState))
    printer = Number("printer_id")
    job = Number("job_id")
    cause = filters.CharFilter("cause")
    created_after = Moment("created_at", "gte")
    created_before = Moment("created_at", "lte")

    class Meta:
        model = PrintRun
        fields: list[str] = []
