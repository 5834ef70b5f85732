"""A window that notes what a page does wrong while it is open, and the questions that tests put to a page."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

    from tests.browser.pages import PageType

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    # Else axe writes style sheets of its own into the page, which the policy refuses and we would count.
    "preload": False,
}
AXE = Axe()
# Those whose answer changes with the theme.
COLOURS = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Runs before each page's own scripts. Shifts that follow a reader's own touch within half a second do not count.
WATCH = """
window.layoutShift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value
}).observe({ type: "layout-shift", buffered: true })
window.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))
"""
# For tests that wait until the network is idle: a stream that stays open would keep it from ever being so.
UNCONNECTED = "delete window.EventSource"
# What reaches beyond the window's edge and is not cut off or scrolled by something around it.
BEYOND = """() => {
  const width = document.documentElement.clientWidth
  const contained = (element) => {
    for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX !== "visible") return true
    }
    return false
  }
  const found = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect()
    return box.width > 1 && (box.right > width + 1 || box.left < -1) && !contained(element)
      && getComputedStyle(element).position !== "fixed" && !element.closest(".visually-hidden, .skip-link")
  })
  const names = found.map((element) => `${element.tagName.toLowerCase()}.${element.className}`).slice(0, 5)
  if (document.documentElement.scrollWidth > width) names.unshift(`${document.documentElement.scrollWidth} px wide`)
  return names
}"""


def chromium_place() -> str | None:
    """The machine's own Chromium, found on PATH or by CHROMIUM."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


class Watch:
    """What the pages of one context did: complaints of policy and scripts, and requests to other hosts."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.host = urlsplit(site).netloc
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.requests: list[str] = []
        context.add_init_script(WATCH)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._requested)

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium reports the page itself when its status is an error; tests ask for such pages on purpose.
        is_status = "responded with a status of 4" in message.text
        if message.type == "error" and not (is_status and message.location.get("url") == message.page.url):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob"):
            self.requests.append(request.url)
            if parts.netloc != self.host:
                self.foreign.append(request.url)


_TURNING = "() => document.getAnimations().some((animation) => animation.playState === 'running')"


def wait_until(page: Page, is_so: Callable[[], bool], patience: int = 10_000) -> None:
    """Wait for what the test hears of from the browser, and no locator shows; `patience` in milliseconds."""
    for _ in range(patience // 50):
        if is_so():
            return
        page.wait_for_timeout(50)
    pytest.fail("It did not come to pass.")


def visit(page: Page, page_type: PageType, address: str) -> None:
    """Open the page, and make sure that it is the one that was meant."""
    response = page.goto(address)
    assert response is not None
    assert (page_type.name, response.status) == (page_type.name, page_type.status)


def darken(page: Page) -> None:
    """Let the reader's system turn dark, and wait until every colour has arrived."""
    _light_up(page, "dark")


def lighten(page: Page) -> None:
    """The same, by daylight."""
    _light_up(page, "light")


def _light_up(page: Page, scheme: Literal["dark", "light"]) -> None:
    page.emulate_media(color_scheme=scheme)
    _let_arrive(page)


def _let_arrive(page: Page) -> None:
    # Not their `finished`: that of one that is cancelled never comes.
    wait_until(page, lambda: not page.evaluate(_TURNING))


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page as it stands, when all that moves has arrived: rule, and the first places."""
    _let_arrive(page)
    # Its script is half a megabyte: once a document is enough.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: Any = page.evaluate(
        "(options) => axe.run(options).then((results) => results.violations)",
        COLOURS if colours_only else RULES,
    )
    return [
        f"{rule['id']} ({len(rule['nodes'])}): "
        + "; ".join(str(node["html"])[:160] for node in rule["nodes"][:3])
        + f" - {rule['nodes'][0].get('failureSummary', '')[:300]}"
        for rule in found
    ]


def beyond_the_edge(page: Page) -> list[str]:
    """What makes the page scroll sideways, or hangs out of it."""
    found: list[str] = page.evaluate(BEYOND)
    return found


def faults(page: Page) -> dict[str, list[str]]:
    """What the page does wrong in light and then in dark, which it is left in; empty if nothing."""
    found = {"edge": beyond_the_edge(page), "light": violations(page)}
    darken(page)
    found["dark"] = violations(page)
    return {name: complaints for name, complaints in found.items() if complaints}
