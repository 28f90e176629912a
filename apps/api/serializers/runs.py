"""Runs as JSON, and what is asked for when one is moved."""

from rest_framework import serializers

from apps.api.serializers.base import Asked
from apps.dispatch.models import PrintRun
from apps.preflight.models import PreflightReport

OUTCOMES = ["printing", "finished", "failed", "not_started"]


class PreflightSerializer(serializers.ModelSerializer[PreflightReport]):
    """Every check before the start, with its answer and the facts it looked at."""

    findings = serializers.ListField(child=serializers.DictField(), read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = PreflightReport
        fields = ["at", "passed", "findings", "facts"]
        read_only_fields = fields


class RunSerializer(serializers.ModelSerializer[PrintRun]):
    """One try of one job on one printer; durations in seconds, progress from 0 to 1."""

    job_name = serializers.CharField(source="job.name", read_only=True)
    printer_name = serializers.CharField(source="printer.name", read_only=True)

    class Meta:
        model = PrintRun
        fields = [
            "id",
            "job",
            "job_name",
            "printer",
            "printer_name",
            "gcode",
            "number",
            "parts",
            "state",
            "state_since",
            "deadline_at",
            "approval",
            "approved_by",
            "cost",
            "remote_name",
            "sent_bytes",
            "start_sent_at",
            "started_at",
            "finished_at",
            "progress",
            "layer",
            "layers",
            "remaining_s",
            "elapsed_s",
            "cause",
            "attribution",
            "error",
            "ended_by",
            "surplus",
            "first_layer",
            "quality",
            "created_at",
        ]
        read_only_fields = fields


class RunDetailSerializer(RunSerializer):
    """A run with its preflight report; null before the checks."""

    preflight = PreflightSerializer(source="report", read_only=True, allow_null=True)

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "preflight"]
        read_only_fields = fields


class CancelSerializer(Asked):
    """Whether the demand goes back to the queue."""

    requeue = serializers.BooleanField(default=True)


class SettleSerializer(Asked):
    """What an operator saw at the machine."""

    outcome = serializers.ChoiceField(choices=OUTCOMES)
