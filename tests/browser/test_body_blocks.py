"""A story with every block of a body in Chromium: for everybody, at every width, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.articles.published.pages import path_of
from tests.browser.desk import enter
from tests.browser.watching import beyond_the_edge, faults, violations
from tests.factories import make_article, make_edition, make_image, make_section, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from articles.models import Article

WORDS = "The river rose by two metres overnight, and the lower town carried what it could upstairs."
NOTE = '<span data-news="footnote" data-note="The gauge, https://example.org/levels/of/every/hour/of/the/year.csv"></span>'


def whole_body() -> str:
    ids = [make_image(rendered=True, caption=f"The quay on day {n}").pk for n in range(3)]
    return f"""
    <p>{WORDS}{NOTE}</p><h2>A subhead</h2>
    <figure data-news="image" data-image-id="{ids[0]}"><figcaption>Seen here{NOTE}</figcaption></figure>
    <figure data-news="gallery" data-images="{",".join(map(str, ids))}"><figcaption>The quay</figcaption></figure>
    <figure data-news="gallery" data-images="{ids[1]}"></figure>
    <figure data-news="video" data-url="https://youtu.be/abcdefghijk" data-image-id="{ids[2]}"></figure>
    <figure data-news="video" data-url="https://vimeo.com/123"><figcaption>From above</figcaption></figure>
    <figure data-news="embed" data-url="https://x.com/someone/status/123"><figcaption>It rains</figcaption></figure>
    <figure data-news="embed" data-url="https://open.spotify.com/episode/0123456789abcdefghijAB"></figure>
    <aside data-news="factbox"><h3>The Orrin</h3><p>{WORDS}</p><ul><li>Slow</li></ul></aside>
    <aside data-news="factbox"><p>No title.{NOTE}</p></aside>
    <aside data-news="timeline"><h3>Floods</h3><ol><li><p data-news="when">1998</p><p>{WORDS}</p></li></ol></aside>
    <aside data-news="timeline"><ol><li><p>Once.</p></li></ol></aside>
    <table><tr>{"<th>A long heading</th>" * 8}</tr><tr>{"<td>3.4</td>" * 8}</tr></table>
    <aside data-news="pullquote"><p>We wait.</p><p data-news="speaker">A farmer</p></aside>
    <p>{WORDS}</p>"""


def arabic_story() -> Article:
    edition = make_edition("ar")
    section = make_section("akhbar", edition)
    return make_article(edition=edition, section=section, slug="nahr", body=whole_body(), published=True)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_block_is_for_everybody_and_stays_inside_the_window(
    page: Page, site: str, complaints: list[str], code: str, width: int
) -> None:
    if code == "ar":
        path = f"/ar/akhbar/{arabic_story().pk}/nahr/"
    else:
        path = path_of(make_article(body=whole_body(), published=True))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + path)
    assert page.locator(".body > *").count() > 15
    assert faults(page) == {}
    assert complaints == []


def test_a_reader_goes_to_a_note_and_back_by_keyboard(page: Page, site: str) -> None:
    page.goto(site + path_of(make_article(body=whole_body(), published=True)))
    number = page.get_by_label("Note 2", exact=True)
    number.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#note-2")
    page.keyboard.press("Tab")
    back = page.get_by_label("Back to note 2 in the text")
    assert back.evaluate("link => link === document.activeElement")
    page.keyboard.press("Enter")
    assert page.url.endswith("#note-2-ref")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert number.evaluate("link => link === document.activeElement")


def test_the_pictures_of_a_gallery_open_large_and_are_walked_through(page: Page, site: str) -> None:
    page.goto(site + path_of(make_article(body=whole_body(), published=True)))
    links = page.locator(".picture-grid").first.locator("[data-zoom]")
    links.nth(0).click()
    dialog = page.get_by_role("dialog", name="Enlarged picture")
    dialog.wait_for()
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("img")).to_have_attribute("src", links.nth(1).evaluate("link => link.href"))
    expect(dialog.locator(".lightbox__text")).to_contain_text("The quay on day 1", use_inner_text=True)


def test_a_gallery_works_without_scripts(chromium: Browser, site: str) -> None:
    story = make_article(body=whole_body(), published=True)
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(site + path_of(story))
        address = page.locator(".picture-grid [data-zoom]").first.get_attribute("href")
        answer = page.request.get(f"{site}{address}")
        assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    finally:
        context.close()


def test_a_table_that_is_too_wide_is_scrolled_by_keyboard(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(site + path_of(make_article(body=whole_body(), published=True)))
    table = page.get_by_role("group", name="Table")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.table').scrollLeft > 0")


def test_the_desk_shows_every_block_to_who_may_only_read(page: Page, site: str) -> None:
    writer = make_user(username="reporter")
    story = make_article(creator=writer, body=whole_body(), submitted=True)
    enter(page, "reporter")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.locator(".story-read .read-gallery").first.wait_for()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert beyond_the_edge(page) == []
