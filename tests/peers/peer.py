"""A real host under test as a test sees it, with the means to wait for it."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

T = TypeVar("T")
POLL_S = 0.1


class BringUpError(Exception):
    """A host cannot run here; the text says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A running host; `control` injects a fault in the words of its stand-in machine."""

    kind: str
    url: str
    api_key: str
    control: Callable[..., Any]

    def get(self, path: str) -> Any:
        """The parsed JSON of a GET with the key; raises errors of requests, also for a status."""
        reply = requests.get(self.url + path, headers={"X-Api-Key": self.api_key}, timeout=5)
        reply.raise_for_status()
        return reply.json()


def until(condition: Callable[[], T], timeout_s: float) -> T:
    """The first true value of `condition`; AssertionError tells the last one at the deadline."""
    return awaited(condition, bool, timeout_s)


def awaited(look: Callable[[], T], accepted: Callable[[T], bool], timeout_s: float) -> T:
    """The first value of `look` that is accepted; AssertionError as with `until`."""
    deadline = time.monotonic() + timeout_s
    while not accepted(value := look()):
        assert time.monotonic() < deadline, f"still {value!r} after {timeout_s} s"
        time.sleep(POLL_S)
    return value


def free_port() -> int:
    """A port of the loopback interface on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
