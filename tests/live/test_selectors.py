"""What tiles and rows say, and that their price does not grow with the farm."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.dispatch.states import RunState
from apps.live import selectors
from apps.live.numbers import numbers_of
from apps.live.tiles import Ask, Look
from apps.printers.models import Observation, Occupancy, Printer
from apps.printers.port import Activity, Heater, Snapshot
from apps.printers.states import Bed, Service
from tests import builders

pytestmark = pytest.mark.django_db


def seen(printer: Printer, **fields: Any) -> None:
    snapshot = Snapshot(activity=Activity(printer.activity), **fields)
    Observation.objects.create(
        printer=printer, at=clock.now(), activity=printer.activity, snapshot=asdict(snapshot)
    )


def a_printing_printer() -> Printer:
    printer = builders.a_printer(activity=Activity.PRINTING, bed=Bed.OCCUPIED)
    gcode = builders.a_gcode(metadata={"materials": ["PETG"], "estimated_s": 600})
    job = builders.a_job("lid", gcode=gcode, materials=(), quantity=3, colours=["black"])
    builders.a_run(
        job, printer, state=RunState.PRINTING, progress=0.254, layer=3, layers=9, remaining_s=90.4
    )
    seen(printer, tools=(Heater(214.64, 215.0),), bed=Heater(60.0, 60.0))
    return printer


def test_tile_joins_printer_run_job_and_reading() -> None:
    printer = a_printing_printer()
    (tile,) = selectors.printer_tiles([printer.pk])
    assert (tile.look, tile.run_state, tile.ask) == (Look.PRINTING, "printing", None)
    assert (tile.progress, tile.layer, tile.layers, tile.left_s) == (25.4, 3, 9, 90)
    assert (tile.nozzle_c, tile.bed_target_c, tile.chamber_c) == (214.6, 60.0, None)
    assert tile.job is not None
    assert (tile.job.name, tile.job.material, tile.job.colour) == ("lid", "PETG", "black")
    assert tile.materials == (("PLA", ""),)


def test_what_was_not_reported_is_none_and_not_zero() -> None:
    printer = builders.a_printer()
    (tile,) = selectors.printer_tiles([printer.pk])
    assert (tile.nozzle_c, tile.progress, tile.left_s, tile.seen_at) == (None,) * 4


def test_an_occupied_bed_names_its_occupancy_and_the_part_on_it() -> None:
    printer = builders.a_printer()
    run = builders.a_run(builders.a_job("hook"), printer, state=RunState.FINISHED)
    lies = Occupancy.objects.create(printer=printer, reason="print ended", run_id=run.pk)
    Printer.objects.filter(pk=printer.pk).update(bed=Bed.OCCUPIED)
    (tile,) = selectors.printer_tiles([printer.pk])
    assert (tile.ask, tile.occupancy, tile.run) == (Ask.CLEAR_BED, lies.pk, None)
    assert tile.job is not None
    assert tile.job.name == "hook"


def test_retired_printers_are_left_out_of_the_farm_but_can_be_asked_for() -> None:
    printer = builders.a_printer(service=Service.RETIRED)
    assert selectors.printer_tiles() == []
    assert [tile.look for tile in selectors.printer_tiles([printer.pk])] == [Look.RETIRED]


def test_job_row_tells_counters_and_what_the_file_says() -> None:
    gcode = builders.a_gcode(
        metadata={"materials": ["PLA", "ASA"], "tools": [1], "estimated_s": 1200, "filament_g": [8]}
    )
    job = builders.a_job(
        gcode=gcode, materials=(), quantity=10, good=4, in_flight=2, parts_per_run=2
    )
    (row,) = selectors.job_rows([job.pk])
    assert (row.material, row.waiting, row.each_s, row.grams) == ("ASA", 4, 600.0, 4.0)


def test_snapshot_is_json_and_names_everything_by_id() -> None:
    printer = a_printing_printer()
    snapshot = selectors.farm_snapshot()
    DjangoJSONEncoder().encode(snapshot)
    assert list(snapshot["printers"]) == [str(printer.pk)]
    assert len(snapshot["jobs"]) == 1
    assert snapshot["farm"]["dispatching"] is True


@pytest.mark.parametrize(
    "read",
    [
        selectors.printer_tiles,
        selectors.job_rows,
        lambda: numbers_of(Printer.objects.values_list("pk", flat=True)),
    ],
)
def test_query_count_is_the_same_for_one_and_for_many(read: Callable[[], object]) -> None:
    a_printing_printer()
    few = _queries(read)
    for _ in range(4):
        a_printing_printer()
    assert _queries(read) == few
    assert few <= 5


def _queries(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def test_numbers_of_a_printer_without_a_run_tell_no_progress() -> None:
    printer = builders.a_printer()
    seen(printer, tools=(Heater(24.0, None),), progress=1.0)
    numbers = numbers_of([printer.pk])[printer.pk]
    assert (numbers["nozzle_c"], numbers["progress"], numbers["run"]) == (24.0, None, None)


def test_numbers_carry_run_state_so_that_a_page_sees_a_change() -> None:
    printer = a_printing_printer()
    numbers = numbers_of([printer.pk])[printer.pk]
    assert (numbers["run_state"], numbers["progress"]) == ("printing", 25.4)
    assert numbers["activity"] == "printing"
