"""After the start: what the host's evidence makes of a run."""

import logging

from apps.core import clock
from apps.core.wording import gettext_noop
from apps.dispatch.causes import Cause, cause_of
from apps.dispatch.following import when_heard
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move, touch
from apps.dispatch.outcome import end
from apps.dispatch.states import RUN, RunState
from apps.printers.port import Evidence, MachineError, Proof, Unreachable
from apps.printers.states import Link
from apps.printers.targets import machine_of

log = logging.getLogger(__name__)
S = RunState

UNCONFIRMED_AFTER_S = 15.0
DENIALS = 3
DENIED_FOR_S = 60.0
"""A start counts as not taken after three looks over a minute: commands wait behind heating."""
GONE_FOR_S = 10.0
"""A print that was seen and is denied this long is gone."""
NEARLY_DONE = 0.99
ASK_AGAIN_S = 60.0
CANCEL_AGAIN_S = 5.0
FRESH = frozenset({S.STARTING, S.UNCONFIRMED})


def conclude(run: PrintRun) -> None:
    """Ask the host for evidence and let the run follow it; looks again later when it is unclear."""
    machine = machine_of(run.printer)
    try:
        if run.started_at is None:
            evidence = machine.evidence(run.remote_path, run.baseline)
        else:
            evidence = machine.outcome(run.remote_path, run.baseline)
    except Unreachable as error:
        unheard(run, str(error))
    except MachineError as error:
        _unclear(run, Evidence(Proof.UNCLEAR, str(error)))
    else:
        apply(run, evidence)


def apply(run: PrintRun, evidence: Evidence) -> None:
    """Let a run follow one finding."""
    match evidence.proof:
        case Proof.PRINTING:
            _is_printing(run, evidence)
        case Proof.PAUSED:
            _is_paused(run, evidence)
        case Proof.FINISHED:
            _through(run, evidence)
            end(run, S.FINISHED, reason=evidence.text)
        case Proof.CANCELLED:
            _through(run, evidence)
            ours = run.cancel_wanted
            cause = None if ours else Cause.CANCELLED_AT_MACHINE
            end(run, S.CANCELLED, cause=cause, reason=evidence.text)
        case Proof.FAILED:
            end(
                run,
                S.FAILED,
                cause=cause_of(evidence.error) if evidence.error else Cause.PRINTER_ERROR,
                error=evidence.error or evidence.text,
                reason=evidence.text,
            )
        case Proof.NOT_STARTED:
            _denied(run, evidence)
        case Proof.UNCLEAR:
            _unclear(run, evidence)


def unheard(run: PrintRun, why: str) -> None:
    """The host did not answer: a fresh start becomes unconfirmed, a silent printer's run lost."""
    if run.state == S.STARTING and _age_s(run) > UNCONFIRMED_AFTER_S:
        move(run, S.UNCONFIRMED, reason=why, next_step_at=clock.after(5))
    elif run.printer.link in {Link.OFFLINE, Link.AUTH_ERROR} and RUN.can(
        RunState(run.state), S.LOST
    ):
        move(run, S.LOST, reason=why, next_step_at=clock.after(30))
    else:
        touch(run, next_step_at=clock.after(_pace_s(run)))


def _is_printing(run: PrintRun, evidence: Evidence) -> None:
    job_ref = (evidence.job_ref or run.job_ref)[:200]
    if run.state in {*FRESH, S.LOST, S.PAUSED, S.RESUMING}:
        move(
            run,
            when_heard(RunState(run.state), S.PRINTING, run.cancel_wanted),
            reason=evidence.text,
            job_ref=job_ref,
            denials=0,
            first_denial_at=None,
            error="",
            next_step_at=clock.after(_ask_again_s(run)),
        )
    else:
        touch(run, denials=0, job_ref=job_ref, next_step_at=clock.after(_ask_again_s(run)))


def _is_paused(run: PrintRun, evidence: Evidence) -> None:
    if run.state in FRESH:
        _is_printing(run, evidence)
    if run.state in {S.PRINTING, S.PAUSING, S.LOST}:
        target = when_heard(RunState(run.state), S.PAUSED, run.cancel_wanted)
        move(run, target, reason=evidence.text)
    else:
        touch(run, denials=0, next_step_at=clock.after(_ask_again_s(run)))


def _denied(run: PrintRun, evidence: Evidence) -> None:
    """One look that knows nothing of our print."""
    first = run.first_denial_at or clock.now()
    touch(
        run,
        denials=run.denials + 1,
        first_denial_at=first,
        next_step_at=clock.after(_pace_s(run)),
    )
    denied_s = (clock.now() - first).total_seconds()
    if run.state in FRESH:
        _denied_start(run, evidence, denied_s)
    elif run.denials >= DENIALS and denied_s >= (GONE_FOR_S if run.started_at else DENIED_FOR_S):
        _gone(run, evidence)


def _denied_start(run: PrintRun, evidence: Evidence, denied_s: float) -> None:
    if run.denials >= DENIALS and denied_s >= DENIED_FOR_S:
        end(
            run,
            S.FAILED,
            cause=Cause.START_NOT_TAKEN,
            error=run.error or evidence.text,
            reason=evidence.text,
        )
    elif run.state == S.STARTING and _age_s(run) > UNCONFIRMED_AFTER_S:
        move(run, S.UNCONFIRMED, reason=evidence.text, next_step_at=clock.after(5))


def _gone(run: PrintRun, evidence: Evidence) -> None:
    """Our print is not there, and the host can not tell how it ended."""
    if run.cancel_wanted:
        end(run, S.CANCELLED, reason=evidence.text)
    elif run.started_at is None:
        end(run, S.FAILED, cause=Cause.START_NOT_TAKEN, error=run.error or evidence.text)
    elif (run.progress or 0) >= NEARLY_DONE:
        end(run, S.FINISHED, reason=_last_seen(evidence.text, run.progress or 0))
    else:
        end(run, S.FAILED, cause=Cause.HOST_RESTARTED, error=evidence.text)


def _last_seen(said: str, progress: float) -> str:
    return gettext_noop("%(said)s; last seen at %(progress)s") % {
        "said": said,
        "progress": f"{progress:.0%}",
    }


def _unclear(run: PrintRun, evidence: Evidence) -> None:
    """Doubt: a fresh start waits for evidence or an operator; a print that was seen is given time."""
    if run.state == S.STARTING and _age_s(run) > UNCONFIRMED_AFTER_S:
        move(run, S.UNCONFIRMED, reason=evidence.text, next_step_at=clock.after(5))
    elif run.started_at is None:
        touch(run, next_step_at=clock.after(_pace_s(run)), error=evidence.text[:500])
    else:
        _denied(run, evidence)


def _through(run: PrintRun, evidence: Evidence) -> None:
    """A short print can be over before it is seen; the table has no way from starting to cancelled."""
    if run.state == S.STARTING and evidence.proof is Proof.CANCELLED:
        move(run, S.UNCONFIRMED, reason=evidence.text)


def _ask_again_s(run: PrintRun) -> float:
    """Looks tell most of what happens to a print; one to be cancelled is asked about soon."""
    return CANCEL_AGAIN_S if run.cancel_wanted else ASK_AGAIN_S


def _age_s(run: PrintRun) -> float:
    return (clock.now() - (run.start_sent_at or run.state_since)).total_seconds()


def _pace_s(run: PrintRun) -> float:
    """Ask often at first, then seldom."""
    age = _age_s(run) if run.state in FRESH else (clock.now() - run.state_since).total_seconds()
    return 1.0 if age < 10 else 3.0 if age < 120 else 15.0
