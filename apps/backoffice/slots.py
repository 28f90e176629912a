"""Slots inside the form of their printer."""

from typing import Any

from apps.accounts.roles import Role
from apps.accounts.services import Actor
from apps.backoffice.base import ByRole
from apps.backoffice.generics import TabularInline
from apps.backoffice.printer_forms import SlotForm
from apps.printers.loading import load_slot, unload_slot
from apps.printers.models import Printer, Slot


class SlotInline(ByRole, TabularInline[Slot, Printer]):
    """As many slots as the profile has; only what is loaded can be changed."""

    model = Slot
    form = SlotForm
    fields = ("index", "material", "spool", "colour", "loaded_at", "loaded_by")
    readonly_fields = ("index", "loaded_at", "loaded_by")
    extra = 0
    changes = Role.OPERATOR


def save_slots(formset: Any, actor: Actor) -> None:
    """Declare what changed through the service; raises what it refuses."""
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    for form in formset.forms:
        if form.has_changed():
            _save_slot(form.instance, form.cleaned_data, set(form.changed_data), actor)
            formset.changed_objects.append((form.instance, form.changed_data))


def _save_slot(slot: Slot, told: dict[str, Any], changed: set[str], actor: Actor) -> None:
    material, spool = told.get("material"), told.get("spool")
    if changed == {"material"}:
        spool = None  # another material: the old spool is out
    if spool is None and material is None:
        unload_slot(slot.printer, index=slot.index, actor=actor)
        return
    load_slot(
        slot.printer,
        index=slot.index,
        material=material.code if material else None,
        spool_id=spool.pk if spool else None,
        colour=told.get("colour") or "",
        actor=actor,
    )
