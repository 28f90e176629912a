"""Simulated printers on a clock that only the test moves."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from apps.simulator.faults import Faults
from apps.simulator.fleet import BUILDERS, MANNERS, make_specs
from apps.simulator.log import PrintLog
from apps.simulator.machine import Machine
from apps.simulator.printer import Printer
from apps.simulator.shelf import Shelf, ToolpathCache
from apps.simulator.spec import Kind

BRACKET = Path(__file__).parent.parent / "data" / "ps_bracket_ender3_petg.gcode"
SHORT = b"M83\nG90\nG28\nM104 S40\nG1 X0 Y0 F6000\nG1 X100 Y0 E5 F600\nG1 X0 Y0 E5 F600\nM104 S0\n"
"""8 s of homing and 20 s of moves, no waiting for heat."""
HEATED = b"M109 S202\nG1 X100 E5 F600\n"
"""60 s of heating, then 10 s of moving."""


@dataclass(slots=True)
class Clock:
    """Seconds that pass when the test says so."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@dataclass(slots=True)
class Bench:
    """One printer of a kind with a client for its interface."""

    printer: Printer
    client: "TestClient[Any, Any]"
    clock: Clock
    auth: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.auth = {"X-Api-Key": self.printer.spec.api_key}

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        """Status, and the body: JSON where it is JSON, else text."""
        headers = {**self.auth, **more.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, **more) as answer:
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, await answer.text()

    def pass_by(self, seconds: float) -> None:
        self.clock.pass_by(seconds)
        self.printer.machine.advance()


def make_bench(kind: Kind, root: Path) -> Bench:
    """Not yet listening: enter `bench.client`."""
    clock = Clock()
    spec = next(spec for spec in make_specs(3, seed=0) if spec.kind is kind)
    machine = Machine(clock, wall=clock, manners=MANNERS[kind])
    shelf = Shelf(root / spec.name, ToolpathCache())
    printer = Printer(spec, machine, shelf, PrintLog(root / "prints.jsonl"), Faults(clock))
    return Bench(printer, TestClient(TestServer(BUILDERS[kind](printer))), clock)
