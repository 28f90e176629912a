"""`manage.py simulate_printers` takes the same options."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.simulator.fleet import Options
from apps.simulator.management.commands import simulate_printers


def test_the_command_runs_what_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Options] = []

    def run(options: Options) -> int:
        asked.append(options)
        return 0

    monkeypatch.setattr(simulate_printers, "run", run)
    call_command("simulate_printers", data=tmp_path, printers=9, speed=60.0, faults=True)
    assert asked == [Options(tmp_path, printers=9, speed=60.0, faults=True)]


def test_a_failed_start_is_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate_printers, "run", lambda _: 1)
    with pytest.raises(SystemExit, match="1"):
        call_command("simulate_printers", data=tmp_path)


def test_bad_options_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="at least 1"):
        call_command("simulate_printers", "--data", str(tmp_path), "--printers", "0")
