"""From page to page: what is fetched ahead, what is kept to come back to, and how one turns into the next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.demo_site import ROOT, watched
from tests.browser.pages import FRONT, SEARCH, SECTION, STORY
from tests.browser.watching import visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo
    from tests.browser.watching import Watch

PREFETCHED = "Ready"
BEACON_SECONDS = 5
TOLD = """
window.addEventListener("pageshow", (event) => { window.isKept = event.persisted })
window.addEventListener("pagereveal", (event) => { window.turns = Boolean(event.viewTransition) })
"""


@pytest.fixture
def watch(chromium: Browser, demo: Demo) -> Iterator[Watch]:
    with watched(chromium, demo) as watch:
        yield watch


def fetched_ahead(watch: Watch, page: Page) -> list[str]:
    """The addresses that Chromium has fetched ahead for the page, filled as it does."""
    found: list[str] = []
    session = watch.context.new_cdp_session(page)

    def told(event: dict[str, Any]) -> None:
        if event["status"] == PREFETCHED:
            found.append(event["prefetchUrl"])

    session.on("Preload.prefetchStatusUpdated", told)
    session.send("Preload.enable")
    return found


def wait_for_one(page: Page, found: list[str]) -> None:
    for _ in range(100):
        if found:
            return
        page.wait_for_timeout(50)


def test_a_link_under_the_pointer_is_fetched_ahead_and_not_counted_as_read(watch: Watch, demo: Demo) -> None:
    page = watch.context.new_page()
    found = fetched_ahead(watch, page)
    visit(page, SECTION, SECTION.address(demo))
    link = page.locator(".list-lead .card__headline a")
    address = demo.url + str(link.get_attribute("href"))
    link.hover()
    wait_for_one(page, found)
    assert found == [address]
    page.wait_for_timeout((BEACON_SECONDS + 1) * 1000)
    assert [request for request in watch.requests if "/beacon/" in request] == []


@pytest.mark.sweep
@pytest.mark.parametrize(
    "path", ["/search/", "/news/feed/rss.xml", "/sitemap.xml", "/admin/", "/breaking.json"]
)
def test_what_is_no_page_to_read_is_not_fetched_ahead(watch: Watch, demo: Demo, path: str) -> None:
    page = watch.context.new_page()
    found = fetched_ahead(watch, page)
    visit(page, FRONT, FRONT.address(demo))
    link = page.locator(".card__headline a").first
    link.evaluate("(link, path) => { link.href = path }", path)
    link.hover()
    page.wait_for_timeout(1000)
    other = page.locator(".masthead__name a")
    other.evaluate("(link) => { link.href = '/latest/' }")
    other.hover()
    wait_for_one(page, found)
    assert found == [f"{demo.url}/latest/"]


def test_a_page_that_was_left_is_there_again_as_it_was(chromium: Browser, demo: Demo) -> None:
    # Playwright turns the browser's own memory of pages off, unless told not to.
    browser = chromium.browser_type.launch(
        executable_path=chromium_place(),
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        with watched(browser, demo) as watch:
            watch.context.add_init_script(TOLD)
            page = watch.context.new_page()
            for page_type in (STORY, FRONT, SEARCH):
                visit(page, page_type, page_type.address(demo))
                visit(page, SECTION, SECTION.address(demo))
                page.evaluate("() => history.back()")
                page.wait_for_url(page_type.address(demo), wait_until="commit")
                page.wait_for_timeout(200)
                assert (page_type.name, page.evaluate("() => window.isKept")) == (page_type.name, True)
    finally:
        browser.close()


def chromium_place() -> str:
    import os
    import shutil

    return str(os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"))


@pytest.mark.parametrize(("motion", "turns"), [("no-preference", True), ("reduce", False)])
def test_pages_turn_into_one_another_only_for_who_bears_motion(
    chromium: Browser, demo: Demo, motion: str, turns: bool
) -> None:
    with watched(chromium, demo, reduced_motion=motion) as watch:
        watch.context.add_init_script(TOLD)
        page = watch.context.new_page()
        visit(page, FRONT, FRONT.address(demo))
        page.locator(".masthead__name a").click()
        page.wait_for_load_state()
        assert page.evaluate("() => window.turns") is turns


def test_a_turn_is_over_within_a_fifth_of_a_second() -> None:
    style = (Path(ROOT) / "static" / "css" / "base.css").read_text()
    turn = style[style.index("@view-transition") :]
    durations = [float(seconds) for seconds in re.findall(r"duration: ([0-9.]+)s", turn)]
    assert durations
    assert max(durations) <= 0.2
