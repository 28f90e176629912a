"""Users and their one role."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import Role, role_of
from apps.accounts.services import audit, give_role
from apps.backoffice.base import ByRole, admin_actor
from apps.backoffice.generics import AdminUserCreationForm, UserAdmin, UserChangeForm

ROLE_NAMES = {
    Role.VIEWER: _("Viewer: looks"),
    Role.OPERATOR: _("Operator: runs the farm"),
    Role.ADMINISTRATOR: _("Administrator: changes it"),
}


def role_field() -> forms.ChoiceField:
    """One of the three roles, or none."""
    return forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("No role")), *ROLE_NAMES.items()],
        required=False,
        help_text=_("Each role may do what the ones before it may."),
    )


class NewUserForm(AdminUserCreationForm[User]):
    """A user to add."""

    role = role_field()


class ChangeUserForm(UserChangeForm[User]):
    """A user with the role of its groups."""

    role = role_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = role_of(self.instance) or ""


class FarmUserAdmin(ByRole, UserAdmin[User]):
    """What a user may do comes from the role alone; for administrators."""

    reads = adds = changes = removes = Role.ADMINISTRATOR
    form = ChangeUserForm
    add_form = NewUserForm
    list_display = ("username", "role", "email", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "role")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (_("Access"), {"fields": ("role", "is_staff")}),
    )

    @admin.display(description=_("role"))
    def role(self, row: User) -> str:
        """The highest role of its groups."""
        found = role_of(row)
        return str(ROLE_NAMES[found]) if found else "–"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store the user, give the role, and note both."""
        super().save_model(request, obj, form, change)
        if not isinstance(form, NewUserForm | ChangeUserForm):
            return  # the form of a new password
        role = form.cleaned_data["role"]
        _set_role(obj, role)
        actor, verb = admin_actor(request), "user.change" if change else "user.add"
        audit(actor, verb, f"user/{obj.pk}", name=obj.username, role=role or "none")

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  (Django's name)
        form_url: str = "",
    ) -> HttpResponse:
        """As Django's, noted in the audit trail."""
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == 302:
            audit(admin_actor(request), "user.password", f"user/{id}")
        return answer

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Remove the user and note it; what the user did stays in the audit trail by name."""
        audit(admin_actor(request), "user.remove", f"user/{obj.pk}", name=obj.username)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """The same for each."""
        for user in queryset:
            self.delete_model(request, user)


def _set_role(user: User, role: str) -> None:
    if role:
        give_role(user, Role(role))
    else:
        user.groups.remove(*Group.objects.filter(name__in=list(Role)))


admin.site.unregister(User)
admin.site.unregister(Group)
admin.site.register(User, FarmUserAdmin)
