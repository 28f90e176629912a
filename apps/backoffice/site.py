"""The admin site."""

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import role_of


class FarmAdminSite(AdminSite):
    """Django's admin under the farm's name."""

    site_header = _("Print farm administration")
    site_title = _("Print farm administration")
    index_title = _("Administration")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a role; what each may do there follows from the role."""
        user = request.user
        if not isinstance(user, User) or not user.is_active or not user.is_staff:
            return False
        return role_of(user) is not None
