"""Printers: declared in the form, moved by actions, watched in live columns."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.roles import Role
from apps.backoffice import cells
from apps.backoffice.base import admin_actor
from apps.backoffice.filters import LoadedMaterial
from apps.backoffice.live import LiveAdmin
from apps.backoffice.printer_actions import PrinterActions
from apps.backoffice.printer_forms import DECLARED, PrinterForm
from apps.backoffice.slots import SlotInline, save_slots
from apps.live.selectors import printer_tiles
from apps.live.tiles import PrinterTile
from apps.printers.models import Printer, Slot
from apps.printers.services import NewPrinter, add_printer, change_printer, remove_printer

FACETS = (
    "link",
    "activity",
    "bed",
    "service",
    "told_reason",
    "told_failure",
    "hours_printed",
)


@admin.register(Printer)
class PrinterAdmin(LiveAdmin[Printer], PrinterActions):
    """Every save, removal and act goes through the services of `apps.printers` and `apps.dispatch`."""

    form = PrinterForm
    told_reason = cells.said("service_reason", gettext_lazy("reason"))
    told_failure = cells.said("link_error", gettext_lazy("last failure"))
    list_display = (
        "name",
        "live_state",
        "live_job",
        "live_progress",
        "live_left",
        "live_nozzle",
        "live_bed",
        "live_filament",
    )
    list_filter = ("link", "bed", "service", "kind", LoadedMaterial, "group")
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("name", "url", "location", "profile__name")
    search_help_text = gettext_lazy("Name, model, address")
    readonly_fields = FACETS
    adds = changes = removes = Role.ADMINISTRATOR

    def get_queryset(self, request: HttpRequest) -> QuerySet[Printer]:
        """Without the keys: one that can not be decrypted must not hide its printer."""
        rows = super().get_queryset(request).select_related("profile", "group")
        return rows.defer("api_key")

    def get_fieldsets(self, request: HttpRequest, obj: Printer | None = None) -> Any:
        """What is declared; for a known printer also how it is."""
        declared: Any = (None, {"fields": DECLARED})
        if obj is None:
            return (declared,)
        if not self.has_change_permission(request, obj):
            shown = tuple(name for name in DECLARED if name != "key")
            declared = (None, {"fields": shown})
        return declared, (gettext_lazy("How it is"), {"fields": FACETS})

    def get_inlines(self, request: HttpRequest, obj: Printer | None) -> Any:
        """Slots come with the printer's profile."""
        return () if obj is None else (SlotInline,)

    def prepare(self, rows: Sequence[Printer]) -> None:
        """One tile for each row."""
        tiles = {tile.id: tile for tile in printer_tiles([row.pk for row in rows])}
        for row in rows:
            row.tile = tiles[row.pk]  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("state"), ordering="activity")
    def live_state(self, row: Printer) -> SafeString:
        """The one state of its card; carries the occupancy that the page shows."""
        shown = cells.live_state("printer", row.pk, "look", _tile(row).look)
        return format_html(
            '{0}<input type="hidden" name="occupancy_{1}" value="{2}" data-printer="{1}"'
            ' data-f="occupancy">',
            shown,
            row.pk,
            _tile(row).occupancy or "",
        )

    @admin.display(description=gettext_lazy("job"))
    def live_job(self, row: Printer) -> SafeString:
        """What it works on."""
        job = _tile(row).job
        pattern = reverse("admin:jobs_job_change", args=[0])
        inner: Any = cells.NOTHING
        if job:
            link = reverse("admin:jobs_job_change", args=[job.id])
            inner = format_html('<a href="{}">J-{} {}</a>', link, job.id, job.name)
        return format_html(
            '<span data-printer="{}" data-f="job" data-link="{}">{}</span>', row.pk, pattern, inner
        )

    @admin.display(description=gettext_lazy("progress"))
    def live_progress(self, row: Printer) -> SafeString:
        """A bar with its figure."""
        return cells.meter("printer", row.pk, _tile(row).progress)

    @admin.display(description=gettext_lazy("left"))
    def live_left(self, row: Printer) -> SafeString:
        """Time until the end."""
        return cells.live("printer", row.pk, "left", cells.left(_tile(row).left_s))

    @admin.display(description=gettext_lazy("nozzle"))
    def live_nozzle(self, row: Printer) -> SafeString:
        """°C at the first nozzle."""
        return cells.live("printer", row.pk, "nozzle", cells.temperature(_tile(row).nozzle_c))

    @admin.display(description=gettext_lazy("bed"), ordering="bed")
    def live_bed(self, row: Printer) -> SafeString:
        """°C of the bed."""
        return cells.live("printer", row.pk, "bed", cells.temperature(_tile(row).bed_c))

    @admin.display(description=gettext_lazy("filament"))
    def live_filament(self, row: Printer) -> SafeString:
        """What is loaded."""
        materials = _tile(row).materials
        return format_html(
            '<span data-printer="{}" data-f="filament" data-code="{}">{}</span>',
            row.pk,
            json.dumps(materials),
            cells.filament(materials),
        )

    @admin.display(description=gettext_lazy("hours printed"))
    def hours_printed(self, row: Printer) -> str:
        """Of our runs."""
        return f"{row.printed_s / 3600:.1f} h"

    def save_model(self, request: HttpRequest, obj: Printer, form: Any, change: bool) -> None:
        """Add or change it through its service; raises what that refuses."""
        actor, told = admin_actor(request), form.cleaned_data
        if change:
            fields = {name: told[name] for name in form.changed_data}
            if key := fields.pop("key", ""):
                fields["api_key"] = key
            if fields:
                change_printer(obj, actor=actor, **fields)
            return
        added = add_printer(_new(told), actor=actor)
        obj.pk, obj._state.adding = added.pk, False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Slots are declared, not saved."""
        if formset.model is Slot:
            save_slots(formset, admin_actor(request))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nothing goes with it: a printer with a history is retired."""
        note = _("A printer that has worked is retired; one that never did is deleted.")
        return [*map(str, objs), note], {_("printers"): len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Printer) -> None:
        """Delete a printer that never worked, retire one that did."""
        remove_printer(obj, actor=admin_actor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Printer]) -> None:
        """The same for each."""
        for printer in queryset:
            self.delete_model(request, printer)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Say whether it is gone or retired."""
        if not Printer.objects.filter(pk=obj_id).exists():
            return super().response_delete(request, obj_display, obj_id)
        messages.success(request, _("%s is retired; its history stays.") % obj_display)
        return HttpResponseRedirect(reverse("admin:printers_printer_changelist"))


def _tile(row: Printer) -> PrinterTile:
    tile: PrinterTile = row.tile  # type: ignore[attr-defined]
    return tile


def _new(told: dict[str, Any]) -> NewPrinter:
    return NewPrinter(
        name=told["name"],
        kind=told["kind"],
        url=told["url"],
        api_key=told["key"],
        profile=told["profile"].code,
        group=told["group"].name if told["group"] else "",
        tags=tuple(told["tags"]),
        location=told["location"],
        camera_url=told["camera_url"],
        nozzle_mm=told["nozzle_mm"],
        trial_runs=told["trial_runs_left"],
    )
