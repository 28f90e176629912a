"""Runs through the API."""

import pytest
from rest_framework.test import APIClient

from apps.dispatch.states import Approval, RunState
from apps.jobs.models import Job
from apps.preflight.models import PreflightReport
from tests.builders import a_run

pytestmark = pytest.mark.django_db
RUNS = "/api/v1/runs/"


def test_detail_shows_the_preflight(viewer: APIClient) -> None:
    run = a_run()
    assert viewer.get(f"{RUNS}{run.pk}/").json()["preflight"] is None
    findings = [{"check": "nozzle", "status": "fail", "message": "0.6 is fitted"}]
    run.report = PreflightReport.objects.create(
        job=run.job, printer=run.printer, passed=False, findings=findings, facts={"nozzle": 0.6}
    )
    run.save()
    shown = viewer.get(f"{RUNS}{run.pk}/").json()["preflight"]
    assert (shown["passed"], shown["findings"]) == (False, findings)
    assert "preflight" not in viewer.get(RUNS).json()["results"][0]


def test_pause_resume_and_cancel(operator: APIClient) -> None:
    run = a_run(state=RunState.PRINTING)
    path = f"{RUNS}{run.pk}/"
    assert operator.post(f"{path}resume/").status_code == 409
    assert operator.post(f"{path}pause/").json()["state"] == "pausing"
    assert operator.post(f"{path}cancel/").json()["state"] == "cancelling"


@pytest.mark.parametrize(("requeue", "given_up"), [(True, 0), (False, 1)])
def test_cancel_before_the_start(operator: APIClient, requeue: bool, given_up: int) -> None:
    run = a_run(state=RunState.STAGED)
    answer = operator.post(f"{RUNS}{run.pk}/cancel/", {"requeue": requeue})
    assert answer.json()["state"] == "cancelled"
    job = Job.objects.get(pk=run.job_id)
    assert (job.in_flight, job.given_up) == (0, given_up)


def test_settle_ends_the_doubt(operator: APIClient) -> None:
    path = f"{RUNS}{a_run(state=RunState.UNCONFIRMED).pk}/settle/"
    assert operator.post(path, {"outcome": "perhaps"}).status_code == 400
    assert operator.post(path, {}).status_code == 400
    assert operator.post(path, {"outcome": "printing"}).json()["state"] == "printing"
    assert operator.post(path, {"outcome": "printing"}).status_code == 409


def test_approve(operator: APIClient) -> None:
    path = f"{RUNS}{a_run(approval=Approval.AWAITED).pk}/approve/"
    assert operator.post(path).json()["approval"] == "given"
    assert operator.post(path).status_code == 409
