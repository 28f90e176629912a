"""The simulated operator: walks to printers that need a hand and gives it, as a person would."""

import logging
from datetime import datetime, timedelta

from apps.accounts.services import Actor
from apps.core import clock
from apps.core.errors import FarmError
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER
from apps.printers.bed import clear_bed, current_occupancy
from apps.printers.models import Printer
from apps.printers.port import Activity, MachineError
from apps.printers.states import Bed, Link
from apps.printers.targets import machine_of

log = logging.getLogger(__name__)

ACTOR = Actor("demo operator", "command")
WALK_S = 1.5
"""How long a finished part lies there before somebody comes; real operators take longer."""
DONE = frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR})


def make_round() -> int:
    """Clear every bed that waits long enough, and bring failed machines back; returns how many."""
    busy = PrintRun.objects.filter(state__in=HOLDS_ITS_PRINTER).values("printer")
    waiting = Printer.objects.exclude(pk__in=busy).filter(link=Link.ONLINE, activity__in=DONE)
    return sum(_serve(printer) for printer in waiting)


def _serve(printer: Printer) -> bool:
    try:
        if printer.activity == Activity.ERROR:
            machine_of(printer).recover()
            return True
        return printer.bed != Bed.CLEAR and _clear(printer)
    except (FarmError, MachineError) as error:
        log.info("%s: the operator could not help: %s", printer.name, error)
        return False


def _clear(printer: Printer) -> bool:
    occupancy = current_occupancy(printer)
    if occupancy and clock.now() - _free_since(printer) < timedelta(seconds=WALK_S):
        return False
    clear_bed(printer, occupancy.pk if occupancy else None, actor=ACTOR)
    return True


def _free_since(printer: Printer) -> datetime:
    last = PrintRun.objects.filter(printer=printer).exclude(finished_at=None).first()
    return (last and last.finished_at) or printer.created_at
