"""Profiles, groups, materials, spools and calibrations."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import mixins

from apps.accounts.roles import Role
from apps.api.filters.fields import Number, choices
from apps.api.serializers import stock as shapes
from apps.api.viewsets import Catalogue, Resource
from apps.materials.models import Material, Spool
from apps.printers.models import Calibration, PrinterGroup, PrinterProfile


class ProfileViewSet(Catalogue[PrinterProfile]):
    """Models of printer."""

    noun = "profile"
    writer = Role.ADMINISTRATOR
    queryset = PrinterProfile.objects.all()
    serializer_class = shapes.ProfileSerializer
    search_fields = ["code", "name"]
    ordering_fields = ["id", "code", "name"]


class GroupViewSet(Catalogue[PrinterGroup]):
    """Groups of printers."""

    noun = "group"
    writer = Role.ADMINISTRATOR
    queryset = PrinterGroup.objects.all()
    serializer_class = shapes.GroupSerializer
    search_fields = ["name"]
    ordering_fields = ["id", "name"]


class MaterialViewSet(Catalogue[Material]):
    """Types of filament."""

    noun = "material"
    writer = Role.ADMINISTRATOR
    queryset = Material.objects.all()
    serializer_class = shapes.MaterialSerializer
    search_fields = ["code", "name"]
    ordering_fields = ["id", "code", "name"]


class SpoolFilter(filters.FilterSet):
    """By material, and whether anything is left."""

    material = filters.CharFilter("material__code", "iexact")
    archived = filters.ChoiceFilter(choices=choices(["true", "false"]), method="that_are_archived")

    class Meta:
        model = Spool
        fields: list[str] = []

    def that_are_archived(self, spools: QuerySet[Spool], _name: str, word: str) -> QuerySet[Spool]:
        """Spools that are used up, or those that are not."""
        return spools.filter(archived_at__isnull=word == "false")


class SpoolViewSet(Catalogue[Spool]):
    """Rolls of filament."""

    noun = "spool"
    queryset = Spool.objects.select_related("material")
    serializer_class = shapes.SpoolSerializer
    filterset_class = SpoolFilter
    search_fields = ["material__code", "colour", "brand"]
    ordering_fields = ["id", "material", "colour", "remaining_g"]


class CalibrationFilter(filters.FilterSet):
    """By printer and kind."""

    printer = Number("printer_id")
    kind = filters.ChoiceFilter(choices=choices(code for code, _name in Calibration.KINDS))

    class Meta:
        model = Calibration
        fields: list[str] = []


class CalibrationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[Calibration]):
    """Calibrations; `printers/{id}/level/` adds one."""

    queryset = Calibration.objects.all()
    serializer_class = shapes.CalibrationSerializer
    filterset_class = CalibrationFilter
    ordering_fields = ["id", "at", "printer"]
