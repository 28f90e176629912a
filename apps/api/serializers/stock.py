"""What people keep lists of: profiles, groups, materials, spools, calibrations."""

from rest_framework import serializers

from apps.api.serializers.base import Code, Row, Texts
from apps.materials.models import Material, Spool
from apps.printers.models import Calibration, PrinterGroup, PrinterProfile
from apps.printers.models.profile import DECLARED


class ProfileSerializer(Row[PrinterProfile]):
    """A model of printer; millimetres and °C."""

    slicer_models = Texts(required=False, max_length=80)
    flavours = Texts(required=False, max_length=40)

    class Meta:
        model = PrinterProfile
        fields = ["id", *DECLARED]


class GroupSerializer(Row[PrinterGroup]):
    """Printers that belong together."""

    class Meta:
        model = PrinterGroup
        fields = ["id", "name"]


class MaterialSerializer(Row[Material]):
    """A type of filament; °C and g/cm³."""

    class Meta:
        model = Material
        fields = [
            "id",
            "code",
            "name",
            "density",
            "nozzle_min_c",
            "nozzle_max_c",
            "is_abrasive",
            "needs_enclosure",
        ]


class SpoolSerializer(Row[Spool]):
    """A roll of filament; grams. `material` by its code."""

    material = Code("code", queryset=Material.objects.all())

    class Meta:
        model = Spool
        fields = [
            "id",
            "material",
            "colour",
            "brand",
            "initial_g",
            "remaining_g",
            "archived_at",
        ]


class CalibrationSerializer(serializers.ModelSerializer[Calibration]):
    """Something about a machine was set right."""

    class Meta:
        model = Calibration
        fields = ["id", "printer", "kind", "at", "by", "note"]
        read_only_fields = fields
