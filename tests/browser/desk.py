"""What people do on the desk's pages in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from newsroom.accounts.models import User
from tests.desk.forms import signed_in
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from articles.models import Article


def enter(page: Page, username: str) -> None:
    """Have the window signed in, wherever it goes next; the way through the form is `sign_in`."""
    cookie = signed_in(User.objects.get(username=username)).cookies[settings.SESSION_COOKIE_NAME]
    place = {"domain": "localhost", "path": settings.SESSION_COOKIE_PATH}
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "httpOnly": True, **place}])


def sign_in(page: Page, site: str, username: str) -> None:
    """Sign in through the form, and be on the desk's first page."""
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Today").wait_for()


def sign_out(page: Page) -> None:
    page.locator(".desk-me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def open_story(page: Page, site: str, story: Article) -> None:
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.locator("[data-editor][data-ready]").wait_for()


def save(page: Page) -> None:
    """Press Save and wait for the page that follows: what was typed last goes to the server before the form does."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()


def paste(page: Page, html: str) -> None:
    """Let the editor have this from the clipboard."""
    page.evaluate(
        """(html) => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            document.querySelector(".ProseMirror[contenteditable]").dispatchEvent(event)
        }""",
        html,
    )
