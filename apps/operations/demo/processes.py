"""The farm as separate processes: web, worker and timetable, as compose runs them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import CommandError

from apps.operations.parts import QUEUES

START_S = 60.0
END_S = 10.0


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What is run, by name."""
    celery = ["-m", "celery", "-A", "printfarm"]
    return {
        "web": ["-m", "printfarm.server", "--host", host, "--port", str(port)],
        "worker": [*celery, "worker", "-P", "threads", "-c", "32", "-Q", QUEUES, "-l", "WARNING"],
        "beat": [*celery, "beat", "-l", "WARNING"],
    }


@contextmanager
def running(host: str, port: int) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start all three, wait until the web answers, and end them by their process ids.

    From here on a SIGTERM ends this process like Ctrl-C, so that it leaves none of them behind.
    """
    _check_port(host, port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(host, port).items():
            with (settings.DATA_DIR / f"{name}.log").open("ab") as log:
                started[name] = subprocess.Popen(  # noqa: S603  (our own modules, no shell)
                    [sys.executable, *command],
                    cwd=settings.BASE_DIR,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        _wait(f"http://{host}:{port}/healthz", started)
        yield started
    finally:
        _end(started)


def _check_port(host: str, port: int) -> None:
    """Somebody else's answer must not be taken for ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            message = f"port {port} on {host} is taken; choose another one with --port"
            raise CommandError(message) from None


def _wait(url: str, started: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        ended = [name for name, process in started.items() if process.poll() is not None]
        if ended:
            break
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  (our own address)
            return
        time.sleep(0.2)
    else:
        ended = list(started)
    raise CommandError(f"{', '.join(ended)} did not come up; see the logs in {settings.DATA_DIR}")


def _end(started: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in started.values():
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    for process in started.values():
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
