"""What printers can be filtered by."""

from django.db.models import Exists, OuterRef, QuerySet
from django_filters import rest_framework as filters

from apps.api.filters.fields import Number, choices
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.jobs.states import Lane
from apps.printers.models import Printer, Slot
from apps.printers.port import Activity, Kind
from apps.printers.states import Bed, Link, Service


class PrinterFilter(filters.FilterSet):
    """`material` is loaded in a slot; `lane` and `priority` are those of the job it works on."""

    kind = filters.ChoiceFilter(choices=choices(Kind))
    link = filters.MultipleChoiceFilter(choices=choices(Link))
    activity = filters.MultipleChoiceFilter(choices=choices(Activity))
    bed = filters.MultipleChoiceFilter(choices=choices(Bed))
    service = filters.MultipleChoiceFilter(choices=choices(Service))
    profile = filters.CharFilter("profile__code", "iexact")
    group = filters.CharFilter("group__name", "iexact")
    material = filters.CharFilter(method="with_material")
    lane = filters.ChoiceFilter(choices=choices(Lane), method="with_lane")
    priority = Number(method="with_priority", min_value=0, max_value=100)

    class Meta:
        model = Printer
        fields: list[str] = []

    def with_material(self, printers: QuerySet[Printer], _n: str, code: str) -> QuerySet[Printer]:
        """Printers with the material in one of their slots."""
        slots = Slot.objects.filter(printer=OuterRef("pk"), material__code__iexact=code)
        return printers.filter(Exists(slots))

    def with_lane(self, printers: QuerySet[Printer], _n: str, lane: str) -> QuerySet[Printer]:
        """Printers that work on a job of this lane."""
        return printers.filter(Exists(_holding().filter(job__lane=lane)))

    def with_priority(
        self, printers: QuerySet[Printer], _n: str, priority: int
    ) -> QuerySet[Printer]:
        """Printers that work on a job of this priority."""
        return printers.filter(Exists(_holding().filter(job__priority=priority)))


def _holding() -> QuerySet[PrintRun]:
    return PrintRun.objects.filter(printer=OuterRef("pk"), state__in=HOLDS_ITS_PRINTER)
