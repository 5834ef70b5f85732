"""An election night on the true server: two editors write, two readers read, and nothing is lost or moved."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import expect

from breaking.live.models import LivePost
from breaking.models import Alert
from tests.breaking.live.making import Blog
from tests.browser.watching import WATCH, violations
from tests.factories import PASSWORD, make_article, make_edition, make_image, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from newsroom.accounts.models import User
    from tests.browser.killable import KillableSite

SOON = 20_000
SHIFT = "() => window.layoutShift"
STREAM = re.compile("/stream/")
TICKER = ".ticker__item"
FLASH = ".flash-foot .flash:not(.flash--line)"


def is_fault(said: ConsoleMessage) -> bool:
    """Whether the page complains of itself: the files of its pictures are the test's own, and the server has none."""
    return said.type == "error" and "/media/" not in said.location["url"]


@pytest.fixture
def window(chromium: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens another person's window, which notes what moves and what its pages complain of."""
    with ExitStack() as opened:

        def open_one(width: int = 1280) -> Page:
            context = opened.enter_context(
                chromium.new_context(
                    viewport={"width": width, "height": 800}, locale="en-GB", service_workers="block"
                )
            )
            context.add_init_script(WATCH)
            context.set_default_timeout(SOON)
            context.on("console", lambda said: complaints.append(said.text) if is_fault(said) else None)
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            return context.new_page()

        yield open_one


def editor(name: str) -> User:
    """An editor whose password the server's own hashers know; few rounds, as it is no secret."""
    user = make_user("editor", username=name)
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1000)
    user.save()
    return user


def write_alert(desk: Page, site: str, text: str, level: str = "ticker") -> None:
    desk.goto(f"{site}/admin/breaking/alert/add/")
    desk.locator("#id_text").fill(text)
    desk.get_by_label(level, exact=True).check()
    desk.locator(".alert-form button[type=submit], form button[type=submit]").last.click()
    desk.wait_for_load_state()


def post(desk: Page, words: str) -> None:
    field = desk.get_by_label("What happens")
    field.fill(words)
    desk.keyboard.press("Control+Enter")
    expect(field).to_have_value("")


@pytest.mark.sweep
def test_an_election_night_loses_nothing_and_moves_nothing(
    window: Callable[..., Page], killable: KillableSite, complaints: list[str]
) -> None:
    site = killable.url
    make_edition()
    body = "".join(f"<p>Paragraph {number} of a story that fills the window.</p>" for number in range(30))
    make_article("What the wards decide", body=body, published=True)
    blog = Blog("Election night", images=[make_image(rendered=True)])
    blog.posts(10)
    first, second = window(), window(390)
    for desk, name in ((first, "ada"), (second, "ben")):
        killable.enter(desk.context, editor(name))
        desk.goto(f"{site}/admin/live/{blog.pk}/")
    of_blog, of_front = window(), window(390)
    for reader, address in ((of_blog, blog.path), (of_front, "/")):
        with reader.expect_response(STREAM):
            reader.goto(site + address)
    of_blog.locator("[data-posts] > .post").nth(4).scroll_into_view_if_needed()

    for number in range(20):
        post(first, f"Ward {2 * number + 1} has counted.")
        post(second, f"Ward {2 * number + 2} has counted.")
    assert LivePost.objects.count() == 50
    news = of_blog.locator("[data-news]")
    expect(news).to_have_text("40 new updates", timeout=SOON)

    write_alert(first, site, "First wards are counted")
    expect(of_front.get_by_text("First wards are counted").first).to_be_attached()
    write_alert(first, site, "Ada Lind elected mayor", "flash")
    second.goto(first.url)
    second.locator("#alert-password").fill(PASSWORD)
    second.get_by_role("button", name="Approve and send").click()
    for reader in (of_blog, of_front):
        expect(reader.locator(FLASH)).to_contain_text("Ada Lind elected mayor")
        assert violations(reader) == []
    write_alert(second, site, "Turnout was 71 per cent in all forty wards")
    for reader in (of_blog, of_front):
        expect(reader.get_by_text("Turnout was 71 per cent in all forty wards").first).to_be_attached()

    wrong = Alert.objects.get(text="First wards are counted")
    first.goto(f"{site}/admin/breaking/alert/{wrong.pk}/correct/")
    first.locator("#id_text").fill("First two wards are counted")
    first.locator("form button[type=submit]").last.click()
    for reader in (of_blog, of_front):
        expect(reader.get_by_text("First two wards are counted").first).to_be_attached()

    news.click()
    for number in range(1, 41):
        expect(of_blog.locator("[data-posts] > .post", has_text=f"Ward {number} has counted.")).to_have_count(
            1
        )
    shown = of_blog.locator("[data-posts] > .post").all_inner_texts()
    told = [int(match[1]) for text in shown if (match := re.search(r"Ward (\d+) has", text))]
    assert told == list(range(40, 0, -1))
    for reader in (of_blog, of_front):
        assert reader.evaluate(SHIFT) <= 0.005
        assert violations(reader) == []
        reader.reload()
        lines = reader.locator(TICKER).all_inner_texts()
        assert [sum(text in line for line in lines) for text in ("First two wards", "Turnout was")] == [1, 1]
    assert complaints == []
