"""What all commands of the farm have in common."""

import logging
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, get_commands

from apps.core import clock
from apps.core.errors import Refused
from apps.events.models import OutboxEvent
from apps.operations.console import FarmCommand, table, told
from apps.operations.management.commands import relay_events
from apps.telemetry.models import Sample
from tests.builders import a_printer
from tests.operations.conftest import Run

OURS = sorted(name for name, app in get_commands().items() if app == "apps.operations")
READ_BY_SCRIPTS = {
    "add_printer",
    "analyse_gcode",
    "doctor",
    "export_printers",
    "queue",
    "reprint",
    "submit_job",
    "test_printer",
    "why",
}


def command(name: str) -> Any:
    return import_module(f"apps.operations.management.commands.{name}").Command()


@pytest.mark.parametrize("name", OURS)
def test_every_command_says_what_it_does(name: str) -> None:
    one = command(name)
    assert one.help.endswith(".")
    assert one.help in " ".join(one.create_parser("manage.py", name).format_help().split())


@pytest.mark.parametrize("name", sorted(READ_BY_SCRIPTS))
def test_what_scripts_read_comes_as_json(name: str) -> None:
    assert "--json" in command(name).create_parser("manage.py", name).format_help()


@pytest.mark.parametrize(
    "arguments", [["pause", "x"], ["why"], ["reprint", "1", "--quantity", "0"]]
)
def test_arguments_that_make_no_sense_are_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command(arguments[0]).run_from_argv(["manage.py", *arguments])
    lines = capsys.readouterr().err.strip().splitlines()
    assert (ended.value.code, len(lines)) == (2, 1)
    assert lines[0].startswith(f"{arguments[0]}: ")


@pytest.mark.slow
def test_a_refusal_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "analyse_gcode", str(tmp_path / "none.gcode")],
        capture_output=True,
        text=True,
        check=False,
        cwd=settings.BASE_DIR,
    )
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)


@pytest.mark.django_db
def test_a_database_that_fails_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    class Broken(FarmCommand):
        def run(self, **options: Any) -> None:
            raise OperationalError("no such table: printers_printer")

    with pytest.raises(CommandError, match="doctor"):
        Broken().handle()


def test_every_fault_is_told() -> None:
    error = Refused("first", errors={"a": ["first"], "b": ["second"]})
    assert told(error) == "first (a: first; b: second)"
    assert told(Refused("only", errors={"a": ["only"]})) == "only"


def test_columns_line_up() -> None:
    shown = table(("n", "name"), [(1, "long name"), (20, None)])
    assert shown.splitlines() == [" n  name", " 1  long name", "20  -"]


def test_waiting_events_are_delivered(run: Run) -> None:
    OutboxEvent.objects.create(name="JobQueued", payload={"job": 1})
    assert run("relay_events", "--once") == "1 events delivered\n"
    assert OutboxEvent.objects.get().sequence == 1


def test_the_relay_goes_on_after_a_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopped, calls = threading.Event(), []

    def relay() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the database went away")
        stopped.set()
        return 0

    monkeypatch.setattr(relay_events, "relay_once", relay)
    monkeypatch.setattr(relay_events, "close_old_connections", lambda: None)
    monkeypatch.setattr(relay_events, "PACE_S", 0.0)
    with caplog.at_level(logging.ERROR):
        relay_events.loop(stopped)
    assert len(calls) == 2
    assert "tries again" in caplog.text


def test_old_samples_are_forgotten(run: Run) -> None:
    from datetime import timedelta

    printer = a_printer()
    old = clock.now() - timedelta(days=settings.TELEMETRY_DAYS + 1)
    Sample.objects.create(printer=printer, at=old)
    Sample.objects.create(printer=printer, at=clock.now())
    assert run("prune_telemetry").startswith("1 samples")
    assert Sample.objects.count() == 1
