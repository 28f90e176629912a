"""What keeps runs going when tasks are lost: the sweep, leases, clean-up, progress."""

from datetime import timedelta

import pytest

from apps.core import clock, stopping
from apps.core.errors import Unavailable
from apps.dispatch import budget, cleanup, progress, stepping, sweeping
from apps.dispatch.lease import leased, release_all
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.printers.port import Activity, Busy, Snapshot
from tests.builders import a_gcode, a_run
from tests.dispatch.rig import Rig

pytestmark = pytest.mark.django_db
S = RunState
SETTLED = {S.PRINTING, S.PAUSED, S.WRITTEN_OFF}


@pytest.mark.parametrize("state", list(RunState))
def test_a_run_without_a_time_for_its_next_step_is_due_unless_it_waits_for_looks(
    state: RunState,
) -> None:
    run = a_run(state=state)
    due = [number for number, _ in sweeping.due_runs()]
    over = {S.REJECTED, S.FINISHED, S.FAILED, S.CANCELLED}
    assert (run.pk in due) is (state not in SETTLED | over)


@pytest.mark.parametrize("state", [S.ASSIGNED, S.STARTING, S.PRINTING])
def test_a_run_is_due_when_its_time_has_come_and_nobody_works_on_it(
    rig: Rig, state: RunState
) -> None:
    run = a_run(state=state, next_step_at=clock.after(10))
    assert sweeping.due_runs() == []
    rig.clock.shift(10)
    assert sweeping.due_runs() == [(run.pk, state)]
    with leased(run.pk, 30):
        assert sweeping.due_runs() == []
    assert sweeping.sweep() == 1


def test_two_workers_never_step_the_same_run(rig: Rig) -> None:
    run = rig.run()
    with leased(run.pk, 60) as mine:
        assert mine == run
        with leased(run.pk, 60) as other:
            assert other is None
        assert rig.step(run) == S.ASSIGNED
    assert rig.step(run) == S.TRANSFERRING


def test_a_lease_of_a_dead_worker_runs_out_or_is_forgotten(rig: Rig) -> None:
    run = rig.run()
    PrintRun.objects.filter(pk=run.pk).update(leased_until=clock.after(60))
    assert rig.step(run) == S.ASSIGNED
    rig.clock.shift(61)
    assert rig.step(run) == S.TRANSFERRING
    PrintRun.objects.filter(pk=run.pk).update(leased_until=clock.after(600))
    assert release_all() == 1
    assert rig.step(run) == S.STAGED


def test_a_worker_whose_lease_ran_out_does_not_end_the_one_of_its_successor(rig: Rig) -> None:
    run = rig.run()
    with leased(run.pk, 10):
        rig.clock.shift(11)
        with leased(run.pk, 10) as successor:
            assert successor is not None
            lease = PrintRun.objects.get(pk=run.pk).leased_until
        PrintRun.objects.filter(pk=run.pk).update(leased_until=lease)
    assert PrintRun.objects.get(pk=run.pk).leased_until == lease


@pytest.mark.parametrize("state", [S.REJECTED, S.FINISHED, S.FAILED, S.CANCELLED])
def test_a_step_of_a_run_that_has_ended_does_nothing(rig: Rig, state: RunState) -> None:
    run = a_run(state=state)
    stepping.step(run.pk)
    stepping.transfer(run.pk)
    assert rig.machine(run.printer).calls == []


def test_a_transfer_stops_with_the_farm_and_goes_on_after_it(rig: Rig) -> None:
    run = rig.run()
    rig.until(run, S.TRANSFERRING)
    stopping.asked.set()
    try:
        with pytest.raises(Unavailable):
            rig.step(run)
    finally:
        stopping.asked.clear()
    assert rig.step(run) == S.STAGED


def test_no_more_transfers_at_once_than_allowed() -> None:
    with budget.transfers(1) as first:
        with budget.transfers(1) as second:
            assert (first, second) == (True, False)
        with budget.transfers(2) as other:
            assert other
    with budget.transfers(1) as again:
        assert again


def test_clean_up_comes_again_later_each_time_and_gives_up(rig: Rig) -> None:
    run = a_run(state=S.FINISHED, remote_path="ours.gcode", cleanup_due_at=clock.now())
    machine = rig.machine(run.printer)
    machine.files["ours.gcode"] = 1
    machine.fails["delete"] = [Busy("Printing.")] * 99
    waits = []
    for _ in range(cleanup.TRIES):
        cleanup.clean_up(run.pk)
        run.refresh_from_db()
        if run.cleanup_due_at is not None:
            waits.append(run.cleanup_due_at - clock.now())
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(hours=1)
    assert run.cleanup_due_at is None
    assert sweeping.leftovers() == []


def test_the_file_of_a_run_on_the_machine_is_never_deleted(rig: Rig) -> None:
    run = a_run(state=S.PRINTING, remote_path="ours.gcode", cleanup_due_at=clock.now())
    cleanup.clean_up(run.pk)
    assert rig.machine(run.printer).calls == []


def test_a_run_that_sent_nothing_has_nothing_to_clean(rig: Rig) -> None:
    run = rig.run()
    run.printer.slots.update(material=None)
    assert rig.step(run) == S.REJECTED
    assert run.cleanup_due_at is None


def test_the_layer_comes_from_the_position_in_the_file() -> None:
    offsets = [[100, 0.2], [500, 0.4], [900, 0.6]]
    gcode = a_gcode(metadata={"layer_offsets": offsets, "estimated_s": 1000})
    told = [
        progress.columns(gcode.pk, 1000, Snapshot(activity=Activity.PRINTING, file_position=at))
        for at in (0, 100, 600, 1000)
    ]
    assert [one["layer"] for one in told] == [0, 1, 2, 3]
    assert [one["layers"] for one in told] == [3] * 4
    assert [one["progress"] for one in told] == [0, 0.1, 0.6, 1.0]
    assert told[2]["remaining_s"] == 400


def test_the_hosts_own_figures_go_first_and_nothing_is_made_up() -> None:
    gcode = a_gcode(metadata={"layer_offsets": [], "estimated_s": None})
    own = Snapshot(
        activity=Activity.PRINTING, progress=0.5, remaining_s=60, elapsed_s=50, layer=7, layers=9
    )
    assert progress.columns(gcode.pk, 1000, own) == {
        "progress": 0.5,
        "remaining_s": 60,
        "elapsed_s": 50,
        "layer": 7,
        "layers": 9,
    }
    assert progress.columns(gcode.pk, 1000, Snapshot(activity=Activity.PRINTING)) == {}
