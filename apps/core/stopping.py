"""Whether this process has been asked to end; long work looks here between two steps."""

import threading

from apps.core.errors import Unavailable

asked = threading.Event()


def check() -> None:
    """Raise Unavailable once the process should end; the reconcile finds the work again."""
    if asked.is_set():
        raise Unavailable("the farm is shutting down", code="SHUTTING_DOWN")
