"""What is kept of a look: link, activity, bed, the observation, samples; and who hears of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries, Settings

from apps.events.models import OutboxEvent
from apps.printers.bed import clear_bed
from apps.printers.models import Observation, Occupancy, Printer
from apps.printers.port import (
    Activity,
    Heater,
    MachineError,
    Snapshot,
    Unauthorised,
    Unreachable,
)
from apps.printers.states import Bed, Link
from apps.telemetry import samples
from apps.telemetry.link import Heard
from apps.telemetry.looks import Look, answered, failed
from apps.telemetry.models import Sample
from apps.telemetry.observing import look_now, observe
from apps.telemetry.signals import Seen, observed
from tests.builders import a_printer
from tests.machine import FakeMachine, Machines

pytestmark = pytest.mark.django_db
Clock = time_machine.TimeMachineFixture


@pytest.fixture(autouse=True)
def clock(time_machine: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    time_machine.move_to(datetime(2030, 5, 6, 8, tzinfo=UTC), tick=False)
    monkeypatch.setattr(samples, "_last", {})
    return time_machine


@pytest.fixture
def heard() -> Iterator[list[Seen]]:
    """Everything that was told to those above."""
    told: list[Seen] = []

    def listen(sender: object, looks: list[Seen], **_: object) -> None:
        told.extend(looks)

    observed.connect(listen)
    yield told
    observed.disconnect(listen)


def seen(printer: Printer, activity: Activity = Activity.IDLE, **fields: object) -> Printer:
    observe([answered(printer.pk, Snapshot(activity=activity, **fields))])  # type: ignore[arg-type]
    return Printer.objects.get(pk=printer.pk)


def missed(printer: Printer, error: MachineError | None = None) -> Printer:
    observe([failed(printer.pk, error or Unreachable("timed out"))])
    return Printer.objects.get(pk=printer.pk)


def test_an_answer_is_kept_with_its_time(heard: list[Seen]) -> None:
    printer = seen(
        a_printer(link=Link.NEVER_SEEN),
        Activity.PAUSED,
        remote_file="a.gcode",
        job_ref="7",
        tools=(Heater(200.0, 215.0),),
    )
    row = Observation.objects.get(printer=printer)
    assert (printer.link, printer.activity, printer.bed) == ("online", "paused", "occupied")
    assert (row.activity, row.remote_file, row.job_ref) == ("paused", "a.gcode", "7")
    assert row.snapshot["tools"] == [{"actual_c": 200.0, "target_c": 215.0}]
    assert row.snapshot["bed"] is None
    assert (heard[0].printer_id, heard[0].before, heard[0].link) == (printer.pk, None, "online")


def test_a_host_that_names_no_job_does_not_take_back_the_one_before() -> None:
    printer = a_printer()
    seen(printer, job_ref="7")
    seen(printer, job_ref=None)
    assert Observation.objects.get(printer=printer).job_ref == "7"
    assert seen(printer, job_ref="8").bed == Bed.OCCUPIED


def test_a_silent_printer_goes_offline_once_and_its_activity_is_unknown(clock: Clock) -> None:
    printer = a_printer()
    for _ in range(8):
        printer = missed(printer)
        clock.shift(20)
    assert (printer.link, printer.activity) == (Link.OFFLINE, Activity.UNKNOWN)
    assert printer.link_error == "timed out"
    assert OutboxEvent.objects.filter(name="PrinterOffline").count() == 1
    seen(printer)
    assert seen(printer).link == Link.ONLINE
    assert OutboxEvent.objects.filter(name="PrinterOnline").count() == 1


def test_what_a_late_printer_did_last_is_still_told() -> None:
    printer = a_printer()
    seen(printer, Activity.PRINTING)
    missed(printer)
    assert missed(printer).activity == Activity.PRINTING


def test_a_refused_key_is_told_as_such() -> None:
    assert missed(a_printer(), Unauthorised("wrong key")).link == Link.AUTH_ERROR
    assert failed(1, Unreachable("Connection refused")).heard is Heard.REFUSED


def test_a_foreign_print_occupies_the_bed() -> None:
    printer = seen(a_printer(), Activity.PRINTING, remote_file="vase.gcode")
    assert printer.bed == Bed.OCCUPIED
    assert "vase.gcode" in Occupancy.objects.get().reason


def test_a_bed_unseen_for_long_is_doubtful(clock: Clock) -> None:
    printer = a_printer()
    assert seen(printer).bed == Bed.CLEAR
    clock.shift(400)
    assert seen(printer).bed == Bed.DOUBTFUL


def test_a_look_at_a_printer_that_is_gone_is_dropped(heard: list[Seen]) -> None:
    printer = a_printer()
    gone = Look(printer_id=4711, at=printer.created_at, heard=Heard.ANSWER, snapshot=None)
    snapshot = Snapshot(activity=Activity.IDLE)
    observe([gone, answered(4712, snapshot), answered(printer.pk, snapshot)])
    assert [one.printer_id for one in heard] == [printer.pk]
    assert Observation.objects.get().printer == printer


def test_no_looks_are_no_news(heard: list[Seen]) -> None:
    assert observe([]) == []
    assert heard == []


def test_one_statement_more_for_no_printer_more(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Looks that change nothing cost the same for two printers and for twenty."""
    printers = [a_printer() for _ in range(20)]
    looks = [answered(printer.pk, Snapshot(activity=Activity.IDLE)) for printer in printers]
    observe(looks)
    with django_assert_max_num_queries(16):
        observe(looks)


def test_looking_now_keeps_what_it_saw_even_if_nobody_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machines = Machines()
    monkeypatch.setattr("apps.printers.targets.Machine", machines)
    printer = a_printer()
    machine = machines.by_url.setdefault(printer.url, FakeMachine())
    assert look_now(printer).activity is Activity.IDLE
    machine.silent = True
    with pytest.raises(Unreachable):
        look_now(printer)
    assert Printer.objects.get(pk=printer.pk).misses == 1


def hot(printer: Printer, nozzle_c: float, activity: Activity = Activity.IDLE) -> int:
    seen(printer, activity, tools=(Heater(nozzle_c, 0.0),))
    return Sample.objects.count()


def test_samples_are_kept_on_change_and_now_and_then(clock: Clock) -> None:
    printer = a_printer()
    assert hot(printer, 20) == 1
    clock.shift(3)
    assert hot(printer, 22) == 1
    assert hot(printer, 30) == 2
    clock.shift(1)
    assert hot(printer, 90) == 2
    clock.shift(299)
    assert hot(printer, 30) == 3
    clock.shift(9)
    assert hot(printer, 30, Activity.PRINTING) == 3
    clock.shift(1)
    assert hot(printer, 30, Activity.PRINTING) == 4


def test_old_samples_are_forgotten(clock: Clock, settings: Settings) -> None:
    settings.TELEMETRY_DAYS = 30
    printer = a_printer()
    hot(printer, 20)
    clock.shift(31 * 86400)
    hot(printer, 20)
    assert samples.prune() == 1
    assert Sample.objects.count() == 1


def test_a_bed_confirmed_while_the_printer_was_silent_stays_clear(clock: Clock) -> None:
    printer = a_printer(bed=Bed.OCCUPIED)
    observe([answered(printer.pk, Snapshot(activity=Activity.IDLE))])
    clock.shift(3600)
    occupancy = Occupancy.objects.get(printer=printer, cleared_at=None)
    clear_bed(printer, occupancy.pk)
    clock.shift(60)
    observe([answered(printer.pk, Snapshot(activity=Activity.IDLE))])
    printer.refresh_from_db()
    assert printer.bed == Bed.CLEAR
