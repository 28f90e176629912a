"""What the farm writes down by itself: events and the audit trail."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts.models import AuditEntry
from apps.accounts.roles import Role
from apps.backoffice import cells
from apps.backoffice.base import ReadOnlyAdmin
from apps.events.models import OutboxEvent


class Delivered(admin.SimpleListFilter):
    """Events by how far they got."""

    title = gettext_lazy("delivery")
    parameter_name = "delivery"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Waiting, failed, delivered."""
        return [
            ("waiting", gettext_lazy("Waiting")),
            ("failed", gettext_lazy("With an error")),
            ("done", gettext_lazy("Delivered")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The events of the chosen part."""
        match self.value():
            case "waiting":
                return queryset.filter(relayed_at=None)
            case "failed":
                return queryset.exclude(error="")
            case "done":
                return queryset.exclude(relayed_at=None).filter(error="")
        return queryset


@admin.register(OutboxEvent)
class EventAdmin(ReadOnlyAdmin[OutboxEvent]):
    """The outbox."""

    list_display = ("name", "subject", "sequence", "recorded_at", "relayed_at", "attempts", "error")
    list_filter = (Delivered, "name")
    search_fields = ("=subject", "=name")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin[AuditEntry]):
    """Who did what; for administrators."""

    reads = Role.ADMINISTRATOR
    list_display = ("at", "actor", "via", "address", "action", "subject", "shown_details")
    list_filter = ("via", "action")
    search_fields = ("actor", "action", "subject", "address")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("details"))
    def shown_details(self, row: AuditEntry) -> str:
        """In one line."""
        return ", ".join(f"{key}: {value}" for key, value in row.details.items()) or cells.NOTHING
