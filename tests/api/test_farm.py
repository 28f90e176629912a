"""The whole farm through the API: snapshot, switch, guided step, feeds, lists people keep."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from apps.core import clock
from apps.events.models import OutboxEvent
from apps.printers.models import Printer
from apps.printers.states import Bed
from apps.telemetry.models import Sample
from tests.builders import a_job, a_material, a_printer

pytestmark = pytest.mark.django_db
FARM = "/api/v1/farm/"


def test_snapshot_has_printers_and_jobs_by_id(viewer: APIClient) -> None:
    printer, job = a_printer(), a_job()
    shown = viewer.get(FARM).json()
    assert shown["printers"][str(printer.pk)]["name"] == printer.name
    assert str(job.pk) in shown["jobs"]
    assert shown["farm"]["dispatching"] is True


def test_dispatch_is_stopped_and_resumed(operator: APIClient) -> None:
    stopped = operator.post(f"{FARM}stop-dispatch/", {"reason": "power work"}).json()
    assert (stopped["dispatching"], stopped["reason"]) == (False, "power work")
    assert operator.get(FARM).json()["farm"]["dispatching"] is False
    assert operator.post(f"{FARM}resume-dispatch/").json()["dispatching"] is True


def test_guided_step_as_json_and_as_csv(operator: APIClient) -> None:
    a_material("PETG")
    a_printer("a", material=None, bed=Bed.DOUBTFUL)
    a_printer("b", material=None, bed=Bed.DOUBTFUL)
    rows = [{"printer": "a", "material": "PETG", "bed_clear": True, "level_ok": True}]
    assert len(operator.post(f"{FARM}setup/", rows).json()["changes"]) == 3
    table = "printer,material,bed_clear\nb,petg,yes\n"
    answer = operator.generic("POST", f"{FARM}setup/", table, "text/csv")
    assert len(answer.json()["changes"]) == 2
    for printer in Printer.objects.all():
        assert printer.bed == Bed.CLEAR
        assert str(printer.slots.get().material) == "PETG"


def test_guided_step_with_a_fault_changes_nothing(operator: APIClient) -> None:
    a_printer("a", bed=Bed.DOUBTFUL)
    rows = [{"printer": "a", "bed_clear": True}, {"printer": "unknown", "bed_clear": True}]
    answer = operator.post(f"{FARM}setup/", rows)
    assert answer.status_code == 400
    assert "row 2" in answer.json()["errors"]
    assert Printer.objects.get().bed == Bed.DOUBTFUL
    misspelt = operator.post(f"{FARM}setup/", [{"printer": "a", "bed": True}])
    assert misspelt.status_code == 400


def test_events_follow_a_sequence_number(viewer: APIClient) -> None:
    for number in (1, 2, 3, None):
        OutboxEvent.objects.create(name="JobQueued", sequence=number, payload={"job": 7})
    first = viewer.get("/api/v1/events/?limit=2").json()
    assert [event["sequence"] for event in first["events"]] == [1, 2]
    assert first["events"][0]["data"] == {"job": 7}
    rest = viewer.get(f"/api/v1/events/?after={first['last']}").json()
    assert [event["sequence"] for event in rest["events"]] == [3]
    assert viewer.get("/api/v1/events/?after=3").json() == {"last": 3, "events": []}
    assert viewer.get("/api/v1/events/?after=-1").status_code == 400
    assert viewer.get("/api/v1/events/?since=1").status_code == 400


def test_samples_are_thinned_to_the_resolution(viewer: APIClient) -> None:
    printer, start = a_printer(), clock.now().replace(second=0, microsecond=0)
    start -= timedelta(minutes=30)
    Sample.objects.bulk_create(
        Sample(printer=printer, at=start + timedelta(seconds=10 * n), nozzle_c=200 + n)
        for n in range(12)
    )
    path = f"/api/v1/telemetry/?printer={printer.pk}"
    assert len(viewer.get(path).json()["samples"]) == 12
    thin = viewer.get(f"{path}&resolution=60").json()
    assert [sample["nozzle_c"] for sample in thin["samples"]] == [200, 206]
    assert thin["complete"] is True
    since = (start + timedelta(seconds=100)).isoformat().replace("+00:00", "Z")
    assert len(viewer.get(f"{path}&from={since}").json()["samples"]) == 2


def test_samples_need_a_printer(viewer: APIClient) -> None:
    assert viewer.get("/api/v1/telemetry/").status_code == 400
    assert viewer.get("/api/v1/telemetry/?printer=99999").status_code == 400


def test_profiles_are_kept_by_administrators(administrator: APIClient) -> None:
    fields = {
        "code": "xl",
        "name": "XL",
        "bed_width_mm": 360,
        "bed_depth_mm": 360,
        "height_mm": 360,
        "flavours": ["marlin2"],
    }
    made = administrator.post("/api/v1/profiles/", fields)
    assert made.status_code == 201, made.json()
    path = f"/api/v1/profiles/{made.json()['id']}/"
    assert administrator.patch(path, {"slots": 5}).json()["slots"] == 5
    assert administrator.patch(path, {"bed_width_mm": "nan"}).status_code == 400
    assert administrator.patch(path, {"slots": 10**30}).status_code == 400
    assert administrator.post("/api/v1/profiles/", fields).status_code == 400
    actions = administrator.get("/api/v1/audit/?subject=profile/1").json()
    assert administrator.delete(path).status_code == 204
    names = {row["action"] for row in administrator.get("/api/v1/audit/").json()["results"]}
    assert {"profile.add", "profile.change", "profile.remove"} <= names, actions


def test_spools_are_kept_by_operators(operator: APIClient) -> None:
    a_material("PETG")
    made = operator.post("/api/v1/spools/", {"material": "PETG", "colour": "red"}).json()
    path = f"/api/v1/spools/{made['id']}/"
    assert operator.patch(path, {"remaining_g": 250.5}).json()["remaining_g"] == 250.5
    assert len(operator.get("/api/v1/spools/?archived=false").json()["results"]) == 1
    assert operator.get("/api/v1/spools/?archived=true").json()["results"] == []
    assert operator.post("/api/v1/spools/", {"material": "unknown"}).status_code == 400
