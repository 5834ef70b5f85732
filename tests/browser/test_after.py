"""After publication, in the browser: correct, withdraw, move, see where it went, copy, and act on several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Article
from articles.published.models import Release
from tests.browser.desk import enter, open_story, save, sign_in
from tests.factories import make_article, make_author, make_tag, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page


def ask(page: Page, verb: str) -> None:
    page.locator(f"[data-opens=ask-{verb}]").click()


def test_a_correction_goes_above_the_story_and_is_worded_better_later(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    story = make_article(published=True)
    enter(page, "chief")
    open_story(page, site, story)
    ask(page, "correct")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What was wrong").fill("The vote was on Tuesday.")
    dialog.get_by_label("above the story").check()
    dialog.get_by_role("button", name="Correct").click()
    page.get_by_text("Corrected. Readers see it now.").wait_for()
    reader = page.context.new_page()
    reader.goto(f"{site}/politics/{story.pk}/")
    expect(reader.locator(".corrections--above")).to_contain_text(
        "The vote was on Tuesday.", use_inner_text=True
    )
    page.locator("[data-rows=corrections]").get_by_label("Text").fill("The vote was on Wednesday.")
    save(page)
    reader.reload()
    expect(reader.locator(".corrections--above")).to_contain_text("on Tuesday", use_inner_text=True)
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Minor").check()
    dialog.get_by_role("button", name="Publish").click()
    page.get_by_text("Published.").wait_for()
    reader.reload()
    expect(reader.locator(".corrections--above")).to_contain_text("on Wednesday", use_inner_text=True)
    reader.goto(f"{site}/corrections/")
    expect(reader.locator(".corrected")).to_contain_text("The vote was on Wednesday.", use_inner_text=True)
    assert complaints == []


def test_a_correction_is_taken_out(page: Page, site: str) -> None:
    from articles import publishing

    editor = make_user("editor", username="chief")
    story = make_article(published=True)
    publishing.correct(story.pk, editor, text="The vote was on Tuesday.")
    enter(page, "chief")
    open_story(page, site, story)
    page.locator("[data-rows=corrections]").get_by_role("button", name="Take out").click()
    save(page)
    assert not Article.objects.get().corrections.exists()


def test_a_withdrawal_that_is_refused_keeps_its_notice_in_the_open_dialog(page: Page, site: str) -> None:
    make_user("editor", username="chief")
    story = make_article(published=True)
    enter(page, "chief")
    open_story(page, site, story)
    ask(page, "withdraw")
    dialog = page.get_by_role("dialog")
    notice = "Two of the figures in this story were wrong."
    dialog.get_by_label("Notice to readers").fill(notice)
    dialog.get_by_label("From").fill("2001-01-01T00:00")
    dialog.get_by_role("button", name="Withdraw").click()
    dialog.get_by_text("That time is past.").wait_for()
    expect(dialog.get_by_label("Notice to readers")).to_have_value(notice)
    dialog.get_by_label("From").fill("")
    dialog.get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn. Its address shows the notice.").wait_for()
    answer = page.goto(f"{site}/politics/{story.pk}/")
    assert answer is not None
    assert answer.status == 410
    page.get_by_text(notice).wait_for()


def test_a_story_that_is_moved_leads_there_and_the_screen_says_so(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    other = make_article("The better story", published=True)
    story = make_article("The other story", by=make_author(), tags=[make_tag("rivers")], published=True)
    enter(page, "chief")
    open_story(page, site, story)
    ask(page, "move")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New address").fill("/politics/0/nowhere/")
    dialog.get_by_role("button", name="Move").click()
    dialog.get_by_text("Readers find no page at that address.").wait_for()
    dialog.get_by_label("New address").fill(f"/politics/{other.pk}/the-better-story/")
    dialog.get_by_role("button", name="Move").click()
    page.get_by_text("Moved.", exact=False).wait_for()
    page.get_by_role("link", name="Where it went").click()
    page.get_by_role("heading", name="Where it went").wait_for()
    expect(page.locator("table").first).to_contain_text("(301)", use_inner_text=True)
    reader = page.context.new_page()
    reader.goto(f"{site}/politics/{story.pk}/the-other-story/")
    assert reader.url.endswith(f"/{other.pk}/the-better-story/")
    # The refused address is answered 422, which the console notes.
    assert [text for text in complaints if "422" not in text] == []


def test_a_story_is_copied_from_its_page(page: Page, site: str) -> None:
    make_user(username="reporter")
    story = make_article("Somebody else's story", published=True)
    enter(page, "reporter")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_text("This is your copy.").wait_for()
    expect(page.locator("#id_headline")).to_have_value("Somebody else's story")
    assert Article.objects.count() == 2
    assert Release.objects.count() == 1


def test_several_stories_are_tagged_from_the_list_by_keyboard(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    tag = make_tag("rivers")
    for name in ("One", "Two", "Three"):
        make_article(name)
    enter(page, "chief")
    page.goto(f"{site}/admin/articles/article/")
    for name in ("One", "Three"):
        page.get_by_role("row", name=name).get_by_role("checkbox").press("Space")
    page.get_by_label("Action:").select_option(label="Add a tag…")
    page.get_by_role("button", name="Go").press("Enter")
    field = page.get_by_role("combobox", name="Tag")
    field.fill("riv")
    page.get_by_role("option", name="rivers").wait_for()
    field.press("Enter")
    page.get_by_role("button", name="Add a tag: 2 stories").press("Enter")
    page.get_by_text("2 stories: tagged.").wait_for()
    tagged = Article.objects.filter(tag_items__tag=tag).values_list("headline", flat=True)
    assert set(tagged) == {"One", "Three"}
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_screens_can_be_used_by_everyone(page: Page, site: str, width: int, scheme: str) -> None:
    from articles import publishing

    editor = make_user("editor", username="chief", time_zone="America/Lima")
    story = make_article(by=make_author(), tags=[make_tag("rivers")], published=True)
    publishing.correct(story.pk, editor, text="The vote was on Tuesday.", placement="top")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page, site, "chief")
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        results = Axe().run(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        faults = [violation["id"] for violation in results.response["violations"]]
        found[name] = [*faults, *(["scrolls sideways"] if wide else [])]

    page.goto(f"{site}/admin/me/")
    look("my account")
    page.goto(f"{site}/admin/articles/article/{story.pk}/effects/")
    look("where it went")
    page.goto(f"{site}/admin/articles/article/")
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").select_option("move_to_section")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("heading", name="Move to section").wait_for()
    look("several stories")
    open_story(page, site, story)
    page.get_by_role("button", name="Schedule", exact=True).click()
    page.get_by_role("dialog").get_by_label("Date and time").fill("2032-10-31T02:30")
    look("schedule")
    page.goto(f"{site}/corrections/")
    look("corrections")
    assert found == {name: [] for name in found}
