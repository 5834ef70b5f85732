"""Arabic pages in Chromium: words, numbers, dates and Latin names stand where an Arabic reader expects them.

No tool sees that they do not; so where each word is drawn is measured.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.desk import enter
from tests.browser.watching import violations
from tests.factories import (
    make_alert,
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_user,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from articles.models import Article

pytestmark = pytest.mark.sweep

MIXED = "Apple تطلق «iPhone 17» بسعر 999 دولاراً"
# From right to left, as they are read. Of a Latin run the words stand the other way round.
MIXED_WORDS = ["Apple", "تطلق", "«", "17", "iPhone", "»", "بسعر", "999", "دولاراً"]
ARABIC_LETTERS = re.compile("[\u0621-\u064a]")
# The middle of each of the words of an element, in the order in which they are given, and how many lines they need.
MIDDLES = """(element, words) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const boxes = []
  let node = walker.nextNode(), from = 0
  for (const word of words) {
    let at = node.data.indexOf(word, from)
    while (at < 0) {
      node = walker.nextNode()
      at = node.data.indexOf(word)
    }
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + word.length)
    boxes.push(range.getBoundingClientRect())
    from = at + word.length
  }
  const middles = boxes.map((box) => (box.left + box.right) / 2)
  return [middles, new Set(boxes.map((box) => Math.round(box.bottom / 12))).size]
}"""
ONE_LINE = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("* { white-space: nowrap !important; text-overflow: clip !important }")
  document.adoptedStyleSheets = [sheet]
}"""


@pytest.fixture
def story() -> Article:
    """An Arabic story of three minutes by somebody with a Latin name, whose headline begins with another."""
    arabic = make_edition("ar", date_format="j F Y H:i", reading_wpm=100)
    mara = make_author("Mara Ellsworth")
    mara.names.create(edition=arabic, name="Mara Ellsworth", slug="mara-ellsworth")
    return make_article(
        MIXED,
        section=make_section("akhbar", arabic, name="أخبار"),
        by=mara,
        images=[make_image(rendered=True)],
        standfirst="BBC: أعلنت Apple",
        body=f"<p>{' '.join(['كلمة'] * 300)}</p>",
        published=True,
    )


def order(element: Locator, words: list[str]) -> list[str]:
    """The words as they stand from right to left; they are given in the order in which the text has them."""
    middles, lines = element.evaluate(MIDDLES, words)
    assert lines == 1
    return [word for _middle, word in sorted(zip(middles, words, strict=True), reverse=True)]


def is_read_in_order(date: Locator) -> bool:
    """Whether a date runs from right to left: day, Arabic month, year, time, zone."""
    words = date.inner_text().split()
    assert ARABIC_LETTERS.search(words[1])
    return order(date, words) == words


