"""What people declare about a machine: the filament in its slots, the level of its bed."""

from django.db import transaction

from apps.accounts.services import Actor, audit
from apps.core import clock
from apps.core.errors import Refused
from apps.core.wording import gettext_noop
from apps.materials.models import Spool
from apps.materials.services import material_named
from apps.printers.models import Calibration, Printer, Slot

LONGEST_COLOUR = 40


def _no_slot(printer: Printer, index: int) -> Refused:
    return Refused(
        gettext_noop("%(printer)s has no slot %(index)s")
        % {"printer": printer.name, "index": index},
        code="SLOT_UNKNOWN",
    )


@transaction.atomic
def load_slot(
    printer: Printer,
    *,
    index: int = 0,
    material: str | None = None,
    spool_id: int | None = None,
    colour: str = "",
    actor: Actor,
) -> Slot:
    """Declare what is loaded in a slot: a material by its code, or a spool."""
    if len(colour) > LONGEST_COLOUR:
        text = gettext_noop("a colour may have at most %(most)s characters")
        raise Refused(text % {"most": LONGEST_COLOUR}, code="INVALID")
    slot = Slot.objects.select_for_update().filter(printer=printer, index=index).first()
    if slot is None:
        raise _no_slot(printer, index)
    spool = Spool.objects.filter(pk=spool_id).first() if spool_id is not None else None
    if spool_id is not None and spool is None:
        raise Refused(
            gettext_noop("there is no spool %(spool)s") % {"spool": spool_id}, code="SPOOL_UNKNOWN"
        )
    if spool is None and not material:
        raise Refused(gettext_noop("name a material or a spool"), code="INVALID")
    slot.material = spool.material if spool else material_named(material or "")
    slot.colour = colour or (spool.colour if spool else "")
    slot.spool = spool
    slot.loaded_at, slot.loaded_by = clock.now(), actor.name
    slot.save()
    audit(actor, "printer.load", f"printer/{printer.pk}", slot=index, material=slot.material.code)
    return slot


def unload_slot(printer: Printer, *, index: int = 0, actor: Actor) -> None:
    """Declare that a slot is empty; raises Refused if there is none of this number."""
    changed = Slot.objects.filter(printer=printer, index=index).update(
        material=None, colour="", spool=None, loaded_at=clock.now(), loaded_by=actor.name
    )
    if not changed:
        raise _no_slot(printer, index)
    audit(actor, "printer.unload", f"printer/{printer.pk}", slot=index)


def confirm_level(printer: Printer, *, actor: Actor, note: str = "") -> Calibration:
    """Somebody checked that the bed is level."""
    audit(actor, "printer.level", f"printer/{printer.pk}", note=note)
    return Calibration.objects.create(
        printer=printer, kind=Calibration.LEVEL, at=clock.now(), by=actor.name, note=note
    )
