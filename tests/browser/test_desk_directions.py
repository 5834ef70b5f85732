"""The desk in both directions: Arabic words in an English desk, and keys and columns in an Arabic one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.desk import enter, open_story
from tests.browser.editing import TEXT, open_editor
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ARABIC = "أعلنت CNN نتائج 3 دوائر"
# Of the words in a block or field: "start" if they lie against its left edge, "end" if against its right one.
SIDE = """element => {
  const range = document.createRange()
  range.selectNodeContents(element)
  const [words, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
  return words.left - box.left < box.right - words.right ? "left" : "right"
}"""


def speak_arabic(page: Page, site: str) -> None:
    page.context.add_cookies([{"name": "desk-language", "value": "ar", "url": f"{site}/admin/"}])


def middle(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_arabic_words_run_from_the_right_in_an_english_desk_by_themselves(page: Page, site: str) -> None:
    open_editor(page, site)
    direction = "field => getComputedStyle(field).direction"
    headline = page.locator("#id_headline")
    headline.fill(ARABIC)
    assert headline.evaluate(direction) == "rtl"
    headline.fill("Bridge stays shut, says الجزيرة")
    assert headline.evaluate(direction) == "ltr"
    # Each block for itself: a story may quote the other direction.
    page.locator(TEXT).click()
    page.keyboard.insert_text("Bridge stays shut")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(ARABIC)
    blocks = page.locator(f"{TEXT} > p")
    expect(blocks).to_have_count(2)
    assert [block.evaluate(SIDE) for block in blocks.all()] == ["left", "right"]


@pytest.mark.sweep
def test_the_arrows_go_along_the_tools_as_they_lie_in_an_arabic_desk(page: Page, site: str) -> None:
    speak_arabic(page, site)
    open_editor(page, site)
    tools = page.locator("[role=toolbar] [data-do]")
    first, second = tools.nth(0), tools.nth(1)
    assert middle(second) < middle(first)
    first.focus()
    page.keyboard.press("ArrowLeft")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()


@pytest.mark.sweep
def test_the_board_runs_from_the_right_in_arabic_and_the_arrows_with_it(page: Page, site: str) -> None:
    story = make_article("الجسر مغلق", creator=make_user(username="reporter"))
    enter(page, "reporter")
    speak_arabic(page, site)
    page.goto(f"{site}/admin/board/")
    card = page.locator(f'[data-card="{story.pk}"]')
    submitted = page.locator("[data-column=submitted]")
    assert middle(submitted) < middle(page.locator("[data-column=draft]"))
    card.locator("[data-grip]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(submitted).to_have_attribute("data-over", "")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-column=draft]")).to_have_attribute("data-over", "")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(submitted.locator(f'[data-card="{story.pk}"]')).to_be_visible(timeout=20_000)


def story_of(page: Page, site: str, edition: str) -> list[str]:
    """At which side the words of each block lie: an Arabic one that begins with a Latin name, and a Latin one."""
    story = make_article(
        ARABIC,
        edition=make_edition(edition),
        creator=make_user(username="reporter"),
        body=f"<p>CNN: {ARABIC}</p><p>{ARABIC}</p><p>Bridge stays shut.</p>",
    )
    enter(page, "reporter")
    open_story(page, site, story)
    return [block.evaluate(SIDE) for block in page.locator(f"{TEXT} > p").all()]


@pytest.mark.sweep
def test_an_arabic_story_lies_in_the_editor_as_on_its_page_whatever_a_block_begins_with(
    page: Page, site: str
) -> None:
    assert story_of(page, site, "ar") == ["right", "right", "right"]


@pytest.mark.sweep
def test_in_an_arabic_desk_a_latin_block_stays_at_the_left(page: Page, site: str) -> None:
    speak_arabic(page, site)
    assert story_of(page, site, "en") == ["left", "right", "left"]


@pytest.mark.sweep
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_head_is_one_row_with_all_its_entries(page: Page, site: str, language: str) -> None:
    enter(page, make_user("admin", first_name="Wilma").username)
    page.context.add_cookies([{"name": "desk-language", "value": language, "url": f"{site}/admin/"}])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    tops = "parts => [...new Set(parts.map(part => Math.round(part.getBoundingClientRect().top)))]"
    rooms = page.locator(".desk-rooms > li")
    assert rooms.count() == 12
    assert len(rooms.evaluate_all(tops)) == 1
    assert page.locator(".desk-head").evaluate("head => head.scrollWidth <= head.clientWidth")


@pytest.mark.sweep
def test_what_is_late_says_so_in_an_arabic_month(page: Page, site: str) -> None:
    writer = make_user(username="reporter")
    due = timezone.now().replace(hour=12, minute=0) - timedelta(days=1)
    make_article("الجسر مغلق", creator=writer, assignee=writer, due_at=due)
    enter(page, "reporter")
    speak_arabic(page, site)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/calendar/?view=month&on={due:%Y-%m-%d}")
    late = page.locator(".cal-late").first
    expect(late).to_be_visible()
    cut = """late => {
      const [word, room] = [late.getBoundingClientRect(), late.parentElement.getBoundingClientRect()]
      return word.left < room.left || word.right > room.right || word.bottom > room.bottom + 1
    }"""
    assert not late.evaluate(cut)
