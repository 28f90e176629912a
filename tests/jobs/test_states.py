"""The table of a job: every pair of states, with history and event."""

from itertools import product

import pytest

from apps.core.errors import Conflict
from apps.events.models import OutboxEvent
from apps.jobs.models import Job, JobHistory
from apps.jobs.models.job import LANES, STATES
from apps.jobs.moves import move
from apps.jobs.states import DISPATCHABLE, JOB, OPEN, JobState, Lane, demand_state
from tests.builders import TESTER, a_job

pytestmark = pytest.mark.django_db
S = JobState
EVENTS = {
    S.COMPLETED: "JobCompleted",
    S.HELD: "JobHeld",
    S.REJECTED: "JobFailed",
    S.FAILED: "JobFailed",
    S.CANCELLED: "JobCancelled",
}


@pytest.mark.parametrize(
    ("source", "target"), list(product(JobState, JobState)), ids=lambda state: str(state)
)
def test_every_pair_of_states(source: JobState, target: JobState) -> None:
    job = a_job(state=source)
    if not JOB.can(source, target):
        with pytest.raises(Conflict) as refusal:
            move(job, target)
        assert refusal.value.code == "ILLEGAL_MOVE"
        assert not JobHistory.objects.exists()
        assert not OutboxEvent.objects.exists()
        return
    move(job, target, code="WHY", reason="because", actor=TESTER)
    row = JobHistory.objects.get(job=job)
    assert (row.source, row.target, row.reason, row.actor) == (source, target, "because", "tester")
    job.refresh_from_db()
    assert job.state == target
    assert (job.finished_at is not None) == JOB.is_final(target)
    queued = "JobQueued" if target is S.QUEUED and source in {S.RECEIVED, S.HELD} else ""
    expected = EVENTS.get(target, queued)
    assert [event.name for event in OutboxEvent.objects.all()] == ([expected] if expected else [])


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    found, todo = {S.RECEIVED}, [S.RECEIVED]
    while todo:
        fresh = JOB.table[todo.pop()] - found
        found |= fresh
        todo += fresh
    assert found == set(JobState)
    for state in OPEN:
        assert any(JOB.is_final(target) for target in JOB.table[state])


def test_words_and_sets_are_whole() -> None:
    assert set(STATES) == set(JobState)
    assert set(LANES) == set(Lane)
    assert {S.RECEIVED, S.QUEUED, S.ACTIVE, S.HELD} == OPEN
    assert {S.QUEUED, S.ACTIVE} == DISPATCHABLE


def test_the_second_mover_loses() -> None:
    job = a_job()
    other = Job.objects.get(pk=job.pk)
    move(job, S.CANCELLED)
    with pytest.raises(Conflict) as refusal:
        move(other, S.HELD)
    assert refusal.value.code == "JOB_MOVED"
    assert JobHistory.objects.count() == 1


@pytest.mark.parametrize(
    ("quantity", "good", "in_flight", "given_up", "state"),
    [
        (2, 0, 0, 0, S.QUEUED),
        (2, 1, 0, 0, S.QUEUED),
        (2, 0, 1, 0, S.ACTIVE),
        (2, 1, 1, 0, S.ACTIVE),
        (2, 2, 0, 0, S.COMPLETED),
        (2, 1, 0, 1, S.COMPLETED),
        (2, 0, 0, 2, S.CANCELLED),
        (2, 0, 1, 1, S.ACTIVE),
    ],
)
def test_the_state_follows_from_the_counters(
    quantity: int, good: int, in_flight: int, given_up: int, state: JobState
) -> None:
    assert (
        demand_state(quantity=quantity, good=good, in_flight=in_flight, given_up=given_up) is state
    )
