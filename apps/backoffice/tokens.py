"""API tokens: made with their secret shown once, revoked by an action."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import ApiToken
from apps.accounts.roles import Role
from apps.accounts.services import Actor, audit, issue_token, revoke
from apps.backoffice.base import FarmAdmin, admin_actor
from apps.backoffice.generics import ModelForm
from apps.core import clock


class TokenForm(ModelForm[ApiToken]):
    """Whose token, what for, how much it may do and until when."""

    class Meta:
        model = ApiToken
        fields = ("user", "name", "role", "expires_at")


@admin.register(ApiToken)
class TokenAdmin(FarmAdmin[ApiToken]):
    """Only the hash of a secret is stored; for administrators."""

    reads = operates = Role.ADMINISTRATOR
    adds = Role.ADMINISTRATOR
    form = TokenForm
    list_display = ("name", "user", "prefix", "role", "works", "expires_at", "last_used_at")
    list_filter = ("role", "user")
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username")
    actions = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """A token that is there also shows what became of it."""
        asked = TokenForm.Meta.fields
        more = ("prefix", "created_at", "last_used_at", "revoked_at")
        return asked if obj is None else (*asked, *more)

    @admin.display(description=gettext_lazy("works"), boolean=True)
    def works(self, row: ApiToken) -> bool:
        """Neither revoked nor expired."""
        return row.revoked_at is None and (row.expires_at is None or row.expires_at > clock.now())

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Make it; the secret lives as long as this request."""
        token, secret = issue_token(obj.user, obj.name, Role(obj.role), obj.expires_at)
        actor = admin_actor(request)
        audit(actor, "token.add", f"token/{token.pk}", name=token.name, user=str(token.user))
        obj.pk, obj._state.adding, obj.prefix = token.pk, False, token.prefix
        obj.secret = secret  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The only page that ever shows the secret; not kept by browsers."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new token"),
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,  # type: ignore[attr-defined]
        }
        answer = render(request, "admin/farm/token.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    @admin.action(description=gettext_lazy("Revoke selected tokens"), permissions=["operate"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """End them now."""

        def end(token: ApiToken, actor: Actor) -> None:
            revoke(token)
            audit(actor, "token.revoke", f"token/{token.pk}", name=token.name)

        self.act(request, queryset, end, _("revoked"))
