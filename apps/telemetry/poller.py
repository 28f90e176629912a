"""Asks many machines at once on the kept loop; each is asked by one question at a time."""

import atexit
import logging
import os
import threading
from collections.abc import Mapping
from concurrent.futures import Future, wait

from apps.core import aio
from apps.printers.gateway import look_at
from apps.printers.port import MachineError
from apps.printers.wire import Session, Target, open_session
from apps.telemetry.looks import Look, answered, failed

log = logging.getLogger(__name__)

CLOSE_S = 2.0


class Poller:
    """The questions under way in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[int, Future[Look]] = {}
        self._session: Session | None = None

    def ask(self, targets: Mapping[int, Target]) -> None:
        """Ask those that are not being asked already; comes back at once."""
        with self._lock:
            for printer_id, target in targets.items():
                if printer_id not in self._asked:
                    self._asked[printer_id] = aio.submit(self._look(printer_id, target))

    def collect(self, timeout_s: float) -> list[Look]:
        """The answers that are there, waiting `timeout_s` for more; silent machines cost nobody else time."""
        with self._lock:
            under_way = list(self._asked.values())
        wait(under_way, timeout=timeout_s)
        with self._lock:
            done = {key: future for key, future in self._asked.items() if future.done()}
            for key in done:
                del self._asked[key]
        return [future.result() for future in done.values()]

    async def _look(self, printer_id: int, target: Target) -> Look:
        if self._session is None:
            self._session = session = open_session()
            atexit.register(lambda: aio.run(session.close(), CLOSE_S))
        try:
            return answered(printer_id, await look_at(target, self._session))
        except MachineError as error:
            return failed(printer_id, error)
        except Exception as error:
            log.exception("printer %s: the look broke", printer_id)
            return failed(printer_id, MachineError(f"{type(error).__name__}: {error}"))


_pollers: dict[int, Poller] = {}


def poller() -> Poller:
    """The poller of this process; a loop does not survive a fork."""
    return _pollers.setdefault(os.getpid(), Poller())
