"""The farm in a box as a user starts it, with simulated printers, served to a real browser."""

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import free_port, signed_in
from tests.peers.process import REPOSITORY, running

FILES = REPOSITORY / "demo" / "files"
START_S = 90.0
END_S = 20.0
MARKER = "the page that was opened"


class RealFarm:
    """`manage.py demo` at `address`."""

    def __init__(self, address: str, simulators: Path) -> None:
        self.address, self._simulators = address, simulators

    def touch(self, printer: str, fault: str, **arguments: float) -> None:
        """Do something to this simulated machine, past the farm: one of `simulator.control`."""
        machines = json.loads((self._simulators / "printers.json").read_text())
        url = next(one["control_url"] for one in machines if one["name"] == printer)
        reply = requests.post(url, json={"fault": fault, **arguments}, timeout=10)
        reply.raise_for_status()

    def end_simulators(self) -> None:
        """Those that a farm which ended badly left behind, by their process id."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            pid = json.loads((self._simulators / "simulator.pid").read_text())["pid"]
            if b"apps.simulator" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)


@contextmanager
def demonstrated(folder: Path, *options: str) -> Iterator[RealFarm]:
    """A demo with its data in `folder`, ended with its printers on leaving."""
    data, port = folder / "demo", free_port()
    farm = RealFarm(f"http://127.0.0.1:{port}", data / "simulators")
    command = [sys.executable, str(REPOSITORY / "manage.py"), "demo", "--no-operator"]
    command += ["--data", str(data), "--port", str(port), *options]
    try:
        with running("demo", command, folder) as process:
            process.await_ready(
                lambda: requests.get(f"{farm.address}/login/", timeout=5).ok, START_S
            )
            yield farm
            process.process.terminate()
            process.process.wait(END_S)
    finally:
        farm.end_simulators()


def demo_page(context: BrowserContext, farm: RealFarm) -> Page:
    """The farm page, with the demo's user signed in."""
    return signed_in(context, farm.address, "demo", "demo")


def submitted(page: Page, farm: RealFarm, file: str) -> int:
    """Upload this file of the demo by the form of the queue page; returns the job's number."""
    page.goto(f"{farm.address}/queue/#new")
    upload = page.locator("#upload")
    upload.locator("input[type=file]").set_input_files(FILES / file)
    link = upload.get_by_role("link", name="J-")
    expect(link).to_be_visible()
    number = int(link.inner_text().removeprefix("J-"))
    upload.get_by_role("button", name="Close").click()
    return number


def mark(page: Page) -> None:
    """Leave a mark that a navigation would wipe off."""
    page.evaluate("text => { window.mark = text }", MARKER)


def is_same(page: Page) -> bool:
    """Whether the marked page was never loaded again."""
    return bool(page.evaluate("window.mark") == MARKER)


def expect_moving(figure: Locator, move: Callable[[], None] = lambda: None) -> None:
    """The figure is there and becomes another one, by itself or because of `move`."""
    expect(figure).not_to_have_text("–")
    before = figure.inner_text()
    move()
    expect(figure).not_to_have_text(before, timeout=30_000)
