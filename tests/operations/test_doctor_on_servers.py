"""The doctor of a farm on PostgreSQL, Redis and RabbitMQ."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings

from tests.services import Service, free_ports

pytestmark = [
    pytest.mark.slow,
    pytest.mark.services,
    pytest.mark.xdist_group("services"),
]


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def results(environment: dict[str, str]) -> dict[str, Any]:
    answer = json.loads(manage(environment, "doctor", "--json").stdout)
    return {check["name"]: check["result"] for check in answer["checks"]}


@pytest.fixture
def environment(
    postgresql: Service, redis_server: Service, rabbitmq: Service, tmp_path: Path
) -> dict[str, str]:
    return {
        "FARM_DATA": str(tmp_path),
        "FARM_DATABASE_URL": postgresql.url,
        "FARM_BROKER_URL": rabbitmq.url,
        "FARM_CHANNELS_URL": redis_server.url,
    }


def test_a_farm_on_servers_is_well(environment: dict[str, str]) -> None:
    migrated = manage(environment, "migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    found = results(environment)
    assert "failed" not in found.values()
    assert {"database", "broker", "channel layer", "cache", "clock is right"} <= set(found)


def test_servers_that_are_away_are_named_soon(tmp_path: Path) -> None:
    nobody = free_ports(1)[0]
    began = monotonic()
    found = results(
        {
            "FARM_DATA": str(tmp_path),
            "FARM_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{nobody}/postgres",
            "FARM_BROKER_URL": f"amqp://guest:guest@127.0.0.1:{nobody}//",
            "FARM_CHANNELS_URL": f"redis://127.0.0.1:{nobody}/0",
        }
    )
    failed = {name for name, result in found.items() if result == "failed"}
    assert failed == {"database", "migrations", "broker", "channel layer", "cache"}
    assert monotonic() - began < 30
