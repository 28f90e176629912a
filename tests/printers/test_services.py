"""Printers added, changed, loaded, set up and taken away."""

from typing import Any

import pytest

from apps.accounts.models import AuditEntry
from apps.core.errors import Conflict, Refused
from apps.materials.models import Spool
from apps.preflight.models import PreflightReport
from apps.printers import loading, services
from apps.printers.models import Calibration, Occupancy, Printer
from apps.printers.services import NewPrinter
from apps.printers.setup import SetupRow, set_up
from apps.printers.states import Bed, Link, Service
from tests.builders import TESTER, a_job, a_material, a_printer, a_profile, a_run

pytestmark = pytest.mark.django_db


def new(**fields: Any) -> NewPrinter:
    values = {"name": "Left", "kind": "octoprint", "url": "http://10.0.0.9/", "profile": "mk3s"}
    return NewPrinter(**{**values, **fields})


def test_a_new_printer_is_not_trusted_yet() -> None:
    a_profile(slots=2)
    printer = services.add_printer(new(api_key="secret", group="Hall"), actor=TESTER)
    assert (printer.link, printer.bed, printer.trial_runs_left) == (
        Link.NEVER_SEEN,
        Bed.DOUBTFUL,
        3,
    )
    assert (printer.url, printer.slots.count()) == ("http://10.0.0.9", 2)
    assert printer.group is not None
    assert printer.group.name == "Hall"
    assert "secret" not in str(AuditEntry.objects.values_list("details", flat=True))


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"name": " "}, "name"),
        ({"name": "Taken"}, "name"),
        ({"name": "taken"}, "name"),
        ({"kind": "fax"}, "kind"),
        ({"url": "10.0.0.9"}, "url"),
        ({"url": "ftp://10.0.0.9"}, "url"),
        ({"url": "http://taken.test/"}, "url"),
        ({"profile": "unknown"}, "profile"),
    ],
)
def test_a_faulty_printer_names_the_field(fields: dict[str, Any], at_fault: str) -> None:
    a_printer("Taken", url="http://taken.test")
    with pytest.raises(Refused) as refusal:
        services.add_printer(new(**fields), actor=TESTER)
    assert list(refusal.value.errors) == [at_fault]
    assert Printer.objects.count() == 1


def test_an_unknown_profile_names_what_there_is() -> None:
    a_profile("ender3")
    with pytest.raises(Refused) as refusal:
        services.profile_with_code("mk4")
    assert "ender3" in refusal.value.message
    assert services.profile_with_code(" Ender3 ").code == "ender3"


def test_what_was_declared_is_changed_and_told_without_the_key() -> None:
    printer = a_printer("Old")
    a_profile("ender3", slots=2)
    services.change_printer(
        printer, actor=TESTER, name="New", api_key="s3cret", profile="ender3", group="Hall"
    )
    printer = Printer.objects.get(pk=printer.pk)
    assert (printer.name, printer.api_key, printer.profile.code) == ("New", "s3cret", "ender3")
    assert "s3cret" not in str(AuditEntry.objects.values_list("details", flat=True))
    assert printer.slots.count() == 2


@pytest.mark.parametrize(
    "fields",
    [{"bed": "clear"}, {"link": "online"}, {"url": "nowhere"}, {"name": "Taken"}, {"name": ""}],
)
def test_other_changes_are_refused(fields: dict[str, Any]) -> None:
    a_printer("Taken")
    printer = a_printer("Mine", bed=Bed.OCCUPIED)
    with pytest.raises(Refused):
        services.change_printer(printer, actor=TESTER, **fields)
    assert Printer.objects.get(pk=printer.pk).name == "Mine"


def test_a_printer_without_history_is_deleted() -> None:
    services.remove_printer(a_printer(), actor=TESTER)
    assert not Printer.objects.exists()


@pytest.mark.parametrize("trace", ["occupancy", "report", "run"])
def test_a_printer_with_history_is_retired(trace: str) -> None:
    printer = a_printer()
    if trace == "occupancy":
        Occupancy.objects.create(printer=printer, reason="a print")
    elif trace == "report":
        PreflightReport.objects.create(printer=printer, job=a_job(), passed=True)
    else:
        a_run(printer=printer)
    services.remove_printer(printer, actor=TESTER)
    assert Printer.objects.get(pk=printer.pk).service == Service.RETIRED


