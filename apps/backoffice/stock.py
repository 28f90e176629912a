"""What people keep themselves: materials, spools, profiles, groups, calibrations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.accounts.roles import Role
from apps.accounts.services import audit
from apps.backoffice.base import CatalogueAdmin, FarmAdmin, admin_actor
from apps.backoffice.words import ProfileForm
from apps.core import clock
from apps.materials.models import Material, Spool
from apps.printers.loading import confirm_level
from apps.printers.models import Calibration, PrinterGroup, PrinterProfile


@admin.register(Material)
class MaterialAdmin(CatalogueAdmin[Material]):
    """Types of filament."""

    noun = "material"
    list_display = (
        "code",
        "name",
        "density",
        "nozzle_min_c",
        "nozzle_max_c",
        "is_abrasive",
        "needs_enclosure",
    )
    list_filter = ("is_abrasive", "needs_enclosure")
    search_fields = ("code", "name")


@admin.register(Spool)
class SpoolAdmin(CatalogueAdmin[Spool]):
    """Rolls of filament."""

    noun = "spool"
    adds = changes = Role.OPERATOR
    list_display = ("__str__", "material", "colour", "brand", "remaining_g", "archived_at")
    list_filter = ("material", "brand")
    list_select_related = ("material",)
    search_fields = ("colour", "brand", "material__code")


@admin.register(PrinterProfile)
class ProfileAdmin(CatalogueAdmin[PrinterProfile]):
    """Models of printer."""

    noun = "profile"
    form = ProfileForm
    list_display = (
        "code",
        "name",
        "bed_width_mm",
        "bed_depth_mm",
        "height_mm",
        "nozzle_mm",
        "has_enclosure",
        "slots",
    )
    search_fields = ("code", "name")


@admin.register(PrinterGroup)
class GroupAdmin(CatalogueAdmin[PrinterGroup]):
    """Groups of printers."""

    noun = "group"
    list_display = ("name", "count")
    search_fields = ("name",)

    @admin.display(description=gettext_lazy("printers"))
    def count(self, row: PrinterGroup) -> int:
        """How many belong to it."""
        return row.printers.count()


@admin.register(Calibration)
class CalibrationAdmin(FarmAdmin[Calibration]):
    """Confirmations; one can be added, none changed."""

    adds = Role.OPERATOR
    list_display = ("printer", "kind", "at", "by", "note")
    list_filter = ("kind", "printer")
    list_select_related = ("printer",)
    date_hierarchy = "at"
    fields = ("printer", "kind", "note")

    def save_model(self, request: HttpRequest, obj: Calibration, form: Any, change: bool) -> None:
        """The bed's level through its service; others are written with who and when."""
        actor = admin_actor(request)
        if obj.kind == Calibration.LEVEL:
            obj.pk = confirm_level(obj.printer, actor=actor, note=obj.note).pk
            obj.refresh_from_db()
            return
        obj.at, obj.by = clock.now(), actor.name
        super().save_model(request, obj, form, change)
        audit(actor, "printer.calibrate", f"printer/{obj.printer_id}", kind=obj.kind, note=obj.note)

    def get_fields(self, request: HttpRequest, obj: Calibration | None = None) -> Any:
        """A confirmation also shows who gave it and when."""
        return self.fields if obj is None else ("printer", "kind", "note", "at", "by")
