"""The desk's screens in Chromium: for everybody, at both widths, in light and dark, and without a complaint."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.browser.demo_site import PASSWORD, watched
from tests.browser.pages import STORY_FORM, STORY_LIST, Screen, desk_screens
from tests.browser.watching import WIDTHS, darken, faults, violations

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


@pytest.fixture
def shown(
    chromium: Browser, demo: Demo, sessions: dict[str, StorageState]
) -> Iterator[Callable[[Screen, int], Page | None]]:
    """Opens a screen in a window of that width; gives nothing if it leads to a row and there is none."""
    windows = ExitStack()

    def show(screen: Screen, width: int = 1280) -> Page | None:
        options = {"viewport": {"width": width, "height": 900}}
        window = watched(chromium, demo, storage_state=sessions.get(screen.username), **options)
        page = windows.enter_context(window).context.new_page()
        response = page.goto(demo.url + screen.path)
        assert response is not None
        assert (screen.name, response.status) == (screen.name, screen.status)
        if screen.follow:
            first = page.locator("#result_list tbody th a, .picture-grid a")
            if not first.count():
                return None
            href = str(first.first.get_attribute("href"))
            page.goto(demo.url + (href.partition("change/")[0] + screen.below if screen.below else href))
        if page.locator("[data-editor]").count():
            page.locator("[data-editor][data-ready]").first.wait_for()
        return page

    # A window that is left to the garbage collector is closed within Playwright's own loop, which then hangs.
    with windows:
        yield show


def named(screen: Screen) -> str:
    return screen.name


@pytest.mark.parametrize("screen", [STORY_LIST, STORY_FORM], ids=named)
def test_axe_finds_nothing_on_the_story_screens_in_light_and_dark(
    shown: Callable[..., Page], screen: Screen
) -> None:
    page = shown(screen)
    assert violations(page) == []
    darken(page)
    assert violations(page) == []


@pytest.mark.sweep
@pytest.mark.parametrize("screen", desk_screens(), ids=named)
def test_every_screen_passes_at_both_widths_in_light_and_dark(
    shown: Callable[..., Page | None], screen: Screen
) -> None:
    for width in WIDTHS:
        page = shown(screen, width)
        if page is None:
            pytest.skip("The demo has no such row.")
        assert faults(page) == {}, width
