"""The guided step of an owner's first hours: material, bed and level of many printers at once."""

from dataclasses import dataclass

from django.db import transaction

from apps.accounts.services import Actor
from apps.core.errors import Conflict, Refused
from apps.printers.bed import clear_bed, current_occupancy
from apps.printers.loading import confirm_level, load_slot
from apps.printers.services import printer_named


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupRow:
    """What one person says about one printer in the guided step; empty means unchanged."""

    printer: str
    material: str = ""
    colour: str = ""
    bed_clear: bool = False
    level_ok: bool = False


def set_up(rows: list[SetupRow], *, actor: Actor) -> list[str]:
    """Do the guided step for many printers at once, all or nothing; returns what was changed.

    Raises Refused with the messages of each faulty row under `row N` (counted from 1).
    """
    done: list[str] = []
    errors: dict[str, list[str]] = {}
    with transaction.atomic():
        for number, row in enumerate(rows, start=1):
            try:
                done += _set_up(row, actor)
            except (Refused, Conflict) as error:
                errors[f"row {number}"] = [f"{row.printer}: {error.message}"]
        if errors:
            raise Refused(next(iter(errors.values()))[0], code="INVALID", errors=errors)
    return done


def _set_up(row: SetupRow, actor: Actor) -> list[str]:
    printer = printer_named(row.printer)
    done = []
    if row.material:
        slot = load_slot(printer, material=row.material, colour=row.colour, actor=actor)
        done.append(f"{printer.name}: {slot}")
    if row.bed_clear and printer.bed != "clear":
        occupancy = current_occupancy(printer)
        clear_bed(printer, occupancy.pk if occupancy else None, actor=actor)
        done.append(f"{printer.name}: bed clear")
    if row.level_ok:
        confirm_level(printer, actor=actor)
        done.append(f"{printer.name}: level")
    return done
