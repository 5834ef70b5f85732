"""Chromium for tests: one browser a run, a fresh window a test, and a list of what the policy refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import expect, sync_playwright

from tests.browser.killable import KillableSite
from tests.browser.watching import chromium_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

# A page on a slow machine may need a moment for what a script or the server does after a click.
expect.set_options(timeout=10_000)

REPORT = """
window.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
"""


# Of these files `make test` runs the main jobs; every other detail waits for `make sweep`.
DETAILED = frozenset(
    {
        *("test_after", "test_body_blocks", "test_drafts", "test_editor_nodes", "test_editor_paste"),
        *("test_editor_slash", "test_editor_writing", "test_history", "test_previews", "test_time"),
    }
)
MAIN_JOBS = frozenset(
    {
        "test_a_correction_goes_above_the_story_and_is_worded_better_later",
        "test_a_story_that_is_moved_leads_there_and_the_screen_says_so",
        "test_what_is_typed_is_on_the_server_within_three_seconds_and_is_there_in_another_browser",
        "test_a_killed_server_loses_nothing_that_was_typed_meanwhile",
        "test_a_session_that_ends_is_taken_up_again_in_a_second_tab",
        "test_two_editors_see_each_other_and_one_takes_over",
        "test_every_block_comes_back_from_the_server_as_it_was_sent",
        "test_a_timeline_is_written_with_the_keyboard_alone",
        "test_office_texts_keep_headings_lists_bold_italic_links_and_cells_and_nothing_else",
        "test_a_picture_within_pasted_html_is_uploaded_and_its_data_is_nowhere",
        "test_a_slash_opens_a_menu_that_typing_narrows_and_enter_takes",
        "test_a_body_of_twenty_thousand_words_is_typed_into_without_waiting",
        "test_two_editors_save_and_choose_by_field_and_by_block",
        "test_any_two_texts_are_compared_and_an_old_one_is_put_back",
        "test_an_urgent_edit_is_included_in_what_is_scheduled",
        "test_an_urgent_edit_leaves_what_is_scheduled_as_it_is",
        "test_an_urgent_edit_that_clashes_holds_what_is_scheduled_and_tells_its_author",
        "test_the_story_s_button_shows_it_at_three_widths_with_its_hidden_pictures",
        "test_a_share_link_is_read_by_somebody_without_an_account_until_it_is_revoked",
        "test_the_hour_that_comes_twice_is_asked_about_and_the_second_is_scheduled",
    }
)


# Before xdist reads the groups, also when it was there before this file, as it is when this folder is named alone.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if os.environ.get("CI"):
                # One of seven thousand that a busy machine upset is no verdict on a change. CONTRIBUTING.md has the rest.
                item.add_marker(pytest.mark.flaky(reruns=1))
        if item.path.stem in DETAILED and getattr(item, "originalname", "") not in MAIN_JOBS:
            item.add_marker(pytest.mark.sweep)
        if "demo" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("sweep"):
            keep_together(item, "demo")


def keep_together(item: pytest.Item, group: str) -> None:
    """Let one process run all tests of the group, when several do.

    The demo newsroom is made once a process: whoever looks at it waits for the same one. The sweep is about little else,
    and has one in each process.
    """
    item.add_marker(pytest.mark.xdist_group(group))
    if item.config.getoption("loadgroup", default=False):
        # pytest-xdist 3.8 writes the group into a field that pytest 9.2 reads no longer (its issue 1386).
        item._id = type(item._id).parse(f"{item.nodeid}@{group}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    place = chromium_place()
    if not place:
        message = "There is no Chromium: install it, or name it by CHROMIUM."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread, and Django refuses queries beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of `page` complained about: policy, scripts, and the console's errors."""
    return []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", service_workers="block"
    )
    context.add_init_script(REPORT)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    context.on("console", heard)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def staff_context(chromium: Browser, complaints: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a further browser, with Playwright's options, for somebody of the desk."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        window = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
        context = chromium.new_context(**window | options)
        context.add_init_script(REPORT)
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda said: complaints.append(said.text) if "policy:" in said.text else None)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


class QuicklyEnded(ThreadedWSGIServer):
    """Looks whether it is to end twenty times a second, and not twice: each test waits for that."""

    def serve_forever(self, poll_interval: float = 0.05) -> None:
        super().serve_forever(poll_interval)


class SiteThread(LiveServerThread):
    server_class = QuicklyEnded


@pytest.fixture
def site(transactional_db: None, static_files: None) -> Iterator[str]:
    """The address of a server of the site, with the static files as they were collected under hashed names."""
    server = SiteThread("localhost", _StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def killable(transactional_db: None, static_files: None) -> Iterator[KillableSite]:
    """A running server in a process of its own, to be killed and started again."""
    server = KillableSite()
    server.start()
    yield server
    server.kill()
