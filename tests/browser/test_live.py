"""The composer of live blogs on a phone, beside another reporter's: posted, mended, hidden, and never lost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from breaking.live import posts
from breaking.live.models import LivePost, PostVersion
from breaking.live.writing import from_text
from tests.browser.desk import sign_in
from tests.browser.watching import faults
from tests.factories import make_article, make_image, make_user, picture_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page, Route

    from articles.models import Article

# The other page asks every 5 seconds, and a slow machine may take some to answer.
SOON = 20_000


@pytest.fixture
def phone(staff_context: Callable[..., BrowserContext]) -> Callable[[], BrowserContext]:
    """Opens another reporter's phone."""
    return partial(staff_context, viewport={"width": 390, "height": 844})


@pytest.fixture
def blog(site: str) -> Article:
    writer = make_user(username="reporter")
    make_user("editor", username="chief")
    return make_article("Election night", kind="live", creator=writer, images=[make_image()], published=True)


def composer(context: BrowserContext, site: str, username: str, blog: Article) -> Page:
    page = context.new_page()
    sign_in(page, site, username)
    page.goto(f"{site}/admin/live/{blog.pk}/")
    page.locator("[data-file-label]").wait_for()
    return page


def field(page: Page) -> Locator:
    return page.get_by_label("What happens")


def card(page: Page, words: str) -> Locator:
    return page.locator("[data-post]").filter(has_text=words)


def post(page: Page, words: str) -> None:
    field(page).fill(words)
    page.keyboard.press("Control+Enter")
    expect(field(page)).to_have_value("")
    card(page, words).wait_for()


def test_two_reporters_write_a_blog_from_their_phones(
    phone: Callable[[], BrowserContext], site: str, blog: Article, complaints: list[str]
) -> None:
    here = phone()
    reporter, chief = composer(here, site, "reporter", blog), composer(phone(), site, "chief", blog)

    post(reporter, "The polls have closed.")
    expect(card(chief, "The polls have closed.")).to_be_visible(timeout=SOON)
    card(chief, "polls have closed").get_by_role("button", name="Pin").click()
    expect(card(reporter, "polls have closed")).to_contain_text("pinned", timeout=SOON)

    card(reporter, "polls have closed").get_by_role("link", name="Edit").click()
    field(reporter).fill("The polls are closed.")
    reporter.get_by_role("button", name="Save").click()
    expect(card(chief, "The polls are closed.")).to_be_visible(timeout=SOON)

    here.set_offline(True)
    field(reporter).fill("First figures.")
    reporter.get_by_role("button", name="Post", exact=True).click()
    expect(reporter.locator("[data-said]")).to_contain_text("No connection")
    expect(field(reporter)).to_have_value("First figures.")
    here.set_offline(False)
    expect(field(reporter)).to_have_value("", timeout=SOON)
    expect(card(chief, "First figures.")).to_be_visible(timeout=SOON)

    card(chief, "First figures.").get_by_role("button", name="Hide").click()
    expect(card(reporter, "First figures.").get_by_role("button", name="Show again")).to_be_visible(
        timeout=SOON
    )
    assert LivePost.objects.count() == 2
    assert complaints == []


