"""What all resources have in common: roles, strict query parameters, actors, audit."""

from typing import Any, ClassVar, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from apps.accounts.roles import Role
from apps.accounts.services import Actor, actor_of, audit
from apps.api.negotiation import AlwaysJson
from apps.api.parsers import SmallJson
from apps.api.queries import Ordering, Search, refuse_empty, refuse_unknown

M = TypeVar("M", bound=Model)
PAGING = frozenset({"page", "page_size"})


def actor_in(request: Request) -> Actor:
    """Who acts, through the API, from which address."""
    return actor_of(request.user, via="api", address=request.META.get("REMOTE_ADDR", ""))


def user_in(request: Request) -> User:
    """The signed-in user; the permission has already asked for one."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in")
    return request.user


class Plain(APIView):
    """Base of views that are no resource; `queries` names the parameters by lower-case method."""

    content_negotiation_class = AlwaysJson
    parser_classes = [SmallJson]
    queries: ClassVar[dict[str, frozenset[str]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the caller first, then the parameters."""
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower()
        if hasattr(self, method):
            refuse_unknown(request, self.queries.get(method, frozenset()))


class Resource(GenericViewSet[M]):
    """Base of all resources.

    `roles` and `writer` are read by RolePermission; `queries` names the parameters of actions
    other than the list.
    """

    roles: ClassVar[dict[str, Role]] = {}
    writer: ClassVar[Role] = Role.OPERATOR
    queries: ClassVar[dict[str, frozenset[str]]] = {}
    content_negotiation_class = AlwaysJson
    filter_backends = [DjangoFilterBackend, Search, Ordering]
    ordering_fields: ClassVar[list[str]] = ["id"]
    search_fields: ClassVar[list[str]] = []
    filterset_class: Any = None
    parser_classes = [SmallJson]
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the caller first, then the parameters."""
        super().initial(request, *args, **kwargs)
        if self.action:
            refuse_unknown(request, self._parameters())
            refuse_empty(request, self._filters())

    def _parameters(self) -> frozenset[str]:
        if self.action != "list":
            return self.queries.get(self.action or "", frozenset())
        search = {"search"} if self.search_fields else set()
        return self._filters() | search | {"ordering"} | PAGING

    def _filters(self) -> frozenset[str]:
        return frozenset(self.filterset_class.base_filters if self.filterset_class else ())

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return actor_in(self.request)

    def asked(self, kind: type[BaseSerializer[Any]]) -> dict[str, Any]:
        """The checked values of the body; raises ValidationError."""
        serializer = kind(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def answer(self, row: M, status: int = 200) -> Response:
        """One row as it is in the database now."""
        fresh = self.get_queryset().get(pk=row.pk)
        return Response(self.get_serializer(fresh).data, status)


class Catalogue(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    Resource[M],
):
    """Rows that people keep themselves and that no service rules; `noun` names them in the audit."""

    noun: ClassVar[str]
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    @transaction.atomic
    def perform_create(self, serializer: BaseSerializer[M]) -> None:
        """Store a new row."""
        self._note("add", serializer.save(), serializer.validated_data)

    @transaction.atomic
    def perform_update(self, serializer: BaseSerializer[M]) -> None:
        """Store the change."""
        self._note("change", serializer.save(), serializer.validated_data)

    @transaction.atomic
    def perform_destroy(self, instance: M) -> None:
        """Delete the row; raises ProtectedError when something needs it."""
        self._note("remove", instance, {"name": str(instance)})
        instance.delete()

    def _note(self, verb: str, row: M, values: dict[str, Any]) -> None:
        details = {name: str(value) for name, value in values.items()}
        audit(self.actor, f"{self.noun}.{verb}", f"{self.noun}/{row.pk}", **details)
