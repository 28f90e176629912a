"""Jobs as JSON, and what is asked for when one is made or changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers.base import Asked, Finite, Text, TextOrTexts
from apps.core.errors import Refused
from apps.core.speaking import spoken
from apps.jobs.models import Job, JobHistory
from apps.jobs.models.job import LANES
from apps.jobs.orders import JobOrder
from apps.jobs.requirements import colours_of, materials_of, metadata_of
from apps.printers.services import printer_named, profile_with_code

MOST_PARTS = 100_000


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job; counters in parts, `nozzle_mm` in millimetres.

    `material` is what was asked for, else what the file says.
    """

    waiting = serializers.IntegerField(read_only=True)
    profile = serializers.ListField(
        source="profiles", child=serializers.CharField(), read_only=True
    )
    material = serializers.SerializerMethodField()
    colour = serializers.SerializerMethodField()
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    printer = serializers.IntegerField(source="pinned_printer_id", allow_null=True, read_only=True)

    class Meta:
        model = Job
        fields = [
            "id",
            "name",
            "gcode",
            "state",
            "held_code",
            "held_reason",
            "lane",
            "priority",
            "quantity",
            "good",
            "in_flight",
            "given_up",
            "waiting",
            "parts_per_run",
            "tries_in_row",
            "profile",
            "material",
            "colour",
            "nozzle_mm",
            "tags",
            "printer",
            "due_at",
            "reference",
            "source",
            "reprint_of",
            "created_by",
            "created_at",
            "queued_at",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_material(self, job: Job) -> list[str]:
        """The material of each tool."""
        return list(materials_of(job, metadata_of(job.gcode)))

    def get_colour(self, job: Job) -> list[str]:
        """The colour of each tool, where one was asked for."""
        return list(colours_of(job))


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer"}]})
class PrinterName(serializers.CharField):
    """A printer by its name or number, as its number."""

    def to_internal_value(self, data: Any) -> Any:
        """The id; raises ValidationError."""
        name = super().to_internal_value(data)
        if not name:
            return None
        if "\x00" in name:
            self.fail("invalid")
        try:
            return printer_named(name).pk
        except Refused as error:
            raise serializers.ValidationError(spoken(error.message)) from None


class NewJobSerializer(Asked):
    """A job to make: from a file in the request (`file`) or one already there (`gcode`)."""

    file = serializers.FileField(required=False, write_only=True)
    gcode = serializers.IntegerField(required=False, min_value=1)
    name = Text(required=False, allow_blank=True, max_length=200)
    profile = TextOrTexts(required=False, max_length=40)
    material = TextOrTexts(required=False, max_length=24)
    colour = TextOrTexts(required=False, max_length=40)
    lane = serializers.ChoiceField(choices=list(LANES.items()), required=False)
    priority = serializers.IntegerField(required=False, min_value=0, max_value=100)
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PARTS)
    parts_per_run = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_PARTS
    )
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    nozzle_mm = Finite(required=False, allow_null=True, min_value=0.05, max_value=5)
    tags = TextOrTexts(required=False)
    printer = PrinterName(required=False, allow_null=True, allow_blank=True)
    hold = serializers.BooleanField(required=False)
    reference = Text(required=False, allow_blank=True, max_length=120)

    def validate_profile(self, codes: list[str]) -> list[str]:
        """The codes as the farm writes them; raises ValidationError for an unknown one."""
        try:
            return [profile_with_code(code).code for code in codes]
        except Refused as error:
            raise serializers.ValidationError(spoken(error.message)) from None

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one file; raises ValidationError."""
        if ("file" in attrs) == ("gcode" in attrs):
            raise serializers.ValidationError(
                {"file": [_("Send a file, or the id of one as gcode; not both.")]}
            )
        return attrs


def order_of(values: dict[str, Any], gcode_id: int) -> JobOrder:
    """The order that the checked values of NewJobSerializer stand for."""
    same = ("name", "lane", "priority", "quantity", "parts_per_run", "due_at", "nozzle_mm")
    order = {name: values[name] for name in (*same, "hold", "reference") if name in values}
    return JobOrder(
        gcode_id=gcode_id,
        profiles=tuple(values.get("profile", ())),
        materials=tuple(values.get("material", ())),
        colours=tuple(values.get("colour", ())),
        tags=tuple(values.get("tags", ())),
        printer_id=values.get("printer"),
        **order,
    )


class JobChangeSerializer(Asked):
    """What may be changed about a job."""

    lane = serializers.ChoiceField(choices=list(LANES.items()), required=False)
    priority = serializers.IntegerField(required=False, min_value=0, max_value=100)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    quantity = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PARTS)
    name = Text(required=False, max_length=200)


class ReasonSerializer(Asked):
    """Why somebody does something."""

    reason = Text(required=False, allow_blank=True, max_length=200, default="")


class ReprintSerializer(Asked):
    """How many parts the new job is to make; the old quantity if it is left out."""

    quantity = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_PARTS, default=None
    )


class ReasonWhySerializer(serializers.Serializer[Any]):
    """One reason why a printer does not take a job, and what would help."""

    code = serializers.CharField()
    message = serializers.CharField()
    remedy = serializers.CharField(allow_blank=True)


class PrinterAnswerSerializer(serializers.Serializer[Any]):
    """Whether one printer could take the job now."""

    printer = serializers.IntegerField(source="printer_id")
    printer_name = serializers.CharField()
    can_take = serializers.BooleanField()
    reasons = ReasonWhySerializer(many=True)


class JobHistorySerializer(serializers.ModelSerializer[JobHistory]):
    """One step of a job."""

    class Meta:
        model = JobHistory
        fields = ["at", "source", "target", "code", "reason", "actor"]
        read_only_fields = fields
