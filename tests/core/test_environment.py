"""A wrong setting is named at start; a farm without any setting starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from pytest_django import Settings

from apps.core import checks
from apps.core.nudging import nudge
from apps.core.stopping import asked, check
from printfarm.environment import database


def python(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A Python of its own whose environment holds no setting but these."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("FARM_")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project.BASE_DIR,
        env={**plain, "FARM_DATA": str(data), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_wrong_variable_is_named_at_once(tmp_path: Path) -> None:
    wrong = {
        "FARM_POLL_S": "-1",
        "FARM_MAX_UPLOAD_MB": "big",
        "FARM_LANGUAGE": "klingon",
        "FARM_TIME_ZONE": "Mars/Olympus",
        "FARM_LOG_LEVEL": "LOUD",
        "FARM_HTTPS": "perhaps",
        "FARM_TRANSFERS": "0",
        "FARM_ENCRYPTION_KEYS": "short",
        "FARM_DATABASE_URL": "the usual one",
    }
    done = python(tmp_path, "manage.py", "check", **wrong)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    for name in wrong:
        assert name in done.stderr, name
    assert "core.E001" in done.stderr
    assert "core.E002" in done.stderr


def test_without_any_setting_all_is_well_and_secrets_are_kept_private(tmp_path: Path) -> None:
    loaded = "from printfarm import settings; print(settings.ENVIRONMENT_ERRORS)"
    done = python(tmp_path, "-c", loaded)
    assert (done.returncode, done.stdout.strip()) == (0, "{}"), done.stderr
    for name in ("secret.key", "encryption.key"):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
        assert (tmp_path / name).read_text()


def test_servers_named_in_part_are_a_warning(settings: Settings) -> None:
    names = ("database_url", "broker_url", "channels_url")
    for given, warned in ((0, False), (1, True), (2, True), (3, False)):
        settings.VALUES = {name: "x" if i < given else "" for i, name in enumerate(names)}
        found = checks.servers_come_together(None)
        assert bool(found) is warned
        if warned:
            assert found[0].id == "core.W001"
            assert "FARM_CHANNELS_URL" in found[0].msg


def test_sqlite_keeps_every_marker_and_postgresql_gets_a_pool() -> None:
    embedded = database("", Path("farm.sqlite3"))
    assert embedded["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in embedded["OPTIONS"]["init_command"]
    server = database("postgresql://farm@db/farm", Path("unused"))
    assert server["NAME"] == "farm"
    assert server["OPTIONS"]["pool"]["max_size"] > 1


def test_the_tests_run_on_the_farms_own_sqlite() -> None:
    if not project.VALUES["database_url"]:
        assert project.DATABASES["default"]["ENGINE"] == "apps.core.sqlite"


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_loses_a_nudge_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr("apps.core.nudging.current_app.send_task", away)
    nudge("apps.events.tasks.relay")
    assert "the sweep will find the work" in caplog.text


def test_long_work_ends_when_the_farm_stops() -> None:
    check()
    asked.set()
    try:
        with pytest.raises(Exception, match="shutting down"):
            check()
    finally:
        asked.clear()
