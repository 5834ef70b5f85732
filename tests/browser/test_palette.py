"""The command palette by keyboard alone, and what stands in the way of a story while it is being typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import enter, open_story, sign_in
from tests.browser.watching import violations, wait_until
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOW = 10_000


def ask_for(page: Page, words: str, keys: str = "Control+k") -> None:
    """Open the palette, type, and wait until its answer is there."""
    page.keyboard.press(keys)
    expect(page.get_by_role("combobox", name="Stories, people")).to_be_focused(timeout=SLOW)
    page.keyboard.type(words)
    page.locator(f"#palette[data-answered='{words}']").wait_for(timeout=SLOW)


def pointed(page: Page) -> str:
    """What those who listen are told is chosen in the list."""
    field = page.get_by_role("combobox", name="Stories, people")
    expect(field).to_have_attribute("aria-activedescendant", re.compile(".+"), timeout=SLOW)
    return page.locator(f"#{field.get_attribute('aria-activedescendant')} .palette-label").inner_text()


def test_a_story_an_action_and_a_person_are_reached_by_keyboard_alone(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    writer = make_user(username="mellsworth", first_name="Mara", last_name="Ellsworth")
    story = make_article("Élections: the harbour votes", creator=writer)
    make_article("Harbour lights")
    sign_in(page, site, "chief")

    ask_for(page, "elections")
    assert pointed(page) == "Élections: the harbour votes"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/{story.pk}/change/", timeout=SLOW)

    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("textbox", name="Body").focus()
    page.keyboard.press("Control+k")
    page.locator("#link-dialog[open]").wait_for(timeout=SLOW)
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Body").focus()
    ask_for(page, "send links", "Alt+k")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Body")).to_be_focused(timeout=SLOW)

    page.get_by_label("Slugline").focus()
    ask_for(page, "where it went")
    expect(page.get_by_text("Nothing is called so.")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")
    ask_for(page, "all texts")
    assert pointed(page) == "All texts: read, compare, restore"
    page.keyboard.press("Escape")
    ask_for(page, "new story")
    assert pointed(page) == "New story"
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/add/", timeout=SLOW)

    ask_for(page, "harbour")
    assert pointed(page) == "Harbour lights"
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    assert pointed(page) == "Élections: the harbour votes"
    page.keyboard.press("Escape")
    ask_for(page, "ellsworth")
    assert pointed(page) == "Mara Ellsworth"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/article/?whose={writer.pk}", timeout=SLOW)
    page.get_by_role("link", name="Élections: the harbour votes").wait_for(timeout=SLOW)
    assert complaints == []


@pytest.mark.sweep
def test_what_stands_in_the_way_is_kept_true_and_leads_to_its_field(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    story = make_article("", images=[make_image(alt_text="")])
    enter(page, "chief")
    open_story(page, site, story)
    card = page.locator(".card-checks")
    card.get_by_role("link", name="It has no headline.").press("Enter")
    headline = page.locator("#id_headline")
    expect(headline).to_be_focused(timeout=SLOW)
    page.keyboard.type("Ferry returns")
    expect(card.get_by_text("It has no headline.")).to_have_count(0, timeout=SLOW)

    card.get_by_role("link", name="Picture 1: no alternative text").press("Enter")
    expect(page.locator("[name=pictures-0-alt_text]")).to_be_focused(timeout=SLOW)
    page.keyboard.type("A ferry at the quay")
    card.locator(".checks-fine").wait_for(timeout=SLOW)
    expect(card.locator("[data-checks-said]")).to_have_text(re.compile("Nothing stands"), timeout=SLOW)
    assert complaints == []


@pytest.mark.sweep
def test_a_jump_from_a_text_that_is_nowhere_kept_asks_first(page: Page, site: str) -> None:
    make_user("editor", username="chief")
    story = make_article("Ferry returns")
    enter(page, "chief")
    open_story(page, site, story)
    page.route("**/draft/", lambda route: route.abort())
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    page.locator("#id_headline").press("End")
    page.keyboard.type(" at last")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ask_for(page, "new story")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.getElementById('palette').open", timeout=SLOW)
    wait_until(page, lambda: bool(asked))
    assert asked == ["beforeunload"]
    assert page.url.endswith(f"/{story.pk}/change/")
