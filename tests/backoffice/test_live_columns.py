"""Live columns in a real browser, fed by a feed that the test speaks."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    WebSocketRoute,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from apps.accounts.roles import Role
from apps.dispatch.models import PrintRun
from apps.dispatch.states import RunState
from apps.jobs.models import Job
from apps.printers.models import Printer
from tests.backoffice.pages import form_of, listing
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.builders import a_job, a_printer, a_run, a_user
from tests.requirements import need

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PHONE = {"width": 390, "height": 844}


class Feed:
    """The other end of /ws/live/: says what a test wants and keeps what the page says."""

    def __init__(self) -> None:
        self.lines: list[WebSocketRoute] = []
        self.said: list[Any] = []

    def open(self, line: WebSocketRoute) -> None:
        line.on_message(lambda text: self.said.append(json.loads(text)))
        self.lines.append(line)
        self.say("snapshot", 1, printers={}, jobs={}, farm={})

    def say(self, kind: str, sequence: int, **content: Any) -> None:
        self.lines[-1].send(json.dumps({"type": kind, "sequence": sequence, **content}))


@pytest.fixture(autouse=True, scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for this module only: while it is open there is an event loop in this thread, in
    which Django refuses its database unless told otherwise."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        need("browser", "no chromium on the path")
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that speaks English."""
    fresh = browser.new_context(locale="en")
    yield fresh
    fresh.close()


@pytest.fixture
def feed(context: BrowserContext) -> Feed:
    one = Feed()
    context.route_web_socket("**/ws/live/", one.open)
    return one


@pytest.fixture
def page(
    context: BrowserContext,
    feed: Feed,
    live_server: LiveServer,
) -> Iterator[Page]:
    """A page of an administrator; fails when anything on it was refused or broke."""
    user = a_user(Role.ADMINISTRATOR)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    opened, wrong = context.new_page(), list[str]()
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    assert wrong == []


def test_figures_and_states_follow_the_feed(
    page: Page, feed: Feed, live_server: LiveServer
) -> None:
    printer = a_printer("MK-1")
    page.goto(live_server.url + listing(Printer))
    row = page.locator("#result_list tbody tr")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    expect(row).to_contain_text("Ready")
    job = {"id": 12, "name": "hooks"}
    change = {
        "look": "printing",
        "nozzle_c": 214.96,
        "bed_c": 60,
        "progress": 64.9,
        "left_s": 4440,
        "job": job,
    }
    feed.say("changes", 2, printers={str(printer.pk): change})
    for text in ("Printing", "215.0 °C", "60.0 °C", "64 %", "1 h 14", "J-12 hooks"):
        expect(row).to_contain_text(text)
    expect(row.get_by_role("link", name="J-12 hooks")).to_have_attribute(
        "href", "/admin/jobs/job/12/change/"
    )
    feed.say("changes", 3, printers={str(printer.pk): {"look": "occupied", "occupancy": 7}})
    expect(row).to_contain_text("Bed occupied")
    expect(page.locator(f"[name=occupancy_{printer.pk}]")).to_have_value("7")


def test_a_gap_asks_for_a_new_snapshot(page: Page, feed: Feed, live_server: LiveServer) -> None:
    printer = a_printer("MK-1")
    page.goto(live_server.url + listing(Printer))
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    feed.say("changes", 5, printers={str(printer.pk): {"nozzle_c": 99}})
    expect(page.locator("#result_list")).not_to_contain_text("99.0")
    feed.say("snapshot", 6, printers={str(printer.pk): {"nozzle_c": 100}}, jobs={}, farm={})
    expect(page.locator("#result_list")).to_contain_text("100.0 °C")
    assert feed.said == [{"type": "resync"}]


def test_jobs_and_runs_follow_too(page: Page, feed: Feed, live_server: LiveServer) -> None:
    job = a_job("hooks", quantity=3)
    page.goto(live_server.url + listing(Job))
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    change = {"state": "held", "held_reason": "no filament", "good": 2, "in_flight": 1}
    feed.say("changes", 2, jobs={str(job.pk): change})
    for text in ("Held", "no filament", "2 / 1 / 3"):
        expect(page.locator("#result_list tbody")).to_contain_text(text)


def test_a_run_that_left_its_printer_is_asked_for(
    page: Page, feed: Feed, live_server: LiveServer
) -> None:
    run = a_run(state=RunState.PRINTING)
    page.goto(live_server.url + listing(PrintRun))
    rows = page.locator("#result_list tbody")
    expect(page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    number = str(run.printer_id)
    feed.say(
        "changes", 2, printers={number: {"run": run.pk, "run_state": "paused", "progress": 40}}
    )
    expect(rows).to_contain_text("Paused")
    expect(rows).to_contain_text("40 %")
    PrintRun.objects.filter(pk=run.pk).update(state=RunState.FINISHED)
    feed.say("changes", 3, printers={number: {"run": None, "run_state": ""}})
    expect(rows).to_contain_text("Finished")


def test_a_cut_line_is_told_and_opened_again(
    page: Page, feed: Feed, live_server: LiveServer
) -> None:
    a_printer("MK-1")
    page.goto(live_server.url + listing(Printer))
    status = page.locator("[data-feed]")
    expect(status).to_have_attribute("data-feed", "live")
    feed.lines[-1].close()
    expect(status).to_contain_text("Not live")
    expect(status).to_have_attribute("data-feed", "live")
    assert len(feed.lines) == 2


def test_nothing_is_cut_off_on_a_phone(page: Page, live_server: LiveServer) -> None:
    run = a_run(state=RunState.PRINTING)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in (
        "/admin/",
        listing(Printer),
        listing(Job),
        listing(PrintRun),
        form_of(run.printer),
    ):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


def test_the_theme_is_kept(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + "/admin/")
    shade = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(shade)
    page.locator(".farm-theme").click()
    assert page.evaluate(shade) != before
    page.reload()
    assert page.evaluate(shade) != before


FAINT = (Path(__file__).parent / "faint.js").read_text()
"""Lists the words whose contrast to their ground is less than WCAG AA asks for."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read(page: Page, live_server: LiveServer, theme: str) -> None:
    run = a_run(state=RunState.PRINTING)
    page.add_init_script(f"localStorage.theme = '{theme}'")
    for path in ("/admin/", listing(Printer), listing(Job), form_of(run.printer), form_of(run)):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        assert page.evaluate(FAINT) == [], path
