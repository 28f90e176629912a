"""Runs a fleet in one process until it is told to stop."""

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apps.simulator.control import Control
from apps.simulator.fleet import Member, Options, choose_port, keep_time, open_fleet
from apps.simulator.listening import Listener
from apps.simulator.log import PrintLog
from apps.simulator.mischief import make_mischief
from apps.simulator.shelf import write_json

STOPPING = (signal.SIGTERM, signal.SIGINT)


class AlreadyRunningError(Exception):
    """Another simulator holds the data directory."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `simulate_printers`, the same with and without Django."""
    parser.add_argument("--data", type=Path, required=True, help="directory for everything kept")
    parser.add_argument("--printers", type=_positive, default=6, help="how many (default 6)")
    parser.add_argument(
        "--speed", type=_speed, default=1.0, help="times faster than real time (default 1)"
    )
    parser.add_argument("--faults", action="store_true", help="let things go wrong at random")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same keys and faults")
    parser.add_argument("--base-port", type=int, default=0, help="first port; 0: free ports")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")


def options_from(arguments: dict[str, object]) -> Options:
    """Take the options out of parsed arguments, whatever else is in them."""
    return Options(**{name: arguments[name] for name in Options.__slots__})  # type: ignore[arg-type]


def run(options: Options) -> int:
    """Simulate until SIGTERM or SIGINT; the exit code of the process."""
    try:
        options.data.mkdir(parents=True, exist_ok=True)
        with only_one(options.data):
            asyncio.run(simulate(options))
    except AlreadyRunningError as running:
        sys.stderr.write(f"{running}\n")
        return 1
    except OSError as failed:
        sys.stderr.write(f"simulate_printers: {failed}\n")
        return 1
    return 0


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data directory; the lock ends with the process, however that ends."""
    with (data / "simulator.pid").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(_who_runs(data)) from None
        file.truncate(0)
        json.dump({"pid": os.getpid(), "started_at": datetime.now(UTC).isoformat()}, file)
        file.flush()
        yield
        file.truncate(0)


def _who_runs(data: Path) -> str:
    try:
        holder = json.loads((data / "simulator.pid").read_text(encoding="utf-8"))
        return f"already running: pid {holder['pid']} since {holder['started_at']} on {data}"
    except (OSError, ValueError, KeyError):
        return f"already running on {data}"


async def simulate(options: Options) -> None:
    """Listen, write `printers.json`, keep time; return when a signal asks to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOPPING:
        loop.add_signal_handler(number, stop.set)
    log = PrintLog(options.data / "prints.jsonl")
    members = await open_fleet(options, log)
    control = await _open_control(options, members)
    write_json(options.data / "printers.json", [member.entry(control.url) for member in members])
    tasks = [asyncio.create_task(keep_time(members))]
    if options.faults:
        tasks.append(asyncio.create_task(make_mischief(members, options.seed)))
    sys.stdout.write(f"{len(members)} printers: {options.data / 'printers.json'}\n")
    sys.stdout.flush()
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    await _close([*tasks, stopped], [control, *(member.listener for member in members)])
    log.close()
    for task in done:
        task.result()


async def _open_control(options: Options, members: list[Member]) -> Listener:
    app = Control({member.printer.spec.name: member for member in members}).build()
    fixed = options.base_port + len(members) if options.base_port else 0
    port = choose_port(options.host, fixed or _control_port_before(options.data))
    listener = Listener(app, options.host, port)
    await listener.open()
    return listener


def _control_port_before(data: Path) -> int:
    try:
        entries = json.loads((data / "printers.json").read_text(encoding="utf-8"))
        return int(entries[0]["control_url"].split("/")[2].rpartition(":")[2])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return 0


async def _close(tasks: Sequence[asyncio.Task[Any]], listeners: list[Listener]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*(listener.close() for listener in listeners))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _speed(text: str) -> float:
    factor = float(text)
    if not 0 < factor <= 100_000:
        raise argparse.ArgumentTypeError("must be above 0 and at most 100000")
    return factor
