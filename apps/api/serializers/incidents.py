"""Incidents as JSON."""

from typing import Any

from rest_framework import serializers

from apps.incidents.models import Incident
from apps.incidents.selectors import explained


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    """What went wrong, whose fault it probably is, what tells so, what to do."""

    title = serializers.CharField(read_only=True)
    probable = serializers.CharField(read_only=True, allow_blank=True)
    remedy = serializers.CharField(read_only=True)
    evidence = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Incident
        fields = [
            "id",
            "code",
            "severity",
            "state",
            "title",
            "probable",
            "remedy",
            "printer",
            "job",
            "run",
            "attribution",
            "evidence",
            "opened_at",
            "acknowledged_at",
            "acknowledged_by",
            "resolved_at",
            "resolved_by",
        ]
        read_only_fields = fields

    def to_representation(self, instance: Incident) -> dict[str, Any]:
        """The row with its words in the reader's language."""
        words = explained(instance)
        for name in ("title", "probable", "remedy"):
            setattr(instance, name, getattr(words, name))
        return super().to_representation(instance)
