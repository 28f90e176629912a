"""Every page in a real browser: drawn without a complaint, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = [
    "/",
    "/?view=rows",
    "/queue/",
    "/jobs/1/",
    "/runs/1/",
    "/printers/",
    "/printers/3/",
    "/setup/",
]
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def listened(page: Page) -> list[str]:
    """What the page complains about from now on: errors, refused styles and scripts."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    return complaints


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_drawn_without_complaint_and_within_the_screen(
    page: Page, address: str, path: str, size: str
) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    complaints = listened(page)
    page.goto(address + path)
    expect(page.locator("#content")).to_be_visible()
    expect(page.locator("h1").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_progress_and_filament_are_painted_though_no_style_is_inline(page: Page) -> None:
    card = page.get_by_label("VOR-01", exact=True)
    expect(card.locator(".bar")).to_have_css("--p", "42")
    ring = page.get_by_label("MK4-01", exact=True).locator(".spool")
    expect(ring).to_have_css("--fil", "#f08a24")


def test_theme_is_switched_and_kept(page: Page) -> None:
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    page.get_by_label("Light or dark").click()
    expect(root).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(root).to_have_attribute("data-theme", "dark")


def test_language_is_switched(page: Page) -> None:
    page.get_by_role("button", name="DE", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
