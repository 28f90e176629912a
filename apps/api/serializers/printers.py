"""Printers as JSON, and what is asked for when one is added, changed or moved."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from apps.api.serializers.base import Asked, Finite, Text, Texts
from apps.printers.models import Occupancy, Printer, Slot
from apps.printers.models.printer import KIND_NAMES


class SlotSerializer(serializers.ModelSerializer[Slot]):
    """What was declared to be loaded in one slot."""

    material = serializers.SlugRelatedField[Any]("code", read_only=True)

    class Meta:
        model = Slot
        fields = ["index", "material", "colour", "spool", "loaded_at", "loaded_by"]
        read_only_fields = fields


class OccupancySerializer(serializers.ModelSerializer[Occupancy]):
    """What lies on the bed; its id is what `clear-bed` names."""

    run = serializers.IntegerField(source="run_id", allow_null=True, read_only=True)

    class Meta:
        model = Occupancy
        fields = ["id", "since", "reason", "run"]
        read_only_fields = fields


class PrinterSerializer(serializers.ModelSerializer[Printer]):
    """A printer, its four facets, its slots and its bed; the key is never given out."""

    profile = serializers.SlugRelatedField[Any]("code", read_only=True)
    group = serializers.SlugRelatedField[Any]("name", read_only=True, allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    slots = SlotSerializer(many=True, read_only=True)
    camera_url = serializers.CharField(read_only=True, allow_blank=True)
    occupancy = serializers.SerializerMethodField()
    run = serializers.SerializerMethodField()

    class Meta:
        model = Printer
        fields = [
            "id",
            "name",
            "kind",
            "url",
            "variant",
            "profile",
            "nozzle_mm",
            "group",
            "tags",
            "location",
            "camera_url",
            "trial_runs_left",
            "link",
            "link_since",
            "link_error",
            "activity",
            "activity_at",
            "bed",
            "occupancy",
            "service",
            "service_reason",
            "slots",
            "run",
            "printed_s",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(OccupancySerializer(allow_null=True))
    def get_occupancy(self, printer: Printer) -> dict[str, Any] | None:
        """The open occupancy, if there is one."""
        for occupancy in getattr(printer, "open_occupancies", ()):
            return dict(OccupancySerializer(occupancy).data)
        return None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_run(self, printer: Printer) -> int | None:
        """The run that holds the printer, if there is one."""
        for run in getattr(printer, "holding_runs", ()):
            return int(run.pk)
        return None


class PrinterFields(Asked):
    """What is declared about a printer; `profile` by its code, `group` by its name."""

    name = Text(max_length=60, validators=[UniqueValidator(Printer.objects.only("pk"))])
    kind = serializers.ChoiceField(choices=list(KIND_NAMES.items()))
    url = serializers.URLField(max_length=200)
    profile = Text(max_length=40)
    api_key = Text(required=False, allow_blank=True, write_only=True, max_length=500)
    group = Text(required=False, allow_blank=True, max_length=60)
    tags = Texts(required=False)
    location = Text(required=False, allow_blank=True, max_length=80)
    camera_url = serializers.URLField(required=False, allow_blank=True, max_length=200)
    nozzle_mm = Finite(required=False, allow_null=True, min_value=0.05, max_value=5)


class NewPrinterSerializer(PrinterFields):
    """A printer to add; its first `trial_runs` runs ask before they start."""

    trial_runs = serializers.IntegerField(required=False, min_value=0, max_value=1000)


class PrinterChangeSerializer(PrinterFields):
    """What may be changed about a printer."""

    trial_runs_left = serializers.IntegerField(required=False, min_value=0, max_value=1000)


class CheckSerializer(serializers.Serializer[Any]):
    """What the printer's host answered just now."""

    ok = serializers.BooleanField()
    identity = serializers.DictField()
    findings = serializers.ListField(child=serializers.CharField())


class ClearBedSerializer(Asked):
    """The occupancy that ends; null only where none is known."""

    occupancy = serializers.IntegerField(required=False, allow_null=True, min_value=1, default=None)


class LoadSerializer(Asked):
    """What is loaded in a slot: a material by its code, or a spool by its id."""

    slot = serializers.IntegerField(default=0, min_value=0, max_value=1000)
    material = Text(required=False, allow_null=True, max_length=24)
    spool = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    colour = Text(required=False, allow_blank=True, max_length=40, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two; raises ValidationError."""
        if bool(attrs.get("material")) == (attrs.get("spool") is not None):
            raise serializers.ValidationError({"material": [_("Name a material or a spool.")]})
        return attrs


class LevelSerializer(Asked):
    """A remark on the check of the bed's level."""

    note = Text(required=False, allow_blank=True, max_length=200, default="")


class MaintenanceSerializer(Asked):
    """When maintenance begins; `now` cancels a print and requeues it."""

    when = serializers.ChoiceField(choices=["now", "after_run"], default="after_run")


class ImportedSerializer(serializers.Serializer[Any]):
    """What an import added."""

    added = PrinterSerializer(many=True)
