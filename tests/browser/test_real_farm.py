"""A user's hour at a farm that really prints: submit, watch, pause, clear, ask why, on page and admin."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.real_farm import (
    RealFarm,
    demo_page,
    demonstrated,
    expect_moving,
    is_same,
    mark,
    submitted,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("browser"),
]
SPEED = 12
AT_LAST = 60_000
"""Milliseconds for what simulated printers do in their own time."""


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealFarm]:
    folder = tmp_path_factory.mktemp("real-farm")
    options = ("--printers", "4", "--jobs", "1", "--speed", str(SPEED))
    with demonstrated(folder, *options) as started:
        yield started


@pytest.fixture
def page(context: BrowserContext, farm: RealFarm) -> Page:
    return demo_page(context, farm)


def test_a_job_is_submitted_watched_paused_resumed_and_cleared_away(
    page: Page, farm: RealFarm
) -> None:
    number = submitted(page, farm, "cable_clip_pla_voron.gcode")
    row = page.locator(f'tr[data-job="{number}"]')
    expect(row).to_contain_text("cable_clip")
    expect(row).to_contain_text("1 printing")
    page.get_by_role("link", name="Farm", exact=True).first.click()
    card = card_of(page, "VOR-01")
    expect(card).to_contain_text("cable_clip")
    expect(card).to_contain_text("Printing", timeout=AT_LAST)
    mark(page)
    for figure in ("progress", "layer"):
        expect_moving(card.locator(f'[data-f="{figure}"]'))
    nozzle = card.locator('[data-f="nozzle_c"]')
    expect_moving(nozzle, lambda: farm.touch("VOR-01", "drift", kelvin=4))
    card.get_by_role("button", name="Pause VOR-01").click()
    expect(card).to_contain_text("Paused")
    card.get_by_role("button", name="Go on printing").click()
    expect(card).to_contain_text("Printing")
    farm.touch("VOR-01", "speed", factor=300)
    expect(card).to_contain_text("Bed occupied", timeout=AT_LAST)
    clear(page, card)
    expect(card).to_contain_text("Ready")
    assert is_same(page)
    page.goto(f"{farm.address}/jobs/{number}/")
    expect(page.locator("#head")).to_contain_text("Completed")


def test_stopped_starts_wait_and_a_cancelled_run_waits_for_its_bed(
    page: Page, farm: RealFarm
) -> None:
    page.get_by_role("button", name="Stop starts").click()
    expect(page.locator("#stopped")).to_contain_text("No new print starts.")
    number = submitted(page, farm, "hook_petg_ender3.gcode")
    mark(page)
    row, drawer = page.locator(f'tr[data-job="{number}"]'), page.locator("#drawer")
    row.get_by_role("button", name="Why not?").click()
    expect(drawer).to_contain_text("Nothing new starts on the whole farm")
    drawer.get_by_role("button", name="Let prints start again").click()
    expect(page.locator("#stopped")).not_to_contain_text("No new print starts.")
    expect(row).to_contain_text("1 printing")
    assert is_same(page)

    page.goto(farm.address)
    mark(page)
    card = card_of(page, "OCT-02")
    expect(card).to_contain_text("Printing", timeout=AT_LAST)
    card.get_by_role("button", name="Cancel the run on OCT-02").click()
    agree(page, "Cancel the run")
    expect(card).to_contain_text("Bed occupied", timeout=AT_LAST)
    assert is_same(page)

    page.goto(f"{farm.address}/queue/")
    row.get_by_role("button", name="Why not?").click()
    expect(drawer).to_contain_text("None of 4 printers can take it now.")
    expect(drawer).to_contain_text("OCT-02")
    drawer.get_by_role("button", name="Close").click()
    row.get_by_role("button", name="Cancel").click()
    agree(page, "Cancel the job")
    expect(row).to_be_hidden()


def test_the_admin_is_live_and_its_actions_reach_the_machines(page: Page, farm: RealFarm) -> None:
    number = submitted(page, farm, "key_tag_pla_mk3s.gcode")
    page.goto(f"{farm.address}/admin/printers/printer/")
    row = page.locator("#result_list tr", has_text="MK3-01")
    mark(page)
    expect(state_in(row)).to_have_text("Printing", timeout=AT_LAST)
    expect_moving(row.locator('[data-f="progress"]'))
    nozzle = row.locator('[data-f="nozzle"]')
    expect_moving(nozzle, lambda: farm.touch("MK3-01", "drift", kelvin=4))
    assert is_same(page)
    for action, state in (("pause", "Paused"), ("resume", "Printing")):
        choose(page, row, action)
        mark(page)
        expect(state_in(row)).to_have_text(state, timeout=AT_LAST)
        assert is_same(page)

    page.goto(f"{farm.address}/admin/jobs/job/")
    job = page.locator("#result_list tr", has_text=f"J-{number} ")
    choose(page, job, "cancel")
    expect(state_in(job)).to_have_text("Cancelled", timeout=AT_LAST)
    choose(page, job, "reprint")
    again = page.locator("#result_list tr", has_text="key_tag_pla_mk3s").first
    expect(state_in(again)).to_have_text("Queued")
    mark(page)

    printers = page.context.new_page()
    printers.goto(f"{farm.address}/admin/printers/printer/")
    row = printers.locator("#result_list tr", has_text="MK3-01")
    expect(state_in(row)).to_have_text("Bed occupied", timeout=AT_LAST)
    choose(printers, row, "clear_beds")
    mark(printers)
    expect(state_in(row)).to_have_text("Printing", timeout=AT_LAST)
    expect(state_in(again)).to_have_text("Active")
    assert is_same(printers)
    assert is_same(page)


def card_of(page: Page, printer: str) -> Locator:
    return page.get_by_label(printer, exact=True)


def clear(page: Page, card: Locator) -> None:
    """By the amber button of the card, confirmed."""
    card.get_by_role("button", name="Clear the bed").click()
    agree(page, "Bed is clear")


def agree(page: Page, words: str) -> None:
    page.locator("#confirm").get_by_role("button", name=words).click()


def state_in(row: Locator) -> Locator:
    return row.locator('[data-f="state"]')


def choose(page: Page, row: Locator, action: str) -> None:
    """Tick the row and run one of the admin's actions on it."""
    row.locator("input.action-select").check()
    page.locator('select[name="action"]').select_option(action)
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
