"""What a reading mode makes of our stories: Mozilla's Readability, run in the page as Firefox does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.articles.published.pages import path_of
from tests.articles.published.test_body_blocks import FACTS, NOTED, POST, TABLE, TIMELINE, gallery, video
from tests.browser.demo_site import ROOT
from tests.browser.pages import PageType
from tests.factories import make_article, make_author, make_image, make_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo

pytestmark = pytest.mark.sweep

READABILITY = ROOT / "tests" / "node" / "node_modules" / "@mozilla" / "readability" / "Readability.js"
STORIES = (
    PageType("article", story="orrin-dry-year-rules-agreed"),
    PageType("opinion", story="timetable-is-a-promise-print-it"),
    PageType("gallery", story="the-northern-railway-end-to-end"),
    PageType("infographic", story="port-ansel-turnout-by-ward"),
    PageType("video", story="the-river-compact-explained"),
    PageType("corrected article", story="port-ansel-redesigns-ballot-paper"),
)
# Its own name, which credits say too.
PAPER = "The Daily Meridian"
# What belongs to the page and not to the story.
AROUND = (
    *(".share__label", ".share__link", ".related__heading", ".related__list a", ".read-next .card__headline"),
    *(".most-read .card__headline", ".ticker li", ".nav a", ".regions a", ".footer a", ".breadcrumb a"),
    *(".tags__tag", ".edition-bar a"),
)
READ = """() => {
  const found = new Readability(document.cloneNode(true)).parse()
  const spaced = (text) => text.replace(/\\s+/g, " ").trim()
  return found && { ...found, content: "", textContent: spaced(found.textContent) }
}"""
SHOWN = """(around) => {
  const spaced = (text) => text.replace(/\\s+/g, " ").trim()
  const all = (selector) => [...document.querySelectorAll(selector)]
  const outside = ".related, .video__link, .figure__zoom, .embed__link"
  const body = all(".body p, .body li, .body h2, .body h3, .body td, .body blockquote, .article__gallery figcaption")
  const texts = (list) => list.map((element) => spaced(element.textContent)).filter((text) => text)
  return {
    headline: spaced(document.querySelector("h1").textContent),
    names: texts(all(".byline__names > a, .byline__names > bdi")),
    published: document.querySelector(".byline time").getAttribute("datetime"),
    language: document.documentElement.lang,
    body: texts(body.filter((element) => !element.closest(outside))),
    around: texts(all(around.join(", "))),
  }
}"""


@pytest.fixture
def reading(chromium: Browser) -> Iterator[Page]:
    """A page into which a script of ours may be put."""
    if not READABILITY.exists():
        message = "Readability is not installed: run .ci/judges."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    context = chromium.new_context(bypass_csp=True, java_script_enabled=True)
    yield context.new_page()
    context.close()


def read(page: Page, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Readability finds at the address, and what is shown there."""
    page.goto(address)
    page.add_script_tag(path=str(READABILITY))
    found: dict[str, Any] | None = page.evaluate(READ)
    assert found is not None
    return found, page.evaluate(SHOWN, list(AROUND))


def check(found: dict[str, Any], shown: dict[str, Any]) -> None:
    assert found["title"] == shown["headline"]
    assert found["byline"] == ", ".join(shown["names"])
    assert found["publishedTime"] == shown["published"]
    assert found["lang"] == shown["language"]
    missing = [text for text in shown["body"] if text not in found["textContent"]]
    assert not missing, "\n".join(missing)
    # A headline may be said in the body too: then it is the body's. A picture's credit names the newspaper.
    body = " ".join(shown["body"])
    stray = [
        text
        for text in shown["around"]
        if len(text) > 3 and text in found["textContent"] and text not in body and text != PAPER
    ]
    assert not stray, "\n".join(stray)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_reading_mode_gets_the_whole_story_and_nothing_else(
    reading: Page, demo: Demo, story: PageType
) -> None:
    check(*read(reading, story.address(demo)))


@pytest.mark.parametrize("kind", ["story", "gallery", "infographic", "video", "live", "audio"])
def test_a_reading_mode_gets_every_block_of_a_body(reading: Page, site: str, kind: str) -> None:
    pictures = [
        make_image(rendered=True, caption=f"The quay on day {n}, seen from the water.") for n in range(3)
    ]
    other = make_article("The other story, on another page", published=True)
    quote = '<aside data-news="pullquote"><p>We waited, and then we waited more.</p><footer>A. Guest</footer></aside>'
    related = f'<aside data-news="related" data-articles="{other.pk}"></aside>'
    text = "".join(
        f"<p>Paragraph {n} says at some length what was decided, by whom, and what the town makes of it.</p>"
        for n in range(4)
    )
    parts = (
        "<h2>A subhead</h2>",
        quote,
        related,
        gallery(*pictures),
        video(),
        FACTS,
        TIMELINE,
        POST,
        TABLE,
        NOTED,
    )
    body = text + "".join(
        f"{part}{text.replace('Paragraph', f'Part {n}, paragraph')}" for n, part in enumerate(parts)
    )
    story = make_article(
        "All of it at once",
        body=body,
        kind=kind,
        by=make_author("Mara Ellsworth"),
        tags=[make_tag("Rivers and lakes")],
        images=pictures,
        published=True,
    )
    check(*read(reading, site + path_of(story)))
