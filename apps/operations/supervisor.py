"""Keeps the parts of the embedded farm running, and ends them."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from apps.core import stopping

log = logging.getLogger(__name__)


class Part(Protocol):
    """One long-running thing; `run` comes back only after `stop`, or broken."""

    name: str

    def run(self) -> None: ...

    def stop(self) -> None: ...


@dataclass
class Supervisor:
    """Runs each part in a thread, and again after a pause when it ends uncalled.

    A part that ends `patience` times within `window_s` is beyond us: `give_up` is called once, and whoever started
    the process (systemd, compose) tries with a new one.
    """

    parts: Sequence[Part]
    give_up: Callable[[], None]
    patience: int = 5
    window_s: float = 60.0
    pause_s: float = 1.0
    failed: str | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self._threads = [
            threading.Thread(target=self._keep, args=[p], name=p.name, daemon=True)
            for p in self.parts
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, grace_s: float) -> bool:
        """Ask every part to end; True if all did within `grace_s`."""
        stopping.asked.set()
        for part in self.parts:
            part.stop()
        deadline = monotonic() + grace_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _keep(self, part: Part) -> None:
        ends: deque[float] = deque(maxlen=self.patience)
        while not stopping.asked.is_set():
            try:
                part.run()
            except Exception:
                log.exception("%s broke", part.name)
            if stopping.asked.is_set():
                return
            ends.append(monotonic())
            if len(ends) == self.patience and ends[-1] - ends[0] < self.window_s:
                log.critical(
                    "%s ended %d times within %d s", part.name, self.patience, self.window_s
                )
                self.failed = part.name
                self.give_up()
                return
            log.error("%s ended; starting it again", part.name)
            stopping.asked.wait(self.pause_s)
