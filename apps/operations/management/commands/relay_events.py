"""`manage.py relay_events`: deliver what waits in the outbox."""

import logging
import signal
import threading
from typing import Any

from django.core.management import CommandParser
from django.db import close_old_connections

from apps.events.relay import relay_once
from apps.operations.console import FarmCommand

log = logging.getLogger(__name__)

PACE_S = 0.5


class Command(FarmCommand):
    """One relay works at a time; on SQLite let the farm's own process do it."""

    help = "Number and deliver waiting events until stopped; --once ends when none is left."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")

    def run(self, **options: Any) -> None:
        if options["once"]:
            self.say(f"{_relay_all()} events delivered")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        loop(stopped)


def loop(stopped: threading.Event) -> None:
    """Relay until `stopped`; what breaks is logged and tried again."""
    while not stopped.wait(PACE_S):
        close_old_connections()
        try:
            _relay_all()
        except Exception:
            log.exception("the relay broke and tries again")


def _relay_all() -> int:
    total = 0
    while delivered := relay_once():
        total += delivered
        if delivered < 500:
            break
    return total
