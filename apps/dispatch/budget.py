"""How many transfers may run at once in this process: a stop or a cancel always finds a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_running = 0


@contextmanager
def transfers(limit: int) -> Iterator[bool]:
    """Yield whether one more transfer may begin."""
    global _running  # noqa: PLW0603  (one counter for the process, under its lock)
    with _lock:
        allowed = _running < limit
        _running += allowed
    try:
        yield allowed
    finally:
        with _lock:
            _running -= allowed
