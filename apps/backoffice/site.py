"""The admin site."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import role_of

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class FarmAdminSite(AdminSite):
    """Django's admin under the farm's name."""

    site_header = _("Print farm administration")
    site_title = _("Print farm administration")
    index_title = _("Administration")

    def admin_view(self, view: V, cacheable: bool = False) -> V:
        """As Django's; what PostgreSQL can not take in a text is refused in a filter, too."""

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any("\x00" in text for texts in request.GET.lists() for text in texts[1]):
                raise BadRequest
            return view(request, *args, **kwargs)

        return super().admin_view(cast(V, update_wrapper(guarded, view)), cacheable)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a role; what each may do there follows from the role."""
        user = request.user
        if not isinstance(user, User) or not user.is_active or not user.is_staff:
            return False
        return role_of(user) is not None
