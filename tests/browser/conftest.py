"""A farm with rows in it, served to a real browser."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.peers.process import REPOSITORY, running
from tests.requirements import need

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 60.0
expect.set_options(timeout=15_000)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a farm with its own data, one for each test module."""
    folder, port = tmp_path_factory.mktemp("farm"), free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FARM_DATA", str(folder))
        _seed(folder)
        command = ["-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "printfarm.asgi:application"]
        with running("daphne", [sys.executable, *command], folder) as server:
            login = f"http://127.0.0.1:{port}/login/"
            server.await_ready(lambda: requests.get(login, timeout=5).ok, START_S)
            yield f"http://127.0.0.1:{port}"


def _seed(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.browser.seed"],
        cwd=REPOSITORY,
        env={**os.environ, "FARM_DATA": str(folder)},
        check=True,
        timeout=START_S,
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window.

    Not for the whole session: while Playwright runs, its event loop is the thread's running one,
    and Django refuses the database to whatever test comes next in the same process.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        need("browser", "no chromium on the path")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that speaks English."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en")
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The farm page, with the operator signed in."""
    return signed_in(context, address, "operator")


def signed_in(context: BrowserContext, address: str, name: str, password: str = "browser") -> Page:
    """The farm page, with this person signed in by the form."""
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return page
