"""Directs the demo beside the farm: seeds it, helps at the printers, tells how far it is, knows when it is done."""

import logging
import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.db import close_old_connections

from apps.jobs.models import Job
from apps.jobs.states import OPEN, JobState
from apps.operations.demo import operator, seeding, tables
from apps.operations.demo.options import Options

log = logging.getLogger(__name__)

PACE_S = 0.5
SAY_EVERY_S = 3.0
REFILL_BELOW = 4
END_S = 30.0


class Director:
    """A part of the farm's process (or of the process that watches the others)."""

    name = "demo"

    def __init__(
        self, options: Options, machines: list[dict[str, Any]], end: Callable[[], None]
    ) -> None:
        self._options, self._machines, self._end = options, machines, end
        self._stopped = threading.Event()
        self._began = monotonic()
        self._said = 0.0
        self.jobs: list[int] = []

    def seed(self) -> None:
        """Printers and jobs; jobs of an unfinished start go on."""
        seeding.seed_farm(self._machines)
        self.jobs = seeding.seed_jobs(self._machines, self._options.jobs)

    def run(self) -> None:
        """Direct until stopped, or until every job is done where that was asked for."""
        while not self._stopped.wait(PACE_S):
            close_old_connections()
            if self._options.operator:
                operator.make_round()
            self._tell()
            if self._options.until_done and self._is_over():
                self._end()
                self._stopped.wait(END_S)
                return
            if not self._options.until_done:
                self._refill()

    def stop(self) -> None:
        """End at the next beat."""
        self._stopped.set()

    def close(self) -> int:
        """Print the closing table; returns the exit code."""
        say(tables.closing_table(self.jobs, monotonic() - self._began))
        states = set(Job.objects.filter(pk__in=self.jobs).values_list("state", flat=True))
        return 0 if states == {JobState.COMPLETED} else 1

    def _is_over(self) -> bool:
        """Every job has ended, or waits for a person who does not come."""
        jobs = Job.objects.filter(pk__in=self.jobs, state__in=OPEN)
        return not jobs.exclude(state=JobState.HELD, in_flight=0).exists()

    def _tell(self) -> None:
        now = monotonic()
        if self._options.until_done and now - self._said >= SAY_EVERY_S:
            self._said = now
            say(tables.live_line(self.jobs, now - self._began))

    def _refill(self) -> None:
        """Keep a demo that stays up alive."""
        if Job.objects.filter(state__in=OPEN).count() < REFILL_BELOW:
            seeding.seed_more_jobs(self._machines, self._options.jobs)


def say(text: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
