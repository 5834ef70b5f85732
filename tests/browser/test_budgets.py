"""What a page may weigh: counts of bytes, nodes and requests as a telephone gets them, never seconds.

The limits and what is measured stand in docs/reader-site.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest

from tests.bench_pages import worst_touch
from tests.browser.demo_site import watched
from tests.browser.measuring import measure
from tests.browser.pages import LITE_PAGES, MAIN_PAGES, OTHER_PAGES, STORY, PageType
from tests.browser.watching import visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo
    from tests.browser.measuring import Measured

KB = 1024
# Pixels of the file that the browser took for the picture seen first, as the page names them.
CHOSEN_WIDTH = """() => {
  const img = document.querySelector("img[fetchpriority=high]")
  const offered = [...img.parentElement.querySelectorAll("source")].flatMap((source) => source.srcset.split(", "))
  return Number(offered.find((file) => img.currentSrc.endsWith(file.split(" ")[0])).split(" ")[1].replace("w", ""))
}"""
CSS = 10 * KB
JS = 5 * KB
LEAD_PICTURE = 45 * KB
LIGHTBOX = 1.5 * KB


@dataclass(frozen=True)
class Budget:
    """Bytes as sent, requests and bytes before the first scroll, elements, and the sum of layout shifts."""

    html: int
    requests: int
    transfer: int
    nodes: int
    shift: float
    js: int = JS


OF_STORIES = Budget(html=15 * KB, requests=8, transfer=110 * KB, nodes=700, shift=0.005)
OF_FRONTS = Budget(html=25 * KB, requests=14, transfer=220 * KB, nodes=1300, shift=0.01)
# Chromium fetches a waiting picture while it is still 1,250 to 2,500 pixels away: of faces or stills, a dozen.
OF_PICTURES = Budget(html=25 * KB, requests=20, transfer=220 * KB, nodes=1300, shift=0.01)
OF_LIVE = Budget(html=25 * KB, requests=8, transfer=110 * KB, nodes=1200, shift=0.005, js=8 * KB)
OF_LITE = Budget(html=12 * KB, requests=2, transfer=15 * KB, nodes=300, shift=0)
ALL_PAGES = [
    *MAIN_PAGES,
    *(pytest.param(page_type, marks=pytest.mark.sweep) for page_type in OTHER_PAGES),
]


def budget_of(page_type: PageType) -> Budget:
    if page_type in LITE_PAGES:
        return OF_LITE
    if page_type.story and page_type.name.endswith("live blog"):
        return OF_LIVE
    if page_type.name in ("authors", "section of videos"):
        return OF_PICTURES
    # The pictures of a gallery are its story; below a video stand the stills of other episodes.
    is_light = page_type.story and page_type.name not in ("gallery", "video")
    # What is no longer there is answered with the latest stories.
    return OF_STORIES if is_light and page_type.status == 200 else OF_FRONTS


def excesses(page_type: PageType, found: Measured) -> dict[str, float]:
    """What is over its limit."""
    budget = budget_of(page_type)
    values: dict[str, tuple[float, float]] = {
        "html": (found.size("Document"), budget.html),
        "css": (found.size("Stylesheet"), CSS),
        "js": (found.size("Script"), budget.js),
        "fonts": (found.size("Font"), 0),
        "requests": (len(found.files), budget.requests),
        "transfer": (found.size(), budget.transfer),
        "nodes": (found.nodes, budget.nodes),
        "shift": (found.shift, budget.shift),
        "cookies": (found.cookies, 0),
        "lead picture": (sum(file.size for file in found.lead), LEAD_PICTURE),
    }
    print(page_type.name, {name: round(value, 4) for name, (value, _limit) in values.items()})
    return {name: value for name, (value, limit) in values.items() if value > limit}


@pytest.mark.parametrize("page_type", ALL_PAGES, ids=lambda page_type: page_type.name)
def test_a_page_is_light_as_a_telephone_gets_it(chromium: Browser, demo: Demo, page_type: PageType) -> None:
    found = measure(chromium, demo, page_type)
    assert excesses(page_type, found) == {}
    assert found.encodings("Document", "Stylesheet", "Script") == {"br"}
    assert [warning for warning in found.warnings if "preload" in warning] == []
    pictures = found.pictures
    first = [picture for picture in pictures if picture["priority"] == "high"]
    assert len(first) in ((1,) if page_type in MAIN_PAGES else (0, 1))
    assert [p for p in pictures if not p["sized"] or not p["fits"] or p["waits"] == (p in first)] == []
    # Preloaded and shown are one and the same file, and it is fetched once. A video's still is no `img`.
    assert found.preloads == (1 if page_type.name == "video" else len(first))
    assert [file.url.rpartition(".")[2] for file in found.lead] == ["avif"] * len(first)


@pytest.mark.parametrize("page_type", LITE_PAGES, ids=lambda page_type: page_type.name)
def test_a_lite_page_is_one_file_without_scripts_or_pictures(
    chromium: Browser, demo: Demo, page_type: PageType
) -> None:
    found = measure(chromium, demo, page_type)
    assert excesses(page_type, found) == {}
    assert {file.kind for file in found.files} <= {"Document", "Other"}
    assert (found.size("Script", "Stylesheet", "Image"), found.pictures) == (0, [])


@pytest.mark.sweep
@pytest.mark.parametrize(("scale", "most"), [(1, 640), (2, 960), (3, 960), (3.5, 960)])
def test_no_telephone_asks_for_more_than_two_pixels_for_one(
    chromium: Browser, demo: Demo, scale: float, most: int
) -> None:
    options = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": scale, "is_mobile": True}
    with watched(chromium, demo, **options) as watch:
        page = watch.context.new_page()
        visit(page, STORY, STORY.address(demo))
        page.wait_for_load_state()
        width = page.evaluate(CHOSEN_WIDTH)
    assert width <= most


def test_the_script_for_large_pictures_is_small() -> None:
    script = Path(__file__).resolve().parents[2] / "static" / "js" / "lightbox.js"
    assert len(brotli.compress(script.read_bytes(), quality=5)) <= LIGHTBOX


def test_style_and_scripts_are_one_file_each(reader: Page, demo: Demo) -> None:
    html = reader.request.get(STORY.address(demo)).text()
    lazy = set(re.findall(r'data-module="([^"]+)"', html))
    for kind in ("css", "js"):
        loaded = set(re.findall(rf'(?:href|src)="(/static/[^"]+\.{kind})"', html)) - lazy
        assert len(loaded) == 1, kind


def test_the_bench_times_a_touch_and_refuses_a_page_that_saw_none_or_was_left(chromium: Browser) -> None:
    busy = "const end = performance.now() + 60; while (performance.now() < end);"
    worst, what = worst_touch(chromium, f"data:text/html,<button onclick='{busy}'>Busy</button>")
    assert worst >= 60
    assert "Busy" in what or "onclick" in what
    for content in ("<p>Nothing", "<button onclick='location = `about:blank`'>Leave</button>"):
        with pytest.raises(RuntimeError, match="touches"):
            worst_touch(chromium, f"data:text/html,{content}")
