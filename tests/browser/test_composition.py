"""How a page is composed, measured in Chromium: no rule, dot or arrow stands where it parts or points at nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from articles.sections.kinds import Kind
from tests.articles.published.pages import path_of
from tests.articles.published.test_body_blocks import video
from tests.factories import (
    make_alert,
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_section,
    make_tag,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.sweep

LONG = "Maximiliana Featherstonehaugh-Asante"
# Dots that can be seen before the first or after the last item of a line, to half a pixel.
LOOSE_DOTS = """() => [...document.querySelectorAll(".byline")].flatMap((list) => {
  const items = [...list.children], edge = list.getBoundingClientRect(), isRtl = getComputedStyle(list).direction === "rtl"
  const dot = (item, side) => !["none", "normal", ""].includes(getComputedStyle(item, side).content)
  return items.filter((item, index) => {
    const next = items[index + 1], box = item.getBoundingClientRect()
    if (dot(item, "::after") && next && next.getBoundingClientRect().top >= box.bottom - 1) return true
    if (!dot(item, "::before") || !index) return false
    const style = getComputedStyle(item, "::before")
    const outside = isRtl ? box.right - edge.right - parseFloat(style.right) : edge.left - box.left - parseFloat(style.left)
    const isFirst = items[index - 1].getBoundingClientRect().bottom <= box.top + 1
    return isFirst && outside - parseFloat(style.width) < 5
  }).map((item) => item.textContent)
})"""


def signed_story(code: str = "en") -> str:
    author = make_author(LONG)
    fields = {}
    if code == "ar":
        fields["edition"] = make_edition("ar")
        author.names.create(edition=fields["edition"], name=LONG, slug="max")
    story = make_article(
        by=author, images=[make_image(rendered=True)], dateline_place="Port Ansel", published=True, **fields
    )
    return f"/x/{story.pk}/" if code == "en" else f"/ar/x/{story.pk}/"


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_dot_ends_or_begins_a_line_of_who_and_when(page: Page, site: str, code: str) -> None:
    page.goto(site + signed_story(code))
    for width in range(320, 520, 20):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(LOOSE_DOTS) == [], width


def test_a_film_s_who_and_when_share_a_line(page: Page, site: str) -> None:
    story = make_article(kind=Kind.VIDEO, body=video(), published=True)
    page.goto(site + path_of(story))
    boxes = [item.bounding_box() for item in page.locator(".byline > li").all()]
    assert len({box["y"] for box in boxes if box}) == 1


def test_the_way_back_from_a_note_is_on_the_line_of_its_last_word(page: Page, site: str) -> None:
    note = "Article 9 of the compact, which gives Calder 48 parts in 100, Brennia 45 and the Lake Cantons 7."
    body = f'<p>Words.<span data-news="footnote" data-note="{note}"></span></p>'
    page.goto(site + path_of(make_article(body=body, published=True)))
    for width in range(320, 480, 4):
        page.set_viewport_size({"width": width, "height": 800})
        last, arrow = page.evaluate("""() => {
          const words = document.querySelector(".notes bdi").getClientRects()
          return [words[words.length - 1].bottom, document.querySelector(".notes__back").getBoundingClientRect().top]
        }""")
        assert arrow < last, width


def test_two_alerts_share_the_whole_line_where_nothing_moves(page: Page, site: str) -> None:
    for number in range(2):
        make_alert(f"Alert {number}: the bridge is closed and the ferry runs every twenty minutes until six")
    make_article(published=True)
    page.emulate_media(reduced_motion="reduce")
    page.goto(site)
    room, items = page.evaluate("""() => {
      const width = (element) => element.getBoundingClientRect().width
      return [width(document.querySelector(".ticker__list")), [...document.querySelectorAll(".ticker__item")].map(width)]
    }""")
    assert sum(items) > room - 40


def test_running_coverages_stand_on_one_line_without_rules_between(page: Page, site: str) -> None:
    tag = make_tag("rivers")
    for name in ("The River Compact", "City elections", "The Heat Season"):
        make_coverage(name, tag_ids=[tag.pk])
    make_article(tags=[tag], published=True)
    page.goto(site)
    tops = [link.bounding_box() for link in page.locator(".coverage--strip li a").all()]
    assert len(tops) == 3
    assert len({box["y"] for box in tops if box}) == 1


def test_forced_colours_cover_no_kicker_with_the_ground_of_the_headline(page: Page, site: str) -> None:
    make_article("A headline of some words", kicker="Agreements", published=True)
    page.emulate_media(forced_colors="active")
    page.goto(site)
    covered = page.evaluate("""() => {
      const words = (selector) => {
        const range = document.createRange()
        range.selectNodeContents(document.querySelector(selector))
        return range.getClientRects()[0]
      }
      return words(".card--splash .card__kicker").bottom - words(".card--splash .card__headline a").top
    }""")
    assert covered <= 0


def test_paper_has_a_serif_of_eleven_points_and_one_edge_for_picture_and_text(page: Page, site: str) -> None:
    edition = make_edition("ar")
    slug = "-".join(["الأنهار"] * 9)
    fields = {"section": make_section("akhbar", edition), "slug": slug, "images": [make_image(rendered=True)]}
    story = make_article(edition=edition, published=True, **fields)
    # A4 between margins of 15 mm.
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    page.goto(f"{site}/ar/akhbar/{story.pk}/{slug}/")
    found = page.evaluate("""() => {
      const style = getComputedStyle(document.querySelector(".body p"))
      const edge = (selector) => document.querySelector(selector).getBoundingClientRect().right
      return [style.fontFamily, style.fontSize, edge(".article__hero") - edge(".body"), document.documentElement.scrollWidth]
    }""")
    assert found[0].startswith("Georgia")
    assert float(found[1].removesuffix("px")) == pytest.approx(11 * 96 / 72, abs=0.1)
    assert found[2:] == [0, 680]
