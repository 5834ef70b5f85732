"""A story is translated beside its source, its source changes, and the translation follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from articles import publishing
from articles.body.blocks import blocks
from articles.body.cleaning import clean_body
from articles.models import Article
from articles.revisions import save_revision
from articles.translating import state_of
from tests.browser.desk import enter, open_story, save
from tests.browser.watching import beyond_the_edge, faults
from tests.factories import make_article, make_edition, make_section, make_translation, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIVE = (
    "<p>The ferry crossed the straits on Monday.</p><h2>Who paid</h2><p>The port paid for the new landing.</p>"
    "<p>Fares stay as they are.</p><p>The next boat leaves at six.</p>"
)


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def published_anew(source: Article, old: str, new: str) -> None:
    """The source public with another body, as by a colleague."""
    source = fresh(source)
    source.body = clean_body(source.body.replace(old, new))
    source.save()
    save_revision(source, source.creator)
    publishing.publish(source.pk, make_user("editor"))


def retype(page: Page, old: str, new: str) -> None:
    page.locator(".ProseMirror > *", has_text=old).first.click(click_count=3)
    page.wait_for_function("() => String(getSelection()).length > 0")
    page.keyboard.type(new)
    expect(page.locator(".ProseMirror > *", has_text=new)).to_be_visible()


def alternates(page: Page, site: str, article: Article) -> list[str]:
    """The languages in which the story's page says that the story can be read."""
    html = page.request.get(f"{site}{article.edition.root_url}x/{article.pk}/").text()
    return sorted(
        str(link["hreflang"]) for link in BeautifulSoup(html, "html.parser").select("link[hreflang]")
    )


def heights(page: Page) -> list[int]:
    """How far each block of the source stands from the translation's block of the same name."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".beside-part[data-block]:not(.is-missing, [data-gone])")].map((part) => {
            const block = document.querySelector(`.ProseMirror > [id="${part.dataset.block}"]`)
            return Math.round(part.getBoundingClientRect().top - block.getBoundingClientRect().top)
        })"""
    )


def test_a_story_is_translated_its_source_changes_and_the_translation_follows(
    page: Page, site: str, transactional_db: None, complaints: list[str]
) -> None:
    spanish = make_edition("es", name="El Meridiano")
    make_section("politica", spanish, name="Política")
    make_user("editor", username="ines", first_name="Inés", last_name="Vidal")
    source = make_article("The ferry is back", body=FIVE, published=True)
    enter(page, "ines")

    page.goto(f"{site}/admin/translations/")
    page.get_by_role("button", name="Translate “The ferry is back”: El Meridiano").click()
    page.locator("[data-editor][data-ready]").wait_for()
    expect(page.get_by_text("This translation answers its source.")).to_be_visible()
    made = Article.objects.get(edition=spanish)
    page.locator("#id_headline").fill("Vuelve el transbordador")
    page.locator("#id_standfirst").fill("Qué se decidió, y por qué.")
    retype(page, "The ferry crossed", "El transbordador cruzó el estrecho el lunes, " * 8)
    retype(page, "The port paid", "El puerto pagó.")
    page.get_by_label("Section", exact=True).select_option(label="Política")
    save(page)
    page.locator("[data-editor][data-ready]").wait_for()
    expect(page.locator(".beside")).to_contain_text("The ferry crossed the straits on Monday.")
    page.wait_for_function("() => document.querySelector('.beside-part[data-block]').style.marginBlockStart")
    assert max(map(abs, heights(page))) <= 2
    assert alternates(page, site, source) == []
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").wait_for()
    assert [alternates(page, site, story) for story in (source, made)] == [["en", "es", "x-default"]] * 2

    published_anew(source, "The port paid for", "The port and the town paid for")
    published_anew(source, "leaves at six", "leaves at seven")
    page.goto(f"{site}/admin/translations/")
    expect(page.locator("table.translations")).to_contain_text("2 of 5 blocks changed")
    page.get_by_role("link", name="Vuelve el transbordador").click()
    page.locator("[data-editor][data-ready]").wait_for()
    expect(page.locator("#translation")).to_contain_text("2 of 5 blocks changed")
    expect(page.locator(".beside ins").first).to_have_text("and the town")
    assert state_of(made).is_stale
    assert alternates(page, site, source) == ["en", "es", "x-default"]

    retype(page, "El puerto pagó", "El puerto y el pueblo pagaron.")
    page.get_by_role("button", name="Answered: current now").click()
    page.get_by_text("The translation is marked as current.").wait_for()
    page.locator("[data-editor][data-ready]").wait_for()
    expect(page.locator("#translation")).to_contain_text("This translation answers its source.")
    expect(page.locator(".beside ins")).to_have_count(0)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").wait_for()
    assert [block.id for block in blocks(fresh(made).body)] == [
        block.id for block in blocks(fresh(source).body)
    ]
    assert state_of(made).name == "current"
    assert [alternates(page, site, story) for story in (source, made)] == [["en", "es", "x-default"]] * 2
    assert "El puerto y el pueblo pagaron." in fresh(made).body
    publishing.withdraw(made.pk, make_user("editor"), notice="It was not so.")
    assert alternates(page, site, source) == []
    assert complaints == []


@pytest.mark.sweep
def test_a_block_that_is_new_in_the_source_is_put_into_the_translation_at_its_place(
    page: Page, site: str, transactional_db: None, complaints: list[str]
) -> None:
    arabic = make_edition("ar", name="الخط")
    make_user("editor", username="rana")
    source = make_article("The ferry is back", body=FIVE, published=True)
    made = make_translation(source, arabic)
    fares = next(block.html for block in blocks(source.body) if block.text == "Fares stay as they are.")
    published_anew(source, fares, f"<p>The landing is new.</p>{fares}")
    gone = next(
        block.html for block in blocks(fresh(source).body) if block.text == "The next boat leaves at six."
    )
    published_anew(source, gone, "")
    enter(page, "rana")
    open_story(page, site, made)
    missing = page.locator(".beside-part.is-missing")
    expect(missing).to_contain_text("The landing is new.")
    expect(page.locator(".beside-part[data-gone] del")).to_have_text("The next boat leaves at six.")
    is_well_made(page)
    missing.get_by_role("button", name="Put it in").click()
    expect(missing).to_have_count(0)
    save(page)
    page.locator("[data-editor][data-ready]").wait_for()
    texts = [block.text for block in blocks(fresh(made).body)]
    assert texts[2:5] == [
        "The port paid for the new landing.",
        "The landing is new.",
        "Fares stay as they are.",
    ]
    there = {block.id for block in blocks(fresh(made).body)}
    assert {block.id for block in blocks(fresh(source).body)} < there
    page.get_by_role("button", name="Hide the source").click()
    expect(page.locator(".beside")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Show the source")).to_be_visible()
    assert complaints == []


def is_well_made(page: Page) -> None:
    """Without a fault for axe in light and dark, at a desk's width and a telephone's."""
    assert faults(page) == {}
    page.set_viewport_size({"width": 390, "height": 800})
    assert beyond_the_edge(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
