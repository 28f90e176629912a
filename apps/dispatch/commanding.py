"""Pause, resume and cancel on the machine: asked for, then awaited until a look shows them."""

import logging

from apps.core import clock
from apps.core.wording import gettext_noop
from apps.dispatch.concluding import conclude
from apps.dispatch.models import PrintRun
from apps.dispatch.moves import move, touch
from apps.dispatch.states import RunState
from apps.printers.port import MachineError, Rejected, Unreachable
from apps.printers.targets import machine_of

log = logging.getLogger(__name__)
S = RunState

WINDOW_S = {S.PAUSING: 120.0, S.RESUMING: 300.0}
"""How long a command may wait behind a blocking one before it counts as not taken."""
CANCEL_AGAIN_S = 20.0


def command(run: PrintRun) -> None:
    """Send the command of the run's in-between state once, then look whether it came about."""
    if run.command_sent_at is None:
        _send(run)
        _not_followed(run)
        return
    waited_s = (clock.now() - run.command_sent_at).total_seconds()
    if run.state == S.CANCELLING and waited_s > CANCEL_AGAIN_S:
        _send(run)
        return
    conclude(run)
    _not_followed(run)


def _not_followed(run: PrintRun) -> None:
    """A pause or resume that nothing shows after its window was not taken."""
    if run.state in WINDOW_S and _waiting_s(run) > WINDOW_S[RunState(run.state)]:
        back = S.PRINTING if run.state == S.PAUSING else S.PAUSED
        move(run, back, reason=gettext_noop("the machine did not follow the command"))


def _send(run: PrintRun) -> None:
    touch(run, command_sent_at=clock.now(), next_step_at=clock.after(1))
    machine, job_ref = machine_of(run.printer), run.job_ref or None
    try:
        match run.state:
            case S.PAUSING:
                machine.pause(job_ref)
            case S.RESUMING:
                machine.resume(job_ref)
            case S.CANCELLING:
                _cancel(run)
    except Rejected as error:
        log.info("run %s: %s refused: %s", run.pk, run.state, error)
        touch(run, error=str(error)[:500])
        conclude(run)
    except Unreachable as error:
        # It may have been heard: what a look shows decides, and only a cancel is sent again.
        touch(run, error=str(error)[:500])
    except MachineError as error:
        touch(run, error=str(error)[:500], command_sent_at=None, next_step_at=clock.after(3))


def _cancel(run: PrintRun) -> None:
    """Only a look that shows our own file lets the cancel out: never another print's."""
    machine = machine_of(run.printer)
    snapshot = machine.look()
    if snapshot.remote_file == run.remote_path:
        machine.cancel(run.job_ref or snapshot.job_ref)
    else:
        conclude(run)


def _waiting_s(run: PrintRun) -> float:
    return (clock.now() - run.state_since).total_seconds()
