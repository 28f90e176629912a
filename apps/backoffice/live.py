"""Lists whose columns the live feed keeps current."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from apps.backoffice.base import FarmAdmin
from apps.backoffice.marks import vocabulary

M = TypeVar("M", bound=Model)


class LiveList(ChangeList):
    """Hands the rows of the page to the admin at once, so that it can load what all of them show."""

    def get_results(self, request: HttpRequest) -> None:
        """As Django's, then `LiveAdmin.prepare`."""
        super().get_results(request)
        rows = list(self.result_list)
        self.result_list = rows
        admin: Any = self.model_admin
        admin.prepare(rows)


class LiveAdmin(FarmAdmin[M]):
    """A list with live columns: those whose methods are named `live_…`."""

    change_list_template = "admin/farm/live_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that prepares its rows."""
        return LiveList

    def prepare(self, rows: Sequence[M]) -> None:
        """Load what the live columns of these rows show, in a fixed number of queries."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django's, with every state that the script may have to draw."""
        context = {"vocabulary": vocabulary(), **(extra_context or {})}
        return super().changelist_view(request, context)
