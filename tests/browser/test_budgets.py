"""What a page may weigh: counts of bytes, nodes and requests, never seconds.

Bytes are those of zlib at level 6, which is never smaller than what an edge with brotli sends.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.browser.demo_site import watched
from tests.browser.pages import FRONT, LITE_FRONT, LITE_SECTION, LITE_STORY, STORY, PageType
from tests.browser.watching import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo

KB = 1024
LITE = (LITE_FRONT, LITE_SECTION, LITE_STORY)
HTML = {FRONT: 25 * KB, STORY: 15 * KB} | dict.fromkeys(LITE, 12 * KB)
NODES = {FRONT: 1300, STORY: 700} | dict.fromkeys(LITE, 300)
REQUESTS = {FRONT: 14, STORY: 8} | dict.fromkeys(LITE, 2)
CSS = 10 * KB
JS = 5 * KB


def weight(page: Page, address: str) -> int:
    """Bytes of a file after compression."""
    answer = page.request.get(address)
    assert answer.status == 200
    return len(zlib.compress(answer.body(), 6))


def linked(page: Page, address: str, kind: str) -> list[str]:
    """The addresses of the scripts or style sheets that the page loads."""
    html = page.request.get(address).text()
    return re.findall(rf'(?:href|src)="(/static/[^"]+\.{kind})"', html)


@pytest.mark.parametrize("page_type", [FRONT, STORY, *LITE], ids=lambda page_type: page_type.name)
def test_a_page_is_light(chromium: Browser, demo: Demo, page_type: PageType) -> None:
    with watched(chromium, demo) as watch:
        page = watch.context.new_page()
        address = page_type.address(demo)
        visit(page, page_type, address)
        page.wait_for_load_state("networkidle")
        measured = {
            "html": weight(page, address),
            "nodes": page.evaluate("() => document.querySelectorAll('*').length"),
            "requests": len(watch.requests),
        }
    limits = {"html": HTML[page_type], "nodes": NODES[page_type], "requests": REQUESTS[page_type]}
    print(page_type.name, measured)
    assert {name: value for name, value in measured.items() if value > limits[name]} == {}


@pytest.mark.parametrize("page_type", LITE, ids=lambda page_type: page_type.name)
def test_a_lite_page_is_one_file_without_scripts_of_at_most_15_kb_in_all(
    chromium: Browser, demo: Demo, page_type: PageType
) -> None:
    with watched(chromium, demo) as watch:
        page = watch.context.new_page()
        address = page_type.address(demo)
        visit(page, page_type, address)
        page.wait_for_load_state("networkidle")
        total = sum(weight(page, request) for request in watch.requests)
        assert page.locator("script, img, link[rel=stylesheet]").count() == 0
        assert page.evaluate("() => window.layoutShift") == 0
    print(page_type.name, "in all", total)
    assert total <= 15 * KB


def test_style_and_scripts_are_light_and_one_file_each(reader: Page, demo: Demo) -> None:
    address = STORY.address(demo)
    style, script = linked(reader, address, "css"), linked(reader, address, "js")
    assert (len(style), len(set(script) - set(lazy(reader, address)))) == (1, 1)
    print("css", weight(reader, demo.url + style[0]), "js", weight(reader, demo.url + script[0]))
    assert weight(reader, demo.url + style[0]) <= CSS
    assert sum(weight(reader, demo.url + name) for name in set(script)) <= JS


def lazy(page: Page, address: str) -> list[str]:
    """Scripts that are named by the page, and loaded only when a reader asks for what they do."""
    return re.findall(r'data-module="([^"]+)"', page.request.get(address).text())
