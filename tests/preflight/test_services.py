"""The facts of a pair come from the tables as they are now; every answer is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from apps.core import clock
from apps.materials.models import Spool
from apps.materials.services import ensure_materials
from apps.preflight.checks import CHECKS
from apps.preflight.facts import Bed, SlotLoad
from apps.preflight.gathering import enclosed_materials, facts_of, machines, wanted_of
from apps.preflight.models import PreflightReport
from apps.preflight.services import blocking, check
from apps.printers.loading import load_slot
from apps.printers.models import Calibration, Observation, Printer
from apps.printers.port import Activity
from apps.printers.states import Bed as BedState
from apps.printers.states import Service
from tests.builders import TESTER, a_gcode, a_job, a_material, a_printer, a_profile

pytestmark = pytest.mark.django_db


def identified(printer: Printer, **identity: Any) -> Printer:
    Observation.objects.create(
        printer=printer,
        at=clock.now(),
        activity=Activity.IDLE,
        snapshot={"filament_present": False},
        identity=identity,
    )
    return printer


def codes(job: Any, printer: Printer) -> set[str]:
    return {finding.code for finding in blocking(check(job, printer)[1])}


def test_a_ready_pair_passes_every_check_and_the_report_is_kept() -> None:
    job, printer = a_job(), a_printer()
    report, findings = check(job, printer)
    assert report.passed
    assert blocking(findings) == []
    stored = PreflightReport.objects.get()
    assert (stored.job, stored.printer) == (job, printer)
    assert len(stored.findings) == len(CHECKS)
    assert stored.facts["machine"]["bed_state"] == "clear"
    assert stored.facts["wanted"]["materials"] == ["PLA"]


def test_a_failed_check_is_kept_with_what_to_do() -> None:
    a_material("PETG")
    report, findings = check(a_job(materials=["PETG"]), a_printer())
    assert not report.passed
    assert [finding.code for finding in blocking(findings)] == ["MATERIAL_IS_LOADED"]
    stored = {finding["code"]: finding for finding in report.findings}["MATERIAL_IS_LOADED"]
    assert stored["text"] == "Needs PETG; PLA is loaded."
    assert stored["remedy_text"] == "Load PETG."


def test_the_facts_are_of_now_not_of_the_object_in_hand() -> None:
    job, printer = a_job(), a_printer()
    Printer.objects.filter(pk=printer.pk).update(bed=BedState.OCCUPIED)
    assert printer.bed == BedState.CLEAR
    assert codes(job, printer) == {"BED_IS_CLEAR"}


def test_a_printer_never_seen_is_not_known_to_be_fit() -> None:
    printer = a_printer(material=None, bed=BedState.DOUBTFUL, activity=Activity.UNKNOWN)
    Calibration.objects.all().delete()
    assert codes(a_job(), printer) == {
        "PRINTER_IS_READY",
        "BED_IS_CLEAR",
        "MATERIAL_IS_LOADED",
        "FILAMENT_IS_PRESENT",
        "BED_IS_LEVEL",
    }


def test_what_the_job_asks_for_goes_before_what_its_file_says() -> None:
    gcode = a_gcode(metadata={"printer_model": "MK3S", "materials": ["PLA"], "nozzle_mm": 0.4})
    told = wanted_of(a_job(gcode=gcode, materials=[]), enclosed_materials())
    assert (told.models, told.materials, told.nozzle_mm) == (("MK3S",), ("PLA",), 0.4)
    asked = wanted_of(
        a_job(gcode=gcode, profiles=["ender3"], materials=["PETG"], colours=["red"], nozzle_mm=0.6),
        enclosed_materials(),
    )
    assert (asked.models, asked.materials) == (("ender3",), ("PETG",))
    assert (asked.colours, asked.nozzle_mm, asked.needs_bytes) == (("red",), 0.6, gcode.size)


@pytest.mark.parametrize(("material", "needs"), [("ABS", True), ("PLA", False)])
def test_some_materials_need_an_enclosure(material: str, needs: bool) -> None:
    ensure_materials()
    assert wanted_of(a_job(materials=[material]), enclosed_materials()).needs_enclosure is needs


def test_a_machine_is_its_row_its_profile_and_what_it_told() -> None:
    profile = a_profile("big", bed_width_mm=400.0, origin_x_mm=-5.0, slots=2, level_valid_days=7)
    printer = identified(
        a_printer(profile=profile, nozzle_mm=0.6),
        nozzle_mm=0.4,
        bed_width_mm=390,
        bed_depth_mm=200,
        height_mm=200,
        free_bytes=5,
    )
    petg = a_material("PETG")
    spool = Spool.objects.create(material=petg, colour="red", remaining_g=12)
    load_slot(printer, index=1, spool_id=spool.pk, actor=TESTER)
    machine = machines([printer.pk])[printer.pk]
    assert machine.bed == Bed(400, 210, 210, -5, 0)
    assert machine.bed_told == Bed(390, 200, 200)
    assert (machine.nozzle_mm, machine.nozzle_told_mm, machine.free_bytes) == (0.6, 0.4, 5)
    assert machine.slots[1] == SlotLoad("PETG", "red", 12)
    assert machine.filament_present is False
    assert machine.level_valid_for == timedelta(days=7)


def test_a_host_that_tells_half_a_bed_tells_none() -> None:
    printer = identified(a_printer(), bed_width_mm=250, bed_depth_mm=None, height_mm=None)
    assert machines([printer.pk])[printer.pk].bed_told is None


def test_the_newest_level_counts(time_machine: time_machine.TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2030, 5, 6, tzinfo=UTC), tick=False)
    printer, job = a_printer(), a_job()
    time_machine.shift(40 * 86400)
    assert codes(job, printer) == {"BED_IS_LEVEL"}
    Calibration.objects.create(printer=printer, at=clock.now())
    assert codes(job, printer) == set()
    assert facts_of(job, printer).machine.level_checked_at == clock.now()


def test_retired_printers_are_left_out_of_the_farm() -> None:
    a_printer(service=Service.RETIRED)
    printer = a_printer(service=Service.HELD)
    assert set(machines()) == {printer.pk}


def test_a_farm_is_gathered_in_four_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(5):
        a_printer()
    with django_assert_num_queries(4):
        assert len(machines()) == 5