def test_a_retired_printer_never_returns() -> None:
    printer = a_printer()
    services.set_service(printer, Service.RETIRED, actor=TESTER)
    with pytest.raises(Conflict):
        services.set_service(printer, Service.IN_SERVICE, actor=TESTER)


def test_the_same_service_again_changes_nothing() -> None:
    printer = a_printer()
    services.set_service(printer, Service.HELD, actor=TESTER, reason="belt")
    services.set_service(printer, Service.HELD, actor=TESTER, reason="again")
    assert Printer.objects.get(pk=printer.pk).service_reason == "belt"
    assert AuditEntry.objects.filter(action="printer.service").count() == 1


def test_a_printer_is_found_by_name_or_number() -> None:
    printer = a_printer("Left")
    assert services.printer_named(" left ") == printer
    assert services.printer_named(str(printer.pk)) == printer
    with pytest.raises(Refused) as refusal:
        services.printer_named("right")
    assert refusal.value.code == "NOT_FOUND"


def test_a_slot_is_loaded_with_a_material_or_a_spool() -> None:
    printer, petg = a_printer(material=None), a_material("PETG")
    slot = loading.load_slot(printer, material="petg", colour="red", actor=TESTER)
    assert (slot.material, slot.colour, slot.spool) == (petg, "red", None)
    spool = Spool.objects.create(material=petg, colour="blue", remaining_g=300)
    slot = loading.load_slot(printer, spool_id=spool.pk, actor=TESTER)
    assert (slot.material, slot.colour, slot.spool) == (petg, "blue", spool)
    loading.unload_slot(printer, actor=TESTER)
    slot.refresh_from_db()
    assert (slot.material, slot.colour, slot.spool) == (None, "", None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"material": "PLA", "index": 5}, "SLOT_UNKNOWN"),
        ({"spool_id": 4711}, "SPOOL_UNKNOWN"),
        ({"material": "WOOD"}, "MATERIAL_UNKNOWN"),
        ({}, "INVALID"),
    ],
)
def test_what_can_not_be_loaded_is_refused(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        loading.load_slot(a_printer(), actor=TESTER, **fields)
    assert refusal.value.code == code


def test_a_level_is_recorded() -> None:
    printer = a_printer()
    loading.confirm_level(printer, actor=TESTER, note="paper")
    found = Calibration.objects.get(printer=printer, note="paper")
    assert (found.kind, found.by) == ("level", "tester")


def test_many_printers_are_set_up_at_once() -> None:
    a_material("PETG")
    a_printer("one", material=None, bed=Bed.DOUBTFUL)
    a_printer("two", bed=Bed.OCCUPIED)
    done = set_up(
        [
            SetupRow(printer="one", material="PETG", bed_clear=True, level_ok=True),
            SetupRow(printer="two", bed_clear=True),
        ],
        actor=TESTER,
    )
    assert len(done) == 4
    assert set(Printer.objects.values_list("bed", flat=True)) == {Bed.CLEAR}


def test_one_faulty_row_sets_nothing_up() -> None:
    a_printer("one", bed=Bed.DOUBTFUL)
    rows = [
        SetupRow(printer="one", bed_clear=True),
        SetupRow(printer="nowhere", bed_clear=True),
        SetupRow(printer="one", material="WOOD"),
    ]
    with pytest.raises(Refused) as refusal:
        set_up(rows, actor=TESTER)
    assert list(refusal.value.errors) == ["row 2", "row 3"]
    assert Printer.objects.get().bed == Bed.DOUBTFUL


def test_an_address_with_a_password_in_it_is_refused() -> None:
    profile = a_profile()
    new = NewPrinter(
        name="MK4", kind="prusalink", url="http://maker:secret@10.0.0.2", profile=profile.code
    )
    with pytest.raises(Refused) as refused:
        services.add_printer(new, actor=TESTER)
    assert list(refused.value.errors) == ["url"]
