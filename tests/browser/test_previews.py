"""Previews and share links in Chromium: at three widths, in place, and opened by somebody without an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.previews.models import ShareLink
from tests.browser.conftest import REPORT
from tests.browser.desk import enter, open_story, sign_in
from tests.browser.watching import violations
from tests.factories import make_article, make_author, make_image, make_section, make_tag, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Response

    from articles.models import Article

WIDTHS = {"Phone": 390, "Tablet": 768, "Desktop": 1280}
BODY = "<p>The bell rings at six.</p>" * 12


@pytest.fixture
def story(site: str) -> Article:
    """A draft with a picture that readers cannot have, in a newsroom with a few public stories."""
    make_user("editor", username="nina")
    section = make_section("politics", name="Politics")
    for number in range(4):
        image = make_image(rendered=True)
        make_article(f"Other story {number}", section=section, images=[image], published=True)
    inside = make_image(rendered=True, caption="The landing.")
    body = f'{BODY}<figure data-news="image" data-image-id="{inside.pk}"></figure>{BODY}'
    return make_article(
        "Ferrymen of the lower Orrin return to the river",
        section=section,
        images=[make_image(rendered=True)],
        by=make_author(),
        tags=[make_tag()],
        body=body,
        standfirst="Eleven crossings closed in the dry years. Four open again this week.",
    )


@pytest.fixture
def stranger(chromium: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.add_init_script(REPORT)
    context.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield context
    context.close()


def preview_url(site: str, story: Article, place: str = "page") -> str:
    return f"{site}/admin/articles/article/{story.pk}/preview/?view={place}"


def frame(page: Page, name: str) -> FrameLocator:
    locator = page.locator(f"iframe[title^='{name}'][data-ready]")
    locator.wait_for()
    return locator.content_frame


def test_the_story_s_button_shows_it_at_three_widths_with_its_hidden_pictures(
    page: Page, site: str, story: Article, complaints: list[str]
) -> None:
    enter(page, "nina")
    open_story(page, site, story)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Preview").click()
    preview = opened.value
    for name, width in WIDTHS.items():
        content = frame(preview, name)
        assert content.locator("html").evaluate("(html) => html.clientWidth") == width
        expect(content.locator("h1")).to_have_text(story.headline, use_inner_text=True)
        pictures = content.locator(".article__hero img, .body figure img")
        expect(pictures).to_have_count(2)
        for number in range(2):
            pictures.nth(number).scroll_into_view_if_needed()
            pictures.nth(number).evaluate("(img) => img.decode()")
            assert pictures.nth(number).evaluate("(img) => img.naturalWidth") > 0
    boxes = [preview.locator(f".is-{name.lower()} .preview-window").bounding_box() for name in WIDTHS]
    assert all(box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 1280 for box in boxes)
    assert violations(preview) == []
    assert complaints == []


@pytest.mark.parametrize(("place", "name"), [("section", "On its section"), ("front", "On the front")])
def test_in_place_the_story_is_pointed_out(
    page: Page, site: str, story: Article, complaints: list[str], place: str, name: str
) -> None:
    enter(page, "nina")
    page.goto(preview_url(site, story))
    page.get_by_role("link", name=name).click()
    page.wait_for_url(re.compile(f"view={place}"))
    for width in WIDTHS:
        content = frame(page, width)
        card = content.locator("[data-previewed]").first
        expect(card).to_contain_text(story.headline, use_inner_text=True)
        assert card.evaluate("(card) => getComputedStyle(card).outlineStyle") == "solid"
        picture = card.locator("img")
        if picture.count():
            picture.evaluate("(img) => img.decode()")
            assert picture.evaluate("(img) => img.naturalWidth") > 0
    assert page.goto(f"{site}/politics/{story.pk}/") is not None
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert [line for line in complaints if "404" not in line] == []


def test_the_card_is_shown_in_its_sizes(page: Page, site: str, story: Article, complaints: list[str]) -> None:
    enter(page, "nina")
    page.goto(preview_url(site, story, "card"))
    content = frame(page, "Desktop")
    expect(content.get_by_role("link", name=story.headline)).to_have_count(6)
    assert complaints == []


def test_widths_and_colours_are_chosen_by_key(page: Page, site: str, story: Article) -> None:
    enter(page, "nina")
    page.goto(preview_url(site, story))
    content = frame(page, "Phone")
    page.get_by_role("radio", name="All").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Phone 390")).to_be_checked()
    expect(page.locator("iframe:visible")).to_have_count(1)
    page.get_by_role("radio", name="Light").focus()
    page.keyboard.press("ArrowDown")
    expect(content.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("html").get_attribute("data-theme") != "dark"


def test_a_link_within_a_frame_opens_beside_the_desk(
    page: Page, site: str, story: Article, complaints: list[str]
) -> None:
    enter(page, "nina")
    page.goto(preview_url(site, story))
    content = frame(page, "Desktop")
    with page.context.expect_page() as opened:
        content.get_by_role("link", name="Other story 3").first.click()
    opened.value.wait_for_load_state()
    assert "/politics/" in opened.value.url
    assert page.url.endswith("?view=page")
    assert complaints == []


def make_link(page: Page, site: str, story: Article) -> str:
    page.goto(f"{site}/admin/articles/article/{story.pk}/share/")
    page.get_by_label("For whom").fill("the lawyer")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address").input_value()
    return f"{site}/preview/{address.split('/')[-2]}/"


def test_a_share_link_is_read_by_somebody_without_an_account_until_it_is_revoked(
    page: Page, site: str, story: Article, stranger: BrowserContext, complaints: list[str]
) -> None:
    sign_in(page, site, "nina")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make_link(page, site, story)
    assert violations(page) == []
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.split("/")[-2] == address.split("/")[-2]

    asked: list[tuple[str, str]] = []
    stranger.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    guest = stranger.new_page()
    first = guest.goto(address)
    assert first is not None
    assert first.status == 200
    expect(guest.locator("h1")).to_have_text(story.headline, use_inner_text=True)
    expect(guest.get_by_text("Preview of an unpublished text, until")).to_be_visible()
    for picture in guest.locator("article img").all():
        picture.scroll_into_view_if_needed()
        picture.evaluate("(img) => img.decode()")
        assert picture.evaluate("(img) => img.naturalWidth") > 0
    assert violations(guest) == []
    assert stranger.cookies() == []
    assert {referer for _url, referer in asked} == {""}
    assert not [url for url, _referer in asked if "beacon" in url]
    guest.get_by_role("link", name="Other story 3").first.click()
    guest.wait_for_url(re.compile("/politics/"))
    assert guest.evaluate("() => document.referrer") == ""
    assert complaints == []

    page.goto(f"{site}/admin/articles/article/{story.pk}/share/")
    page.get_by_role("button", name="Revoke the lawyer").click()
    page.get_by_text("Revoked. The link opens nothing any more.").wait_for()
    assert ShareLink.objects.get().revoked_at is not None
    gone = guest.goto(address)
    assert told(gone) == told(guest.goto(f"{site}/preview/never-was/"))
    expect(guest.get_by_role("heading", name="Page not found")).to_be_visible()


def told(response: Response | None) -> tuple[int, str]:
    assert response is not None
    return response.status, response.text()
