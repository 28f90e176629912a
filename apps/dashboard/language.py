"""Names of what people are and choose, as pages show them."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import Role

ROLES = {
    Role.VIEWER: _("Viewer"),
    Role.OPERATOR: _("Operator"),
    Role.ADMINISTRATOR: _("Administrator"),
}
