"""Moving one facet of a printer; the only writer of link, bed and service."""

from enum import StrEnum
from typing import Any

from django.db import transaction

from apps.accounts.services import FARM, Actor
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.states import StateMachine
from apps.core.wording import gettext_noop
from apps.events.catalog import PrinterChanged, PrinterOffline, PrinterOnline
from apps.events.services import record
from apps.printers.models import Printer, PrinterHistory
from apps.printers.states import BED, LINK, SERVICE, Bed, Link, Service

TABLES: dict[str, tuple[type[StrEnum], StateMachine[Any]]] = {
    "link": (Link, LINK),
    "bed": (Bed, BED),
    "service": (Service, SERVICE),
}


@transaction.atomic
def move(
    printer: Printer, facet: str, target: StrEnum, *, reason: str = "", actor: Actor = FARM
) -> None:
    """Move `facet` (link, bed or service) of `printer`, with its history row and events.

    Raises Conflict if the move is not in the table, or if somebody moved it since it was read.
    """
    states, table = TABLES[facet]
    source = states(getattr(printer, facet))
    table.check(source, target)
    extra = {"link_since": clock.now()} if facet == "link" else {}
    moved = Printer.objects.filter(pk=printer.pk, **{facet: source}).update(
        **{facet: target}, **extra
    )
    if not moved:
        raise Conflict(
            gettext_noop("%(printer)s: %(facet)s is no longer %(source)s")
            % {"printer": printer.name, "facet": facet, "source": source},
            code="PRINTER_MOVED",
        )
    setattr(printer, facet, target)
    PrinterHistory.objects.create(
        printer=printer,
        facet=facet,
        source=source,
        target=target,
        reason=reason[:300],
        actor=actor.name,
    )
    _tell(printer, facet, source, target, reason)


def _tell(printer: Printer, facet: str, source: StrEnum, target: StrEnum, reason: str) -> None:
    about: dict[str, Any] = {"printer": printer.pk, "name": printer.name, "reason": reason}
    record(PrinterChanged(**about, facet=facet, source=source, target=target))
    if facet != "link":
        return
    away = {Link.OFFLINE, Link.AUTH_ERROR}
    if target in away and source not in away:
        record(PrinterOffline(**about))
    if target is Link.ONLINE and source in away:
        record(PrinterOnline(**about))
