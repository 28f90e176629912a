"""The counters of a job, changed in one place; only `apps.dispatch` calls this.

Every function takes the row's lock first (lock order: job, run, printer) and lets the
state follow from the counters in the same UPDATE.
"""

from django.db import transaction

from apps.accounts.services import FARM
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.jobs.models import Job
from apps.jobs.moves import noted
from apps.jobs.states import DISPATCHABLE, JOB, JobState, demand_state


@transaction.atomic
def claim(job_id: int) -> tuple[Job, int]:
    """Take parts of the waiting demand for one run; returns the job and how many.

    Raises Conflict when nothing waits or the job may not be dispatched any more.
    """
    job = locked(job_id)
    parts = min(job.parts_per_run, job.waiting)
    if job.state not in DISPATCHABLE or parts < 1:
        raise Conflict(
            gettext_noop("job %(job)s wants no run now") % {"job": job_id}, code="NOTHING_WANTED"
        )
    return _apply(job, in_flight=parts), parts


@transaction.atomic
def give_back(job_id: int, parts: int, *, tried: bool = False) -> Job:
    """Parts under way wait again; `tried` counts a try without a good part."""
    job = locked(job_id)
    return _apply(job, in_flight=-parts, tries=1 if tried else 0)


@transaction.atomic
def give_up(job_id: int, parts: int) -> Job:
    """Parts under way are not wanted any more."""
    return _apply(locked(job_id), in_flight=-parts, given_up=parts)


@transaction.atomic
def count_good(job_id: int, parts: int) -> Job:
    """Parts under way turned out good."""
    job = locked(job_id)
    return _apply(job, in_flight=-parts, good=parts, tries=-job.tries_in_row)


@transaction.atomic
def credit_surplus(job_id: int, parts: int) -> int:
    """Count parts of a run whose demand had been given back; returns how many were still wanted."""
    job = locked(job_id)
    wanted = max(0, min(parts, job.waiting)) if not JOB.is_final(JobState(job.state)) else 0
    if wanted:
        _apply(job, good=wanted, tries=-job.tries_in_row)
    return wanted


@transaction.atomic
def give_up_waiting(job_id: int) -> Job:
    """What still waits is not wanted any more."""
    job = locked(job_id)
    return _apply(job, given_up=job.waiting)


@transaction.atomic
def recount(job_id: int) -> Job:
    """Let the state follow again, after the quantity was changed."""
    return _apply(locked(job_id))


def locked(job_id: int) -> Job:
    """The job, its row locked until the end of the transaction."""
    return Job.objects.select_for_update().get(pk=job_id)


def _apply(
    job: Job, *, good: int = 0, in_flight: int = 0, given_up: int = 0, tries: int = 0
) -> Job:
    source = JobState(job.state)
    job.good += good
    job.in_flight += in_flight
    job.given_up += given_up
    job.tries_in_row += tries
    target = _target(job, source)
    values: dict[str, object] = {
        "good": job.good,
        "in_flight": job.in_flight,
        "given_up": job.given_up,
        "tries_in_row": job.tries_in_row,
        "state": target,
    }
    if target is not source and JOB.is_final(target):
        values["finished_at"] = clock.now()
    Job.objects.filter(pk=job.pk).update(**values)
    job.state = target
    if target is not source:
        noted(job, source, target, actor=FARM)
    return job


def _target(job: Job, source: JobState) -> JobState:
    """What a person decided stays; a held job still completes when nothing is left to do."""
    if JOB.is_final(source) or source is JobState.RECEIVED:
        return source
    follows = demand_state(
        quantity=job.quantity, good=job.good, in_flight=job.in_flight, given_up=job.given_up
    )
    if source is JobState.HELD and not JOB.is_final(follows):
        return source
    return follows


def released_state(job: Job) -> JobState:
    """Where a held job goes when somebody releases it."""
    return demand_state(
        quantity=job.quantity, good=job.good, in_flight=job.in_flight, given_up=job.given_up
    )
