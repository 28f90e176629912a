"""Runs: read-only, moved by actions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice import cells
from apps.backoffice.base import ByRole
from apps.backoffice.generics import TabularInline
from apps.backoffice.live import LiveAdmin
from apps.core.speaking import rendered
from apps.dispatch import control
from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.states import Approval
from apps.preflight.models import PreflightReport

OPERATE = ["operate"]
Chosen = QuerySet[PrintRun]
APPROVALS = {
    Approval.NOT_REQUIRED: gettext_lazy("Not required"),
    Approval.AWAITED: gettext_lazy("Awaited"),
    Approval.GIVEN: gettext_lazy("Given"),
}
FIELDS = (
    "job",
    "printer",
    "gcode",
    "number",
    "parts",
    "state",
    "state_since",
    "asked_first",
    "progress",
    "layer",
    "layers",
    "remaining_s",
    "cause",
    "attribution",
    "told_error",
    "remote_name",
    "start_sent_at",
    "started_at",
    "finished_at",
    "created_at",
    "preflight",
)


class RunHistoryInline(ByRole, TabularInline[RunHistory, PrintRun]):
    """What happened to the run."""

    model = RunHistory
    fields = readonly_fields = ("at", "came_from", "went_to", "told", "actor")
    extra = 0
    told = cells.said("reason", gettext_lazy("reason"))
    came_from = cells.named("source", gettext_lazy("from"))
    went_to = cells.named("target", gettext_lazy("to"))


@admin.register(PrintRun)
class RunAdmin(LiveAdmin[PrintRun]):
    """Each try, with its checks and its history."""

    told_error = cells.said("error", gettext_lazy("error"))

    list_display = (
        "__str__",
        "job",
        "printer",
        "live_state",
        "live_progress",
        "started_at",
        "finished_at",
        "cause",
    )
    list_filter = ("state", "printer", "cause")
    list_select_related = ("job", "printer")
    search_fields = ("job__name", "printer__name", "remote_name")
    date_hierarchy = "created_at"
    fields = readonly_fields = FIELDS
    inlines = (RunHistoryInline,)
    actions = ("pause", "resume", "cancel", "give_up", "approve")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintRun]:
        """Without keys and whole analyses."""
        rows = super().get_queryset(request).select_related("job", "printer", "gcode", "report")
        return rows.defer("gcode__metadata", "printer__api_key")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def live_state(self, row: PrintRun) -> SafeString:
        """Its state; the printer tells the script whose feed to follow."""
        state = cells.live_state("run", row.pk, "run", row.state)
        return format_html('<span data-of-printer="{}">{}</span>', row.printer_id, state)

    @admin.display(description=gettext_lazy("progress"), ordering="progress")
    def live_progress(self, row: PrintRun) -> SafeString:
        """A bar with its figure."""
        progress = None if row.progress is None else row.progress * 100
        return cells.meter("run", row.pk, progress)

    @admin.display(description=gettext_lazy("preflight"))
    def preflight(self, row: PrintRun) -> SafeString | str:
        """The checks before the start, what did not pass first."""
        return findings(row.report) if row.report else cells.NOTHING

    @admin.action(description=gettext_lazy("Pause selected runs"), permissions=OPERATE)
    def pause(self, request: HttpRequest, queryset: Chosen) -> None:
        """Pause what prints."""
        done = _("is being paused")
        self.act(request, queryset, lambda run, a: control.pause_run(run, actor=a), done)

    @admin.action(description=gettext_lazy("Resume selected runs"), permissions=OPERATE)
    def resume(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let what is paused go on."""
        done = _("is being resumed")
        self.act(request, queryset, lambda run, a: control.resume_run(run, actor=a), done)

    @admin.action(description=gettext_lazy("Cancel, parts wait again"), permissions=OPERATE)
    def cancel(self, request: HttpRequest, queryset: Chosen) -> None:
        """End the run; its demand goes back to the queue."""
        done = _("is being cancelled")
        self.act(request, queryset, lambda run, a: control.cancel_run(run, actor=a), done)

    @admin.action(description=gettext_lazy("Cancel, parts are given up"), permissions=OPERATE)
    def give_up(self, request: HttpRequest, queryset: Chosen) -> None:
        """End the run and its demand."""

        def cancel(run: PrintRun, actor: Any) -> None:
            control.cancel_run(run, actor=actor, requeue=False)

        self.act(request, queryset, cancel, _("is being cancelled"))

    @admin.display(description=gettext_lazy("approval"), ordering="approval")
    def asked_first(self, row: PrintRun) -> str:
        """Whether somebody is asked before the start."""
        return str(APPROVALS[Approval(row.approval)])

    @admin.action(description=gettext_lazy("Approve the start"), permissions=OPERATE)
    def approve(self, request: HttpRequest, queryset: Chosen) -> None:
        """Let the first runs of a new printer start."""
        done = _("approved")
        self.act(request, queryset, lambda run, a: control.approve_run(run, actor=a), done)


def findings(report: PreflightReport) -> SafeString:
    """Every check of a report as a line: result, name, what was found, what to do."""
    order = {"fail": 0, "unknown": 1}
    rows = sorted(report.findings, key=lambda found: order.get(found["result"], 2))
    return cells.lines(_finding(found) for found in rows)


def _finding(found: dict[str, Any]) -> SafeString:
    params = found.get("params", {})
    texts = [rendered(found[name], params) for name in ("message", "remedy") if found.get(name)]
    return format_html(
        '<b class="check-{}">{}</b> {} <span class="muted">{}</span>',
        found["result"],
        _(found["title"]) if found.get("title") else found["code"],
        texts[0] if texts else "",
        " ".join(texts[1:]),
    )