@pytest.mark.parametrize("width", [1280, 390])
def test_dates_and_minutes_stand_right_beside_latin_names(
    page: Page, site: str, story: Article, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/ar/akhbar/")
    page.evaluate(ONE_LINE)
    line = page.locator(".card__byline").first
    text = line.inner_text()
    assert text.startswith("Mara Ellsworth · ")
    assert is_read_in_order(line.locator("time"))
    # The name's own words run from left to right; then, to the left of it, the dot, the day and the year.
    day, year = re.findall("[0-9]+", text)
    assert order(line, ["Mara", "Ellsworth", "·", day, year]) == ["Ellsworth", "Mara", "·", day, year]

    page.goto(f"{site}/ar/x/{story.pk}/")
    page.evaluate(ONE_LINE)
    assert is_read_in_order(page.locator(".byline time").first)
    assert order(page.locator(".byline__names"), ["Mara", "Ellsworth"]) == ["Ellsworth", "Mara"]
    minutes = page.locator(".minutes-read")
    words = minutes.inner_text().split()
    expected = words if ARABIC_LETTERS.search(minutes.inner_text()) else words[::-1]
    assert "3" in words
    assert order(minutes, words) == expected
    # Each stands to the left of what is read before it, or on a later line.
    boxes = [item.bounding_box() for item in page.locator(".byline > li").all()]
    for before, after in pairwise(boxes):
        assert before is not None
        assert after is not None
        assert after["x"] < before["x"] or after["y"] > before["y"]


def test_a_headline_of_both_directions_is_read_in_its_order_wherever_it_stands(
    page: Page, site: str, story: Article
) -> None:
    make_alert(
        MIXED, editions=[story.edition], article_id=story.pk, public_from=timezone.now() - timedelta(hours=1)
    )
    in_text = ["Apple", "تطلق", "«", "iPhone", "17", "»", "بسعر", "999", "دولاراً"]
    page.goto(f"{site}/ar/")
    page.evaluate(ONE_LINE)
    places = [page.locator(".card__headline").first, page.locator(".ticker__item bdi").first]
    assert [order(place, in_text) for place in places] == [MIXED_WORDS] * 2
    page.goto(f"{site}/ar/x/{story.pk}/")
    page.evaluate(ONE_LINE)
    assert order(page.locator("h1"), in_text) == MIXED_WORDS
    standfirst = ["BBC", ":", "أعلنت", "Apple"]
    assert order(page.locator(".title-block__standfirst"), standfirst) == standfirst
    for path, place in (("lite/", "main li bdi"), ("breaking/", ".alert-day__item bdi")):
        page.goto(f"{site}/ar/{path}")
        page.evaluate(ONE_LINE) if path != "lite/" else None
        assert order(page.locator(place).first, in_text) == MIXED_WORDS


def test_a_number_stands_behind_the_sign_after_a_latin_name(page: Page, site: str, story: Article) -> None:
    text = 'مصدر "CNN": 3 اختبارات'
    words = ["مصدر", '"', "CNN", '"', ":", "3", "اختبارات"]
    second = make_article(text, section=story.section, edition=story.edition, published=True)
    at = timezone.now() - timedelta(hours=1)
    make_alert(text, editions=[story.edition], article_id=second.pk, public_from=at)
    page.goto(f"{site}/ar/")
    page.evaluate(ONE_LINE)
    card = page.locator(".card__headline", has_text="CNN").first
    for place in (card, page.locator(".ticker__item bdi").first):
        assert order(place, words) == words
    make_alert(text, editions=[story.edition], public_from=at, level="flash")
    page.reload()
    page.evaluate(ONE_LINE)
    assert order(page.locator(".flash bdi").first, words) == words
    page.goto(f"{site}/ar/x/{second.pk}/")
    page.evaluate(ONE_LINE)
    assert order(page.locator("h1"), words) == words
    page.goto(f"{site}/ar/breaking/")
    page.evaluate(ONE_LINE)
    assert order(page.locator(".alert-day__item bdi").first, words) == words
    make_user(username="editor", role="editor")
    enter(page, "editor")
    for path, place in (
        ("articles/article/", ".field-headline_shown bdi"),
        ("breaking/alert/", ".field-line bdi"),
    ):
        page.goto(f"{site}/admin/{path}")
        page.evaluate(ONE_LINE)
        assert order(page.locator(place, has_text="CNN").first, words) == words


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ways_to_other_languages_are_for_everybody(
    page: Page, site: str, story: Article, width: int, scheme: Literal["light", "dark"]
) -> None:
    for code in ("en", "es"):
        edition = make_edition(code)
        section = make_section("news", edition)
        make_article("Apple", section=section, edition=edition, translation_group=story, published=True)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for path in ("x", "lite"):
        page.goto(f"{site}/ar/{path}/{story.pk}/")
        assert violations(page) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        page.locator("main a[hreflang=es]").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_role("heading", level=1)).to_have_text("Apple")
        page.locator("header a[hreflang=ar]").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(MIXED)
