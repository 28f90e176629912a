"""What people do to runs: pause, resume, cancel, approve, settle.

A command writes the in-between state and nothing else: the step that talks to the machine
finds it there, from whichever process or shell the command came.
"""

from django.db import transaction

from apps.accounts.services import Actor, audit
from apps.core import clock
from apps.core.errors import Conflict, Refused
from apps.core.wording import gettext_noop
from apps.dispatch.causes import Cause
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move, touch
from apps.dispatch.outcome import end
from apps.dispatch.soon import step_soon
from apps.dispatch.states import BEFORE_START, RUN, Approval, RunState
from apps.jobs import demand

S = RunState
OUTCOMES = ("printing", "finished", "failed", "not_started")


@transaction.atomic
def pause_run(run: PrintRun, *, actor: Actor) -> None:
    """Ask the machine to pause; raises Conflict unless it prints."""
    _command(run, S.PAUSING, {S.PRINTING}, actor)


@transaction.atomic
def resume_run(run: PrintRun, *, actor: Actor) -> None:
    """Ask the machine to go on; raises Conflict unless it is paused."""
    _command(run, S.RESUMING, {S.PAUSED}, actor)


def _command(run: PrintRun, target: RunState, sources: set[RunState], actor: Actor) -> None:
    run.refresh_from_db()
    if run.state not in sources:
        raise Conflict(
            gettext_noop("run %(run)s is %(state)s") % {"run": run.pk, "state": run.state},
            code="RUN_NOT_SO",
        )
    move(
        run,
        target,
        reason=gettext_noop("asked by %(actor)s") % {"actor": actor.name},
        actor=actor,
        next_step_at=clock.now(),
    )
    audit(actor, f"run.{target}", f"run/{run.pk}", job=run.job_id)
    step_soon(run.pk)


@transaction.atomic
def cancel_run(run: PrintRun, *, actor: Actor, requeue: bool = True) -> None:
    """End a run: at once before its start, else by a cancel on the machine.

    With `requeue` its parts wait again, else they are given up. Raises Conflict when it has ended.
    """
    run.refresh_from_db()
    state = RunState(run.state)
    if RUN.is_final(state):
        raise Conflict(
            gettext_noop("run %(run)s has ended (%(state)s)") % {"run": run.pk, "state": state},
            code="RUN_ENDED",
        )
    wishes = {"cancel_wanted": True, "requeue_wanted": requeue, "ended_by": actor.name}
    touch(run, **wishes)
    audit(actor, "run.cancel", f"run/{run.pk}", job=run.job_id, requeue=requeue)
    if state in BEFORE_START:
        end(
            run,
            S.CANCELLED,
            reason=gettext_noop("cancelled by %(actor)s") % {"actor": actor.name},
            actor=actor,
        )
    elif RUN.can(state, S.CANCELLING):
        reason = gettext_noop("asked by %(actor)s") % {"actor": actor.name}
        move(run, S.CANCELLING, reason=reason, actor=actor, next_step_at=clock.now())
        step_soon(run.pk)


@transaction.atomic
def approve_run(run: PrintRun, *, actor: Actor) -> None:
    """Let the first runs of a new printer start; raises Conflict when nobody asks."""
    run.refresh_from_db()
    if run.approval != Approval.AWAITED or run.state not in BEFORE_START:
        raise Conflict(
            gettext_noop("run %(run)s does not wait for an approval") % {"run": run.pk},
            code="NOT_AWAITED",
        )
    touch(run, approval=Approval.GIVEN, approved_by=actor.name, next_step_at=clock.now())
    audit(actor, "run.approve", f"run/{run.pk}", job=run.job_id)
    step_soon(run.pk)


@transaction.atomic
def settle_run(run: PrintRun, outcome: str, *, actor: Actor) -> None:
    """An operator, who stands before the machine, ends the farm's doubt about a run.

    `outcome` is printing, finished, failed or not_started. Raises Conflict when there is no doubt.
    """
    if outcome not in OUTCOMES:
        message = gettext_noop("outcome must be one of: %(names)s") % {"names": ", ".join(OUTCOMES)}
        raise Refused(message, code="INVALID", errors={"outcome": [message]})
    run.refresh_from_db()
    if run.state not in {S.UNCONFIRMED, S.LOST, S.WRITTEN_OFF, S.CANCELLING}:
        raise Conflict(
            gettext_noop("run %(run)s is not in doubt (%(state)s)")
            % {"run": run.pk, "state": run.state},
            code="RUN_NOT_SO",
        )
    audit(actor, "run.settle", f"run/{run.pk}", outcome=outcome)
    reason = gettext_noop("settled by %(actor)s: %(outcome)s") % {
        "actor": actor.name,
        "outcome": outcome,
    }
    match outcome:
        case "printing":
            move(run, S.PRINTING, reason=reason, actor=actor, next_step_at=clock.after(60))
        case "finished":
            end(run, S.FINISHED, reason=reason, actor=actor)
        case "failed":
            end(run, S.FAILED, cause=Cause.UNKNOWN, error=reason, actor=actor)
        case _:
            end(run, S.FAILED, cause=Cause.START_NOT_TAKEN, error=reason, actor=actor)


@transaction.atomic
def write_off_run(run: PrintRun, *, actor: Actor) -> None:
    """Give the demand of a lost run back while its machine may still print."""
    demand.locked(run.job_id)
    run.refresh_from_db()
    move(
        run,
        S.WRITTEN_OFF,
        reason=gettext_noop("written off by %(actor)s") % {"actor": actor.name},
        actor=actor,
    )
    demand.give_back(run.job_id, run.parts)
    audit(actor, "run.write_off", f"run/{run.pk}", job=run.job_id)
