"""The bed gate: what occupies a bed, and who may say that it is clear."""

from datetime import datetime

from django.db import transaction

from apps.accounts.services import FARM, Actor, audit
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.printers.models import Occupancy, Printer, PrinterHistory
from apps.printers.moves import move
from apps.printers.states import Bed


def current_occupancy(printer: Printer) -> Occupancy | None:
    """What lies on the bed now, if that is known."""
    return Occupancy.objects.filter(printer=printer, cleared_at=None).first()


@transaction.atomic
def occupy(printer: Printer, reason: str, *, run_id: int | None = None) -> None:
    """Something lies on the bed now; an occupancy that is open goes on."""
    printer = Printer.objects.select_for_update().get(pk=printer.pk)
    if current_occupancy(printer) is None:
        Occupancy.objects.create(printer=printer, reason=reason[:200], run_id=run_id)
    if printer.bed != Bed.OCCUPIED:
        move(printer, "bed", Bed.OCCUPIED, reason=reason)


@transaction.atomic
def consume_clearance(printer: Printer, reason: str, *, run_id: int) -> None:
    """Take the one start that a clear bed is good for; raises Conflict if the bed is not clear.

    Belongs into the transaction of the send marker.
    """
    printer = Printer.objects.select_for_update().get(pk=printer.pk)
    if printer.bed != Bed.CLEAR:
        raise Conflict(
            gettext_noop("the bed of %(printer)s is not clear") % {"printer": printer.name},
            code="BED_NOT_CLEAR",
        )
    Occupancy.objects.create(printer=printer, reason=reason[:200], run_id=run_id)
    move(printer, "bed", Bed.OCCUPIED, reason=reason)


@transaction.atomic
def doubt(printer: Printer, reason: str) -> None:
    """Nobody knows any more whether a clear bed is clear."""
    printer = Printer.objects.select_for_update().get(pk=printer.pk)
    if printer.bed == Bed.CLEAR:
        move(printer, "bed", Bed.DOUBTFUL, reason=reason)


def confirmed_since(printer: Printer, moment: datetime) -> bool:
    """Whether somebody confirmed the bed clear after `moment`."""
    rows = PrinterHistory.objects.filter(printer=printer, facet="bed", target=Bed.CLEAR)
    return rows.filter(at__gte=moment).exists()


@transaction.atomic
def clear_bed(printer: Printer, occupancy_id: int | None, *, actor: Actor = FARM) -> Printer:
    """Confirm that the bed is clear, ending the occupancy that the page named.

    Raises Conflict BED_OTHER_OCCUPANCY when another one is open (the page was stale), and
    BED_IN_USE while the machine prints.
    """
    printer = Printer.objects.select_for_update().get(pk=printer.pk)
    occupancy = current_occupancy(printer)
    if (occupancy.pk if occupancy else None) != occupancy_id:
        raise Conflict(
            gettext_noop("something else lies on the bed of %(printer)s by now: look again")
            % {"printer": printer.name},
            code="BED_OTHER_OCCUPANCY",
        )
    if printer.activity in {"printing", "paused", "attention"}:
        raise Conflict(
            gettext_noop("%(printer)s is %(activity)s")
            % {"printer": printer.name, "activity": printer.activity},
            code="BED_IN_USE",
        )
    if printer.bed == Bed.CLEAR:
        return printer
    if occupancy:
        Occupancy.objects.filter(pk=occupancy.pk).update(
            cleared_at=clock.now(), cleared_by=actor.name
        )
    move(printer, "bed", Bed.CLEAR, reason=gettext_noop("confirmed clear"), actor=actor)
    audit(actor, "printer.clear_bed", f"printer/{printer.pk}", occupancy=occupancy_id)
    return printer
