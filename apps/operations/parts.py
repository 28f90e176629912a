"""Celery's worker and beat as parts of one process."""

from typing import Any

from celery import Celery, Task, current_app
from celery.beat import Service
from celery.worker import WorkController, state

QUEUES = "control,transfer,poll,slow"


def _app() -> "Celery[Task[Any, Any]]":
    """The app itself: other threads do not see what the proxy stands for in this one."""
    found: Celery[Task[Any, Any]] = current_app._get_current_object()  # type: ignore[attr-defined]
    return found


class Worker:
    """One worker on all queues, with more threads than the farm has slow things to do at once.

    Only one per process: a worker's choice of queues is kept on the Celery app, so the last of two
    wins for both. Threads are made on demand, so a generous number costs nothing.
    """

    name = "worker"

    def __init__(self, *, queues: str = QUEUES, threads: int = 64) -> None:
        self._queues, self._threads = queues, threads

    def run(self) -> None:
        """Work until stopped."""
        state.should_stop = None
        WorkController(
            app=_app(),
            hostname="worker@farm",
            pool_cls="threads",
            concurrency=self._threads,
            queues=self._queues,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        ).start()

    def stop(self) -> None:
        """What Celery's own SIGTERM handler sets; the worker sees it at its next look-up."""
        state.should_stop = 0  # type: ignore[assignment]


class Beat:
    """The timetable. Kept in memory: what is due is decided by the tables, not by a schedule file."""

    name = "beat"

    def __init__(self) -> None:
        self._service: Service | None = None

    def run(self) -> None:
        """Send what is due until stopped."""
        app = _app()
        self._service = Service(app, scheduler_cls=app.conf.beat_scheduler)
        self._service.start()

    def stop(self) -> None:
        """End at the next look-up."""
        if self._service:
            self._service.stop()
