"""Tokens, one's own or everybody's, and the audit trail."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.roles import Role, role_of
from apps.accounts.services import audit, issue_token, revoke
from apps.api.filters.fields import Moment
from apps.api.permissions import role_in
from apps.api.serializers import accounts as shapes
from apps.api.serializers.base import Nothing
from apps.api.viewsets import Resource, user_in


class TokenViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[ApiToken]):
    """Tokens: everybody keeps their own, administrators see all."""

    writer = Role.VIEWER
    queryset = ApiToken.objects.select_related("user")
    serializer_class = shapes.TokenSerializer
    search_fields = ["name", "prefix", "user__username"]
    ordering_fields = ["id", "name", "created_at", "last_used_at"]

    def get_queryset(self) -> QuerySet[ApiToken]:
        """All tokens for an administrator, one's own for others."""
        rows = super().get_queryset()
        return rows if self._administers() else rows.filter(user=self.request.user.pk)

    @extend_schema(request=shapes.NewTokenSerializer, responses={201: shapes.IssuedTokenSerializer})
    @transaction.atomic
    def create(self, request: Request) -> Response:
        """Make a token; its secret is in this answer and never again."""
        values = self.asked(shapes.NewTokenSerializer)
        user = values.get("user") or user_in(request)
        if user != request.user and not self._administers():
            raise PermissionDenied(_("Only administrators make tokens for others."))
        own, owners = role_in(request) or Role.VIEWER, role_of(user) or Role.VIEWER
        role = Role(values.get("role") or min(Role.OPERATOR, own, owners, key=rank))
        if not own.covers(role):
            raise PermissionDenied(_("A token can not do more than the one who makes it."))
        token, secret = issue_token(user, values["name"], role, values.get("expires_at"))
        audit(self.actor, "token.add", f"token/{token.pk}", name=token.name, user=str(user))
        token.secret = secret  # type: ignore[attr-defined]
        return Response(shapes.IssuedTokenSerializer(token).data, status.HTTP_201_CREATED)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def revoke(self, request: Request, pk: str) -> Response:
        """End a token now."""
        token = self.get_object()
        self.asked(Nothing)
        revoke(token)
        audit(self.actor, "token.revoke", f"token/{token.pk}", name=token.name)
        return self.answer(token)

    def _administers(self) -> bool:
        return role_in(self.request) is Role.ADMINISTRATOR


def rank(role: Role) -> int:
    """How much a role may do."""
    return role.rank


class AuditFilter(filters.FilterSet):
    """By who, what, which thing, which door and when."""

    actor = filters.CharFilter("actor")
    action = filters.CharFilter("action")
    subject = filters.CharFilter("subject")
    via = filters.CharFilter("via")
    after = Moment("at", "gte")
    before = Moment("at", "lte")

    class Meta:
        model = AuditEntry
        fields: list[str] = []


class AuditViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource[AuditEntry]):
    """The audit trail, newest first."""

    roles = dict.fromkeys(("list", "retrieve"), Role.ADMINISTRATOR)
    queryset = AuditEntry.objects.all()
    serializer_class = shapes.AuditSerializer
    filterset_class = AuditFilter
    search_fields = ["actor", "action", "subject", "address"]
    ordering_fields = ["id", "at"]
