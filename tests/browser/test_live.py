"""What happens at one page shows on the others, by itself."""

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_cleared_bed_turns_ready_here_and_on_the_other_screen(
    page: Page, context: BrowserContext, address: str
) -> None:
    other = context.new_page()
    other.goto(address)
    expect(other.get_by_label("MK4-03", exact=True)).to_contain_text("Bed occupied")
    mine = page.get_by_label("MK4-03", exact=True)
    mine.get_by_role("button", name="Clear the bed").click()
    page.locator("#confirm").get_by_role("button", name="Bed is clear").click()
    expect(page.locator(".toast")).to_contain_text("MK4-03: bed is clear")
    for shown in (page, other):
        expect(shown.get_by_label("MK4-03", exact=True)).to_contain_text("Ready")


def test_no_is_an_answer(page: Page) -> None:
    mine = page.get_by_label("MK4-02", exact=True)
    mine.get_by_role("button", name="Clear the bed").click()
    page.locator("#confirm").get_by_role("button", name="Not now").click()
    expect(page.locator("#confirm")).to_be_hidden()
    expect(mine).to_contain_text("Bed unconfirmed")


def test_the_farm_is_stopped_and_resumed_in_one_tap_everywhere(
    page: Page, context: BrowserContext, address: str
) -> None:
    other = context.new_page()
    other.goto(f"{address}/queue/")
    page.get_by_role("button", name="Stop starts").click()
    for shown in (page, other):
        expect(shown.locator("#stopped")).to_contain_text("No new print starts.")
    other.get_by_role("button", name="Let prints start again").click()
    for shown in (page, other):
        expect(shown.locator("#stopped")).not_to_contain_text("No new print starts.")


def test_a_run_is_paused_from_its_card(page: Page) -> None:
    mine = page.get_by_label("VOR-01", exact=True)
    mine.get_by_role("button", name="Pause VOR-01").click()
    expect(mine).to_contain_text("Pausing")


def test_what_is_not_possible_is_said_in_a_dialog(page: Page, address: str) -> None:
    page.goto(f"{address}/queue/")
    row = page.locator("tr", has_text="lid")
    page.evaluate(
        "document.querySelector('tr[data-job] input[name=priority]').setAttribute('max', 999)"
    )
    row.get_by_label("Priority of").fill("500")
    row.get_by_label("Priority of").press("Tab")
    expect(page.locator("#trouble")).to_contain_text("priority must be from 0 to 100")


def test_a_silent_line_is_told_and_figures_are_greyed(
    context: BrowserContext, address: str
) -> None:
    context.route_web_socket("**/ws/live/", _never_answers)
    page = signed_in(context, address, "operator")
    expect(page.get_by_role("alert")).to_contain_text("Live connection lost.")
    assert page.locator("[data-f].live-stale").count() > 0


def _never_answers(line: WebSocketRoute) -> None:
    """A server that accepts and says nothing."""


def test_the_line_is_opened_again_after_it_was_cut(context: BrowserContext, address: str) -> None:
    lines: list[WebSocketRoute] = []

    def cut_the_first(line: WebSocketRoute) -> None:
        lines.append(line)
        if len(lines) == 1:
            line.close()
        else:
            line.connect_to_server()

    context.route_web_socket("**/ws/live/", cut_the_first)
    page = signed_in(context, address, "operator")
    other = context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Stop starts").click()
    expect(page.locator("#stopped")).to_contain_text("No new print starts.")
    other.get_by_role("button", name="Let prints start again").click()
    expect(page.locator("#stopped")).not_to_contain_text("No new print starts.")
