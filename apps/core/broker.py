"""A Celery broker inside the process: kombu's memory transport, waking its readers instead of polling.

`memory://` looks for messages once per `polling_interval` and returns to the worker only after two seconds, which
is how long a stop then takes. It also loses a message when two threads use a new queue at the same moment.
"""

import threading
from queue import Empty, Queue
from time import monotonic
from typing import Any

from kombu.transport import memory

LOOK_UP_S = 0.25
"""How often an idle worker looks up from its queues, to see that it should stop."""


class Bell:
    """Wakes whoever waits for something newer than what it has heard."""

    def __init__(self) -> None:
        self.rings = 0
        self._condition = threading.Condition()

    def ring(self) -> None:
        with self._condition:
            self.rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, timeout_s: float) -> bool:
        """True as soon as it has rung more than `heard` times, False if it has not within `timeout_s`."""
        with self._condition:
            return self._condition.wait_for(lambda: self.rings > heard, timeout_s)


bell = Bell()


class Channel(memory.Channel):
    """Rings for whatever may let a reader go on: a message, or room for the next one."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        super()._put(queue, message, **kwargs)
        bell.ring()

    def _put_fanout(
        self, exchange: str, message: Any, routing_key: str | None = None, **kwargs: Any
    ) -> None:
        super()._put_fanout(exchange, message, routing_key, **kwargs)
        bell.ring()

    def _queue_for(self, queue: str) -> "Queue[Any]":
        return self.queues.setdefault(queue, Queue())

    def _new_queue(self, queue: str, **kwargs: Any) -> None:
        self._queue_for(queue)

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple)
        bell.ring()

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().basic_reject(delivery_tag, requeue)
        bell.ring()


class Transport(memory.Transport):
    """Forgets what it holds when the process ends: for tasks that are nudges, not records."""

    Channel = Channel
    default_connection_params: dict[str, Any] = {}

    def drain_events(  # type: ignore[override]
        self, connection: Any, timeout: float | None = None
    ) -> None:
        """Deliver one message. Raises TimeoutError after `LOOK_UP_S`, or after `timeout` if that is shorter."""
        deadline = monotonic() + min(timeout or LOOK_UP_S, LOOK_UP_S)
        while True:
            heard = bell.rings
            try:
                self.cycle.get(self._deliver)  # type: ignore[union-attr]
                return
            except Empty:
                if not bell.wait(heard, deadline - monotonic()):
                    raise TimeoutError from None
