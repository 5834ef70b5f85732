"""The readers' part of `make bench`: Lighthouse's medians, bytes, and how soon a page answers a touch.

Lighthouse (Apache-2.0) is got by `.ci/judges`; where it or Chromium is missing, that is said and the rest goes on.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from tests.browser.demo_site import Demo
    from tests.browser.pages import PageType

LIGHTHOUSE = Path(__file__).parent / "node" / "node_modules" / "lighthouse" / "cli" / "index.js"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
)
# Seconds for which the worker may still be making pictures in their best format.
PATIENCE = 900.0
# The machine is quiet if it is no busier, in percent, for so many seconds.
QUIET, QUIET_FOR = 10.0, 5.0
# Lighthouse asks to be run again now and then: “Something went wrong with recording the trace”.
TRIES = 3
# Whose limits: an article's, those of front and section, a live blog's, a lite page's.
OF_STORY, OF_FRONT, OF_BLOG, OF_LITE = range(4)
# audit -> (name, unit, divisor, limits)
PAINT: dict[str, tuple[str, str, float, tuple[float | None, ...]]] = {
    "first-contentful-paint": ("FCP", "s", 1000, (1.0, 1.0, 1.0, 0.8)),
    "largest-contentful-paint": ("LCP", "s", 1000, (1.4, 1.6, 1.5, 0.9)),
    "speed-index": ("Speed Index", "s", 1000, (2.5, 2.5, 2.5, 1.0)),
    "total-blocking-time": ("TBT", "ms", 1, (200, 200, 200, 0)),
    # By the wall's clock, with what a page's script waits for: no limit, beside `script_time`, which has one.
    "bootup-time": ("bootup", "ms", 1, (None, None, None, None)),
    "cumulative-layout-shift": ("CLS", "", 1, (0.005, 0.01, 0.005, 0)),
}
PERFORMANCE = (0.95, 0.93, 0.95, 1.0)
SCORES = {"accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
# A lite page is not to be found: what Lighthouse counts as search engines' is not asked of it.
LITE_SCORES = {"accessibility": 1.0, "best-practices": 1.0}
# (name, value, unit, limit, whether the limit is the least)
Row = tuple[str, float, str, float | None, bool]

CONTROLS = "button, summary, [data-zoom]"
OPENED = ":popover-open, dialog[open]"
# What is faster than this is not told by the browser.
TOLD = 16
WATCH_TOUCHES = f"""
window.worst = [{TOLD}, "none is slower"]
window.watchesTouches = new PerformanceObserver((list) => {{
  for (const entry of list.getEntries()) {{
    const what = `${{entry.name}} ${{entry.target?.outerHTML?.slice(0, 80)}}`
    if (entry.interactionId && entry.duration > window.worst[0]) window.worst = [entry.duration, what]
  }}
}})
window.watchesTouches.observe({{ type: "event", buffered: true, durationThreshold: {TOLD} }})
"""
TOUCH_LIMIT = 100
TOUCH_RUNS = 3
SCRIPT_LIMIT = 80
SCRIPT_RUNS = 5
# A page opens its stream about two seconds after it is loaded.
SETTLED = 4000
SLOWER = 4
# Milliseconds until what a jump over the whole page has brought into view is painted: readers scroll there.
REST = 400


def measure(port: int, runs: int) -> Iterator[Row]:
    """Every figure of the main pages of the demo that is served at the port, a median of `runs` each."""
    from tests.browser.demo_site import Demo
    from tests.browser.pages import ARTICLE, BLOG, LITE_STORY, LIVE_BLOG, MAIN_PAGES

    url = f"http://localhost:{port}"
    stories = {ARTICLE: _listed(f"{url}/news/politics/", ARTICLE), BLOG: _listed(f"{url}/live-blogs/", BLOG)}
    demo = Demo(url, stories)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("No Chromium: the pages are not measured.", file=sys.stderr)
        return
    addresses = {page_type: page_type.address(demo) for page_type in (*MAIN_PAGES, LIVE_BLOG)}
    _wait_for_pictures(list(addresses.values()))
    yield from _in_chromium(chromium, demo, list(addresses))
    addresses[LITE_STORY] = LITE_STORY.address(demo)
    for page_type, address in addresses.items():
        yield from _lighthouse(chromium, page_type, address, runs)


def _listed(address: str, slug: str) -> str:
    """The path of a story, as a list links to it."""
    page = urllib.request.urlopen(address).read().decode()
    return next(link for link in re.findall(r'href="([^"]+)"', page) if slug in link)


def _wait_for_pictures(addresses: list[str]) -> None:
    """Wait until each page leads with a picture in the best format, which the worker makes last, and all is quiet."""
    deadline = time.monotonic() + PATIENCE
    for address in addresses:
        while b"imagesizes" in (page := urllib.request.urlopen(address).read()) and b"image/avif" not in page:
            if time.monotonic() > deadline:
                print(f"{address} does not offer its pictures as AVIF yet.", file=sys.stderr)
                return
            time.sleep(2)
    # The pictures further down are still being made: on two processors, whatever is timed meanwhile is slow.
    while psutil.cpu_percent(QUIET_FOR) > QUIET:
        if time.monotonic() > deadline:
            print("This machine is not quiet: times will be too long.", file=sys.stderr)
            return


def _in_chromium(place: str, demo: Demo, page_types: list[PageType]) -> Iterator[Row]:
    from playwright.sync_api import sync_playwright

    from tests.browser.measuring import measure as weigh
    from tests.browser.test_budgets import CSS, LEAD_PICTURE, budget_of

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
        for page_type in page_types:
            name, budget, found = page_type.name, budget_of(page_type), weigh(browser, demo, page_type)
            sizes = {
                "HTML": (found.size("Document"), budget.html),
                "CSS": (found.size("Stylesheet"), CSS),
                "JS": (found.size("Script"), budget.js),
                "lead picture": (sum(file.size for file in found.lead), LEAD_PICTURE),
                "transfer before scroll": (found.size(), budget.transfer),
            }
            if not found.lead:
                del sizes["lead picture"]
            for what, (size, limit) in sizes.items():
                yield f"{name}: {what}, as sent", size / 1024, "KiB", limit / 1024, False
            yield f"{name}: requests before scroll", len(found.files), "", budget.requests, False
            yield f"{name}: DOM nodes", found.nodes, "", budget.nodes, False
            times = [script_time(browser, page_type.address(demo)) for _ in range(SCRIPT_RUNS)]
            yield (
                *(f"{name}: CPU in scripts, {SLOWER}x slower", statistics.median(times)),
                *("ms", SCRIPT_LIMIT, False),
            )
            touches = sorted(worst_touch(browser, page_type.address(demo)) for _ in range(TOUCH_RUNS))
            worst, what = touches[len(touches) // 2]
            yield f"{name}: worst answer to a touch, {SLOWER}x slower", worst, "ms", TOUCH_LIMIT, False
            if worst > TOUCH_LIMIT:
                print(f"  {name}: {what}", file=sys.stderr)
        browser.close()


def _telephone(browser: Browser) -> BrowserContext:
    from tests.browser.measuring import TELEPHONE

    return browser.new_context(**TELEPHONE)


def script_time(browser: Browser, address: str) -> float:
    """Milliseconds of the processor for the page's scripts, compiled and run, until the page has settled; SLOWER times.

    By the processor's clock. Lighthouse's `bootup-time` goes by the wall's, and so counts what the script before the
    first paint waits for the browser to open its localStorage: up to 30 ms, while the style sheet is on its way.
    """
    context = _telephone(browser)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address)
    page.wait_for_timeout(SETTLED)
    found = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return float(found["ScriptDuration"] + found["V8CompileDuration"]) * 1000 * SLOWER


def worst_touch(browser: Browser, address: str) -> tuple[float, str]:
    """Milliseconds of the slowest event while each control of the page is used, and which that was; TOLD at least.

    On a processor SLOWER times slower. Raises RuntimeError if the browser has not seen every touch, or the page was
    left by one: what was noted would be gone with it.
    """
    context = _telephone(browser)
    context.add_init_script(WATCH_TOUCHES)
    # A stream that stays open would keep the network from ever being idle.
    context.add_init_script("delete window.EventSource")
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    born = page.evaluate("performance.timeOrigin")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    touches = sum([_touch(page, control) for control in page.locator(CONTROLS).all()])
    page.wait_for_timeout(500)
    (duration, what), seen, still = page.evaluate(
        "() => [window.worst, performance.eventCounts.get('pointerdown'), performance.timeOrigin]"
    )
    context.close()
    if still != born or not touches or seen < touches:
        raise RuntimeError(f"{address}: {touches} touches, of which the page saw {seen}.")
    return float(duration), str(what)


def _touch(page: Page, control: Locator) -> int:
    """Touch the control, all that lies in what it opens, and close that; how often was touched."""
    if not control.is_visible() or not control.is_enabled():
        return 0
    touches = _tap(page, control)
    opened = page.locator(OPENED)
    for inner in opened.locator(CONTROLS).all() if opened.count() else ():
        if not opened.count():
            touches += _tap(page, control)
        if inner.is_visible() and inner.is_enabled():
            touches += _tap(page, inner)
    # What is open would cover the next.
    page.keyboard.press("Escape")
    page.wait_for_timeout(50)
    return touches


def _tap(page: Page, control: Locator) -> int:
    """Touch it once all has come to rest: what is laid out only when it is scrolled to moves what lies below."""
    control.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(requestIdleCallback)")
    page.wait_for_timeout(REST)
    control.tap()
    page.wait_for_timeout(150)
    return 1


def _lighthouse(chromium: str, page_type: PageType, address: str, runs: int) -> Iterator[Row]:
    name = page_type.name
    node = shutil.which("node")
    if node is None or not LIGHTHOUSE.exists():
        print(f"No Lighthouse for {name}: run .ci/judges.", file=sys.stderr)
        return
    reports = [_report(node, chromium, address) for _ in range(runs)]
    column = _column(page_type)
    scores = LITE_SCORES if page_type.lite else SCORES
    yield from _row(reports, name, "performance", PERFORMANCE[column])
    for audit, (label, unit, divisor, limits) in PAINT.items():
        values = [report["audits"][audit]["numericValue"] / divisor for report in reports]
        yield f"{name}: {label}, median of {runs}", statistics.median(values), unit, limits[column], False
    for category, least in scores.items():
        yield from _row(reports, name, category, least)
    for line in sorted({line for report in reports for line in shortcomings(report, scores)}):
        print(f"  {name}: {line}", file=sys.stderr)


def _column(page_type: PageType) -> int:
    from tests.browser.pages import LIVE_BLOG

    if page_type == LIVE_BLOG:
        return OF_BLOG
    return OF_LITE if page_type.lite else OF_STORY if page_type.story else OF_FRONT


def _row(reports: list[dict[str, Any]], name: str, category: str, least: float) -> Iterator[Row]:
    scores = [report["categories"][category]["score"] or 0.0 for report in reports]
    yield (
        f"{name}: Lighthouse {category}, median of {len(reports)}",
        statistics.median(scores),
        "",
        least,
        True,
    )


def _report(node: str, chromium: str, address: str) -> dict[str, Any]:
    command = [
        *(node, str(LIGHTHOUSE), address, "--quiet", "--output=json", "--output-path=stdout"),
        f"--chrome-flags={FLAGS}",
    ]
    environment = {**os.environ, "CHROME_PATH": chromium}
    for _ in range(TRIES):
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=180
        )
        if not run.returncode:
            return cast("dict[str, Any]", json.loads(run.stdout))
    raise RuntimeError(run.stderr[-2000:])


def shortcomings(report: dict[str, Any], categories: Iterable[str]) -> list[str]:
    """What keeps a page from a full score outside of its speed."""
    found = []
    for category in categories:
        for part in report["categories"][category]["auditRefs"]:
            audit = report["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                found.append(f"{category}: {audit['title']}")
    return found
