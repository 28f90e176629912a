"""One asyncio loop per process, in a thread of its own, for work that waits for many machines at once."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_starting = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def run(work: Coroutine[Any, Any, T], timeout_s: float | None = None) -> T:
    """Run `work` on the loop of this process and wait for it; from any thread but the loop's own."""
    return submit(work).result(timeout_s)


def submit(work: Coroutine[Any, Any, T]) -> "Future[T]":
    """Hand `work` to the loop of this process and come back at once."""
    return asyncio.run_coroutine_threadsafe(work, loop())


def loop() -> asyncio.AbstractEventLoop:
    """Made at first use and looked up by process id: a thread does not survive a fork."""
    with _starting:
        found = _loops.get(os.getpid())
        if found is None:
            found = _loops[os.getpid()] = asyncio.new_event_loop()
            threading.Thread(target=found.run_forever, name="aio", daemon=True).start()
        return found
