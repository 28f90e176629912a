"""What G-code files can be filtered by."""

from django_filters import rest_framework as filters

from apps.api.filters.fields import Moment, choices
from apps.jobs.models import GcodeFile


class GcodeFilter(filters.FilterSet):
    """By content, by whether they were read, by time."""

    analysis = filters.ChoiceFilter(choices=choices(code for code, _name in GcodeFile.ANALYSIS))
    sha256 = filters.CharFilter("sha256", "iexact")
    created_after = Moment("created_at", "gte")
    created_before = Moment("created_at", "lte")

    class Meta:
        model = GcodeFile
        fields: list[str] = []
