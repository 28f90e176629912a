"""The next step of a run, whatever state it is in; safe to call at any time, twice, and after a crash."""

import logging
from collections.abc import Callable

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wording import gettext_noop
from apps.dispatch import commanding, concluding, steps
from apps.dispatch.lease import leased
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.printers.states import Link

log = logging.getLogger(__name__)
S = RunState

LEASE_S = 60.0
TRANSFER_LEASE_S = 600.0
STEPS = {
    S.ASSIGNED: steps.check,
    S.CHECKING: steps.check,
    S.STAGED: steps.start,
    S.STARTING: concluding.conclude,
    S.UNCONFIRMED: concluding.conclude,
    S.PRINTING: concluding.conclude,
    S.PAUSED: concluding.conclude,
    S.PAUSING: commanding.command,
    S.RESUMING: commanding.command,
    S.CANCELLING: commanding.command,
    S.LOST: concluding.conclude,
    S.WRITTEN_OFF: concluding.conclude,
}
DEAF = frozenset({Link.OFFLINE, Link.AUTH_ERROR})


def step(run_id: int) -> None:
    """Do the one step that is due; a run that somebody else moves meanwhile is left to them."""
    with leased(run_id, LEASE_S) as run:
        if run is None or run.state not in STEPS:
            return
        if run.printer.link in DEAF and run.state not in {S.ASSIGNED, S.CHECKING}:
            concluding.unheard(run, gettext_noop("the printer does not answer"))
            return
        _do(run, STEPS[RunState(run.state)])


def transfer(run_id: int) -> None:
    """Send the file of a run; for the transfer queue, since it may take minutes."""
    with leased(run_id, TRANSFER_LEASE_S) as run:
        if run is not None and run.state == S.TRANSFERRING and _is_due(run):
            _do(run, steps.transfer)


def _do(run: PrintRun, what: Callable[[PrintRun], None]) -> None:
    try:
        what(run)
    except Conflict as error:
        log.info("run %s: %s", run.pk, error.message)


def _is_due(run: PrintRun) -> bool:
    return run.next_step_at is None or run.next_step_at <= clock.now()
