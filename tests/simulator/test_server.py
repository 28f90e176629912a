"""The process: one per directory, same ports again, quick to end."""

import json
import signal
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from apps.simulator.fleet import Options, make_specs
from apps.simulator.server import options_from
from tests.simulator.process import Starter


def status_of(entry: dict[str, Any], path: str) -> int:
    request = urllib.request.Request(entry["url"] + path)
    request.add_header("X-Api-Key", entry["api_key"])
    with urllib.request.urlopen(request, timeout=5) as answer:
        return int(answer.status)


def test_every_kind_listens_as_printers_json_says(starter: Starter) -> None:
    starter.up("--printers", "4")
    entries = starter.entries()
    assert [entry["name"] for entry in entries] == ["OCT-01", "VOR-01", "MK3-01", "OCT-02"]
    paths = {"octoprint": "/api/job", "moonraker": "/server/info", "prusalink": "/api/v1/status"}
    assert [status_of(entry, paths[entry["kind"]]) for entry in entries] == [200] * 4
    with urllib.request.urlopen(entries[0]["control_url"], timeout=5) as answer:
        assert json.load(answer)["name"] == "OCT-01"


def test_a_second_start_on_the_directory_is_told_so(starter: Starter) -> None:
    first = starter.up("--printers", "1")
    second = starter.start("--printers", "1")
    _, errors = second.communicate(timeout=10)
    assert second.returncode == 1
    assert errors.startswith(f"already running: pid {first.pid} since ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_and_ports_stay(
    starter: Starter, number: signal.Signals
) -> None:
    process = starter.up("--printers", "3", "--faults")
    before = starter.entries()
    asked = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - asked < 1.5
    starter.up("--printers", "3")
    assert starter.entries() == before


def test_after_a_kill_it_starts_again(starter: Starter) -> None:
    process = starter.up("--printers", "1")
    process.kill()
    process.communicate()
    starter.up("--printers", "1")


@pytest.mark.parametrize(
    "wrong", [("--printers", "0"), ("--speed", "0"), ("--speed", "fast"), ("--what",)]
)
def test_bad_options_are_refused(starter: Starter, wrong: tuple[str, ...]) -> None:
    process = starter.start(*wrong)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert wrong[0] in errors


def test_options_ignore_what_is_not_theirs(tmp_path: Path) -> None:
    options = Options(tmp_path)
    arguments = {name: getattr(options, name) for name in Options.__slots__}
    assert options_from({**arguments, "verbosity": 1}) == options


def test_a_seed_decides_names_and_keys() -> None:
    assert make_specs(9, seed=1) == make_specs(9, seed=1)
    assert make_specs(1, seed=1)[0].api_key != make_specs(1, seed=2)[0].api_key
    assert len({spec.name for spec in make_specs(30, seed=1)}) == 30
