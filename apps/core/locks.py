"""One at a time: a lock of PostgreSQL where there is one, of the process in the embedded mode."""

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_process: dict[str, threading.Lock] = {}
_making = threading.Lock()


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Yield True to one holder of `name` at a time, False to everybody else; never waits.

    On PostgreSQL the lock is of the session (advisory), so that it ends with the connection;
    elsewhere it is of this process, of which a data directory has only one.
    """
    if connection.vendor == "postgresql":
        with _advisory(zlib.crc32(name.encode())) as mine:
            yield mine
        return
    with _making:
        lock = _process.setdefault(name, threading.Lock())
    mine = lock.acquire(blocking=False)
    try:
        yield mine
    finally:
        if mine:
            lock.release()


@contextmanager
def _advisory(key: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
