"""A live blog in a reader's browser while its posts come. What the stream tells is said by the test itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.published.moment import reader_moment
from breaking.live.published import events_json
from breaking.models import StreamEvent
from tests.breaking.live.making import Blog
from tests.browser.watching import WATCH, violations
from tests.factories import make_image

if TYPE_CHECKING:
    from playwright.sync_api import Page

TELL = "([kind, detail]) => document.dispatchEvent(new CustomEvent(`stream:${kind}`, { detail }))"
TOP = "(id) => document.getElementById(`post-${id}`).getBoundingClientRect().top"
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
LONG = f"<p>{'The clerk reads the roll, and each of them answers by name. ' * 6}</p>"


class Reading:
    """A reader who has the page of a live blog open."""

    def __init__(self, page: Page, site: str, query: str = "", **fields: Any) -> None:
        self.page, self.site = page, site
        self.blog = Blog(images=[make_image(rendered=True)], **fields)
        self.made = self.blog.posts(30, body=LONG)
        page.add_init_script(WATCH)
        self.open(query)

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.site}{self.blog.path}{query}")
        self.page.wait_for_load_state("networkidle")

    def tell(self, kind: str, post: int | None = None) -> dict[str, Any]:
        with reader_moment() as moment:
            event = StreamEvent(pk=1, kind=kind, article_id=self.blog.pk, post_id=post)
            detail = events_json(self.blog.article.edition, moment, [event]).get(1)
        assert detail is not None
        self.page.evaluate(TELL, [kind, detail])
        return detail

    def post(self, body: str = LONG, **fields: Any) -> int:
        post = self.blog.post(body, **fields)
        self.tell("post", post)
        return post

    def read(self, post: int) -> None:
        """Scroll to a post in the middle of the list."""
        self.page.evaluate("(id) => document.getElementById(`post-${id}`).scrollIntoView()", post)
        self.page.wait_for_function("() => scrollY > 500")
        # What moves in the frame of a scroll cannot be told from the scroll.
        self.page.evaluate(FRAMES)

    def top(self, post: int) -> float:
        return float(self.page.evaluate(TOP, post))

    @property
    def shift(self) -> float:
        return float(
            self.page.evaluate("() => new Promise((done) => setTimeout(() => done(window.layoutShift), 300))")
        )

    def shown(self) -> list[int]:
        found = self.page.locator("[data-posts] > .post[data-version]")
        return [int(item.get_attribute("id")[5:]) for item in found.all()]  # type: ignore[index]


def test_what_comes_waits_behind_a_button_and_moves_nothing(
    page: Page, site: str, complaints: list[str]
) -> None:
    at = Reading(page, site)
    old, button = at.made[20], page.locator("[data-news]")
    at.read(old)
    before = at.top(old)
    new = [at.post(headline=f"News {n}") for n in range(3)]
    expect(button).to_have_text("3 new updates")
    expect(page).to_have_title(re.compile(r"^\(3\) Council votes tonight"))
    expect(page.get_by_role("status").filter(has_text="3 new updates")).to_have_count(1)
    assert new[0] not in at.shown()
    at.blog.change(old, body=LONG.replace("clerk", "mayor"), edited_at=None)
    at.tell("post", old)
    expect(page.locator(f"#post-{old}")).to_contain_text("The mayor reads")
    hidden = at.made[28]
    at.blog.hide(hidden)
    at.tell("hidden", hidden)
    expect(page.locator(f"#post-{hidden}")).to_have_count(0)
    assert at.top(old) == pytest.approx(before, abs=1)
    assert at.shift <= 0.005
    button.click()
    expect(button).to_be_hidden()
    expect(page.locator(f"#post-{new[2]}")).to_be_focused()
    assert at.shown()[:4] == [*reversed(new), at.made[29]]
    expect(page).to_have_title(re.compile("^Council votes tonight"))
    assert at.shift <= 0.005
    assert complaints == []


@pytest.mark.sweep
def test_above_the_blog_posts_come_without_being_asked_for(page: Page, site: str) -> None:
    at = Reading(page, site)
    page.set_viewport_size({"width": 390, "height": 500})
    page.evaluate("scrollTo(0, 0)")
    new = at.post(headline="They vote", is_key=True)
    expect(page.locator(f"#post-{new}")).to_have_count(1)
    expect(page.locator("[data-news]")).to_be_hidden()
    expect(page.locator(f'[data-key="{new}"]')).to_contain_text("They vote")
    assert at.shown()[0] == new
    assert at.shift <= 0.005


@pytest.mark.sweep
def test_what_is_told_twice_is_shown_once_and_the_newer_words_stay(page: Page, site: str) -> None:
    at = Reading(page, site)
    at.read(at.made[20])
    post = at.blog.post("<p>First words.</p>")
    first = at.tell("post", post)
    at.tell("post", post)
    expect(page.locator("[data-news]")).to_have_text("1 new update")
    at.blog.change(post, body="<p>Second words.</p>")
    at.tell("post", post)
    page.evaluate(TELL, ["post", first])
    page.locator("[data-news]").click()
    expect(page.locator(f"#post-{post}")).to_have_count(1)
    expect(page.locator(f"#post-{post}")).to_contain_text("Second words.")
    at.blog.hide(post)
    at.tell("hidden", post)
    page.evaluate(TELL, ["post", first])
    expect(page.locator(f"#post-{post}")).to_have_count(0)


@pytest.mark.sweep
def test_a_post_that_is_hidden_while_it_waits_is_never_seen(page: Page, site: str) -> None:
    at = Reading(page, site)
    at.read(at.made[20])
    kept, gone = at.post(), at.post()
    at.blog.hide(gone)
    at.tell("hidden", gone)
    expect(page.locator("[data-news]")).to_have_text("1 new update")
    page.locator("[data-news]").click()
    assert at.shown()[:2] == [kept, at.made[29]]


@pytest.mark.sweep
def test_a_post_that_is_read_while_it_is_hidden_leaves_its_room(page: Page, site: str) -> None:
    at = Reading(page, site)
    read, next_one = at.made[20], at.made[19]
    at.read(read)
    before = at.top(next_one)
    at.blog.hide(read)
    at.tell("hidden", read)
    expect(page.locator(".post--gone")).to_have_text("This update was taken down.")
    assert at.top(next_one) == pytest.approx(before, abs=1)
    assert at.shift <= 0.005


@pytest.mark.sweep
def test_a_post_is_pinned_and_the_next_one_takes_its_place(page: Page, site: str) -> None:
    at = Reading(page, site)
    pinned = page.locator("[data-pinned] > .post")
    for post in (at.made[27], at.made[2]):
        at.read(at.made[15])
        before = at.top(at.made[15])
        at.blog.stand(pinned_id=post)
        at.tell("blog")
        expect(pinned).to_have_attribute("id", f"post-{post}")
        expect(pinned).to_have_count(1)
        assert at.top(at.made[15]) == pytest.approx(before, abs=1)
    assert at.made[27] in at.shown()
    at.blog.stand(pinned_id=None)
    at.tell("blog")
    expect(page.locator("[data-pinned]")).to_be_hidden()
    expect(page.locator("[data-pin]")).to_have_count(0)
    assert at.shift <= 0.005


@pytest.mark.sweep
def test_a_blog_closes_and_opens_again_before_a_reader_s_eyes(page: Page, site: str) -> None:
    at = Reading(page, site)
    at.blog.stand(closed_at=timezone.now() - timedelta(milliseconds=1))
    at.tell("blog")
    expect(page.locator("[data-state]")).to_contain_text("As it happened")
    expect(page.locator("[data-label]")).to_have_text("As it happened")
    expect(page.locator("[data-said]")).to_have_text("As it happened")
    at.blog.stand(closed_at=None)
    at.tell("blog")
    expect(page.locator("[data-label]")).to_have_text("Live")


@pytest.mark.sweep
def test_what_was_missed_is_asked_for(page: Page, site: str) -> None:
    at = Reading(page, site)
    at.read(at.made[20])
    new = at.blog.post(headline="While the line was down")
    at.blog.hide(at.made[29])
    at.blog.change(at.made[20], body="<p>Mended meanwhile.</p>")
    page.evaluate(TELL, ["ask", None])
    expect(page.locator("[data-news]")).to_have_text("1 new update")
    expect(page.locator(f"#post-{at.made[20]}")).to_contain_text("Mended meanwhile.")
    expect(page.locator(f"#post-{at.made[29]}")).to_have_count(0)
    page.locator("[data-news]").click()
    assert at.shown()[:2] == [new, at.made[28]]


def test_an_answer_from_before_what_was_told_takes_nothing_back(page: Page, site: str) -> None:
    at = Reading(page, site)
    page.set_viewport_size({"width": 390, "height": 500})
    page.evaluate("scrollTo(0, 0)")
    address = f"{site}{at.blog.path}"
    before = page.request.get(address).text()
    page.route(address, lambda route: route.fulfill(body=before, content_type="text/html"))
    new = at.post(headline="They vote")
    at.blog.stand(closed_at=timezone.now() - timedelta(milliseconds=1), pinned_id=at.made[2])
    at.tell("blog")
    with page.expect_response(address):
        page.evaluate(TELL, ["ask", None])
    page.evaluate(FRAMES)
    expect(page.locator(f"#post-{new}")).to_have_count(1)
    assert at.shown()[0] == new
    expect(page.locator("[data-state]")).to_contain_text("As it happened")
    expect(page.locator("[data-pinned] > .post")).to_have_attribute("id", f"post-{at.made[2]}")


@pytest.mark.sweep
def test_what_has_gone_to_the_next_page_is_not_taken_down_though_an_older_post_is_pinned(
    page: Page, site: str
) -> None:
    at = Reading(page, site)
    at.blog.stand(pinned_id=at.made[0])
    at.open()
    at.read(at.made[20])
    before = at.shown()
    for _ in range(3):
        at.blog.post()
    page.evaluate(TELL, ["ask", None])
    expect(page.locator("[data-news]")).to_have_text("3 new updates")
    assert at.shown() == before


@pytest.mark.sweep
def test_on_a_further_page_the_button_leads_to_the_first(page: Page, site: str) -> None:
    at = Reading(page, site, "?page=2")
    assert at.shown() == at.made[4::-1]
    new = at.post()
    expect(page.locator("[data-news]")).to_have_text("1 new update")
    page.locator("[data-news]").click()
    page.wait_for_url(f"**{at.blog.path}#updates")
    expect(page.locator(f"#post-{new}")).to_have_count(1)


@pytest.mark.sweep
def test_a_permalink_opens_at_its_post(page: Page, site: str) -> None:
    at = Reading(page, site)
    page.goto(f"{site}/live-blogs/post/{at.made[1]}/")
    page.wait_for_url(f"**{at.blog.path}?page=2#post-{at.made[1]}")
    expect(page.locator(f"#post-{at.made[1]}")).to_be_in_viewport()


@pytest.mark.sweep
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_while_updates_wait(page: Page, site: str, direction: str, width: int) -> None:
    at = Reading(page, site)
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("(dir) => { document.documentElement.dir = dir }", direction)
    at.read(at.made[20])
    at.post(headline="They vote", is_key=True, is_breaking=True)
    expect(page.locator("[data-news]")).to_be_visible()
    assert violations(page) == []
