"""Who may open a page, and who may press its buttons."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from apps.accounts.roles import Role, role_of
from apps.accounts.services import Actor, actor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def role_required(needed: Role) -> Callable[[View[P]], View[P]]:
    """Decorate a view: strangers are sent to the login, too low a role gets 403."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            role = role_of(request.user)
            if role is None or not role.covers(needed):
                raise PermissionDenied
            _refuse_null_characters(request)
            return view(request, *args, **kwargs)

        return cast(View[P], login_required(guarded))

    return decorate


def _refuse_null_characters(request: HttpRequest) -> None:
    """Raise BadRequest for what PostgreSQL can not take in a text."""
    for values in (request.GET, request.POST):
        if any("\x00" in value for _name, texts in values.lists() for value in texts):
            raise BadRequest


viewer = role_required(Role.VIEWER)
operator = role_required(Role.OPERATOR)
administrator = role_required(Role.ADMINISTRATOR)


def page_actor(request: HttpRequest) -> Actor:
    """The person at the page, for the audit trail."""
    return actor_of(
        cast(User, request.user), via="page", address=request.META.get("REMOTE_ADDR", "")
    )
