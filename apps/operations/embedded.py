"""The whole farm in one process: web, live feed, worker and timetable on one data directory."""

import fcntl
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from apps.dispatch.lease import release_all
from apps.operations.parts import Beat, Worker
from apps.operations.supervisor import Part, Supervisor

log = logging.getLogger(__name__)

GRACE_S = 2.0
SWITCH_S = 0.001
"""How long a computing thread may keep the event loop waiting for Python's lock (default: 5 ms)."""


def prepare() -> TextIO:
    """Take the data directory and bring its tables up to date; returns the held lock.

    Raises CommandError when another farm runs on it. The kernel frees the lock after a kill.
    """
    data: Path = settings.DATA_DIR
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "farm.lock").open("w")
    except OSError as error:
        raise CommandError(f"FARM_DATA={data} can not be used: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"another farm runs on {data}") from None
    call_command("migrate", verbosity=0, interactive=False)
    release_all()
    return lock


def serve(
    host: str, port: int, *, parts: Sequence[Part] = (), ready: Callable[[], None] | None = None
) -> int:
    """Run until asked to end; returns the exit code: 0 asked, 1 a part kept breaking.

    `parts` run beside worker and beat. Raises CommandError when the port is taken.
    """
    make_server = import_string(settings.SERVER)  # installs Twisted's reactor: not before
    supervisor = Supervisor([Worker(), Beat(), *parts], give_up=lambda: stop(server))
    server = make_server(host, port, ready=lambda: _begin(supervisor, ready))
    sys.setswitchinterval(SWITCH_S)
    server.run()
    if not server.listening_addresses:
        raise CommandError(f"port {port} on {host} is taken; choose another one with --port")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    clean = supervisor.stop(GRACE_S)
    log.info("ended%s", "" if clean else "; unfinished work is found again at the next start")
    return 1 if supervisor.failed else 0


def leave(code: int) -> None:
    """End the process now: threads can not be killed and would else be waited for without limit."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def stop_all() -> None:
    """End the farm of this process from one of its own parts."""
    os.kill(os.getpid(), signal.SIGTERM)


def stop(server: Any) -> None:
    """End the server from another thread."""
    from twisted.internet import reactor  # noqa: PLC0415

    reactor.callFromThread(server.stop)


def _begin(supervisor: Supervisor, ready: Callable[[], None] | None) -> None:
    supervisor.start()
    if ready:
        ready()
