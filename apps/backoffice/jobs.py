"""Jobs: what people may change goes through `apps.jobs.services`; state and counters are shown."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.roles import Role
from apps.backoffice import cells
from apps.backoffice.base import ByRole, admin_actor
from apps.backoffice.filters import Urgency, WantedMaterial
from apps.backoffice.generics import TabularInline
from apps.backoffice.live import LiveAdmin
from apps.core.speaking import spoken
from apps.dispatch import job_control as control
from apps.jobs import services
from apps.jobs.models import Job, JobHistory
from apps.live.selectors import job_rows
from apps.live.tiles import JobRow

OPERATE = ["operate"]
EDITABLE = ("name", "lane", "priority", "quantity", "due_at")
SHOWN = (
    "state",
    "held_code",
    "told_reason",
    "good",
    "in_flight",
    "given_up",
    "parts_per_run",
    "gcode",
    "profiles",
    "materials",
    "colours",
    "nozzle_mm",
    "tags",
    "pinned_printer_id",
    "reference",
    "source",
    "reprint_of",
    "created_by",
    "created_at",
    "started_at",
    "finished_at",
)
Chosen = QuerySet[Job]


class JobHistoryInline(ByRole, TabularInline[JobHistory, Job]):
    """What happened to the job."""

    model = JobHistory
    fields = readonly_fields = ("at", "came_from", "went_to", "code", "told", "actor")
    extra = 0
    told = cells.said("reason", gettext_lazy("reason"))
    came_from = cells.named("source", gettext_lazy("from"))
    went_to = cells.named("target", gettext_lazy("to"))


@admin.register(Job)
class JobAdmin(LiveAdmin[Job]):
    """New jobs come through the pages, the API, slicers or `submit_job`."""

    told_reason = cells.said("held_reason", gettext_lazy("reason"))

    list_display = (
        "__str__",
        "live_state",
        "live_counter",
        "lane",
        "priority",
        "material",
        "due_at",
    )
    list_filter = ("lane", "state", WantedMaterial, Urgency)
    search_fields = ("name", "reference", "gcode__name")
    date_hierarchy = "created_at"
    fieldsets = (
        (None, {"fields": EDITABLE}),
        (gettext_lazy("How it is"), {"fields": SHOWN}),
    )
    readonly_fields = SHOWN
    inlines = (JobHistoryInline,)
    changes = Role.OPERATOR
    actions = ("pause", "resume", "cancel", "reprint", "hold", "release")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """Without whole analyses, which are large."""
        return super().get_queryset(request).select_related("gcode").defer("gcode__metadata")

    def prepare(self, rows: Sequence[Job]) -> None:
        """One row of the feed for each."""
        shown = {row.id: row for row in job_rows([row.pk for row in rows])}
        for row in rows:
            row.shown = shown[row.pk]  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def live_state(self, row: Job) -> SafeString:
        """Its state, with the reason of a hold."""
        state = cells.live_state("job", row.pk, "job", row.state)
        reason = cells.live("job", row.pk, "reason", spoken(row.held_reason) or row.held_code)
        return format_html('{} <span class="muted">{}</span>', state, reason)

    @admin.display(description=gettext_lazy("good / under way / wanted"), ordering="good")
    def live_counter(self, row: Job) -> SafeString:
        """Parts."""
        return format_html(
            '<span class="num">{} / {} / {}</span>',
            cells.live("job", row.pk, "good", row.good),
            cells.live("job", row.pk, "in_flight", row.in_flight),
            cells.live("job", row.pk, "quantity", row.quantity),
        )

    @admin.display(description=gettext_lazy("material"))
    def material(self, row: Job) -> str:
        """What it asks for, else what its file names."""
        shown: JobRow = row.shown  # type: ignore[attr-defined]
        return " ".join(part for part in (shown.material, shown.colour) if part) or cells.NOTHING

    def save_model(self, request: HttpRequest, obj: Job, form: Any, change: bool) -> None:
        """Change it through its service; raises what that refuses."""
        fields = {name: form.cleaned_data[name] for name in form.changed_data if name in EDITABLE}
        if fields:
            services.change(obj, actor=admin_actor(request), **fields)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """History is never written by hand."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @admin.action(description=gettext_lazy("Pause running prints"), permissions=OPERATE)
    def pause(self, request: HttpRequest, queryset: Chosen) -> None:
        """Pause every run that prints."""
        done = _("is being paused")
        self.act(request, queryset, lambda job, a: control.pause_job(job, actor=a), done)

    @admin.action(description=gettext_lazy("Resume paused prints"), permissions=OPERATE)
    def resume(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let paused runs go on."""
        done = _("is being resumed")
        self.act(request, queryset, lambda job, a: control.resume_job(job, actor=a), done)

    @admin.action(description=gettext_lazy("Cancel selected jobs"), permissions=OPERATE)
    def cancel(self, request: HttpRequest, queryset: Chosen) -> None:
        """End the demand and every run."""
        done = _("cancelled")
        self.act(request, queryset, lambda job, a: control.cancel_job(job, actor=a), done)

    @admin.action(description=gettext_lazy("Print again (new jobs)"), permissions=OPERATE)
    def reprint(self, request: HttpRequest, queryset: Chosen) -> None:
        """The same once more."""
        done = _("a new job is made")
        self.act(request, queryset, lambda job, a: control.reprint_job(job, actor=a), done)

    @admin.action(description=gettext_lazy("Hold selected jobs"), permissions=OPERATE)
    def hold(self, request: HttpRequest, queryset: Chosen) -> None:
        """No new run until released."""
        done = _("held")
        self.act(request, queryset, lambda job, a: services.hold(job, actor=a), done)

    @admin.action(description=gettext_lazy("Release held jobs"), permissions=OPERATE)
    def release(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let them go on."""
        done = _("released")
        self.act(request, queryset, lambda job, a: services.release(job, actor=a), done)
