"""What one look at a machine means for the run it holds."""

from dataclasses import dataclass
from enum import StrEnum

from apps.core.wording import gettext_noop
from apps.dispatch.states import BEFORE_START, RunState
from apps.printers.port import Activity, Snapshot
from apps.printers.states import Link

S = RunState


class Next(StrEnum):
    """What to do with a run after a look."""

    NOTHING = "nothing"
    PROGRESS = "progress"
    MOVE = "move"
    CONCLUDE = "conclude"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One decision; `target` belongs to MOVE."""

    what: Next
    target: RunState | None = None
    reason: str = ""


NOTHING = Step(Next.NOTHING)
PROGRESS = Step(Next.PROGRESS)
SEEN_PRINTING = {
    S.PRINTING: PROGRESS,
    S.PAUSING: PROGRESS,
    S.CANCELLING: PROGRESS,
    S.PAUSED: Step(Next.MOVE, S.PRINTING, gettext_noop("goes on, resumed at the machine")),
    S.RESUMING: Step(Next.MOVE, S.PRINTING, gettext_noop("goes on")),
    S.LOST: Step(Next.MOVE, S.PRINTING, gettext_noop("heard again, prints our file")),
}
SEEN_PAUSED = {
    S.PAUSED: PROGRESS,
    S.RESUMING: PROGRESS,
    S.CANCELLING: PROGRESS,
    S.PAUSING: Step(Next.MOVE, S.PAUSED, gettext_noop("paused")),
    S.PRINTING: Step(Next.MOVE, S.PAUSED, gettext_noop("paused at the machine")),
    S.LOST: Step(Next.MOVE, S.PAUSED, gettext_noop("heard again, paused")),
}
LOSABLE = frozenset({S.UNCONFIRMED, S.PRINTING, S.PAUSING, S.PAUSED, S.RESUMING, S.CANCELLING})


def after_answer(state: RunState, remote_path: str, snapshot: Snapshot) -> Step:
    """What an answer means: progress, a move, or a closer look for how the print ended."""
    if state in BEFORE_START or state in {S.STARTING, S.UNCONFIRMED}:
        return NOTHING
    ours = bool(remote_path) and snapshot.remote_file == remote_path
    if not snapshot.settled:
        return NOTHING
    if ours and snapshot.activity is Activity.PRINTING:
        return SEEN_PRINTING.get(state, Step(Next.CONCLUDE))
    if ours and snapshot.activity in {Activity.PAUSED, Activity.ATTENTION}:
        return SEEN_PAUSED.get(state, Step(Next.CONCLUDE))
    if ours and snapshot.activity is Activity.BUSY:
        return PROGRESS
    return Step(Next.CONCLUDE)


def when_heard(state: RunState, target: RunState, cancel_wanted: bool) -> RunState:
    """Where a print that is seen again goes: one that was cancelled while lost is cancelled now."""
    return S.CANCELLING if state is S.LOST and cancel_wanted else target


def after_silence(state: RunState, link: Link) -> Step:
    """What a missing answer means: before the start a run leaves a dead printer at once."""
    if link not in {Link.OFFLINE, Link.AUTH_ERROR}:
        return NOTHING
    if state in BEFORE_START:
        return Step(Next.LEAVE, reason=gettext_noop("the printer is not reachable"))
    if state in LOSABLE:
        return Step(Next.MOVE, S.LOST, gettext_noop("the printer does not answer any more"))
    return NOTHING
