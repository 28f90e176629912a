"""The farm in a box, as a newcomer runs it: to the end, through kills, and away without a trace."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.farm.process import ROOT, starts_by_file
from tests.services import Service, free_ports

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420), pytest.mark.xdist_group("demo")]
SMALL = ["--printers", "3", "--jobs", "4", "--speed", "100"]


class Demo:
    """`manage.py demo` with its own data directory."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self._environment = data, environment
        self.port = free_ports(1)[0]

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", "demo", "--data", str(self.data)]
        return subprocess.Popen(
            [*command, "--port", str(self.port), *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen[str], timeout_s: float = 240) -> str:
        """Wait for a good end; returns what it said."""
        said, _ = process.communicate(timeout=timeout_s)
        assert process.returncode == 0, said
        return said

    @property
    def log(self) -> Path:
        return self.data / "simulators" / "prints.jsonl"

    def events(self, name: str) -> int:
        if not self.log.exists():
            return 0
        return sum(json.loads(line)["event"] == name for line in self.log.read_text().splitlines())

    def simulator_runs(self) -> bool:
        return any(str(self.data / "simulators") in arguments for _pid, arguments in processes())

    def end_all(self) -> None:
        """Whatever a failed test left running on this data directory."""
        for pid, arguments in processes():
            if str(self.data) in arguments:
                os.kill(pid, signal.SIGKILL)


def processes() -> Iterator[tuple[int, str]]:
    """Every process but this one, with its arguments."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            arguments = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if int(folder.name) != os.getpid():
                yield int(folder.name), arguments


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    made = Demo(tmp_path / "demo")
    yield made
    made.end_all()


def test_until_done_prints_every_job_and_leaves_nothing_running(demo: Demo) -> None:
    said = demo.finish(demo.start("--until-done", *SMALL))
    assert "completed 4" in said
    assert set(starts_by_file(demo.log).values()) == {1}
    assert not demo.simulator_runs()


def test_interrupted_it_ends_cleanly_and_leaves_nothing_running(demo: Demo) -> None:
    process = demo.start(*SMALL)
    wait_for(lambda: demo.events("start") > 0, process)
    process.send_signal(signal.SIGINT)
    demo.finish(process, timeout_s=20)
    assert not demo.simulator_runs()


@pytest.mark.chaos
def test_killed_again_and_again_it_completes_every_job_with_one_start_each(demo: Demo) -> None:
    for _ in range(3):
        process = demo.start("--until-done", *SMALL)
        before = demo.events("upload")
        wait_for(lambda: demo.events("upload") > before, process)  # noqa: B023
        process.kill()
        process.communicate()
        assert demo.simulator_runs()
    said = demo.finish(demo.start("--until-done", *SMALL))
    assert "completed 4" in said
    starts = starts_by_file(demo.log)
    assert set(starts.values()) == {1}
    assert demo.events("finish") == len(starts)


@pytest.mark.services
def test_the_same_on_postgresql_and_redis_with_processes_of_their_own(
    tmp_path: Path, postgresql: Service, redis_server: Service
) -> None:
    demo = Demo(
        tmp_path / "demo",
        FARM_DATABASE_URL=postgresql.url,
        FARM_BROKER_URL=f"redis://127.0.0.1:{redis_server.port}/1",
        FARM_CHANNELS_URL=f"redis://127.0.0.1:{redis_server.port}/2",
    )
    said = demo.finish(demo.start("--until-done", *SMALL))
    assert "completed 4" in said
    assert set(starts_by_file(demo.log).values()) == {1}
    assert not demo.simulator_runs()


def wait_for(
    condition: Callable[[], bool], process: subprocess.Popen[str], timeout_s: float = 90
) -> None:
    """Wait until it is so, while the process lives."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.1)
