"""The bed gate: a clearance names what it ends and buys exactly one start."""

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict
from apps.printers import bed
from apps.printers.models import Occupancy, Printer, PrinterHistory
from apps.printers.port import Activity
from apps.printers.states import Bed
from tests.builders import TESTER, a_printer

pytestmark = pytest.mark.django_db


def state(printer: Printer) -> str:
    return Printer.objects.get(pk=printer.pk).bed


def lying_on(printer: Printer) -> int:
    occupancy = bed.current_occupancy(printer)
    assert occupancy is not None
    return occupancy.pk


def test_a_clearance_buys_exactly_one_start() -> None:
    printer = a_printer()
    bed.consume_clearance(printer, "our print", run_id=7)
    assert state(printer) == Bed.OCCUPIED
    with pytest.raises(Conflict) as refusal:
        bed.consume_clearance(printer, "the next", run_id=8)
    assert refusal.value.code == "BED_NOT_CLEAR"
    assert [occupancy.run_id for occupancy in Occupancy.objects.all()] == [7]


@pytest.mark.parametrize("how", [Bed.OCCUPIED, Bed.DOUBTFUL])
def test_a_bed_that_is_not_clear_starts_nothing(how: Bed) -> None:
    printer = a_printer(bed=how)
    with pytest.raises(Conflict):
        bed.consume_clearance(printer, "our print", run_id=7)
    assert state(printer) == how


def test_a_clearance_names_the_occupancy_it_ends() -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    seen_on_the_page = lying_on(printer)
    bed.clear_bed(printer, seen_on_the_page, actor=TESTER)
    assert state(printer) == Bed.CLEAR
    ended = Occupancy.objects.get()
    assert (ended.cleared_by, ended.cleared_at is not None) == ("tester", True)
    assert AuditEntry.objects.filter(action="printer.clear_bed", actor="tester").exists()


def test_a_stale_page_clears_nothing() -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    stale = lying_on(printer)
    bed.clear_bed(printer, stale, actor=TESTER)
    bed.consume_clearance(printer, "the next print", run_id=8)
    for named in (stale, None):
        with pytest.raises(Conflict) as refusal:
            bed.clear_bed(printer, named, actor=TESTER)
        assert refusal.value.code == "BED_OTHER_OCCUPANCY"
    assert state(printer) == Bed.OCCUPIED


def test_clearing_twice_clears_once() -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    seen = lying_on(printer)
    bed.clear_bed(printer, seen, actor=TESTER)
    with pytest.raises(Conflict):
        bed.clear_bed(printer, seen, actor=TESTER)
    bed.clear_bed(printer, None, actor=TESTER)
    assert PrinterHistory.objects.filter(facet="bed").count() == 1


def test_a_doubtful_bed_is_cleared_without_a_name() -> None:
    printer = a_printer(bed=Bed.DOUBTFUL)
    bed.clear_bed(printer, None, actor=TESTER)
    assert state(printer) == Bed.CLEAR


@pytest.mark.parametrize("activity", [Activity.PRINTING, Activity.PAUSED, Activity.ATTENTION])
def test_no_bed_is_clear_under_a_print(activity: Activity) -> None:
    printer = a_printer(bed=Bed.OCCUPIED, activity=activity)
    with pytest.raises(Conflict) as refusal:
        bed.clear_bed(printer, lying_on(printer), actor=TESTER)
    assert refusal.value.code == "BED_IN_USE"


@pytest.mark.parametrize("before", list(Bed))
def test_whatever_ends_occupies(before: Bed) -> None:
    printer = a_printer(bed=before)
    bed.occupy(printer, "prints a foreign file")
    bed.occupy(printer, "printed a foreign file")
    assert state(printer) == Bed.OCCUPIED
    assert Occupancy.objects.filter(printer=printer, cleared_at=None).count() == 1


def test_only_a_clear_bed_becomes_doubtful() -> None:
    for before, after in ((Bed.CLEAR, Bed.DOUBTFUL), (Bed.OCCUPIED, Bed.OCCUPIED)):
        printer = a_printer(bed=before)
        bed.doubt(printer, "the farm was off")
        assert state(printer) == after
