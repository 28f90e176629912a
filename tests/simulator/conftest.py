"""One bench for each kind of printer."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from apps.simulator.spec import Kind
from tests.simulator.process import Starter
from tests.simulator.rig import Bench, make_bench


@pytest_asyncio.fixture
async def octoprint(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = make_bench(Kind.OCTOPRINT, tmp_path)
    async with bench.client:
        yield bench
    bench.printer.log.close()


@pytest_asyncio.fixture
async def moonraker(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = make_bench(Kind.MOONRAKER, tmp_path)
    async with bench.client:
        yield bench
    bench.printer.log.close()


@pytest_asyncio.fixture
async def prusalink(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = make_bench(Kind.PRUSALINK, tmp_path)
    async with bench.client:
        yield bench
    bench.printer.log.close()


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Starter]:
    starter = Starter(tmp_path / "farm")
    yield starter
    starter.end()
