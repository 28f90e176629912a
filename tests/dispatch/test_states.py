"""The table of a run: every pair of states, and what must never lead where."""

from itertools import product

import pytest

from apps.core.errors import Conflict
from apps.dispatch.models import STATES, PrintRun, RunHistory
from apps.dispatch.moves import move, touch
from apps.dispatch.states import (
    BEFORE_START,
    COUNTS_IN_FLIGHT,
    HOLDS_ITS_PRINTER,
    ON_THE_MACHINE,
    RUN,
    RunState,
)
from apps.events.models import OutboxEvent
from tests.builders import TESTER, a_run
from tests.dispatch.rig import events

S = RunState
PAIRS = list(product(RunState, RunState))


@pytest.fixture
def run(db: None) -> PrintRun:
    return a_run()


@pytest.mark.parametrize(("source", "target"), PAIRS, ids=lambda state: str(state))
def test_every_pair_of_states(run: PrintRun, source: RunState, target: RunState) -> None:
    PrintRun.objects.filter(pk=run.pk).update(state=source)
    run.refresh_from_db()
    if RUN.can(source, target):
        move(run, target, reason="because", actor=TESTER)
        row = RunHistory.objects.get(run=run)
        assert (row.source, row.target, row.reason, row.actor) == (
            source,
            target,
            "because",
            "tester",
        )
        assert events("RunMoved")[-1]["target"] == target
    else:
        with pytest.raises(Conflict) as refusal:
            move(run, target)
        assert refusal.value.code == "ILLEGAL_MOVE"
        assert not RunHistory.objects.exists()
        assert not OutboxEvent.objects.exists()
    run.refresh_from_db()
    assert run.state == (target if RUN.can(source, target) else source)


def reachable(start: RunState) -> set[RunState]:
    found, todo = {start}, [start]
    while todo:
        fresh = RUN.table[todo.pop()] - found
        found |= fresh
        todo += fresh
    return found


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    assert reachable(S.ASSIGNED) == set(RunState)
    for state in RunState:
        assert any(RUN.is_final(end) for end in reachable(state)), state


def test_the_start_is_reached_from_one_state_and_never_again() -> None:
    assert [state for state in RunState if RUN.can(state, S.STARTING)] == [S.STAGED]
    assert not reachable(S.STARTING) & BEFORE_START


def test_before_the_start_there_is_no_doubt_and_after_it_no_rejection() -> None:
    for state in BEFORE_START:
        assert not RUN.table[state] & {S.UNCONFIRMED, S.LOST, S.WRITTEN_OFF}
    for state in ON_THE_MACHINE | {S.STARTING, S.UNCONFIRMED, S.LOST, S.WRITTEN_OFF}:
        assert not RUN.can(state, S.REJECTED)


def test_what_holds_a_printer_and_what_counts() -> None:
    over = {S.REJECTED, S.FINISHED, S.FAILED, S.CANCELLED}
    assert set(RunState) - over == HOLDS_ITS_PRINTER
    assert {S.WRITTEN_OFF} == HOLDS_ITS_PRINTER - COUNTS_IN_FLIGHT
    assert RUN.table[S.WRITTEN_OFF] == {S.FINISHED, S.FAILED, S.CANCELLED}


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(RunState)


def test_the_second_mover_loses(run: PrintRun) -> None:
    other = PrintRun.objects.get(pk=run.pk)
    move(run, S.CHECKING)
    with pytest.raises(Conflict) as refusal:
        move(other, S.CANCELLED)
    assert refusal.value.code == "RUN_MOVED"
    assert RunHistory.objects.filter(run=run).count() == 1
    with pytest.raises(Conflict):
        touch(other, progress=0.5)


def test_a_move_leaves_no_deadline_of_the_state_before(run: PrintRun) -> None:
    touch(run, command_sent_at=run.state_since, next_step_at=run.state_since)
    move(run, S.CHECKING)
    row = PrintRun.objects.get(pk=run.pk)
    assert (row.command_sent_at, row.next_step_at, row.deadline_at) == (None, None, None)
