"""What every table of the admin has in common: permissions by role, actors, refusals as messages."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.roles import Role, role_of
from apps.accounts.services import Actor, actor_of, audit
from apps.backoffice.generics import ModelAdmin
from apps.core.errors import FarmError
from apps.core.speaking import spoken

M = TypeVar("M", bound=Model)
NOBODY = None


class ByRole:
    """Permissions out of roles, for tables and for inlines; None means nobody."""

    reads: ClassVar[Role] = Role.VIEWER
    adds: ClassVar[Role | None] = NOBODY
    changes: ClassVar[Role | None] = NOBODY
    removes: ClassVar[Role | None] = NOBODY
    operates: ClassVar[Role] = Role.OPERATOR

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the table may be looked at."""
        return covers(request, self.reads)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may be added."""
        return covers(request, self.adds)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the form may be changed."""
        return covers(request, self.changes)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether rows may be removed."""
        return covers(request, self.removes)

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether actions are offered; named in their `permissions`."""
        return covers(request, self.operates)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the table is listed."""
        return covers(request, self.reads)


class FarmAdmin(ByRole, ModelAdmin[M]):
    """A table whose changes go through services: what they refuse is told, and nothing is changed."""

    list_per_page = 50
    show_full_result_count = False

    def act(
        self,
        request: HttpRequest,
        rows: QuerySet[M],
        do: Callable[[M, Actor], Any],
        done: str,
    ) -> None:
        """Do something to each row; a message for each tells that it is `done`, or why not."""
        actor = admin_actor(request)
        for row in rows:
            try:
                do(row, actor)
            except FarmError as error:
                messages.error(request, f"{row}: {spoken(error.message)}")
            else:
                messages.success(request, f"{row}: {done}")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's; what a service refuses is a message on the same form."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except FarmError as error:
            return self._refused(request, spoken(error.message))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django's; what a service refuses is a message."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (FarmError, ProtectedError) as error:
            return self._refused(request, _refusal(error))

    def _refused(self, request: HttpRequest, text: str) -> HttpResponse:
        messages.error(request, text)
        back = request.get_full_path() if request.method == "POST" else self._list()
        return HttpResponseRedirect(back)

    def _list(self) -> str:
        meta = self.opts
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


class ReadOnlyAdmin(FarmAdmin[M]):
    """A table that only the farm writes."""


class CatalogueAdmin(FarmAdmin[M]):
    """Rows that people keep themselves and that no service rules; `noun` names them in the audit."""

    adds = Role.ADMINISTRATOR
    changes = Role.ADMINISTRATOR
    removes = Role.ADMINISTRATOR
    noun: ClassVar[str]

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Store the row and write what changed into the audit trail."""
        super().save_model(request, obj, form, change)
        values = {name: str(form.cleaned_data.get(name)) for name in form.changed_data}
        self._note(request, "change" if change else "add", obj, values)

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        """Remove the row and note it."""
        self._note(request, "remove", obj, {"name": str(obj)})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        """Remove each row and note it."""
        for row in queryset:
            self.delete_model(request, row)

    def _note(self, request: HttpRequest, verb: str, row: M, values: dict[str, str]) -> None:
        actor = admin_actor(request)
        audit(actor, f"{self.noun}.{verb}", f"{self.noun}/{row.pk}", **{"name": str(row), **values})


def covers(request: HttpRequest, needed: Role | None) -> bool:
    """Whether the user's role is high enough; never for None."""
    role = role_of(request.user)
    return needed is not None and role is not None and role.covers(needed)


def admin_actor(request: HttpRequest) -> Actor:
    """The person at this page, for the audit trail."""
    user: Any = request.user
    known: User | AnonymousUser = user
    return actor_of(known, via="admin", address=request.META.get("REMOTE_ADDR", ""))


def _refusal(error: FarmError | ProtectedError) -> str:
    return spoken(error.message) if isinstance(error, FarmError) else _("This is still in use.")
