"""Makes the printers of a fleet and gives each its port, again the same after a restart."""

import asyncio
import json
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from apps.simulator.job import Manners
from apps.simulator.listening import Listener
from apps.simulator.log import PrintLog
from apps.simulator.machine import Machine
from apps.simulator.moonraker import build_moonraker
from apps.simulator.octoprint import build_octoprint
from apps.simulator.printer import Printer
from apps.simulator.prusalink import build_prusalink
from apps.simulator.shelf import Shelf, ToolpathCache
from apps.simulator.spec import LOADED, MODELS, Kind, Spec

BUILDERS: dict[Kind, Callable[[Printer], web.Application]] = {
    Kind.OCTOPRINT: build_octoprint,
    Kind.MOONRAKER: build_moonraker,
    Kind.PRUSALINK: build_prusalink,
}
MANNERS = {
    Kind.OCTOPRINT: Manners(park_s=1.0, unpark_s=1.0, cancel_s=1.0, finish_s=1.0),
    Kind.MOONRAKER: Manners(park_s=0.3, unpark_s=0.5, cancel_s=0.5, finish_s=0.0),
    Kind.PRUSALINK: Manners(
        park_s=5.0, unpark_s=20.0, cancel_s=10.0, finish_s=15.0, waits_block=False
    ),
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a fleet is to be; `base_port` 0 takes free ports."""

    data: Path
    printers: int = 6
    speed: float = 1.0
    seed: int = 0
    base_port: int = 0
    host: str = "127.0.0.1"
    faults: bool = False


@dataclass(slots=True)
class Member:
    """One printer with its place on the network."""

    printer: Printer
    listener: Listener

    def entry(self, control_root: str) -> dict[str, Any]:
        """What `printers.json` says about it."""
        spec = self.printer.spec
        return {
            "name": spec.name,
            "kind": str(spec.kind),
            "url": self.listener.url,
            "api_key": spec.api_key,
            "model": spec.model.name,
            "bed_width_mm": spec.model.bed_width_mm,
            "bed_depth_mm": spec.model.bed_depth_mm,
            "height_mm": spec.model.height_mm,
            "nozzle_mm": spec.model.nozzle_mm,
            "material": spec.material,
            "colour": spec.colour,
            "flavour": spec.model.flavour,
            "control_url": f"{control_root}/printers/{spec.name}",
        }


def make_specs(count: int, seed: int) -> list[Spec]:
    """Printers of the three kinds in turn, the same ones for the same seed."""
    random_keys = random.Random(seed)
    kinds = list(Kind)
    return [
        _spec(kinds[index % len(kinds)], index // len(kinds), random_keys.randbytes(16).hex())
        for index in range(count)
    ]


def _spec(kind: Kind, number: int, api_key: str) -> Spec:
    model = MODELS[kind]
    material, colour = LOADED[number % len(LOADED)]
    return Spec(f"{model.prefix}-{number + 1:02}", kind, model, api_key, material, colour)


def make_printer(spec: Spec, options: Options, toolpaths: ToolpathCache, log: PrintLog) -> Printer:
    machine = Machine(time.monotonic, time.time, speed=options.speed, manners=MANNERS[spec.kind])
    shelf = Shelf(options.data / "printers" / spec.name, toolpaths)
    return Printer(spec, machine, shelf, log)


def ports_before(data: Path) -> dict[str, int]:
    """The ports the last start of this directory used, by printer name."""
    path = data / "printers.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {entry["name"]: int(entry["url"].rpartition(":")[2]) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def choose_port(host: str, wanted: int) -> int:
    """The wanted port when it is free, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError(f"no free port on {host}")


async def open_fleet(options: Options, log: PrintLog) -> list[Member]:
    """Make every printer and let it listen."""
    toolpaths = ToolpathCache()
    before = ports_before(options.data)
    members: list[Member] = []
    for index, spec in enumerate(make_specs(options.printers, options.seed)):
        printer = make_printer(spec, options, toolpaths, log)
        fixed = options.base_port + index if options.base_port else 0
        port = choose_port(options.host, fixed or before.get(spec.name, 0))
        listener = Listener(BUILDERS[spec.kind](printer), options.host, port)
        await listener.open()
        members.append(Member(printer, listener))
    return members


async def keep_time(members: list[Member], interval_s: float = 0.1) -> None:
    """Let machines nobody asks about move on too."""
    while True:
        for member in members:
            member.printer.machine.advance()
        await asyncio.sleep(interval_s)
