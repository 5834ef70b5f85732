"""From signing in to a published story without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.body.blocks import Kind, blocks
from articles.models import Article
from articles.published.models import Release
from tests.factories import PASSWORD, make_author, make_edition, make_section, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = """() => {
  const element = document.activeElement
  const label = element.labels?.[0]?.textContent ?? ""
  return (element.getAttribute("aria-label") || label || element.textContent || "").trim()
}"""
FAR = 120


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press the key until what has the focus bears this name, as a person does who listens to it."""
    passed = []
    for _ in range(FAR):
        page.keyboard.press(key)
        here = page.evaluate(HERE)
        if here == name:
            return
        passed.append(here)
    raise AssertionError(f"{name!r} is not reached by {key}: {passed}")


def test_an_editor_signs_in_writes_and_publishes_by_keyboard_alone(
    page: Page, site: str, complaints: list[str]
) -> None:
    edition = make_edition(name="The Daily Meridian")
    make_section("politics", edition)
    make_author("Mara Ellsworth")
    make_user("editor", username="chief")
    keyboard = page.keyboard

    page.goto(f"{site}/admin/")
    tab_to(page, "Username")
    keyboard.type("chief")
    tab_to(page, "Password")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    page.get_by_role("heading", name="Today").wait_for()

    tab_to(page, "New story")
    keyboard.press("Enter")
    page.locator("[data-editor][data-ready]").wait_for()
    tab_to(page, "Headline")
    keyboard.type("Harbour lights come on an hour early")
    tab_to(page, "Standfirst")
    keyboard.type("Nobody had asked for it, and nobody minds.")
    tab_to(page, "Body")
    keyboard.type("The lamps were lit at four.", delay=15)
    keyboard.press("Enter")
    keyboard.press("Control+Alt+2")
    keyboard.type("Why at four", delay=15)
    keyboard.press("Enter")
    keyboard.type("It was dark by then.", delay=15)
    tab_to(page, "Section")
    keyboard.type("Politics")
    tab_to(page, "Add a name")
    keyboard.press("Enter")
    keyboard.type("Mara", delay=30)
    page.get_by_role("option", name="Mara Ellsworth").wait_for()
    keyboard.press("Enter")
    keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()

    page.locator("[data-editor][data-ready]").wait_for()
    tab_to(page, "Publish")
    keyboard.press("Enter")
    page.wait_for_timeout(300)
    if page.locator("dialog[open]").count():
        tab_to(page, "Publish")
        keyboard.press("Enter")
    page.get_by_text("Published.").wait_for()

    released = Release.objects.get()
    assert released.headline == "Harbour lights come on an hour early"
    assert [block.kind for block in blocks(released.body)] == [Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH]
    assert Article.objects.get().bylines.get().author is not None
    assert complaints == []
