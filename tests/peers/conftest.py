"""Real hosts for the tests of this folder, one of each kind for a test module."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.peers import moonraker as moonraker_host
from tests.peers import octoprint as octoprint_host
from tests.peers import prusalink as prusalink_host
from tests.peers.peer import BringUpError, Peer
from tests.requirements import need

HERE = Path(__file__).parent
START_AND_TEST_S = 600
"""The first start on a machine also makes the host's environment."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, before tests are chosen by their marks."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.peers)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(START_AND_TEST_S))


@pytest.fixture(scope="module")
def octoprint() -> Iterator[Peer]:
    """An operational OctoPrint."""
    yield from _brought_up(octoprint_host.octoprint())


@pytest.fixture(scope="module")
def moonraker() -> Iterator[Peer]:
    """A Moonraker with a ready printer."""
    yield from _brought_up(moonraker_host.moonraker())


@pytest.fixture(scope="module")
def prusalink() -> Iterator[Peer]:
    """A PrusaLink with an idle printer."""
    yield from _brought_up(prusalink_host.prusalink())


def _brought_up(host: AbstractContextManager[Peer]) -> Iterator[Peer]:
    with ExitStack() as stack:
        try:
            peer = stack.enter_context(host)
        except BringUpError as error:
            need("peers", str(error))
        yield peer
