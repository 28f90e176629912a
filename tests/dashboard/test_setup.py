"""The guided step for many printers at once."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.printers.models import Calibration, Printer, Slot
from apps.printers.states import Bed
from tests import builders

HTMX = {"hx-request": "true"}


def two_fresh_printers() -> tuple[Printer, Printer]:
    builders.a_material("PETG")
    return (
        builders.a_printer("MK4-01", material=None, bed=Bed.DOUBTFUL),
        builders.a_printer("MK4-02", material=None, bed=Bed.DOUBTFUL),
    )


def entered(*printers: Printer, material: str) -> dict[str, object]:
    values: dict[str, object] = {"id": [printer.pk for printer in printers]}
    for printer in printers:
        values |= {
            f"name-{printer.pk}": printer.name,
            f"material-{printer.pk}": material,
            f"colour-{printer.pk}": "black",
            f"bed-{printer.pk}": "on",
            f"level-{printer.pk}": "on",
        }
    return values


def test_what_was_entered_is_true_of_all_printers_at_once(operator: Client) -> None:
    one, two = two_fresh_printers()
    Calibration.objects.all().delete()
    answer = operator.post(reverse("setup"), entered(one, two, material="PETG"), headers=HTMX)
    assert answer.status_code == 204
    loaded = Slot.objects.values_list("material__code", "colour")
    assert set(loaded) == {("PETG", "black")}
    assert set(Printer.objects.values_list("bed", flat=True)) == {Bed.CLEAR}
    assert Calibration.objects.count() == 2


def test_one_faulty_row_changes_nothing_and_is_named(operator: Client) -> None:
    one, two = two_fresh_printers()
    values = entered(one, two, material="PETG") | {f"material-{two.pk}": "UNOBTAINIUM"}
    answer = operator.post(reverse("setup"), values, headers=HTMX)
    assert answer.status_code == 422
    told = json.loads(answer["HX-Trigger"])["farm:trouble"]
    assert "MK4-02" in told["message"]
    assert set(Printer.objects.values_list("bed", flat=True)) == {Bed.DOUBTFUL}


def test_nothing_entered_is_no_set_up(operator: Client) -> None:
    one, _ = two_fresh_printers()
    values = {"id": [one.pk], f"name-{one.pk}": one.name}
    assert operator.post(reverse("setup"), values, headers=HTMX).status_code == 422


def test_a_pasted_table_does_the_same(operator: Client) -> None:
    two_fresh_printers()
    Calibration.objects.all().delete()
    text = "printer;material;colour;bed_clear;level_ok\nMK4-01;PETG;black;ja;nein\n"
    answer = operator.post(reverse("setup-csv"), {"text": text}, headers=HTMX)
    assert answer.status_code == 204
    assert Printer.objects.get(name="MK4-01").bed == Bed.CLEAR
    assert not Calibration.objects.exists()


def test_a_table_may_come_as_a_file(operator: Client) -> None:
    two_fresh_printers()
    body = "\ufeffprinter,bed_clear\nMK4-02,yes\n".encode()
    file = SimpleUploadedFile("printers.csv", body)
    assert operator.post(reverse("setup-csv"), {"file": file}, headers=HTMX).status_code == 204
    assert Printer.objects.get(name="MK4-02").bed == Bed.CLEAR
