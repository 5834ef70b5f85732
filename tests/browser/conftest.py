"""Chromium for tests: one browser a run, a fresh window a test, and a list of what the policy refused."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import sync_playwright

from tests.browser.killable import KillableSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

REPORT = """
window.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
        if "demo" in getattr(item, "fixturenames", ()):
            # The demo newsroom is made once a process: whoever looks at it waits for the same one.
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, found on PATH or by CHROMIUM."""
    place = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
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
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
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
def site(transactional_db: None, static_files: None) -> Iterator[str]:
    """The address of a server of the site, with the static files as they were collected under hashed names."""
    server = LiveServerThread("localhost", _StaticFilesHandler, connections_override={})
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
