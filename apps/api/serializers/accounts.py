"""Tokens and the audit trail as JSON."""

from typing import Any

from django.contrib.auth.models import User
from rest_framework import serializers

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role
from apps.api.serializers.base import Asked, Code, Text


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its secret."""

    user = serializers.SlugRelatedField[Any]("username", read_only=True)

    class Meta:
        model = ApiToken
        fields = [
            "id",
            "name",
            "prefix",
            "user",
            "role",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]
        read_only_fields = fields


class NewTokenSerializer(Asked):
    """A token to make; `user` is for administrators, who may make one for somebody else."""

    name = Text(max_length=80)
    role = serializers.ChoiceField(choices=list(Role), required=False)
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
    user = Code("username", queryset=User.objects.filter(is_active=True), required=False)


class IssuedTokenSerializer(TokenSerializer):
    """A new token with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class AuditSerializer(serializers.ModelSerializer[AuditEntry]):
    """Who did what, when, by which door and from where."""

    details = serializers.DictField(read_only=True)

    class Meta:
        model = AuditEntry
        fields = ["id", "at", "actor", "via", "address", "action", "subject", "details"]
        read_only_fields = fields
