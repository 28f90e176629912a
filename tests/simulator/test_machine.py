"""A print from start to end on a moved clock."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.simulator.job import Manners, NotNowError, Phase, PrintFile, PrintJob, Result
from apps.simulator.machine import Machine
from apps.simulator.toolpath import read_toolpath
from tests.simulator.rig import HEATED, SHORT, Clock

MANNERS = Manners(park_s=2, unpark_s=3, cancel_s=4, finish_s=5)


class Stage:
    def __init__(self, tmp_path: Path, manners: Manners = MANNERS, speed: float = 1.0) -> None:
        self.told: list[str] = []
        self.clock = Clock()
        self.tmp_path = tmp_path
        self.machine = Machine(
            self.clock, self.clock, speed=speed, manners=manners, journal=self._tell
        )

    def _tell(self, event: str, _job: PrintJob, _message: str) -> None:
        self.told.append(event)

    def file(self, content: bytes = SHORT, name: str = "a.gcode") -> PrintFile:
        path = self.tmp_path / name
        path.write_bytes(content)
        return PrintFile(name, "sha", read_toolpath(path))

    def after(self, seconds: float) -> Machine:
        self.clock.pass_by(seconds)
        self.machine.advance()
        return self.machine


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_a_print_runs_to_its_end_and_counts_a_good_part(stage: Stage) -> None:
    stage.machine.start(stage.file())
    assert stage.after(27).phase is Phase.PRINTING
    assert stage.after(2).phase is Phase.FINISHING
    assert stage.after(5).phase is Phase.IDLE
    assert stage.machine.outcome is not None
    assert stage.machine.outcome.result is Result.FINISHED
    assert stage.machine.good_parts == {"a.gcode": 1}
    assert stage.told == ["start", "finish"]


def test_one_long_look_away_reaches_the_same_end(stage: Stage) -> None:
    stage.machine.start(stage.file())
    machine = stage.after(10_000)
    assert machine.phase is Phase.IDLE
    assert machine.good_parts.total() == 1


def test_speed_multiplies(tmp_path: Path) -> None:
    stage = Stage(tmp_path, speed=10)
    stage.machine.start(stage.file())
    assert stage.after(2.7).phase is Phase.PRINTING
    assert stage.after(0.8).phase is Phase.IDLE


def test_position_stands_while_heating(stage: Stage) -> None:
    stage.machine.start(stage.file(HEATED))
    machine = stage.after(30)
    assert machine.job is not None
    assert (machine.job.offset, machine.job.waiting) == (0, machine.nozzle)
    assert machine.nozzle.actual == pytest.approx(112)
    assert stage.after(35).job.offset > 0  # type: ignore[union-attr]


def test_pause_and_resume_take_time_and_keep_the_position(stage: Stage) -> None:
    stage.machine.start(stage.file())
    stage.after(12)
    stage.machine.pause()
    assert stage.after(0).phase is Phase.PAUSING
    assert stage.after(2).phase is Phase.PAUSED
    assert stage.machine.job is not None
    moved = stage.machine.job.moved_s
    assert stage.after(500).job.moved_s == moved  # type: ignore[union-attr]
    stage.machine.resume()
    assert stage.after(0).phase is Phase.RESUMING
    assert stage.after(3).phase is Phase.PRINTING
    assert stage.after(30).good_parts.total() == 1
    assert stage.told == ["start", "pause", "resume", "finish"]


def test_a_cancel_waits_behind_heating_where_waits_block(stage: Stage) -> None:
    stage.machine.start(stage.file(HEATED))
    stage.after(10)
    stage.machine.cancel()
    assert stage.after(40).phase is Phase.CANCELLING
    assert stage.after(20).phase is Phase.IDLE
    assert stage.machine.outcome is not None
    assert stage.machine.outcome.result is Result.CANCELLED
    assert stage.machine.nozzle.target == 0


def test_a_cancel_is_heard_while_heating_where_waits_do_not_block(tmp_path: Path) -> None:
    stage = Stage(tmp_path, Manners(cancel_s=4, waits_block=False))
    stage.machine.start(stage.file(HEATED))
    stage.after(10)
    stage.machine.cancel()
    assert stage.after(4.5).phase is Phase.IDLE


def test_an_error_ends_the_print_and_bars_the_next_until_recovery(stage: Stage) -> None:
    stage.machine.start(stage.file())
    stage.after(5)
    stage.machine.fail("MAXTEMP")
    assert stage.machine.phase is Phase.IDLE
    with pytest.raises(NotNowError, match="MAXTEMP"):
        stage.machine.start(stage.file())
    stage.machine.recover()
    stage.machine.start(stage.file())
    assert stage.told == ["start", "error", "start"]
    assert stage.machine.good_parts.total() == 0


def test_a_swallowed_start_is_accepted_and_does_nothing_once(stage: Stage) -> None:
    stage.machine.swallow_next_start = True
    stage.machine.start(stage.file())
    assert (stage.machine.phase, stage.machine.starts.total()) == (Phase.IDLE, 0)
    stage.machine.start(stage.file())
    assert stage.machine.starts == {"a.gcode": 1}


def test_a_filament_change_in_the_file_pauses(stage: Stage) -> None:
    stage.machine.start(stage.file(b"G1 X10 F600\nM600\nG1 X20\n"))
    assert stage.after(10).phase is Phase.PAUSED
    assert stage.machine.attention == "filament_change"
    stage.machine.resume()
    assert stage.after(20).good_parts.total() == 1


def test_power_loss_leaves_no_trace_on_the_machine(stage: Stage) -> None:
    stage.machine.start(stage.file())
    stage.after(5)
    stage.machine.vanish()
    assert (stage.machine.job, stage.machine.outcome, stage.machine.error) == (None, None, "")


def test_an_empty_file_ends_at_once(stage: Stage) -> None:
    stage.machine.start(stage.file(b""))
    assert stage.after(6).good_parts.total() == 1


COMMANDS: dict[str, tuple[Callable[[Machine], None], set[Phase]]] = {
    "pause": (Machine.pause, {Phase.PRINTING}),
    "resume": (Machine.resume, {Phase.PAUSED}),
    "cancel": (Machine.cancel, set(Phase) - {Phase.IDLE}),
}


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("name", COMMANDS)
def test_commands_are_taken_in_their_phases_only(stage: Stage, phase: Phase, name: str) -> None:
    command, allowed = COMMANDS[name]
    if phase is not Phase.IDLE:
        stage.machine.start(stage.file())
        stage.machine.phase = phase
    if phase in allowed:
        command(stage.machine)
    else:
        with pytest.raises(NotNowError):
            command(stage.machine)
