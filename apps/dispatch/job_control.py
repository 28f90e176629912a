"""What people do to whole jobs: pause, resume, cancel, reprint."""

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.services import Actor, audit
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.dispatch.control import cancel_run, pause_run, resume_run
from apps.dispatch.models import PrintRun
from apps.dispatch.states import HOLDS_ITS_PRINTER, RunState
from apps.jobs import demand, services
from apps.jobs.models import Job
from apps.jobs.moves import move
from apps.jobs.orders import JobOrder
from apps.jobs.states import JOB, JobState

S = RunState


def pause_job(job: Job, *, actor: Actor) -> int:
    """Pause every run that prints; returns how many. Raises Conflict when none does."""
    runs = list(_open_runs(job).filter(state=S.PRINTING))
    for run in runs:
        pause_run(run, actor=actor)
    return _some(
        len(runs), gettext_noop("no run of job %(job)s prints") % {"job": job.pk}, "NOTHING_PRINTS"
    )


def resume_job(job: Job, *, actor: Actor) -> int:
    """Let every paused run go on; returns how many. Raises Conflict when none is paused."""
    runs = list(_open_runs(job).filter(state=S.PAUSED))
    for run in runs:
        resume_run(run, actor=actor)
    return _some(
        len(runs),
        gettext_noop("no run of job %(job)s is paused") % {"job": job.pk},
        "NOTHING_PAUSED",
    )


@transaction.atomic
def cancel_job(job: Job, *, actor: Actor) -> None:
    """Nobody wants the job any more: its demand ends at once, its runs are cancelled.

    Runs that can not be reached now keep the duty "cancel when it comes back".
    Raises Conflict when the job is over.
    """
    current = demand.locked(job.pk)
    if JOB.is_final(JobState(current.state)):
        raise Conflict(
            gettext_noop("job %(job)s is over (%(state)s)")
            % {"job": job.pk, "state": current.state},
            code="JOB_ENDED",
        )
    move(
        current,
        JobState.CANCELLED,
        reason=gettext_noop("cancelled by %(actor)s") % {"actor": actor.name},
        actor=actor,
    )
    demand.give_up_waiting(job.pk)
    for run in _open_runs(job).exclude(state=S.CANCELLING):
        cancel_run(run, actor=actor, requeue=False)
    audit(actor, "job.cancel", f"job/{job.pk}")
    job.refresh_from_db()


def reprint_job(job: Job, *, actor: Actor, quantity: int | None = None) -> Job:
    """A new job for the same file with the same requirements; history is not rewritten."""
    order = JobOrder(
        gcode_id=job.gcode_id,
        name=job.name,
        profiles=tuple(job.profiles),
        materials=tuple(job.materials),
        colours=tuple(job.colours),
        lane=job.lane,
        priority=job.priority,
        quantity=quantity or job.quantity,
        parts_per_run=job.parts_per_run,
        nozzle_mm=job.nozzle_mm,
        tags=tuple(job.tags),
        printer_id=job.pinned_printer_id,
        reference="",
        source="reprint",
        reprint_of=job.pk,
    )
    return services.submit(order, actor=actor)


def _open_runs(job: Job) -> QuerySet[PrintRun]:
    return PrintRun.objects.filter(job=job, state__in=HOLDS_ITS_PRINTER)


def _some(count: int, message: str, code: str) -> int:
    if not count:
        raise Conflict(message, code=code)
    return count
