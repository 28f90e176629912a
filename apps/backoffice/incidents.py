"""Incidents: seen and resolved by actions, else read-only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice import cells
from apps.backoffice.base import ReadOnlyAdmin
from apps.core.speaking import spoken
from apps.incidents import services
from apps.incidents.models import Incident

OPERATE = ["operate"]
Chosen = QuerySet[Incident]


@admin.register(Incident)
class IncidentAdmin(ReadOnlyAdmin[Incident]):
    """What went wrong, the evidence, and who knows."""

    list_display = ("__str__", "severity", "state", "printer", "job", "run", "opened_at")
    list_filter = ("state", "severity", "code", "printer")
    list_select_related = ("printer", "job", "run")
    search_fields = ("code", "printer__name", "job__name")
    date_hierarchy = "opened_at"
    fields = (
        "code",
        "severity",
        "state",
        "printer",
        "job",
        "run",
        "attribution",
        "told",
        "opened_at",
        "acknowledged_at",
        "acknowledged_by",
        "resolved_at",
        "resolved_by",
    )
    readonly_fields = fields
    actions = ("acknowledge", "resolve")

    @admin.display(description=gettext_lazy("evidence"))
    def told(self, row: Incident) -> SafeString | str:
        """Each piece on its line."""
        return (
            cells.lines(spoken(str(piece)) for piece in row.evidence)
            if row.evidence
            else cells.NOTHING
        )

    @admin.action(description=gettext_lazy("Mark as seen"), permissions=OPERATE)
    def acknowledge(self, request: HttpRequest, queryset: Chosen) -> None:
        """Somebody knows."""
        done = _("marked as seen")
        self.act(request, queryset, lambda one, a: services.acknowledge(one, actor=a), done)

    @admin.action(description=gettext_lazy("Mark as resolved"), permissions=OPERATE)
    def resolve(self, request: HttpRequest, queryset: Chosen) -> None:
        """It is over."""
        done = _("resolved")
        self.act(request, queryset, lambda one, a: services.resolve(one, actor=a), done)
