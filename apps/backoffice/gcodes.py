"""G-code files: what was read in them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from apps.backoffice import cells
from apps.backoffice.base import ReadOnlyAdmin
from apps.core.speaking import spoken
from apps.gcode.metadata import Metadata
from apps.jobs.models import GcodeFile


@admin.register(GcodeFile)
class GcodeFileAdmin(ReadOnlyAdmin[GcodeFile]):
    """Content is never changed; uploading it again is the same row."""

    list_display = ("name", "shown_size", "suffix", "analysis", "uploaded_by", "created_at")
    list_filter = ("analysis", "suffix")
    search_fields = ("name", "sha256", "uploaded_by")
    date_hierarchy = "created_at"
    fields = (
        "name",
        "shown_size",
        "sha256",
        "analysis",
        "told_error",
        "uploaded_by",
        "created_at",
        "needs",
        "remarks",
    )
    readonly_fields = fields
    told_error = cells.said("error", gettext_lazy("error"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[GcodeFile]:
        """The list goes without the analyses, which are large."""
        return super().get_queryset(request).defer("metadata")

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def shown_size(self, row: GcodeFile) -> str:
        """In units for people."""
        return str(filesizeformat(row.size))

    @admin.display(description=gettext_lazy("what it needs"))
    def needs(self, row: GcodeFile) -> SafeString | str:
        """Slicer, printer, materials, temperatures, time."""
        if not row.metadata:
            return cells.NOTHING
        read = Metadata.from_json(row.metadata)
        return cells.lines(format_html("<b>{}</b> {}", name, text) for name, text in _needs(read))

    @admin.display(description=gettext_lazy("remarks"))
    def remarks(self, row: GcodeFile) -> SafeString | str:
        """What is wrong with it or worth knowing."""
        found = Metadata.from_json(row.metadata or {}).findings
        return cells.lines(spoken(finding.text) for finding in found) if found else cells.NOTHING


def _needs(read: Metadata) -> list[tuple[Any, str]]:
    rows: list[tuple[Any, Any]] = [
        (gettext_lazy("slicer"), " ".join(filter(None, (read.slicer, read.slicer_version)))),
        (gettext_lazy("printer"), read.printer_model or read.printer_profile),
        (gettext_lazy("materials"), ", ".join(read.materials)),
        (gettext_lazy("nozzle in mm"), read.nozzle_mm),
        (gettext_lazy("nozzle in °C"), read.nozzle_max_c),
        (gettext_lazy("bed in °C"), read.bed_max_c or read.bed_c),
        (gettext_lazy("estimated time"), read.estimated_s and cells.left(read.estimated_s)),
        (gettext_lazy("filament in g"), read.total_filament_g and f"{read.total_filament_g:.1f}"),
        (gettext_lazy("layers"), read.layers),
    ]
    return [(name, str(value)) for name, value in rows if value]
