"""An operator's work: filter, ask why, upload, set up."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]
DATA = Path(__file__).resolve().parents[1] / "data"


def test_the_legend_filters_and_the_address_keeps_it(page: Page) -> None:
    page.locator("[data-tone-filter=fault]").click()
    expect(page.locator("#shown")).to_have_text("1 of 6 printers")
    expect(page.get_by_label("MK4-01", exact=True)).to_be_hidden()
    page.reload()
    expect(page.locator("#shown")).to_have_text("1 of 6 printers")


def test_filters_that_hide_all_can_be_loosened_in_one_tap(page: Page) -> None:
    page.get_by_label("Printer type").select_option("Klipper")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown")).to_have_text("6 of 6 printers")


def test_slash_jumps_to_the_search(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("vor")
    expect(page.locator("#shown")).to_have_text("1 of 6 printers")


def test_why_answers_in_a_drawer(page: Page, address: str) -> None:
    page.goto(f"{address}/queue/")
    page.locator("tr", has_text="bracket").get_by_role("button", name="Why not?").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("None of 6 printers can take it now.")
    drawer.get_by_text("MATERIAL_IS_LOADED").click()
    expect(drawer.get_by_role("link", name="MK4-01").first).to_be_visible()
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_be_hidden()


def test_priority_is_changed_where_it_stands(page: Page, address: str) -> None:
    page.goto(f"{address}/queue/")
    field = page.locator("tr", has_text="lid").get_by_label("Priority of")
    field.fill("77")
    field.press("Tab")
    expect(page.locator(".toast")).to_contain_text("Changed")
    page.reload()
    expect(field).to_have_value("77")


def test_a_dropped_file_becomes_a_job(page: Page, address: str) -> None:
    page.goto(f"{address}/queue/#new")
    upload = page.locator("#upload")
    upload.get_by_label("Quantity").fill("3")
    upload.locator("input[type=file]").set_input_files(DATA / "tiny_mk3s.gcode")
    link = upload.get_by_role("link", name="J-")
    expect(link).to_be_visible()
    link.click()
    expect(page.locator("#parts")).to_contain_text("of 3 good")


def test_a_file_that_is_no_gcode_is_refused_with_its_reason(
    page: Page, address: str, tmp_path: Path
) -> None:
    wrong = tmp_path / "photo.gcode"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4096))
    page.goto(f"{address}/queue/#new")
    page.locator("#upload input[type=file]").set_input_files(wrong)
    expect(page.locator("#uploads .problem")).to_be_visible()


def test_the_table_fills_many_printers_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/setup/")
    page.get_by_label("Tick all").uncheck()
    page.get_by_label("MK4-05", exact=True).check()
    page.get_by_label("Material for the ticked").select_option("PETG")
    page.get_by_label("Colour for the ticked").fill("black")
    page.get_by_role("button", name="Fill the ticked").click()
    page.get_by_role("button", name="Set up", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("1 printer set up")
    page.goto(address)
    expect(page.get_by_label("MK4-05", exact=True)).to_contain_text("PETG black")


def test_a_viewer_sees_no_button_that_does_something(context: BrowserContext, address: str) -> None:
    page = signed_in(context, address, "viewer")
    expect(page.get_by_label("MK4-02", exact=True)).to_contain_text("Bed unconfirmed")
    assert page.locator("[hx-post]").count() == 0
