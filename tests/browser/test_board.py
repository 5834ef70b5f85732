"""The board in two browsers at once: carried by pointer and by keyboard, seen by the other, refused when it is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from playwright.sync_api import expect

from articles import publishing
from articles.models import Article
from articles.revisions import lock, save_revision
from tests.browser.desk import enter
from tests.browser.watching import violations
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

# The other board asks every 5 seconds, and a slow machine may take some to answer.
SOON = 20_000


def board_of(
    staff_context: Callable[..., BrowserContext], site: str, username: str, **options: object
) -> Page:
    page = staff_context(**options).new_page()
    enter(page, username)
    page.goto(f"{site}/admin/board/")
    page.get_by_text("Updated").wait_for()
    return page


def column(page: Page, name: str) -> Locator:
    return page.locator(f"[data-column={name}]")


def card(page: Page, name: str, story: Article) -> Locator:
    return column(page, name).locator(f'[data-card="{story.pk}"]')


def grip(page: Page, story: Article) -> Locator:
    return page.locator(f'[data-card="{story.pk}"] [data-grip]')


def carry(page: Page, story: Article, name: str) -> None:
    """Take the card by its headline and put it down in the column."""
    page.locator(f'[data-card="{story.pk}"] h3').hover()
    page.mouse.down()
    box = column(page, name).locator("h2").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60, steps=8)
    page.mouse.up()


def lift(page: Page, story: Article, *keys: str) -> None:
    grip(page, story).focus()
    for key in ("Space", *keys):
        page.keyboard.press(key)


def test_a_story_is_carried_over_the_board_by_two_people(
    staff_context: Callable[..., BrowserContext], site: str, complaints: list[str]
) -> None:
    writer = make_user(username="reporter")
    make_user("editor", username="chief")
    story = make_article("Bridge stays shut", creator=writer, images=[make_image()])
    make_article("Another story")
    reporter, chief = board_of(staff_context, site, "reporter"), board_of(staff_context, site, "chief")

    carry(reporter, story, "submitted")
    expect(card(reporter, "submitted", story)).to_be_visible(timeout=SOON)
    expect(card(chief, "submitted", story)).to_be_visible(timeout=SOON)
    expect(chief.locator("[data-board-said]")).to_have_text("Bridge stays shut: now in Submitted.")

    lift(chief, story, "ArrowLeft", "Space")
    chief.get_by_label("What is wanted").fill("Call the mayor.")
    chief.get_by_role("dialog").get_by_role("button", name="Send back").click()
    expect(card(reporter, "draft", story)).to_contain_text("Call the mayor.", timeout=SOON)

    lift(reporter, story, "ArrowRight", "Space")
    expect(card(chief, "submitted", story)).to_be_visible(timeout=SOON)
    carry(chief, story, "public")
    dialog = chief.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing stands in the way")
    dialog.get_by_role("button", name="Publish").click()
    expect(card(reporter, "public", story)).to_be_visible(timeout=SOON)
    assert Article.objects.get(pk=story.pk).public_status == "published"
    assert complaints == []


@pytest.mark.sweep
def test_a_column_that_cannot_take_a_card_is_marked_and_takes_none(
    staff_context: Callable[..., BrowserContext], site: str
) -> None:
    writer = make_user(username="reporter")
    story = make_article("Bridge stays shut", creator=writer)
    page = board_of(staff_context, site, "reporter")
    lift(page, story, "ArrowRight", "ArrowRight")
    assert column(page, "submitted").get_attribute("data-takes") == "yes"
    assert column(page, "scheduled").get_attribute("data-takes") == "no"
    expect(column(page, "scheduled").locator("[data-why]")).to_have_text(
        "You may not do that with this story as it stands now."
    )
    page.keyboard.press("Space")
    expect(page.locator("[data-board] > [role=status]")).to_contain_text("Scheduled: not possible.")
    page.keyboard.press("Escape")
    expect(page.locator("[data-takes]")).to_have_count(0)
    carry(page, story, "public")
    expect(page.locator("[data-board] > [role=status]")).to_contain_text("Public: not possible.")
    expect(card(page, "draft", story)).to_be_visible()
    assert page.locator("dialog[open]").count() == 0
    assert Article.objects.get(pk=story.pk).stage == "draft"


@pytest.mark.sweep
def test_a_stale_card_changes_nothing_and_says_so(
    staff_context: Callable[..., BrowserContext], site: str
) -> None:
    make_user("editor", username="chief")
    story = make_article("Bridge stays shut", images=[make_image()])
    page = board_of(staff_context, site, "chief")
    # What happens now is not told to this board before it acts.
    page.route("**/board/fresh/**", lambda route: route.abort())
    with transaction.atomic():
        saved = lock(story.pk)
        saved.headline = "Bridge opens at noon"
        saved.save()
        save_revision(saved, story.creator)
    lift(page, story, "ArrowRight", "Space")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The story changed while you were looking at it.", timeout=SOON)
    assert Article.objects.get(pk=story.pk).stage == "draft"
    page.unroute("**/board/fresh/**")
    expect(page.get_by_text("Bridge opens at noon")).to_be_visible(timeout=2 * SOON)


@pytest.mark.sweep
def test_what_others_do_leaves_focus_dialog_and_a_card_in_hand_alone(
    staff_context: Callable[..., BrowserContext], site: str, complaints: list[str]
) -> None:
    editor = make_user("editor", username="chief")
    held, other = make_article("Held"), make_article("Other")
    page = board_of(staff_context, site, "chief")
    lift(page, held, "ArrowRight")
    publishing.assign(held.pk, editor, assignee=editor)
    publishing.submit(other.pk, other.creator)
    expect(card(page, "submitted", other)).to_be_visible(timeout=SOON)
    assert page.locator("[data-carried]").count() == 1
    page.keyboard.press("Escape")
    expect(card(page, "draft", held)).to_contain_text("chief", timeout=SOON)
    expect(grip(page, held)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Assign").click()
    page.get_by_label("Due").wait_for()
    publishing.take_back(other.pk, other.creator)
    expect(card(page, "draft", other)).to_be_attached(timeout=SOON)
    assert page.locator("dialog[open]").count() == 1
    page.get_by_role("button", name="Not now").click()
    expect(grip(page, held)).to_be_focused()
    assert complaints == []


@pytest.mark.sweep
def test_on_a_phone_a_finger_moves_a_card_by_its_menu(
    staff_context: Callable[..., BrowserContext], site: str
) -> None:
    make_user("editor", username="chief")
    story = make_article("Bridge stays shut")
    page = board_of(staff_context, site, "chief", viewport={"width": 390, "height": 900}, has_touch=True)
    grip(page, story).tap()
    page.get_by_role("dialog").get_by_role("button", name="Submit").tap()
    expect(card(page, "submitted", story)).to_be_visible(timeout=SOON)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
