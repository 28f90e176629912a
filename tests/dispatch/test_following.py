"""What a look means for a run, for every state, and what silence means."""

import pytest

from apps.dispatch.following import Next, after_answer, after_silence, when_heard
from apps.dispatch.states import BEFORE_START, HOLDS_ITS_PRINTER, RUN, RunState
from apps.printers.port import Activity, Snapshot
from apps.printers.states import Link

S = RunState
OURS = "pf-1-abc.gcode"
NOT_YET = BEFORE_START | {S.STARTING, S.UNCONFIRMED}


def look(activity: Activity, file: str | None = OURS, settled: bool = True) -> Snapshot:
    return Snapshot(activity=activity, remote_file=file, settled=settled)


@pytest.mark.parametrize("activity", list(Activity))
@pytest.mark.parametrize("state", sorted(NOT_YET))
def test_no_look_moves_a_run_whose_start_is_not_proved(state: RunState, activity: Activity) -> None:
    assert after_answer(state, OURS, look(activity)).what is Next.NOTHING


@pytest.mark.parametrize(
    ("state", "activity", "what", "target"),
    [
        (S.PRINTING, Activity.PRINTING, Next.PROGRESS, None),
        (S.PRINTING, Activity.PAUSED, Next.MOVE, S.PAUSED),
        (S.PRINTING, Activity.ATTENTION, Next.MOVE, S.PAUSED),
        (S.PRINTING, Activity.BUSY, Next.PROGRESS, None),
        (S.PRINTING, Activity.IDLE, Next.CONCLUDE, None),
        (S.PRINTING, Activity.FINISHED, Next.CONCLUDE, None),
        (S.PRINTING, Activity.ERROR, Next.CONCLUDE, None),
        (S.PAUSING, Activity.PRINTING, Next.PROGRESS, None),
        (S.PAUSING, Activity.PAUSED, Next.MOVE, S.PAUSED),
        (S.PAUSED, Activity.PAUSED, Next.PROGRESS, None),
        (S.PAUSED, Activity.PRINTING, Next.MOVE, S.PRINTING),
        (S.RESUMING, Activity.PAUSED, Next.PROGRESS, None),
        (S.RESUMING, Activity.PRINTING, Next.MOVE, S.PRINTING),
        (S.CANCELLING, Activity.PRINTING, Next.PROGRESS, None),
        (S.CANCELLING, Activity.IDLE, Next.CONCLUDE, None),
        (S.LOST, Activity.PRINTING, Next.MOVE, S.PRINTING),
        (S.LOST, Activity.PAUSED, Next.MOVE, S.PAUSED),
        (S.LOST, Activity.FINISHED, Next.CONCLUDE, None),
        (S.WRITTEN_OFF, Activity.PRINTING, Next.CONCLUDE, None),
        (S.WRITTEN_OFF, Activity.IDLE, Next.CONCLUDE, None),
    ],
)
def test_what_an_answer_means(
    state: RunState, activity: Activity, what: Next, target: RunState | None
) -> None:
    step = after_answer(state, OURS, look(activity))
    assert (step.what, step.target) == (what, target)


@pytest.mark.parametrize("state", sorted(HOLDS_ITS_PRINTER - NOT_YET))
@pytest.mark.parametrize("file", [None, "another.gcode"])
def test_a_print_that_is_not_ours_asks_how_ours_ended(state: RunState, file: str | None) -> None:
    assert after_answer(state, OURS, look(Activity.PRINTING, file)).what is Next.CONCLUDE


@pytest.mark.parametrize("state", sorted(HOLDS_ITS_PRINTER))
def test_a_host_that_just_came_up_tells_nothing(state: RunState) -> None:
    assert after_answer(state, OURS, look(Activity.IDLE, None, settled=False)).what is Next.NOTHING


def test_a_run_without_a_path_takes_no_file_for_its_own() -> None:
    assert after_answer(S.PRINTING, "", look(Activity.PRINTING, "")).what is Next.CONCLUDE


@pytest.mark.parametrize("link", [Link.OFFLINE, Link.AUTH_ERROR])
@pytest.mark.parametrize("state", sorted(HOLDS_ITS_PRINTER))
def test_silence_sends_a_run_away_before_its_start_and_loses_it_after(
    state: RunState, link: Link
) -> None:
    step = after_silence(state, link)
    if state in BEFORE_START:
        assert step.what is Next.LEAVE
    elif RUN.can(state, S.LOST):
        assert (step.what, step.target) == (Next.MOVE, S.LOST)
    else:
        assert step.what is Next.NOTHING


@pytest.mark.parametrize("link", [Link.ONLINE, Link.LATE, Link.NEVER_SEEN])
def test_a_missed_answer_alone_means_nothing(link: Link) -> None:
    for state in HOLDS_ITS_PRINTER:
        assert after_silence(state, link).what is Next.NOTHING


def test_every_move_is_in_the_table() -> None:
    for state in HOLDS_ITS_PRINTER:
        for activity in Activity:
            step = after_answer(state, OURS, look(activity))
            assert step.target is None or RUN.can(state, step.target)


def test_a_lost_print_that_was_cancelled_is_cancelled_when_heard() -> None:
    assert when_heard(S.LOST, S.PRINTING, True) is S.CANCELLING
    assert when_heard(S.LOST, S.PRINTING, False) is S.PRINTING
    assert when_heard(S.PAUSED, S.PRINTING, True) is S.PRINTING
