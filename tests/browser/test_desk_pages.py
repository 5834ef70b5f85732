"""The desk's screens in Chromium: for everybody, in each language, at both widths, in light and dark."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.browser.demo_site import PASSWORD, watched
from tests.browser.looking import UNTURNED
from tests.browser.matrix import look
from tests.browser.pages import ALL_LANGUAGES, BOARD, STORY_FORM, STORY_LIST, Screen, desk_screens
from tests.browser.watching import beyond_the_edge, darken, violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page, StorageState

    from tests.browser.demo_site import Demo

    Signed = Callable[[str], AbstractContextManager["Page"]]


@pytest.fixture(scope="session")
def sessions(chromium: Browser, demo: Demo) -> dict[str, StorageState]:
    """What the browsers of the demo's staff keep once they have signed in."""
    kept: dict[str, StorageState] = {}
    for username in ("journalist", "editor", "admin"):
        with watched(chromium, demo) as watch:
            page = watch.context.new_page()
            page.goto(f"{demo.url}/admin/login/")
            page.get_by_label("Username").fill(username)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("heading", name="Today").wait_for()
            kept[username] = watch.context.storage_state()
    return kept


@pytest.fixture(scope="session")
def places() -> dict[tuple[str, str, str], str]:
    """Where screens that are led to from a list were found to be."""
    return {}


@pytest.fixture
def shown(
    chromium: Browser,
    demo: Demo,
    sessions: dict[str, StorageState],
    places: dict[tuple[str, str, str], str],
) -> Iterator[Callable[[Screen, str], Page]]:
    """Opens a screen in a language of the desk."""
    windows = ExitStack()

    def go(page: Page, screen: Screen) -> None:
        response = page.goto(demo.url + screen.path)
        assert response is not None
        assert (screen.name, response.status) == (screen.name, screen.status)
        if screen.follow:
            first = page.locator("#result_list tbody th a, .picture-grid a")
            href = str(first.first.get_attribute("href"))
            page.goto(demo.url + (href.partition("change/")[0] + screen.below if screen.below else href))

    def show(screen: Screen, language: str = "en") -> Page:
        window = watched(chromium, demo, storage_state=sessions.get(screen.username))
        context = windows.enter_context(window).context
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": f"{demo.url}/admin/"}]
        )
        page = context.new_page()
        key = (screen.path, screen.username, screen.below)
        if screen.follow and key in places:
            page.goto(places[key])
        else:
            go(page, screen)
        if screen.follow:
            places[key] = page.url
        assert page.evaluate("() => document.documentElement.lang") == language
        if page.locator("[data-editor]").count():
            page.locator("[data-editor][data-ready]").first.wait_for()
        return page

    # A window that is left to the garbage collector is closed within Playwright's own loop, which then hangs.
    with windows:
        yield show


def named(screen: Screen) -> str:
    return screen.name


# One screen of each build; each language, theme and width occurs, and the form, where most is, is mirrored.
@pytest.mark.parametrize(
    ("screen", "language", "width"),
    [(STORY_LIST, "es", 390), (STORY_FORM, "ar", 1280), (BOARD, "ar", 390)],
    ids=["story list", "story form", "board"],
)
def test_the_main_screens_pass_in_light_and_dark(
    shown: Callable[..., Page], screen: Screen, language: str, width: int
) -> None:
    page = shown(screen, language)
    page.set_viewport_size({"width": width, "height": 900})
    assert beyond_the_edge(page) == []
    assert violations(page) == []
    darken(page)
    assert violations(page, colours_only=True) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_of_stories_is_read_on_a_phone_without_scrolling_sideways(
    shown: Callable[..., Page], language: str
) -> None:
    page = shown(STORY_LIST, language)
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.locator("#changelist .results").evaluate("list => list.scrollWidth <= list.clientWidth")
    row = page.locator("#result_list tbody tr").first
    # What stands in its cells is in sight, below the headline, each with the name of its column.
    assert row.evaluate(
        """row => [...row.querySelectorAll("td[data-label]")].every(cell => {
          const [box, head] = [cell, row.querySelector("th")].map(one => one.getBoundingClientRect())
          return box.left >= 0 && box.right <= innerWidth && box.top >= head.bottom - 1
        })"""
    )
    assert row.locator(".field-saved_shown").evaluate(
        "cell => getComputedStyle(cell, '::before').content.length > 2"
    )


@pytest.mark.sweep
@pytest.mark.parametrize("screen", desk_screens(), ids=named)
@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_every_screen_passes_in_each_language_at_both_widths_in_light_and_dark(
    shown: Callable[..., Page], screen: Screen, language: str
) -> None:
    page = shown(screen, language)
    assert look(page) == {}
    assert page.evaluate(UNTURNED) == []
