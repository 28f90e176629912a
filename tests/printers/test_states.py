"""The facets of a printer: every pair of states, with history and events."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from apps.core.errors import Conflict
from apps.core.states import StateMachine
from apps.events.models import OutboxEvent
from apps.printers.models import Printer, PrinterHistory
from apps.printers.models.printer import ACTIVITIES, BEDS, LINKS, SERVICES
from apps.printers.moves import TABLES, move
from apps.printers.port import Activity
from apps.printers.states import BED, LINK, SERVICE, Bed, Link, Service
from tests.builders import TESTER, a_printer

pytestmark = pytest.mark.django_db
PAIRS = [
    (facet, source, target)
    for facet, (states, _) in TABLES.items()
    for source, target in product(states, states)
]
AWAY = {Link.OFFLINE, Link.AUTH_ERROR}


@pytest.mark.parametrize(("facet", "source", "target"), PAIRS, ids=str)
def test_every_pair_of_states(facet: str, source: StrEnum, target: StrEnum) -> None:
    printer = a_printer()
    Printer.objects.filter(pk=printer.pk).update(**{facet: source})
    printer.refresh_from_db()
    if not TABLES[facet][1].can(source, target):
        with pytest.raises(Conflict) as refusal:
            move(printer, facet, target)
        assert refusal.value.code == "ILLEGAL_MOVE"
        assert not PrinterHistory.objects.exists()
        assert not OutboxEvent.objects.exists()
        return
    move(printer, facet, target, reason="because", actor=TESTER)
    row = PrinterHistory.objects.get()
    assert (row.facet, row.source, row.target, row.actor) == (facet, source, target, "tester")
    printer.refresh_from_db()
    assert getattr(printer, facet) == target
    assert [event.name for event in OutboxEvent.objects.order_by("id")] == told(
        facet, source, target
    )


def told(facet: str, source: StrEnum, target: StrEnum) -> list[str]:
    if facet == "link" and target in AWAY and source not in AWAY:
        return ["PrinterChanged", "PrinterOffline"]
    if facet == "link" and target is Link.ONLINE and source in AWAY:
        return ["PrinterChanged", "PrinterOnline"]
    return ["PrinterChanged"]


@pytest.mark.parametrize(
    ("table", "start"),
    [(LINK, Link.NEVER_SEEN), (BED, Bed.DOUBTFUL), (SERVICE, Service.IN_SERVICE)],
)
def test_every_state_is_reached(table: StateMachine[Any], start: StrEnum) -> None:
    found, todo = {start}, [start]
    while todo:
        fresh = table.table[todo.pop()] - found
        found |= fresh
        todo += fresh
    assert found == set(type(start))


def test_only_a_retired_printer_stays_as_it_is() -> None:
    assert [state for state in Service if SERVICE.is_final(state)] == [Service.RETIRED]
    assert not any(LINK.is_final(state) for state in Link)
    assert not any(BED.is_final(state) for state in Bed)


def test_the_second_mover_loses() -> None:
    printer = a_printer()
    other = Printer.objects.get(pk=printer.pk)
    move(printer, "link", Link.LATE)
    with pytest.raises(Conflict) as refusal:
        move(other, "link", Link.OFFLINE)
    assert refusal.value.code == "PRINTER_MOVED"
    assert PrinterHistory.objects.count() == 1


def test_every_state_has_a_name() -> None:
    for names, states in (
        (LINKS, Link),
        (BEDS, Bed),
        (SERVICES, Service),
        (ACTIVITIES, Activity),
    ):
        assert set(names) == set(states)
