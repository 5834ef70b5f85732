"""A story's way through the house, in a browser: written, approved, read, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.body.blocks import Kind, blocks
from articles.body.reading import word_count
from articles.models import Article
from articles.published.models import Release
from tests.browser.desk import paste, sign_in, sign_out
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_section,
    make_tag,
    make_user,
    picture_bytes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

HEADLINE = "Ferrymen of the lower Orrin return to the river"
STANDFIRST = "Eleven crossings closed in the dry years. Four open again this week."
SUBHEADS = ("A bell at six", "What the river owes", "The last boat home")
WORDS = 435
SENTENCE = "the bell rings at the landing and the boat leaves with whoever has come in time for it today"


def paragraphs() -> list[str]:
    """Twelve paragraphs that make, with the subheads, a body of WORDS words."""
    words_left = WORDS - sum(len(subhead.split()) for subhead in SUBHEADS)
    words = [SENTENCE.split()[number % len(SENTENCE.split())] for number in range(words_left)]
    size = -(-words_left // 12)
    return [" ".join(words[at : at + size]).capitalize() + "." for at in range(0, words_left, size)]


def write_body(page: Page) -> None:
    """Type the body as a reporter would: text, subheads by key, one part pasted."""
    page.locator(".ProseMirror[contenteditable]").click()
    parts = paragraphs()
    for number, text in enumerate(parts):
        if number and number % 3 == 0:
            page.keyboard.press("Control+Alt+2")
            page.keyboard.type(SUBHEADS[number // 3 - 1])
            page.keyboard.press("Enter")
        if number == 1:
            paste(page, f'<p style="color:red" onclick="x()">{text}</p>')
        elif number == 0:
            page.keyboard.type(text)
        else:
            page.keyboard.insert_text(text)
        if number < len(parts) - 1:
            page.keyboard.press("Enter")


def pick(page: Page, label: str, typed: str, wanted: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).fill(typed)
    page.get_by_role("option", name=wanted).first.click()


def add_picture(page: Page, file: Path) -> None:
    page.get_by_role("button", name="Add a picture").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File").set_input_files(file)
    dialog.get_by_label("Alternative text").fill("A ferryman at the oars of a flat boat")
    dialog.get_by_label("Caption").fill("The first boat of the morning.")
    dialog.get_by_label("Credit").fill("Leila Farrokh")
    dialog.get_by_label("Rights").select_option("own")
    dialog.get_by_role("button", name="Upload and use").click()
    dialog.wait_for(state="hidden")


def read(page: Page, address: str) -> tuple[int, str]:
    response = page.request.get(address)
    return response.status, response.text()


@pytest.fixture
def newsroom(transactional_db: None) -> dict[str, str]:
    """An edition with two stories that can be pointed at, and a journalist and an editor."""
    edition = make_edition(name="The Daily Meridian")
    parent = make_section("news", edition, name="News")
    section = make_section("environment", edition, name="Environment", parent=parent)
    reporter = make_user("journalist", username="reporter")
    make_user("editor", username="chief")
    make_author("Mara Ellsworth", user=reporter)
    make_tag("rivers")
    make_article("Dry years on the lower Orrin", section=section, published=True)
    make_article("What a crossing costs", section=section, published=True)
    return {"reporter": "reporter", "editor": "chief"}


def test_a_story_is_written_published_read_and_withdrawn(
    page: Page, site: str, newsroom: dict[str, str], complaints: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "boat.jpg"
    file.write_bytes(picture_bytes(1200, 800))

    sign_in(page, site, newsroom["reporter"])
    page.get_by_role("link", name="New story").first.click()
    page.locator("[data-editor][data-ready]").wait_for()
    page.locator("#id_headline").fill(HEADLINE)
    page.get_by_label("Standfirst").fill(STANDFIRST)
    write_body(page)
    page.get_by_label("Section", exact=True).select_option(label="News › Environment")
    page.get_by_role("button", name="Add a name").click()
    pick(page, "Author", "Mara", "Mara Ellsworth")
    pick(page, "Tags", "riv", "rivers")
    pick(page, "Related stories", "Dry", "Dry years on the lower Orrin")
    pick(page, "Related stories", "crossing", "What a crossing costs")
    add_picture(page, file)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Submitted. An editor will look at it.").wait_for()
    sign_out(page)

    story = Article.objects.get(headline=HEADLINE)
    parts = blocks(story.body)
    assert word_count(story.body) == WORDS
    assert [part.text for part in parts if part.kind == Kind.HEADING] == list(SUBHEADS)
    assert "\xa0" not in story.body
    assert "&nbsp;" not in story.body
    assert story.related_links.count() == 2

    sign_in(page, site, newsroom["editor"])
    page.get_by_role("link", name=HEADLINE).first.click()
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").wait_for()
    page.get_by_role("link", name="See it").click()
    page.wait_for_load_state()

    address = page.url.removeprefix(site)
    for wanted in (
        HEADLINE,
        STANDFIRST,
        *SUBHEADS,
        "Mara Ellsworth",
        "The first boat of the morning.",
        "rivers",
    ):
        expect(page.get_by_text(wanted).first).to_be_visible()
    for related in ("Dry years on the lower Orrin", "What a crossing costs"):
        assert page.get_by_role("link", name=related).count(), related
    lists = (
        "/",
        "/news/",
        "/news/environment/",
        "/tag/rivers/",
        "/author/mara-ellsworth/",
        "/feed/rss.xml",
        "/news/environment/feed/rss.xml",
        "/sitemaps/news-en.xml",
    )
    for place in lists:
        status, text = read(page, site + place)
        assert (place, status, address in text) == (place, 200, True)
    released = Release.objects.get(article_id=story.pk)
    assert [part.id for part in blocks(released.body)] == [part.id for part in parts]

    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_label("Notice to readers").fill("The ferry company has shown that two figures were wrong.")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn. Its address shows the notice.").wait_for()
    status, text = read(page, site + address)
    assert status == 410
    assert "two figures were wrong" in text
    assert SUBHEADS[0] not in text
    for place in lists:
        status, text = read(page, site + place)
        assert address not in text, place
        assert HEADLINE not in text, place
    assert complaints == []
