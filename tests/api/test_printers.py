"""Printers through the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from apps.accounts.models import AuditEntry
from apps.api.views import printers as views
from apps.dispatch.states import RunState
from apps.materials.models import Spool
from apps.printers.models import Calibration, Occupancy, Printer
from apps.printers.probing import Probe
from apps.printers.states import Bed
from tests.builders import a_material, a_printer, a_profile, a_run

pytestmark = pytest.mark.django_db
PRINTERS = "/api/v1/printers/"
KEY = "S3CRET"


def fields(**changed: Any) -> dict[str, Any]:
    return {
        "name": "left",
        "kind": "octoprint",
        "url": "http://10.0.0.9",
        "profile": a_profile().code,
        "api_key": KEY,
        **changed,
    }


def test_printer_is_added(administrator: APIClient) -> None:
    answer = administrator.post(PRINTERS, fields(group="Hall", tags=["big"], trial_runs=0))
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert (made["bed"], made["link"], made["group"]) == ("doubtful", "never_seen", "Hall")
    assert (made["tags"], made["trial_runs_left"], len(made["slots"])) == (["big"], 0, 1)
    assert Printer.objects.get(pk=made["id"]).api_key == KEY


def test_key_is_never_given_out(administrator: APIClient) -> None:
    made = administrator.post(PRINTERS, fields())
    shown = administrator.get(f"{PRINTERS}{made.json()['id']}/")
    for text in (made.content, shown.content, administrator.get(PRINTERS).content):
        assert KEY.encode() not in text
    assert KEY not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"kind": "bambu"}, "kind"),
        ({"url": "ftp://10.0.0.9"}, "url"),
        ({"url": "http://taken.test"}, "url"),
        ({"name": "taken"}, "name"),
        ({"name": " "}, "name"),
        ({"profile": "unknown"}, "profile"),
        ({"nozzle_mm": 0}, "nozzle_mm"),
        ({"bed": "clear"}, "bed"),
    ],
)
def test_wrong_fields_are_named(
    administrator: APIClient, changed: dict[str, Any], wrong: str
) -> None:
    a_printer("taken", url="http://taken.test")
    answer = administrator.post(PRINTERS, fields(**changed))
    assert answer.status_code == 400
    assert wrong in answer.json()["errors"]


def test_change(administrator: APIClient) -> None:
    printer = a_printer("left")
    a_printer("right")
    path = f"{PRINTERS}{printer.pk}/"
    assert administrator.patch(path, {"location": "shelf", "name": "left"}).status_code == 200
    assert administrator.patch(path, {"name": "right"}).status_code == 400
    assert administrator.patch(path, {"api_key": "new"}).json()["location"] == "shelf"
    assert Printer.objects.get(pk=printer.pk).api_key == "new"


def test_printer_without_history_is_deleted(administrator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer().pk}/"
    assert administrator.delete(path).status_code == 204
    assert administrator.get(path).status_code == 404


def test_printer_with_history_is_retired(administrator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer(bed=Bed.OCCUPIED).pk}/"
    assert administrator.delete(path).status_code == 204
    assert administrator.get(path).json()["service"] == "retired"


def test_bed_is_cleared_by_its_occupancy(operator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer(bed=Bed.OCCUPIED).pk}/"
    occupancy = operator.get(path).json()["occupancy"]
    assert occupancy["reason"]
    stale = operator.post(f"{path}clear-bed/", {"occupancy": occupancy["id"] + 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "BED_OTHER_OCCUPANCY")
    assert operator.post(f"{path}clear-bed/").status_code == 409
    cleared = operator.post(f"{path}clear-bed/", {"occupancy": occupancy["id"]}).json()
    assert (cleared["bed"], cleared["occupancy"]) == ("clear", None)
    assert Occupancy.objects.get().cleared_by.startswith("user")


def test_doubtful_bed_is_confirmed_without_an_occupancy(operator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer(bed=Bed.DOUBTFUL).pk}/clear-bed/"
    assert operator.post(path).json()["bed"] == "clear"


def test_load_a_material_or_a_spool(operator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer(material=None).pk}/load/"
    spool = Spool.objects.create(material=a_material("PETG"), colour="blue")
    slot = operator.post(path, {"slot": 0, "spool": spool.pk}).json()["slots"][0]
    assert (slot["material"], slot["colour"], slot["spool"]) == ("PETG", "blue", spool.pk)
    slot = operator.post(path, {"material": "petg", "colour": "red"}).json()["slots"][0]
    assert (slot["material"], slot["colour"], slot["spool"]) == ("PETG", "red", None)
    assert operator.post(path, {}).status_code == 400
    assert operator.post(path, {"material": "PETG", "spool": spool.pk}).status_code == 400
    assert operator.post(path, {"material": "PETG", "slot": 7}).json()["code"] == "SLOT_UNKNOWN"
    assert operator.post(path, {"spool": 10**30}).json()["code"] == "SPOOL_UNKNOWN"


def test_level_is_a_calibration(operator: APIClient) -> None:
    printer = a_printer()
    assert operator.post(f"{PRINTERS}{printer.pk}/level/", {"note": "new sheet"}).status_code == 200
    rows = operator.get(f"/api/v1/calibrations/?printer={printer.pk}&kind=level").json()["results"]
    assert rows[0]["note"] == "new sheet"
    assert Calibration.objects.get(note="new sheet").by.startswith("user")


def test_service(operator: APIClient) -> None:
    path = f"{PRINTERS}{a_printer().pk}/"
    assert operator.post(f"{path}drain/", {"reason": "shift ends"}).json()["service"] == "draining"
    back = operator.post(f"{path}return-to-service/").json()
    assert (back["service"], back["service_reason"]) == ("in_service", "")
    assert operator.post(f"{path}maintenance/", {"when": "now"}).json()["service"] == "maintenance"
    assert operator.post(f"{path}maintenance/", {"when": "later"}).status_code == 400


def test_levers_reach_the_run(operator: APIClient) -> None:
    run = a_run(state=RunState.PRINTING)
    path = f"{PRINTERS}{run.printer_id}/"
    assert operator.get(path).json()["run"] == run.pk
    assert operator.post(f"{path}pause/").status_code == 200
    run.refresh_from_db()
    assert run.state == RunState.PAUSING
    assert operator.post(f"{path}cancel/", {"requeue": False}).status_code == 200
    run.refresh_from_db()
    assert (run.state, run.requeue_wanted) == (RunState.CANCELLING, False)


def test_lever_without_a_run_is_a_conflict(operator: APIClient) -> None:
    assert operator.post(f"{PRINTERS}{a_printer().pk}/pause/").status_code == 409


def test_connection_is_tested(operator: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Probe(ok=False, identity={"version": "1.11"}, findings=("The nozzle is another one.",))
    monkeypatch.setattr(views, "probe", lambda printer: found)
    answer = operator.post(f"{PRINTERS}{a_printer().pk}/test/").json()
    assert answer == {
        "ok": False,
        "identity": {"version": "1.11"},
        "findings": ["The nozzle is another one."],
    }


CSV = "name;kind;url;profile;tags;nozzle_mm\na;octoprint;http://a.test;mk3s;big red;0.6\n"


def send(client: APIClient, table: str) -> Any:
    return client.generic("POST", f"{PRINTERS}import", table, "text/csv")


def test_table_is_imported(administrator: APIClient) -> None:
    a_profile("mk3s")
    answer = send(administrator, CSV + "b;moonraker;http://b.test;mk3s;;\n")
    assert answer.status_code == 201, answer.json()
    added = answer.json()["added"]
    assert [(row["name"], row["tags"], row["nozzle_mm"]) for row in added] == [
        ("a", ["big", "red"], 0.6),
        ("b", [], None),
    ]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("b;bambu;http://b.test;mk3s;;", "row 2.kind"),
        ("a;octoprint;http://b.test;mk3s;;", "row 2.name"),
        ("b;octoprint;http://b.test;unknown;;", "row 2.profile"),
    ],
)
def test_table_with_a_fault_adds_nothing(administrator: APIClient, line: str, wrong: str) -> None:
    a_profile("mk3s")
    answer = send(administrator, f"{CSV}{line}\n")
    assert answer.status_code == 400
    assert wrong in answer.json()["errors"]
    assert not Printer.objects.exists()


@pytest.mark.parametrize("table", ["", "name,colour\nx,y\n", f"{CSV}b;octoprint;x;y;z;1;2;3\n"])
def test_table_that_can_not_be_read(administrator: APIClient, table: str) -> None:
    assert send(administrator, table).status_code == 400
    assert not Printer.objects.exists()
