"""Child processes of the tests: started in a session of their own, always ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.peers.peer import POLL_S, BringUpError

STOP_S = 5.0
LAST_WORDS = 800
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Child:
    """A started program and the file that holds what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    def await_ready(self, ready: Callable[[], bool], timeout_s: float) -> None:
        """Returns once `ready`; raises BringUpError if the child ends before, or too late."""
        deadline = time.monotonic() + timeout_s
        while not _answered(ready):
            if self.process.poll() is not None:
                raise BringUpError(f"{self._name} ended at once: {self._last_words}")
            if time.monotonic() > deadline:
                raise BringUpError(f"{self._name} not ready in {timeout_s} s: {self._last_words}")
            time.sleep(POLL_S)

    @property
    def _name(self) -> str:
        return self.log.stem

    @property
    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-LAST_WORDS:].strip()


@contextmanager
def running(name: str, command: Sequence[str], folder: Path) -> Iterator[Child]:
    """A child in `folder` that can import the tests; it and its own children end on leaving."""
    log = folder / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield Child(process, log)
    finally:
        _stop(process)


def _answered(ready: Callable[[], bool]) -> bool:
    """False also while a starting host answers nothing, nonsense or an error."""
    try:
        return ready()
    except (requests.RequestException, OSError, LookupError, TypeError, ValueError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
