"""Jobs through the API."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.dispatch.states import RunState
from apps.jobs.models import GcodeFile, Job
from apps.jobs.states import JobState
from tests.builders import GCODE, a_gcode, a_job, a_material, a_printer, a_profile, a_run

pytestmark = pytest.mark.django_db
JOBS = "/api/v1/jobs/"


def a_file(content: bytes = GCODE, name: str = "part.gcode") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def post(client: APIClient, key: str = "", **fields: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    kind = "multipart" if "file" in fields else "json"
    return client.post(JOBS, fields, format=kind, headers=headers)


def test_job_is_made_from_a_file_in_the_request(operator: APIClient) -> None:
    for code in ("PLA", "PETG"):
        a_material(code)
    a_profile("mk3s")
    answer = post(
        operator,
        file=a_file(),
        name="bracket",
        profile="MK3S",
        material=["PLA", "PETG"],
        colour="red",
        lane="express",
        priority=80,
        quantity=3,
        reference="R-7",
    )
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert answer["Location"].endswith(f"/api/v1/jobs/{made['id']}/")
    assert (made["name"], made["state"], made["lane"]) == ("bracket", "received", "express")
    assert (made["profile"], made["material"]) == (["mk3s"], ["PLA", "PETG"])
    assert (made["colour"], made["quantity"], made["waiting"]) == (["red"], 3, 3)
    stored = GcodeFile.objects.get(pk=made["gcode"])
    assert (stored.name, stored.size) == ("part.gcode", len(GCODE))


def test_job_is_made_from_a_stored_file(operator: APIClient) -> None:
    printer = a_printer("left")
    made = post(operator, gcode=a_gcode().pk, printer="left").json()
    assert (made["state"], made["printer"], made["material"]) == ("queued", printer.pk, ["PLA"])
    assert post(operator, gcode=a_gcode().pk, printer=printer.pk).json()["printer"] == printer.pk


def test_held_job_waits(operator: APIClient) -> None:
    made = post(operator, gcode=a_gcode().pk, hold=True).json()
    assert (made["state"], made["held_code"]) == ("held", "HOLD_ASKED")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "file"),
        ({"gcode": 10**30}, "gcode"),
        ({"gcode": "it"}, "gcode"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 10**30}, "quantity"),
        ({"priority": 101}, "priority"),
        ({"lane": "fast"}, "lane"),
        ({"material": "unobtainium"}, "material"),
        ({"material": [["PLA"]]}, "material.0"),
        ({"profile": "unknown"}, "profile"),
        ({"printer": "unknown"}, "printer"),
        ({"nozzle_mm": "nan"}, "nozzle_mm"),
        ({"due_at": "soon"}, "due_at"),
        ({"tags": "x" * 61}, "tags.0"),
        ({"qantity": 3}, "qantity"),
    ],
)
def test_wrong_fields_are_named(operator: APIClient, fields: dict[str, Any], wrong: str) -> None:
    known = {"gcode": a_gcode().pk} if fields else {}
    answer = post(operator, **{**known, **fields})
    assert answer.status_code == 400
    assert wrong in answer.json()["errors"]
    assert not Job.objects.exists()


def test_file_and_gcode_together_are_refused(operator: APIClient) -> None:
    assert post(operator, file=a_file(), gcode=a_gcode().pk).status_code == 400


@pytest.mark.parametrize(
    ("content", "code"), [(b"<html><body>login</body></html>", "IS_HTML"), (b"", "INVALID")]
)
def test_what_is_no_gcode_is_refused_and_not_kept(
    operator: APIClient, content: bytes, code: str
) -> None:
    answer = post(operator, file=a_file(content))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not GcodeFile.objects.exists()


def test_same_key_answers_the_same_job(operator: APIClient) -> None:
    first = post(operator, "K-1", file=a_file(), name="once")
    again = post(operator, "K-1", file=a_file(), name="once")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert Job.objects.count() == 1


def test_same_key_with_another_body_is_a_conflict(operator: APIClient) -> None:
    gcode = a_gcode().pk
    assert post(operator, "K-1", gcode=gcode, quantity=1).status_code == 201
    answer = post(operator, "K-1", gcode=gcode, quantity=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")


def test_keys_of_different_users_do_not_meet(operator: APIClient, administrator: APIClient) -> None:
    gcode = a_gcode().pk
    assert post(operator, "K-1", gcode=gcode).status_code == 201
    assert post(administrator, "K-1", gcode=gcode, quantity=2).status_code == 201


def test_endless_key_is_refused(operator: APIClient) -> None:
    assert post(operator, "K" * 201, gcode=a_gcode().pk).status_code == 400


def test_change(operator: APIClient) -> None:
    job = a_job()
    fields = {"lane": "express", "priority": 7, "quantity": 4, "name": "new"}
    changed = operator.patch(f"{JOBS}{job.pk}/", fields).json()
    assert {name: changed[name] for name in fields} == fields
    assert operator.patch(f"{JOBS}{job.pk}/", {"state": "completed"}).status_code == 400
    assert operator.patch(f"{JOBS}{job.pk}/", {}).status_code == 200


def test_ended_job_is_not_changed(operator: APIClient) -> None:
    job = a_job(state=JobState.CANCELLED)
    answer = operator.patch(f"{JOBS}{job.pk}/", {"priority": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "JOB_ENDED")


def test_hold_and_release(operator: APIClient) -> None:
    path = f"{JOBS}{a_job().pk}/"
    held = operator.post(f"{path}hold/", {"reason": "wait for the customer"}).json()
    assert (held["state"], held["held_reason"]) == ("held", "wait for the customer")
    assert operator.post(f"{path}release/").json()["state"] == "queued"
    assert operator.post(f"{path}release/").status_code == 409


def test_pause_and_resume_reach_the_runs(operator: APIClient) -> None:
    run = a_run(state=RunState.PRINTING)
    path = f"{JOBS}{run.job_id}/"
    assert operator.post(f"{path}pause/").status_code == 200
    run.refresh_from_db()
    assert run.state == RunState.PAUSING
    assert operator.post(f"{path}resume/").status_code == 409


def test_cancel(operator: APIClient) -> None:
    path = f"{JOBS}{a_job().pk}/"
    assert operator.post(f"{path}cancel/").json()["state"] == "cancelled"
    assert operator.post(f"{path}cancel/").status_code == 409


def test_reprint_is_a_new_job(operator: APIClient) -> None:
    job = a_job(state=JobState.COMPLETED, good=1)
    answer = operator.post(f"{JOBS}{job.pk}/reprint/", {"quantity": 2})
    assert answer.status_code == 201
    assert (answer.json()["reprint_of"], answer.json()["quantity"]) == (job.pk, 2)


def test_why_names_every_printer(viewer: APIClient) -> None:
    job = a_job(materials=["PETG"])
    a_printer("loaded", material="PETG")
    a_printer("other", material="PLA")
    answers = {each["printer_name"]: each for each in viewer.get(f"{JOBS}{job.pk}/why/").json()}
    assert answers["loaded"] == {**answers["loaded"], "can_take": True, "reasons": []}
    assert not answers["other"]["can_take"]
    assert set(answers["other"]["reasons"][0]) == {"code", "message", "remedy"}


def test_timeline_tells_what_happened(operator: APIClient) -> None:
    job = a_job()
    operator.post(f"{JOBS}{job.pk}/hold/", {"reason": "wait"})
    steps = operator.get(f"{JOBS}{job.pk}/timeline/").json()
    assert [(step["target"], step["reason"]) for step in steps] == [("held", "wait")]


def test_actions_refuse_values_they_do_not_know(operator: APIClient) -> None:
    answer = operator.post(f"{JOBS}{a_job().pk}/cancel/", {"requeue": False})
    assert answer.status_code == 400
    assert "requeue" in answer.json()["errors"]


@pytest.mark.parametrize(
    "wrong", [{"material": "unobtainium"}, {"quantity": 0}, {"profile": "nobody"}, {"lane": "fast"}]
)
def test_refused_order_leaves_nothing_of_its_file(
    operator: APIClient, wrong: dict[str, Any], storage: Path
) -> None:
    assert post(operator, file=a_file(), **wrong).status_code == 400
    assert (GcodeFile.objects.count(), Job.objects.count()) == (0, 0)
    assert not [path for path in storage.rglob("*") if path.is_file()]
