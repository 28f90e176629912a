"""What a role may do: viewers look, operators run the farm, administrators change it."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from apps.accounts.models import ApiToken
from apps.accounts.roles import Role, role_of

if TYPE_CHECKING:
    from rest_framework.views import APIView


class RolePermission(BasePermission):
    """Compares the caller's role with what the view asks for.

    A view names in `roles` the role for an action; else reading takes a viewer, and writing
    the view's `writer` (an operator if it has none).
    """

    code = "ROLE_NEEDED"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the role is high enough; the refusal names the role that is needed."""
        needed, have = role_needed(request, view), role_in(request)
        self.message = _("This needs the role %(needed)s; yours is %(have)s.") % {
            "needed": needed,
            "have": have or "-",
        }
        return have is not None and have.covers(needed)


def role_in(request: Request) -> Role | None:
    """The caller's role: the user's, at most the token's."""
    role = role_of(request.user)
    token: Any = request.auth
    if role is None or not isinstance(token, ApiToken):
        return role
    return min(role, Role(token.role), key=lambda each: each.rank)


def role_needed(request: Request, view: "APIView") -> Role:
    """The role that the action of this request takes."""
    roles: dict[str, Role] = getattr(view, "roles", {})
    named = roles.get(getattr(view, "action", None) or "")
    if named:
        return named
    if request.method in SAFE_METHODS:
        return Role.VIEWER
    writer: Role = getattr(view, "writer", Role.OPERATOR)
    return writer
