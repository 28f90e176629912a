"""What lists are filtered by, beyond plain columns."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.jobs.models import Job
from apps.materials.models import Material
from apps.printers.models import Printer, Slot


class LoadedMaterial(SimpleListFilter):
    """Printers by what is loaded in one of their slots."""

    title = _("material")
    parameter_name = "material"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        codes = Slot.objects.exclude(material=None).values_list("material__code", flat=True)
        return [(code, code) for code in sorted(set(codes))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return with_material(queryset, self.value()) if self.value() else queryset


def with_material(printers: QuerySet[Printer], code: str | None) -> QuerySet[Printer]:
    """Printers with this material in a slot."""
    return printers.filter(Exists(Slot.objects.filter(printer=OuterRef("pk"), material__code=code)))


class WantedMaterial(SimpleListFilter):
    """Jobs by the material they ask for, or leave to a file that names it."""

    title = _("material")
    parameter_name = "material"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(code, code) for code in Material.objects.values_list("code", flat=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return wanting(queryset, str(self.value())) if self.value() else queryset


def wanting(jobs: QuerySet[Job], code: str) -> QuerySet[Job]:
    """Jobs for this material."""
    told = KeyTextTransform("materials", "gcode__metadata")
    quoted = f'"{code}"'
    return jobs.alias(asked=Cast("materials", TextField()), told=told).filter(
        Q(asked__icontains=quoted) | Q(materials=[], told__icontains=quoted)
    )


class Urgency(SimpleListFilter):
    """Jobs by priority, in three parts."""

    title = _("priority")
    parameter_name = "urgency"
    PARTS = {"high": (67, 100), "middle": (34, 66), "low": (0, 33)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [
            ("high", _("High, from 67")),
            ("middle", _("Middle, 34 to 66")),
            ("low", _("Low, up to 33")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        part = self.PARTS.get(self.value() or "")
        return queryset.filter(priority__range=part) if part else queryset
