"""Moving a run from state to state; the only writer of a run's state."""

from typing import Any

from django.db import transaction

from apps.accounts.services import FARM, Actor
from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.dispatch.models import PrintRun, RunHistory
from apps.dispatch.states import RUN, RunState
from apps.events import catalog
from apps.events.services import record
from apps.jobs.models import Job

S = RunState


@transaction.atomic
def move(
    run: PrintRun, target: RunState, *, reason: str = "", actor: Actor = FARM, **columns: Any
) -> None:
    """Move `run`, writing `columns` in the same UPDATE, with its history row and events.

    Raises Conflict if the move is not in the table, or if somebody moved the run since it was read.
    """
    source = RunState(run.state)
    RUN.check(source, target)
    values: dict[str, Any] = {
        "state": target,
        "state_since": clock.now(),
        "deadline_at": None,
        "next_step_at": None,
        "command_sent_at": None,
        **columns,
    }
    if not PrintRun.objects.filter(pk=run.pk, state=source).update(**values):
        raise Conflict(
            gettext_noop("run %(run)s is no longer %(source)s") % {"run": run.pk, "source": source},
            code="RUN_MOVED",
        )
    for name, value in values.items():
        setattr(run, name, value)
    RunHistory.objects.create(
        run=run, source=source, target=target, reason=reason[:500], actor=actor.name
    )
    for event in _events(run, source, target, reason):
        record(event)


def touch(run: PrintRun, **columns: Any) -> None:
    """Write columns of a run that stays in its state; raises Conflict if it was moved meanwhile."""
    if not PrintRun.objects.filter(pk=run.pk, state=run.state).update(**columns):
        raise Conflict(
            gettext_noop("run %(run)s is no longer %(state)s")
            % {"run": run.pk, "state": run.state},
            code="RUN_MOVED",
        )
    for name, value in columns.items():
        setattr(run, name, value)


def _events(run: PrintRun, source: RunState, target: RunState, reason: str) -> list[catalog.Event]:
    about: dict[str, Any] = {
        "job": run.job_id,
        "reference": run.job.reference,
        "run": run.pk,
        "printer": run.printer_id,
    }
    events: list[catalog.Event] = [catalog.RunMoved(**about, source=source, target=target)]
    match target:
        case S.PRINTING | S.PAUSED if run.started_at is None:
            events += _started(run, about)
        case S.FINISHED:
            events += _started(run, about) if run.started_at is None else []
            events.append(catalog.RunFinished(**about, surplus=run.surplus))
        case S.FAILED:
            events.append(
                catalog.RunFailed(
                    **about, cause=run.cause, attribution=run.attribution, error=run.error
                )
            )
        case S.CANCELLED | S.REJECTED:
            events.append(catalog.RunEnded(**about, state=target, reason=reason))
        case S.UNCONFIRMED | S.LOST:
            events.append(catalog.RunDoubtful(**about, reason=reason))
        case _:
            pass
    return events


def _started(run: PrintRun, about: dict[str, Any]) -> list[catalog.Event]:
    """RunStarted, and JobStarted once for each job."""
    now = clock.now()
    PrintRun.objects.filter(pk=run.pk, started_at=None).update(started_at=now)
    run.started_at = run.started_at or now
    events: list[catalog.Event] = [catalog.RunStarted(**about)]
    if Job.objects.filter(pk=run.job_id, started_at=None).update(started_at=now):
        events.append(catalog.JobStarted(**about))
    return events
