"""The end of a run: demand, tries, bed and file follow from it in one transaction."""

from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F

from apps.accounts.services import FARM, Actor
from apps.core import clock
from apps.core.wording import gettext_noop
from apps.dispatch.causes import Attribution, Cause, attribution
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move
from apps.dispatch.states import COUNTS_IN_FLIGHT, RunState
from apps.jobs import demand
from apps.jobs.models import Job
from apps.jobs.moves import move as move_job
from apps.jobs.states import DISPATCHABLE, HoldReason, JobState
from apps.printers import bed
from apps.printers.models import Printer

S = RunState
TRIES = 3
COUNTS_AS_TRY = frozenset(
    {Attribution.PRINTER, Attribution.MATERIAL, Attribution.FILE, Attribution.UNKNOWN}
)


class Effect(StrEnum):
    """What the end of a run does to the demand of its job."""

    GOOD = "good"
    WAITS = "waits"
    WAITS_TRIED = "waits_tried"
    GIVEN_UP = "given_up"
    NONE = "none"


def effect_of(
    target: RunState, *, whose: Attribution, requeue: bool, job_open: bool, counted: bool
) -> Effect:
    """The table of ends: what becomes of the parts of a run that ends in `target`."""
    if not counted:
        return Effect.NONE
    if target is S.FINISHED:
        return Effect.GOOD
    if not job_open or (target is S.CANCELLED and not requeue):
        return Effect.GIVEN_UP
    if target is S.FAILED and whose in COUNTS_AS_TRY:
        return Effect.WAITS_TRIED
    return Effect.WAITS


@transaction.atomic
def end(
    run: PrintRun,
    target: RunState,
    *,
    cause: Cause | None = None,
    error: str = "",
    reason: str = "",
    actor: Actor = FARM,
) -> None:
    """End `run` in `target` (finished, failed, cancelled, rejected).

    Raises Conflict if somebody moved the run since it was read; nothing is changed then.
    """
    job = demand.locked(run.job_id)
    whose = attribution(cause) if cause else Attribution.UNKNOWN
    counted = run.state in COUNTS_IN_FLIGHT
    effect = effect_of(
        target,
        whose=whose,
        requeue=run.requeue_wanted,
        job_open=job.state not in {JobState.CANCELLED, JobState.FAILED},
        counted=counted,
    )
    surplus = target is S.FINISHED and not counted
    move(
        run,
        target,
        reason=reason or error,
        actor=actor,
        **_columns(run, target, cause, whose, error, surplus),
    )
    _apply(run, effect, surplus)
    _wear(run, target)
    if run.start_sent_at is not None and cause is not Cause.START_NOT_TAKEN:
        # Usually it is occupied since the marker; it may have been called clear too early.
        bed.occupy(
            run.printer, gettext_noop("print of %(job)s") % {"job": run.job.name}, run_id=run.pk
        )


def _columns(
    run: PrintRun,
    target: RunState,
    cause: Cause | None,
    whose: Attribution,
    error: str,
    surplus: bool,
) -> dict[str, Any]:
    now = clock.now()
    return {
        "finished_at": now,
        "cause": cause or "",
        "attribution": whose if cause else "",
        "error": error[:500],
        "surplus": surplus,
        "remaining_s": 0 if target is S.FINISHED else None,
        "progress": 1.0 if target is S.FINISHED else run.progress,
        "layer": run.layers if target is S.FINISHED else run.layer,
        "cleanup_due_at": now if run.transfer_tries else None,
    }


def _apply(run: PrintRun, effect: Effect, surplus: bool) -> None:
    match effect:
        case Effect.GOOD:
            demand.count_good(run.job_id, run.parts)
        case Effect.GIVEN_UP:
            demand.give_up(run.job_id, run.parts)
        case Effect.WAITS:
            demand.give_back(run.job_id, run.parts)
        case Effect.WAITS_TRIED:
            _hold_after_tries(demand.give_back(run.job_id, run.parts, tried=True))
        case Effect.NONE if surplus:
            demand.credit_surplus(run.job_id, run.parts)


def _hold_after_tries(job: Job) -> None:
    if job.tries_in_row >= TRIES and job.state in DISPATCHABLE:
        move_job(
            job,
            JobState.HELD,
            code=HoldReason.NO_GOOD_PART,
            reason=gettext_noop("%(tries)s tries in a row gave no good part")
            % {"tries": job.tries_in_row},
        )


def _wear(run: PrintRun, target: RunState) -> None:
    """Hours printed, and one trial run less after a good one."""
    if run.started_at is None or run.finished_at is None:
        return
    seconds = (run.finished_at - run.started_at).total_seconds()
    Printer.objects.filter(pk=run.printer_id).update(printed_s=F("printed_s") + seconds)
    if target is S.FINISHED:
        Printer.objects.filter(pk=run.printer_id, trial_runs_left__gt=0).update(
            trial_runs_left=F("trial_runs_left") - 1
        )
