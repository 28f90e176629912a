"""Moving a job from state to state."""

from typing import Any

from django.db import transaction

from apps.accounts.services import FARM, Actor
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.events import catalog
from apps.events.services import record
from apps.jobs.models import Job, JobHistory
from apps.jobs.states import JOB, JobState


@transaction.atomic
def move(
    job: Job, target: JobState, *, code: str = "", reason: str = "", actor: Actor = FARM
) -> None:
    """Move `job`, with its history row and its event.

    Raises Conflict if the move is not in the table, or if somebody moved the job since it was read.
    """
    source = JobState(job.state)
    JOB.check(source, target)
    values = {"state": target, **_stamps(job, target), **_held(target, code, reason)}
    if not Job.objects.filter(pk=job.pk, state=source).update(**values):
        raise Conflict(
            gettext_noop("job %(job)s is no longer %(source)s") % {"job": job.pk, "source": source},
            code="JOB_MOVED",
        )
    for name, value in values.items():
        setattr(job, name, value)
    noted(job, source, target, code=code, reason=reason, actor=actor)


def noted(
    job: Job, source: JobState, target: JobState, *, code: str = "", reason: str = "", actor: Actor
) -> None:
    """The history row and the event of a move that is made."""
    JobHistory.objects.create(
        job=job, source=source, target=target, code=code, reason=reason[:300], actor=actor.name
    )
    event = _event(job, source, target, code, reason)
    if event:
        record(event)


def _stamps(job: Job, target: JobState) -> dict[str, object]:
    if target is JobState.QUEUED and job.queued_at is None:
        return {"queued_at": clock.now()}
    return {"finished_at": clock.now()} if JOB.is_final(target) else {}


def _held(target: JobState, code: str, reason: str) -> dict[str, object]:
    if target in {JobState.HELD, JobState.REJECTED, JobState.FAILED}:
        return {"held_code": code, "held_reason": reason[:300]}
    return {"held_code": "", "held_reason": ""}


def _event(
    job: Job, source: JobState, target: JobState, code: str, reason: str
) -> catalog.Event | None:
    about: dict[str, Any] = {"job": job.pk, "reference": job.reference}
    match target:
        case JobState.QUEUED if source in {JobState.RECEIVED, JobState.HELD}:
            return catalog.JobQueued(**about)
        case JobState.COMPLETED:
            return catalog.JobCompleted(**about, good=job.good, given_up=job.given_up)
        case JobState.HELD:
            return catalog.JobHeld(**about, code=code, reason=reason)
        case JobState.REJECTED | JobState.FAILED:
            return catalog.JobFailed(**about, code=code, reason=reason)
        case JobState.CANCELLED:
            return catalog.JobCancelled(**about)
        case _:
            return None
