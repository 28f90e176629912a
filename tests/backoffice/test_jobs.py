"""Jobs in the admin."""

import pytest
from django.test import Client

from apps.accounts.models import AuditEntry
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.jobs.states import JobState
from tests.backoffice.pages import act, form_of, listing, text, told
from tests.builders import a_gcode, a_job, a_material, a_run


def posted(job: Job, **fields: object) -> dict[str, object]:
    values: dict[str, object] = {
        "name": job.name,
        "lane": job.lane,
        "priority": job.priority,
        "quantity": job.quantity,
        "due_at_0": "",
        "due_at_1": "",
        "history-TOTAL_FORMS": 0,
        "history-INITIAL_FORMS": 0,
    }
    return values | fields


def test_what_may_change_goes_through_the_service(operator: Client) -> None:
    job = a_job()
    operator.post(form_of(job), posted(job, lane="express", priority=90))
    job.refresh_from_db()
    assert (job.lane, job.priority) == ("express", 90)
    entry = AuditEntry.objects.get(action="job.change")
    assert (entry.via, entry.details) == ("admin", {"lane": "express", "priority": "90"})


def test_state_and_counters_can_not_be_posted(operator: Client) -> None:
    job = a_job()
    operator.post(form_of(job), posted(job, state="completed", good=7, in_flight=3))
    job.refresh_from_db()
    assert (job.state, job.good, job.in_flight) == ("queued", 0, 0)


def test_what_the_service_refuses_is_told_and_changes_nothing(operator: Client) -> None:
    job = a_job(quantity=5, good=3)
    answer = operator.post(form_of(job), posted(job, quantity=2, name="renamed"))
    job.refresh_from_db()
    assert (job.quantity, job.name != "renamed") == (5, True)
    assert told(answer) == ["3 parts are already made, under way or given up"]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("hold", JobState.QUEUED, JobState.HELD), ("release", JobState.HELD, JobState.QUEUED)],
)
def test_jobs_are_held_and_released(
    operator: Client, action: str, before: JobState, after: JobState
) -> None:
    job = a_job(state=before)
    act(operator, action, job)
    job.refresh_from_db()
    assert job.state == after


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("pause", RunState.PRINTING, RunState.PAUSING),
        ("resume", RunState.PAUSED, RunState.RESUMING),
        ("cancel", RunState.PRINTING, RunState.CANCELLING),
    ],
)
def test_runs_of_a_job_are_moved(
    operator: Client, action: str, before: RunState, after: RunState
) -> None:
    run = a_run(state=before)
    act(operator, action, run.job)
    run.refresh_from_db()
    assert run.state == after


def test_a_reprint_is_a_new_job(operator: Client) -> None:
    job = a_job(state=JobState.COMPLETED, quantity=1, good=1)
    act(operator, "reprint", job)
    assert Job.objects.get(reprint_of=job).quantity == 1


def test_each_job_says_how_it_went(operator: Client) -> None:
    queued, over = a_job(), a_job(state=JobState.COMPLETED, good=1)
    answer = act(operator, "cancel", queued, over)
    assert sorted(told(answer)) == sorted(
        [f"{queued}: cancelled", f"{over}: job {over.pk} is over (completed)"]
    )


def test_jobs_can_not_be_deleted(administrator: Client) -> None:
    job = a_job()
    assert administrator.post(form_of(job, "delete"), {"post": "yes"}).status_code == 403
    act(administrator, "delete_selected", job, post="yes")
    assert Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize(
    "query",
    [
        "lane__exact=express",
        "state__exact=held",
        "material=PETG",
        "urgency=high",
    ],
)
def test_filters_find_nothing_else(operator: Client, query: str) -> None:
    a_material("PETG")
    a_job("wanted", lane="express", state=JobState.HELD, materials=["PETG"], priority=90)
    a_job("other", materials=["PLA"])
    page = text(operator.get(f"{listing(Job)}?{query}"))
    assert "wanted" in page
    assert "other" not in page


def test_a_material_named_by_the_file_counts(operator: Client) -> None:
    a_material("PETG")
    a_job("wanted", materials=[], gcode=a_gcode(metadata={"materials": ["PETG"]}))
    a_job("other", materials=["PLA"], gcode=a_gcode(metadata={"materials": ["PETG"]}))
    page = text(operator.get(f"{listing(Job)}?material=PETG"))
    assert "wanted" in page
    assert "other" not in page


def test_cells_carry_what_the_feed_changes(operator: Client) -> None:
    job = a_job(quantity=3)
    page = text(operator.get(listing(Job)))
    for field in ("state", "good", "in_flight", "quantity"):
        assert f'data-job="{job.pk}" data-f="{field}"' in page
