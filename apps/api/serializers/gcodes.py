"""G-code files as JSON."""

from rest_framework import serializers

from apps.jobs.models import GcodeFile


class GcodeSerializer(serializers.ModelSerializer[GcodeFile]):
    """A file and what was read in it; `metadata` is null until then."""

    metadata = serializers.DictField(allow_null=True, read_only=True)

    class Meta:
        model = GcodeFile
        fields = [
            "id",
            "name",
            "size",
            "suffix",
            "sha256",
            "sha1",
            "analysis",
            "metadata",
            "error",
            "has_thumbnail",
            "uploaded_by",
            "created_at",
        ]
        read_only_fields = fields
