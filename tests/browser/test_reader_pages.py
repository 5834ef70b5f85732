"""Readers' pages in Chromium: for everybody, at every width, without JavaScript, and without a whisper to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.demo_site import watched
from tests.browser.pages import FRONT, STORY, PageType
from tests.browser.watching import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo

TICKER_HEIGHT = {1280: 52, 390: 68}


def named(page_type: PageType) -> str:
    return page_type.name


@pytest.fixture
def plain(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """The page of a reader whose browser runs no script."""
    with watched(chromium, demo, java_script_enabled=False) as watch:
        yield watch.context.new_page()


@pytest.mark.parametrize("page_type", [FRONT, STORY], ids=named)
def test_without_scripts_alerts_menus_and_links_to_share_are_there(
    plain: Page, demo: Demo, page_type: PageType
) -> None:
    visit(plain, page_type, page_type.address(demo))
    alerts = plain.locator(".ticker__item")
    assert [alert.is_visible() for alert in alerts.all()] == [True] * 10
    expect(alerts.get_by_role("link").first).to_be_visible()
    expect(plain.get_by_role("button", name="Pause")).to_be_hidden()
    menu = plain.get_by_role("navigation", name="Sections", exact=True)
    politics = menu.get_by_role("link", name="Politics")
    expect(politics).to_be_hidden()
    menu.locator("summary", has_text="More in News").click()
    expect(politics).to_be_visible()
    if page_type is STORY:
        for network in ("Facebook", "WhatsApp", "Telegram", "Copy link"):
            expect(plain.locator(".share").get_by_role("link", name=network)).to_be_visible()
        for part in ("Most Read", "Coverage", "Read Next", "Related News"):
            heading = plain.get_by_role("heading", name=part).first
            heading.scroll_into_view_if_needed()
            expect(heading).to_be_visible()


def test_without_scripts_a_picture_leads_to_its_large_file(plain: Page, demo: Demo) -> None:
    visit(plain, STORY, STORY.address(demo))
    address = plain.locator(".article__hero a").get_attribute("href")
    assert address is not None
    answer = plain.request.get(demo.url + address)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page_type", [FRONT, STORY], ids=named)
def test_the_page_stays_where_it_is_while_it_loads(
    reader: Page, demo: Demo, page_type: PageType, width: int
) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    visit(reader, page_type, page_type.address(demo))
    height = "() => document.querySelector('.ticker__inner').getBoundingClientRect().height"
    assert reader.evaluate(height) == TICKER_HEIGHT[width]
    reader.get_by_role("button", name="Next alert").click()
    assert reader.evaluate(height) == TICKER_HEIGHT[width]
    reader.wait_for_timeout(300)
    assert reader.evaluate("() => window.layoutShift") <= 0.01


def test_alerts_step_by_themselves_until_they_are_paused(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo) as watch:
        page = watch.context.new_page()
        page.clock.install()
        visit(page, FRONT, FRONT.address(demo))
        current = page.locator(".ticker__item--current")
        first = current.inner_text()
        page.clock.run_for(8000)
        expect(current).not_to_have_text(first, use_inner_text=True)
        pause = page.get_by_role("button", name="Pause")
        pause.press("Enter")
        expect(pause).to_have_attribute("aria-pressed", "true")
        # Read once it stands: until then time goes on.
        second = current.inner_text()
        page.evaluate("() => document.activeElement.blur()")
        page.clock.run_for(30_000)
        expect(current).to_have_text(second, use_inner_text=True)
        page.reload()
        expect(page.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "true")


def test_who_wants_less_motion_gets_a_still_list_of_alerts(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo, reduced_motion="reduce") as watch:
        page = watch.context.new_page()
        visit(page, FRONT, FRONT.address(demo))
        expect(page.get_by_role("button", name="Pause")).to_be_hidden()
        expect(page.locator(".ticker__item--current")).to_have_count(0)
        expect(page.locator(".ticker__list")).to_have_attribute("tabindex", "0")


def test_the_chosen_theme_is_kept(reader: Page, demo: Demo) -> None:
    visit(reader, FRONT, FRONT.address(demo))
    paper = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = reader.evaluate(paper)
    reader.get_by_role("button", name="Dark").click()
    assert reader.evaluate("() => document.documentElement.dataset.theme") == "dark"
    visit(reader, STORY, STORY.address(demo))
    assert reader.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert reader.evaluate(paper) != light
    expect(reader.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    reader.get_by_role("button", name="Automatic").click()
    reader.reload()
    assert reader.evaluate("() => 'theme' in document.documentElement.dataset") is False
    assert reader.evaluate(paper) == light


def test_the_desks_automatic_theme_is_the_readers_too(reader: Page, demo: Demo) -> None:
    reader.add_init_script("localStorage.setItem('theme', 'auto')")
    visit(reader, FRONT, FRONT.address(demo))
    expect(reader.get_by_role("button", name="Automatic")).to_have_attribute("aria-pressed", "true")