@pytest.mark.sweep
def test_what_was_not_sent_is_there_when_the_page_is_opened_again(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    context = phone()
    page = composer(context, site, "reporter", blog)
    field(page).fill("Half a sen")
    page.close()
    page = context.new_page()
    page.goto(f"{site}/admin/live/{blog.pk}/")
    expect(field(page)).to_have_value("Half a sen")
    expect(page.locator("[data-said]")).to_contain_text("here again")


@pytest.mark.sweep
def test_a_press_whose_answer_is_lost_makes_one_post(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    page = composer(phone(), site, "reporter", blog)
    lost = []

    def lose(route: object) -> None:
        if not lost:
            lost.append(route.fetch())  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/post/", lose)
    field(page).fill("Said once.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(field(page)).to_have_value("", timeout=SOON)
    expect(card(page, "Said once.")).to_have_count(1)
    assert LivePost.objects.count() == 1


@pytest.mark.sweep
def test_what_is_typed_while_a_post_is_sent_is_the_next_one(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    posts.publish(blog.pk, blog.creator, body=from_text("Counted: 10."))
    page = composer(phone(), site, "reporter", blog)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/post/", hold)
    field(page).fill("Said first.")
    page.locator(".live-flag", has_text="Breaking").click()
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[data-said]")).to_have_text("Sending…")
    card(page, "Counted: 10.").get_by_role("link", name="Edit").click()
    expect(page.locator("[data-said]")).to_contain_text("Wait until this is sent")
    field(page).press_sequentially(" Said next.")
    page.locator(".live-flag", has_text="Key event").click()
    held[0].continue_()
    expect(field(page)).to_have_value("Said next.")
    page.unroute("**/post/")
    expect(page.get_by_label("Key event")).to_be_checked()
    expect(page.get_by_label("Breaking")).not_to_be_checked()
    page.get_by_role("button", name="Post", exact=True).click()
    card(page, "Said next.").wait_for()
    found = PostVersion.objects.order_by("pk").values_list("body", "is_key", "is_breaking")[1:]
    assert [(body[body.index(">") + 1 : -4], *flags) for body, *flags in found] == [
        ("Said first.", False, True),
        ("Said next.", True, False),
    ]


@pytest.mark.sweep
def test_a_post_that_waits_is_sent_once_the_edit_that_came_between_is_over(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    posts.publish(blog.pk, blog.creator, body=from_text("Counted: 10."))
    context = phone()
    page = composer(context, site, "reporter", blog)
    context.set_offline(True)
    field(page).fill("First figures.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("No connection")
    card(page, "Counted: 10.").get_by_role("link", name="Edit").click()
    expect(field(page)).to_have_value("Counted: 10.")
    context.set_offline(False)
    field(page).fill("Counted: 11.")
    page.get_by_role("button", name="Save").click()
    card(page, "Counted: 11.").wait_for()
    card(page, "First figures.").wait_for()
    expect(field(page)).to_have_value("")
    expect(page.locator("[data-post]")).to_have_count(2)


@pytest.mark.sweep
def test_a_post_that_an_edit_set_aside_outlives_its_page(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    posts.publish(blog.pk, blog.creator, body=from_text("Counted: 10."))
    context = phone()
    page = composer(context, site, "reporter", blog)
    field(page).fill("Half a sen")
    card(page, "Counted: 10.").get_by_role("link", name="Edit").click()
    field(page).fill("Counted: 11.")
    page.close()
    page = context.new_page()
    page.goto(f"{site}/admin/live/{blog.pk}/")
    expect(field(page)).to_have_value("Counted: 11.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Leave the edit").click()
    expect(field(page)).to_have_value("Half a sen")


@pytest.mark.sweep
def test_an_edit_keeps_what_somebody_else_changed_elsewhere_in_the_post(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    by = blog.creator
    made = posts.publish(blog.pk, by, body=from_text("Counted: 10."))
    page = composer(phone(), site, "reporter", blog)
    card(page, "Counted: 10.").get_by_role("link", name="Edit").click()
    field(page).fill("Counted: 11.")
    posts.edit(made.pk, by, base_version=made.versions.get().pk, byline="Our chief", is_key=True)
    page.get_by_role("button", name="Save").click()
    expect(card(page, "Counted: 11.")).to_contain_text("Our chief")
    expect(card(page, "Counted: 11.")).to_contain_text("key event")
    expect(page.locator("[data-stale]")).to_be_hidden()


@pytest.mark.sweep
def test_of_a_stale_edit_both_texts_are_shown_and_the_next_press_is_meant(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    by = blog.creator
    made = posts.publish(blog.pk, by, body=from_text("Counted: 10."))
    page = composer(phone(), site, "reporter", blog)
    card(page, "Counted: 10.").get_by_role("link", name="Edit").click()
    field(page).fill("Counted: 11.")
    posts.edit(made.pk, by, base_version=made.versions.get().pk, body=from_text("Counted: 12."))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-stale]")).to_contain_text("Counted: 12.")
    expect(field(page)).to_have_value("Counted: 11.")
    page.get_by_role("button", name="Save").click()
    expect(card(page, "Counted: 11.")).to_be_visible()


@pytest.mark.sweep
def test_a_picture_goes_out_once_it_is_described(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    page = composer(phone(), site, "reporter", blog)
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
    page.locator("[data-file]").set_input_files(file)
    field(page).fill("Seen from the quay.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[data-said]")).to_contain_text("Describe the picture")
    page.get_by_label("What it shows").fill("Boats at the quay")
    page.get_by_role("button", name="Add the picture").click()
    page.locator("[data-chosen] img").wait_for()
    page.get_by_role("button", name="Post", exact=True).click()
    card(page, "Seen from the quay.").locator("img").wait_for()
    assert len(PostVersion.objects.get().image_ids) == 1


@pytest.mark.sweep
def test_what_is_pasted_keeps_its_links(
    phone: Callable[[], BrowserContext], site: str, blog: Article
) -> None:
    page = composer(phone(), site, "reporter", blog)
    field(page).focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer()
            data.setData("text/html", "<p>See <a href='https://example.org/a'>the list</a></p><ul><li>One</li></ul>")
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            document.querySelector("#live-text").dispatchEvent(event)
        }"""
    )
    expect(field(page)).to_have_value("See [the list](https://example.org/a)\n\n- One")


@pytest.mark.sweep
@pytest.mark.parametrize("width", [390, 1280])
def test_the_composer_pleases_axe_in_light_and_dark(
    phone: Callable[[], BrowserContext], site: str, blog: Article, width: int
) -> None:
    posts.publish(blog.pk, blog.creator, body=from_text("- a\n- b"), headline="First", is_key=True)
    hidden = posts.publish(blog.pk, blog.creator, body=from_text("Too early."), is_breaking=True)
    posts.hide(hidden.pk, blog.creator)
    page = composer(phone(), site, "reporter", blog)
    page.set_viewport_size({"width": width, "height": 900})
    assert faults(page) == {}
    page.goto(f"{site}/admin/live/")
    assert faults(page) == {}
