"""A farm as an operator starts it: processes of its own, on a data directory of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.services import free_ports

ROOT = Path(__file__).parents[2]
START_S = 90.0


@dataclass
class Farm:
    """The embedded farm, its shell commands, and its REST interface as an administrator."""

    data: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=lambda: free_ports(1)[0])
    token: str = ""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self) -> None:
        """Start it and come back when it answers."""
        with (self.data / "farm.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "farm", "--port", str(self.port)],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._until_it_answers()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Signal it and wait; returns its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            return process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def log_in(self) -> None:
        """Make an administrator and a token for the calls below."""
        made = self.manage("shell", "-v0", "-c", TOKEN)
        self.token = made.stdout.split()[-1]

    def get(self, path: str) -> Any:
        """The parsed answer of a GET below /api/v1/."""
        return self._call("GET", path)

    def post(self, path: str, **content: Any) -> Any:
        """The parsed answer of a POST below /api/v1/; keywords as for `requests`."""
        return self._call("POST", path, **content)

    def log(self) -> str:
        """What its processes wrote."""
        return (self.data / "farm.log").read_text(errors="replace")

    def _call(self, method: str, path: str, **content: Any) -> Any:
        reply = requests.request(
            method,
            f"{self.url}/api/v1/{path}",
            headers={"Authorization": f"Token {self.token}"},
            timeout=20,
            **content,
        )
        assert reply.ok, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json() if reply.content else None

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "FARM_DATA": str(self.data), "FARM_POLL_S": "0.5", **self.environment}

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.url}/healthz", timeout=2).ok:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the farm does not answer:\n{self.log()}")


TOKEN = """
from django.contrib.auth.models import User
from apps.accounts.roles import Role
from apps.accounts.services import give_role, issue_token
user, _ = User.objects.get_or_create(username="tester")
give_role(user, Role.ADMINISTRATOR)
print(issue_token(user, "test", Role.ADMINISTRATOR)[1])
"""


@contextlib.contextmanager
def running_farm(data: Path, **environment: str) -> Iterator[Farm]:
    """A farm with the basics, running, and ended at the end."""
    farm = Farm(data, environment)
    farm.manage("migrate", "-v0")
    farm.manage("bootstrap", "--username", "admin", "--password", "a-long-enough-one")
    farm.log_in()
    farm.start()
    try:
        yield farm
    finally:
        farm.end()


def starts_by_file(log: Path) -> dict[str, int]:
    """How often each remote file was started, from the simulators' append-only log."""
    counts: dict[str, int] = {}
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "start":
            key = f"{event['printer']}/{event['file']}"
            counts[key] = counts.get(key, 0) + 1
    return counts
