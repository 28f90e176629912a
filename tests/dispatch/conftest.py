"""A farm whose machines are scripted and whose clock stands still."""

from datetime import UTC, datetime

import pytest
import time_machine

from apps.dispatch import progress
from apps.telemetry import samples
from tests.dispatch.rig import Rig
from tests.machine import Machines

START = datetime(2030, 5, 6, 8, tzinfo=UTC)


@pytest.fixture
def machines(monkeypatch: pytest.MonkeyPatch) -> Machines:
    """Every conversation with a printer goes to a scripted machine."""
    found = Machines()
    monkeypatch.setattr("apps.printers.targets.Machine", found)
    monkeypatch.setattr(samples, "_last", {})
    return found


@pytest.fixture
def rig(db: None, machines: Machines, time_machine: time_machine.TimeMachineFixture) -> Rig:
    """A farm without printers."""
    time_machine.move_to(START, tick=False)
    return Rig(machines, time_machine)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Row ids come again in the next test; what was remembered of files by them does not hold."""
    progress.layer_starts.cache_clear()
    progress.estimated_s.cache_clear()
