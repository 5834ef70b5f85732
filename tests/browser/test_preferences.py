"""Preferences: kept on the device, and true before the first paint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.demo_site import watched
from tests.browser.pages import STORY
from tests.browser.watching import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from tests.browser.demo_site import Demo

# What stands before any script of ours but the first line has run: the style as the parser reaches the body.
EARLY = """
new MutationObserver((_, observer) => {
  if (!document.body) return
  observer.disconnect()
  const { theme, text, still } = document.documentElement.dataset
  window.early = { theme, text, still }
}).observe(document, { childList: true, subtree: true })
document.addEventListener("DOMContentLoaded", () => {
  const style = getComputedStyle(document.documentElement)
  window.style = [style.fontSize, style.colorScheme]
})
"""


def choose(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/preferences/")
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("radio", name="Largest").check()
    page.get_by_role("checkbox", name="Stop the breaking news line").check()
    page.get_by_text("Kept on this device.").wait_for()


def test_what_is_chosen_holds_on_every_page_before_it_is_painted(reader: Page, demo: Demo) -> None:
    choose(reader, demo)
    reader.add_init_script(EARLY)
    # Even if the site's script never comes.
    reader.route(
        "**/static/js/**", lambda route: route.fulfill(status=200, content_type="text/javascript", body="")
    )
    visit(reader, STORY, STORY.address(demo))
    assert reader.evaluate("() => window.early") == {"theme": "dark", "text": "largest", "still": "1"}
    assert reader.evaluate("() => window.style") == ["21px", "dark"]


def test_what_is_chosen_is_seen_at_once_and_is_marked_the_next_time(reader: Page, demo: Demo) -> None:
    choose(reader, demo)
    assert reader.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "21px"
    expect(reader.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    reader.reload()
    for name in ("Dark", "Largest"):
        expect(reader.get_by_role("radio", name=name)).to_be_checked()
    reader.get_by_role("radio", name="As on this device").check()
    reader.get_by_role("radio", name="Normal").check()
    reader.get_by_role("checkbox", name="Stop the breaking news line").uncheck()
    assert reader.evaluate("() => Object.keys(localStorage)") == []


def test_what_is_chosen_before_the_script_has_come_is_kept(reader: Page, demo: Demo) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    reader.route("**/static/js/preferences*", hold)
    with reader.expect_request("**/static/js/preferences*"):
        reader.goto(f"{demo.url}/preferences/")
    reader.get_by_role("radio", name="Dark").check()
    reader.get_by_role("checkbox", name="Stop the breaking news line").check()
    held[0].continue_()
    reader.get_by_text("Kept on this device.").wait_for()
    assert reader.evaluate("() => ({ ...localStorage })") == {"theme": "dark", "still": "1"}
    expect(reader.get_by_role("radio", name="Dark")).to_be_checked()


def test_the_breaking_news_line_stands_still_for_who_wants_it(reader: Page, demo: Demo) -> None:
    choose(reader, demo)
    visit(reader, STORY, STORY.address(demo))
    expect(reader.locator(".ticker__item--current")).to_have_count(0)
    expect(reader.get_by_role("button", name="Pause")).to_be_hidden()


def test_the_keyboard_alone_chooses(reader: Page, demo: Demo) -> None:
    reader.goto(f"{demo.url}/preferences/")
    reader.get_by_role("radio", name="As on this device").focus()
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowDown")
    expect(reader.locator("html")).to_have_attribute("data-theme", "dark")
    reader.keyboard.press("Tab")
    reader.keyboard.press("ArrowDown")
    assert reader.evaluate("() => document.documentElement.dataset.text") == "large"


def test_without_scripts_nothing_is_offered_that_does_not_work(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo, java_script_enabled=False) as watch:
        page = watch.context.new_page()
        page.goto(f"{demo.url}/preferences/")
        expect(page.locator("input:visible, main button:visible")).to_have_count(0)
        page.goto(f"{demo.url}/saved/")
        expect(page.locator("main button:visible, main h2:visible")).to_have_count(0)
        visit(page, STORY, STORY.address(demo))
        assert [page.get_by_role("button", name=name).count() for name in ("Save", "Print", "More ways")] == [
            0
        ] * 3


@pytest.mark.parametrize("size", ["large", "largest"])
def test_large_text_fits_a_narrow_window(reader: Page, demo: Demo, size: str) -> None:
    reader.add_init_script(f"localStorage.setItem('text', '{size}')")
    reader.set_viewport_size({"width": 390, "height": 844})
    visit(reader, STORY, STORY.address(demo))
    assert reader.evaluate("() => document.documentElement.scrollWidth") <= 390


SHARING = """
window.shared = []
Object.defineProperty(navigator, "share", { value: (what) => { window.shared.push(what); return Promise.resolve() } })
window.print = () => window.shared.push("print")
"""


def test_a_story_is_shared_by_the_systems_sheet_printed_and_its_link_copied(reader: Page, demo: Demo) -> None:
    reader.add_init_script(SHARING)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(reader, STORY, STORY.address(demo))
    reader.get_by_role("button", name="More ways").click()
    reader.get_by_role("button", name="Print").click()
    shared = reader.evaluate("() => window.shared")
    assert shared[0]["url"].endswith(demo.stories[STORY.story])
    assert shared[1] == "print"
    reader.get_by_role("link", name="Copy link").click()
    reader.get_by_text("Link copied").wait_for()
    assert reader.evaluate("() => navigator.clipboard.readText()") == shared[0]["url"]


@pytest.mark.parametrize("width", [390, 1280])
def test_ways_to_share_are_large_enough_and_stand_where_they_stood(
    reader: Page, demo: Demo, width: int
) -> None:
    reader.add_init_script(SHARING)
    reader.set_viewport_size({"width": width, "height": 900})
    visit(reader, STORY, STORY.address(demo))
    reader.wait_for_timeout(300)
    assert reader.evaluate("() => window.layoutShift") <= 0.005
    boxes = [control.bounding_box() for control in reader.locator(".share__link:visible").all()]
    assert len(boxes) == (8 if width == 390 else 9)
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    if width == 390:
        assert len({box["y"] for box in boxes if box}) == 1


def test_on_paper_there_is_the_story_alone_in_black_whatever_the_theme(reader: Page, demo: Demo) -> None:
    reader.add_init_script("localStorage.setItem('theme', 'dark')")
    visit(reader, STORY, STORY.address(demo))
    reader.emulate_media(media="print")
    for part in (".share", ".device-note", ".ticker", ".menu", ".rail", ".related", ".read-next"):
        expect(reader.locator(f"{part}:visible")).to_have_count(0)
    assert reader.locator(".print-address").inner_text().endswith(demo.stories[STORY.story])
    for part in ("h1", ".body p", ".title-block__standfirst"):
        colour = reader.locator(part).first.evaluate("element => getComputedStyle(element).color")
        assert max(int(share) for share in re.findall(r"\d+", colour)[:3]) < 80, (part, colour)
    assert (
        reader.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
