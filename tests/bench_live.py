"""How soon a post of a live blog is on readers' screens: posted at the composer's address, seen in open Chromium pages."""

from __future__ import annotations

import re
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench_desk import Desk, fields_of
from tests.browser.watching import chromium_place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READERS = 4
POSTS = 40
PATIENCE = 30_000
Row = tuple[str, float, str, float | None]
# For each post since the page was opened: when it was there, or counted on the button, by the machine's clock (ms).
NOTE_POSTS = """
() => {
  const blog = document.querySelector("[data-blog]")
  const there = new Set([...blog.querySelectorAll(".post")].map((post) => post.id))
  const button = blog.querySelector("[data-news]")
  window.shown = []
  new MutationObserver(() => {
    const listed = [...blog.querySelectorAll("[data-posts] > .post")].filter((post) => !there.has(post.id)).length
    const held = button.hidden ? 0 : Number(button.textContent.match(/\\d+/))
    while (window.shown.length < listed + held) window.shown.push(Date.now())
  }).observe(blog, { subtree: true, childList: true, attributes: true, characterData: true })
}
"""


class Composer:
    """The composer of a live blog that runs, as an editor has it open."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.path = next(path for path in addresses(desk) if is_running(desk, path))
        blog = re.search(r'data-blog="(\d+)"', desk.get(self.path)[1])
        assert blog is not None
        self.page = f"/admin/live/{blog[1]}/"
        self.fields = fields_of(desk.get(self.page)[1], "composer")

    def post(self, text: str) -> float:
        """Post it; the time at which it was sent, by the machine's clock."""
        fields = self.fields | {"text": text, "key": str(uuid.uuid4())}
        at = time.time()
        status, body, _headers = self.desk.post(f"{self.page}post/", fields)
        if status != 302:
            raise RuntimeError(f"Posting answered {status}: {body[:500]}")
        return at


def addresses(desk: Desk) -> list[str]:
    """Of the live blogs, those that run first."""
    return re.findall(r'class="card__headline"[^>]*>\s*<a[^>]*href="([^"]+)"', desk.get("/live-blogs/")[1])


def is_running(desk: Desk, path: str) -> bool:
    return "blog__live" in desk.get(path)[1]


def measure(port: int, folder: Path) -> Iterator[Row]:
    """Each post waits for the one before: what is measured is the way of one, not a queue of them."""
    chromium = chromium_place()
    if not chromium:
        print("No Chromium: the way of a live post is not measured.", file=sys.stderr)
        return
    from playwright.sync_api import sync_playwright

    composer = Composer(Desk(port, folder / "demo-accounts.txt", "editor"))
    delays: list[float] = []
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        stack.callback(browser.close)
        address = f"http://localhost:{port}{composer.path}"
        readers = [opened(browser, address, is_below=number % 2 == 0) for number in range(READERS)]
        for number in range(1, POSTS + 1):
            at = composer.post(f"Ward {number} of {POSTS} has counted.")
            for reader in readers:
                reader.wait_for_function(f"() => window.shown.length >= {number}", timeout=PATIENCE)
                delays.append(reader.evaluate(f"() => window.shown[{number - 1}]") / 1000 - at)
    delays.sort()
    many = f"{POSTS} posts, {READERS} readers"
    yield f"live post: publish to readers' screens, p95 of {many}", delays[int(len(delays) * 0.95)], "s", 1
    yield f"live post: publish to readers' screens, slowest of {many}", delays[-1], "s", None


def opened(browser: Browser, address: str, *, is_below: bool) -> Page:
    """The page of a reader who has all of the blog below the window, and is shown posts, or reads it, and is shown
    the button; once it is connected.
    """
    context = browser.new_context(viewport={"width": 390, "height": 300 if is_below else 800})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    with page.expect_response(re.compile("/stream/")):
        page.goto(address)
    if not is_below:
        page.locator("[data-posts] > .post").nth(3).scroll_into_view_if_needed()
    page.evaluate(NOTE_POSTS)
    return page
