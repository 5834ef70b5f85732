"""The slash menu, the shortcuts, the help and the tools: all that is done without reaching for the mouse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.editing import TEXT, open_editor, press, put_cursor, written
from tests.browser.watching import beyond_the_edge, darken, violations
from tests.factories import make_article, make_image

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def menu(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Blocks")


def chosen(page: Page) -> str:
    """The option to which the text points, as a screen reader has it."""
    pointed = page.locator(TEXT).get_attribute("aria-activedescendant")
    option = page.locator(f"#{pointed}")
    expect(option).to_have_attribute("aria-selected", "true")
    return option.locator("span").inner_text()


def test_a_slash_opens_a_menu_that_typing_narrows_and_enter_takes(
    page: Page, site: str, complaints: list[str]
) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("/")
    assert menu(page).get_by_role("option").count() > 15
    page.keyboard.type("h")
    press(page, "ArrowDown", "ArrowDown", "ArrowUp")
    assert chosen(page) == "Smaller subhead"
    press(page, "Enter")
    menu(page).wait_for(state="hidden")
    page.keyboard.type("The river")
    assert written(page) == ["<h3>The river</h3>"]
    assert complaints == []


def test_a_block_that_bears_the_typed_name_comes_before_one_that_is_only_known_by_it(
    page: Page, site: str
) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("/ti")
    assert chosen(page) == "Timeline"


def test_escape_leaves_what_was_typed_and_a_word_that_names_nothing_closes_the_menu(
    page: Page, site: str
) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("/tab")
    menu(page).wait_for()
    press(page, "Escape")
    menu(page).wait_for(state="hidden")
    page.keyboard.type("le and /nothing")
    menu(page).wait_for(state="hidden")
    press(page, "Enter")
    assert written(page) == ["<p>/table and /nothing</p>"]


def test_a_slash_within_a_word_is_a_slash(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("and/or 1")
    page.keyboard.type("/2")
    expect(menu(page)).to_be_hidden()
    page.keyboard.type(" /")
    menu(page).wait_for()
    press(page, "Backspace")
    menu(page).wait_for(state="hidden")


def test_the_page_stays_where_it_is_while_the_menu_opens_and_is_gone_through(page: Page, site: str) -> None:
    open_editor(page, site, "".join(f"<p>Line {number}</p>" for number in range(60)))
    put_cursor(page, "Line 30")
    page.keyboard.type(" ")
    before = page.evaluate("scrollY")
    page.keyboard.type("/")
    press(page, "ArrowUp")
    expect(menu(page).get_by_role("option").last).to_be_visible()
    assert page.evaluate("scrollY") == before


def test_the_menu_is_taken_with_the_mouse_too(page: Page, site: str) -> None:
    open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    page.keyboard.type(" /")
    menu(page).get_by_role("option", name="Table").click()
    page.keyboard.type("Day")
    assert written(page)[0].rstrip("</p>").rstrip() == "<p>Before"
    assert written(page)[1].startswith("<table><tbody><tr><th>Day</th>")


def test_the_tool_for_more_blocks_opens_the_menu_at_the_cursor(page: Page, site: str) -> None:
    open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    page.get_by_role("button", name="More blocks").click()
    menu(page).wait_for()
    press(page, "Escape")
    assert written(page) == ["<p>Before</p>"]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_stands_at_the_slash_and_within_the_window(
    page: Page, site: str, direction: str, width: int
) -> None:
    open_editor(page, site)
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("(dir) => document.documentElement.dir = dir", direction)
    page.locator(TEXT).click()
    page.keyboard.type("/" if direction == "ltr" else "نهر /")
    menu(page).wait_for()
    box = menu(page).bounding_box()
    slash = page.evaluate("() => getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    side = box["x"] if direction == "ltr" else box["x"] + box["width"]
    assert abs(side - slash["x"]) < 40 or width == 390
    assert abs(box["y"] - slash["bottom"]) < 40 or abs(box["y"] + box["height"] - slash["top"]) < 40
    assert beyond_the_edge(page) == []


def test_the_help_lists_every_key_once_and_words_that_the_menu_knows(
    page: Page, site: str, complaints: list[str]
) -> None:
    open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    press(page, "Control+/")
    dialog = page.get_by_role("dialog", name="Keys and blocks")
    rows = dialog.locator("tr[data-command]")
    words = [word for word in rows.locator("code").all_inner_texts() if word]
    names = {
        row.locator("code").inner_text(): row.locator("th").inner_text()
        for row in rows.all()
        if row.locator("code").count()
    }
    combinations = rows.locator(".help-keys").all_inner_texts()
    assert len(words) == 18
    assert len(combinations) == len(set(combinations)) > 35
    assert all(rows.locator("th").all_inner_texts())
    assert violations(page) == []
    dialog.get_by_role("button", name="Close").click()
    for word in words:
        press(page, "End")
        page.keyboard.type(f" {word}")
        menu(page).wait_for()
        assert names[word] in menu(page).get_by_role("option").locator("span").all_inner_texts()
        press(page, "Escape")
        page.keyboard.press("Control+Backspace")
        page.keyboard.press("Control+Backspace")
    assert complaints == []


@pytest.mark.parametrize(
    ("keys", "made"),
    [
        ("Control+Alt+2", "<h2>Words</h2>"),
        ("Control+Alt+3", "<h3>Words</h3>"),
        ("Control+Alt+4", "<h4>Words</h4>"),
        ("Control+Shift+8", "<ul><li><p>Words</p></li></ul>"),
        ("Control+Shift+7", "<ol><li><p>Words</p></li></ol>"),
        ("Control+Shift+b", "<blockquote><p>Words</p></blockquote>"),
        ("Control+b", "<p><strong>Words</strong></p>"),
        ("Control+i", "<p><em>Words</em></p>"),
        ("Control+Shift+s", "<p><s>Words</s></p>"),
        ("Control+,", "<p><sub>Words</sub></p>"),
        ("Control+.", "<p><sup>Words</sup></p>"),
        ("Control+e", "<p><code>Words</code></p>"),
    ],
)
def test_a_shortcut_shapes_what_is_selected_and_again_unshapes_it(
    page: Page, site: str, keys: str, made: str
) -> None:
    open_editor(page, site, "<p>Words</p>")
    put_cursor(page, "Words")
    press(page, "Shift+Home", keys)
    assert written(page) == [made]
    press(page, keys)
    assert written(page) == ["<p>Words</p>"]


def test_shortcuts_put_in_every_block(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    for keys, name in (
        *(("p", "Choose a picture"), ("g", "Choose a picture"), ("v", "Video"), ("e", "Embed")),
        *(("r", "Related stories"), ("f", "Footnote")),
    ):
        press(page, f"Control+Alt+{keys}")
        page.get_by_role("dialog", name=name).wait_for()
        press(page, "Escape")
    for keys, start in (
        *(("q", '<aside data-news="pullquote">'), ("x", '<aside data-news="factbox">')),
        *(("y", '<aside data-news="timeline">'), ("c", "<table>"), ("s", "<hr>")),
    ):
        press(page, f"Control+Alt+{keys}")
        assert any(block.startswith(start) for block in written(page)), keys


def test_a_link_is_set_and_removed_by_its_key(page: Page, site: str) -> None:
    open_editor(page, site, "<p>Words</p>")
    put_cursor(page, "Words")
    press(page, "Shift+Home", "Control+k")
    page.get_by_label("Address").first.fill("https://example.org/")
    page.get_by_role("button", name="Set the link").click()
    page.locator(f"{TEXT} a").wait_for()
    assert written(page) == ['<p><a href="https://example.org/">Words</a></p>']
    press(page, "Control+k")
    page.get_by_role("button", name="Remove the link").click()
    page.locator(f"{TEXT} a").wait_for(state="detached")
    assert written(page) == ["<p>Words</p>"]


def test_items_of_lists_go_deeper_and_back_with_tab(page: Page, site: str) -> None:
    open_editor(page, site, "<ul><li><p>One</p></li><li><p>Two</p></li></ul>")
    put_cursor(page, "Two")
    press(page, "Tab")
    assert written(page) == ["<ul><li><p>One</p><ul><li><p>Two</p></li></ul></li></ul>"]
    press(page, "Shift+Tab")
    assert written(page) == ["<ul><li><p>One</p></li><li><p>Two</p></li></ul>"]


def test_the_tools_and_a_blocks_controls_are_reached_and_left_by_keys(page: Page, site: str) -> None:
    open_editor(page, site, '<p>Text</p>\n<aside data-news="factbox"><h3>Fares</h3><p>Two.</p></aside>')
    put_cursor(page, "Two.")
    press(page, "Alt+F10", "ArrowRight", "ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Smaller subhead")
    press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Keys and blocks")
    press(page, "Escape", "Control+F9")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Take out")
    press(page, "Escape")
    page.keyboard.type("New ")
    assert "<h3>New Fares</h3>" in written(page)[1]


def test_every_tool_has_a_name_and_says_its_key(page: Page, site: str) -> None:
    open_editor(page, site)
    for tool in page.get_by_role("toolbar").get_by_role("button").all():
        name = tool.get_attribute("aria-label") or tool.inner_text()
        assert re.search(r"\w{3,}", name), name
        assert tool.get_attribute("title")
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("title", "Bold (Ctrl+B)")


def test_axe_finds_nothing_in_an_editor_full_of_blocks(page: Page, site: str, complaints: list[str]) -> None:
    picture = make_image(rendered=True).pk
    story = make_article("Dry years", published=True).pk
    open_editor(
        page,
        site,
        f"""<p>Text<span data-news="footnote" data-note="A note."></span></p>
        <figure data-news="image" data-image-id="{picture}" data-layout="wide"></figure>
        <figure data-news="gallery" data-images="{picture}"></figure>
        <figure data-news="video" data-url="https://vimeo.com/12" data-image-id="{picture}"></figure>
        <figure data-news="embed" data-url="https://nobody.example/"></figure>
        <aside data-news="related" data-articles="{story}"></aside>
        <aside data-news="pullquote"><p>Wait.</p><p data-news="speaker"></p></aside>
        <aside data-news="factbox"><p>Two coins.</p></aside>
        <aside data-news="timeline"><ol><li><p>Closed.</p></li></ol></aside>
        <table><tbody><tr><th>Day</th></tr><tr><td>1</td></tr></tbody></table>""",
    )
    page.get_by_role("listitem", name="Picture 1").wait_for()
    assert violations(page) == []
    page.evaluate("document.documentElement.dir = 'rtl'")
    put_cursor(page, "Text")
    page.keyboard.type(" /")
    menu(page).wait_for()
    darken(page)
    assert violations(page) == []
    assert complaints == []
