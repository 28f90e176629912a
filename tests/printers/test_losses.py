"""A lost connection is told in a sentence, whichever library lost it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from apps.core import aio
from apps.printers.gateway import Machine, look_at
from apps.printers.losses import reason_of
from apps.printers.port import Kind, Unreachable
from apps.printers.wire import Target, open_session
from tests.services import free_ports


@contextmanager
def host(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A host that does one thing with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    answer(connection)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def both(url: str) -> set[str]:
    """What the blocking and the looking side say about this host."""
    target = Target(Kind.OCTOPRINT, url)

    async def look() -> None:
        async with open_session() as session:
            await look_at(target, session)

    said = set()
    for ask in (Machine(target).look, lambda: aio.run(look())):
        with pytest.raises(Unreachable) as lost:
            ask()
        said.add(str(lost.value))
    return said


def test_nobody_listens() -> None:
    refused = "The connection was refused: nothing listens at this address."
    assert both(f"http://127.0.0.1:{free_ports(1)[0]}") == {refused}


def test_no_http() -> None:
    with host(lambda peer: peer.sendall(b"Not found\n")) as url:
        assert both(url) == {"What answers here does not speak HTTP."}


def test_cut_off() -> None:
    with host(lambda peer: peer.close()) as url:
        assert both(url) == {"The connection was cut off in the middle."}


def test_an_unknown_loss_is_told_by_its_name() -> None:
    assert reason_of(ValueError("odd")) == "ValueError: odd"
    assert reason_of(ValueError()) == "ValueError"


def test_a_reason_far_below_is_found() -> None:
    outer = OSError("wrapped")
    outer.__cause__ = TimeoutError("slow")
    assert reason_of(outer) == "No answer in time."
