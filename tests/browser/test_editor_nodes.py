"""The blocks of a body in the editor: each is put in, changed and taken out, with the mouse and without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from articles.body.blocks import blocks
from articles.models import Article
from tests.browser.desk import save
from tests.browser.editing import TEXT, load, named, open_editor, press, put_cursor, written
from tests.factories import make_article, make_image, picture_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

FACTBOX = '<aside data-news="factbox"><h3>Fares</h3><p>Two coins.</p></aside>'
TIMELINE = (
    '<aside data-news="timeline"><h3>The ferry</h3><ol><li><p data-news="when">1998</p><p>Closed.</p></li>'
    '<li><p data-news="when">2004</p><p>Opened.</p></li></ol></aside>'
)
YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"


def whole(picture: int, other: int, story: int) -> list[str]:
    """Every block that is ours, as the server stores it."""
    return [
        '<p>Said<span data-news="footnote" data-note="By the ferry company."></span> <strong>so</strong>.</p>',
        (
            f'<figure data-news="image" data-image-id="{picture}" data-layout="wide" data-alt="Seen"><figcaption>Its '
            "<em>own</em>.</figcaption></figure>"
        ),
        f'<figure data-news="gallery" data-images="{picture},{other}"><figcaption>Both.</figcaption></figure>',
        f'<figure data-news="video" data-url="{YOUTUBE}" data-image-id="{other}"><figcaption>A film.</figcaption></figure>',
        f'<figure data-news="embed" data-url="{YOUTUBE}"><figcaption>What it says.</figcaption></figure>',
        f'<aside data-news="related" data-articles="{story}"></aside>',
        '<aside data-news="pullquote"><p>Wait.</p><p data-news="speaker">Ana Ruel</p></aside>',
        FACTBOX.replace("</aside>", "<ul><li><p>By day</p></li></ul></aside>"),
        TIMELINE,
        (
            "<table><caption>Levels</caption><tbody><tr><th>Day</th><th>Level</th></tr>"
            '<tr><td colspan="2">None</td></tr></tbody></table>'
        ),
    ]


def pictures() -> tuple[int, int]:
    return (
        make_image(rendered=True, caption="A ferry in fog", alt_text="A ferry").pk,
        make_image(rendered=True, caption="A bell", alt_text="A bell").pk,
    )


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar").get_by_role("button", name=name)


def block(page: Page, name: str) -> Locator:
    """The controls of the block with this name."""
    return page.get_by_role("group", name=name, exact=True)


def choose(page: Page, *names: str) -> None:
    """Choose pictures in their dialog."""
    dialog = page.get_by_role("dialog")
    for name in names:
        dialog.get_by_role("button", name=name).click()


def insert(page: Page, word: str) -> None:
    """Put a block in by the slash menu."""
    page.keyboard.type(f"/{word}")
    page.get_by_role("option").first.wait_for()
    press(page, "Enter")


def test_every_block_is_written_as_it_was_read(page: Page, site: str, complaints: list[str]) -> None:
    body = whole(*pictures(), make_article("Dry years", published=True).pk)
    open_editor(page, site, "\n".join(body))
    assert written(page) == body
    assert complaints == []


def test_every_block_comes_back_from_the_server_as_it_was_sent(page: Page, site: str) -> None:
    body = whole(*pictures(), make_article("Dry years", published=True).pk)
    story = open_editor(page, site, "\n".join(body))
    put_cursor(page, "Said")
    save(page)
    stored = blocks(Article.objects.get(pk=story.pk).body)
    kinds = "paragraph image gallery video embed related pullquote factbox timeline table"
    assert " ".join(part.kind for part in stored) == kinds
    page.locator("[data-editor][data-ready]").wait_for()
    before = [part.html for part in stored]
    put_cursor(page, "Said")
    save(page)
    assert [part.html for part in blocks(Article.objects.get(pk=story.pk).body)] == before


def test_a_picture_has_its_layout_and_alternative_text_of_this_use(page: Page, site: str) -> None:
    picture, _ = pictures()
    open_editor(page, site)
    page.locator(TEXT).click()
    tool(page, "Picture").click()
    choose(page, "A ferry in fog")
    controls = block(page, "Picture")
    alt = controls.get_by_label("Alternative text")
    page.get_by_placeholder("The picture’s own: A ferry").wait_for()
    controls.get_by_label("Layout").select_option("portrait")
    alt.fill("Fog over the landing")
    assert written(page) == [
        (
            f'<figure data-news="image" data-image-id="{picture}" data-layout="portrait" data-alt="Fog over the landing">'
            "<figcaption></figcaption></figure>"
        ),
    ]


def test_what_is_typed_as_alternative_text_is_one_step_of_undo(page: Page, site: str) -> None:
    picture, _ = pictures()
    figure = f'<figure data-news="image" data-image-id="{picture}" data-layout="normal"><figcaption></figcaption></figure>'
    open_editor(page, site, f"<p>Text</p>\n{figure}")
    block(page, "Picture").get_by_label("Alternative text").press_sequentially("Fog")
    press(page, "Escape", "Control+z")
    assert written(page) == ["<p>Text</p>", figure]


def test_a_gallery_is_chosen_ordered_and_thinned_out(page: Page, site: str) -> None:
    first, second = pictures()
    third = make_image(rendered=True, caption="An oar", alt_text="An oar").pk
    open_editor(page, site)
    page.locator(TEXT).click()
    insert(page, "gallery")
    choose(page, "A ferry in fog", "A bell", "An oar", "Use 3 pictures")
    items = page.get_by_role("listitem", name="Picture ")
    items.nth(2).wait_for()
    items.nth(2).get_by_role("button", name="Move one place earlier").click()
    items.nth(1).press("Alt+Shift+ArrowLeft")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Picture 1: An oar")
    press(page, "ArrowRight", "Delete")
    assert written(page) == [
        f'<figure data-news="gallery" data-images="{third},{second}"><figcaption></figcaption></figure>'
    ]
    assert first not in (second, third)


def test_the_pictures_of_a_gallery_are_chosen_again_with_those_it_has_pressed(page: Page, site: str) -> None:
    first, second = pictures()
    open_editor(page, site, f'<figure data-news="gallery" data-images="{first}"></figure>')
    page.get_by_role("button", name="Choose pictures").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="A ferry in fog", pressed=True).wait_for()
    choose(page, "A bell", "Use 2 pictures")
    page.get_by_role("listitem", name="Picture 2").wait_for()
    assert f'data-images="{first},{second}"' in written(page)[0]


def test_a_picture_that_is_uploaded_for_a_gallery_joins_those_that_are_chosen(
    page: Page, site: str, tmp_path: Path
) -> None:
    pictures()
    boat = tmp_path / "boat.jpg"
    boat.write_bytes(picture_bytes(60, 40))
    open_editor(page, site)
    page.locator(TEXT).click()
    press(page, "Control+Alt+g")
    choose(page, "A bell")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("File").set_input_files(boat)
    dialog.get_by_label("Caption").fill("A boat")
    choose(page, "Upload and use")
    dialog.get_by_role("button", name="A boat", pressed=True).wait_for()
    choose(page, "Use 2 pictures")
    page.get_by_role("listitem", name="Picture 2: A boat").wait_for()


def test_a_video_has_an_address_and_perhaps_a_still(page: Page, site: str) -> None:
    picture, _ = pictures()
    open_editor(page, site)
    page.locator(TEXT).click()
    insert(page, "video")
    page.get_by_role("dialog").get_by_label("Address").fill(YOUTUBE)
    page.get_by_role("dialog").get_by_role("button", name="Put it in").click()
    page.get_by_text("Video · YouTube").wait_for()
    block(page, "Video").get_by_role("button", name="Choose a still").click()
    choose(page, "A ferry in fog")
    page.locator(".node-poster").wait_for()
    assert written(page) == [
        f'<figure data-news="video" data-url="{YOUTUBE}" data-image-id="{picture}"><figcaption></figcaption></figure>'
    ]
    block(page, "Video").get_by_role("button", name="No still").click()
    assert "data-image-id" not in written(page)[0]


def test_an_embed_names_its_service_or_says_that_there_is_none(page: Page, site: str) -> None:
    embed = '<figure data-news="embed" data-url="{}"><figcaption>What it says.</figcaption></figure>'
    open_editor(page, site, embed.format("https://x.com/ferry/status/12"))
    page.get_by_text("Embed · X", exact=True).wait_for()
    load(page, embed.format("https://nobody.example/12"))
    page.get_by_text("no service that we know").wait_for()


def test_a_fact_box_is_written_and_left_with_enter(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    insert(page, "box")
    page.keyboard.type("Fares")
    press(page, "Enter")
    page.keyboard.type("Two coins.")
    press(page, "Enter", "Enter")
    page.keyboard.type("After it.")
    assert written(page) == [FACTBOX, "<p>After it.</p>"]


def test_a_pull_quote_is_left_with_enter_after_who_said_it(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    tool(page, "Pull quote").click()
    page.keyboard.type("Wait.")
    press(page, "ArrowDown")
    page.keyboard.type("Ana Ruel")
    press(page, "Enter")
    page.keyboard.type("After it.")
    assert written(page) == [
        '<aside data-news="pullquote"><p>Wait.</p><p data-news="speaker">Ana Ruel</p></aside>',
        "<p>After it.</p>",
    ]


def test_a_timeline_is_written_with_the_keyboard_alone(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    insert(page, "timeline")
    page.keyboard.type("The ferry")
    press(page, "ArrowDown")
    for when, what in (("1998", "Closed."), ("2004", "Opened.")):
        page.keyboard.type(when)
        press(page, "Enter")
        page.keyboard.type(what)
        press(page, "Enter", "Enter")
    press(page, "Enter", "Enter")
    page.keyboard.type("After it.")
    assert written(page) == [TIMELINE, "<p>After it.</p>"]


def test_the_events_of_a_timeline_change_places_and_go(page: Page, site: str) -> None:
    open_editor(page, site, TIMELINE)
    put_cursor(page, "Opened.")
    press(page, "Alt+Shift+ArrowUp")
    assert written(page)[0].index("2004") < written(page)[0].index("1998")
    press(page, "Control+F9")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Move one place earlier")
    page.get_by_role("group", name="Event").nth(0).get_by_role("button", name="Take out").click()
    assert "2004" not in written(page)[0]
    page.get_by_role("button", name="Add an event").first.click()
    page.keyboard.type("2011")
    assert '<p data-news="when">2011</p><p></p>' in written(page)[0]


def test_a_footnote_is_written_read_and_changed_in_its_dialog(page: Page, site: str) -> None:
    open_editor(page, site, "<p>The river rose.</p>")
    put_cursor(page, "rose")
    press(page, "Control+Alt+f")
    note = page.get_by_role("dialog").get_by_label("Note")
    note.fill("By two metres.")
    page.get_by_role("dialog").get_by_role("button", name="Set the note").click()
    marker = page.get_by_role("button", name="Footnote: By")
    expect(marker).to_have_attribute("title", "By two metres.")
    marker.click()
    note.fill('By "three" metres.')
    page.get_by_role("dialog").get_by_role("button", name="Set the note").click()
    page.get_by_role("button", name='Footnote: By "three" metres.').wait_for()
    assert written(page) == [
        '<p>The river rose<span data-news="footnote" data-note="By &quot;three&quot; metres."></span>.</p>'
    ]
    marker.click()
    note.fill("")
    page.get_by_role("dialog").get_by_role("button", name="Set the note").click()
    marker.wait_for(state="detached")
    assert written(page) == ["<p>The river rose.</p>"]


def test_a_footnote_opens_with_enter_when_the_cursor_stands_on_it(page: Page, site: str) -> None:
    open_editor(page, site, '<p>The river<span data-news="footnote" data-note="The Orrin."></span> rose.</p>')
    put_cursor(page, "The river")
    press(page, "ArrowRight", "Enter")
    expect(page.get_by_role("dialog").get_by_label("Note")).to_have_value("The Orrin.")


def test_a_table_is_put_in_filled_and_shaped(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    insert(page, "table")
    page.keyboard.type("Day")
    press(page, "Tab")
    page.keyboard.type("Level")
    controls = block(page, "Table")
    controls.get_by_label("Caption of the table").fill("Levels & days")
    controls.get_by_role("button", name="− Column").click()
    controls.get_by_role("button", name="− Column").click()
    controls.get_by_role("button", name="+ Column").click()
    controls.get_by_role("button", name="− Row").click()
    controls.get_by_role("button", name="+ Row").click()
    rows = written(page)[0]
    assert rows.startswith("<table><caption>Levels &amp; days</caption><tbody><tr>")
    assert (rows.count("<tr>"), rows.count("<td>") + rows.count("<th>")) == (3, 6)


def test_the_head_of_a_table_is_turned_on_and_off(page: Page, site: str) -> None:
    open_editor(page, site, "<table><tbody><tr><td>Day</td></tr><tr><td>1</td></tr></tbody></table>")
    put_cursor(page, "Day")
    head = block(page, "Table").get_by_role("button", name="Head")
    head.click()
    assert written(page) == ["<table><tbody><tr><th>Day</th></tr><tr><td>1</td></tr></tbody></table>"]
    head.click()
    assert written(page) == ["<table><tbody><tr><td>Day</td></tr><tr><td>1</td></tr></tbody></table>"]


def test_enter_in_a_cell_begins_a_line_and_tab_in_the_last_one_a_row(page: Page, site: str) -> None:
    open_editor(page, site, "<table><tbody><tr><td>One</td></tr></tbody></table>")
    put_cursor(page, "One")
    press(page, "Enter")
    page.keyboard.type("more")
    press(page, "Tab")
    page.keyboard.type("Two")
    assert written(page) == [
        "<table><tbody><tr><td>One<br>more</td></tr><tr><td>Two</td></tr></tbody></table>"
    ]


def test_a_caption_with_marks_is_kept_until_somebody_rewrites_it(page: Page, site: str) -> None:
    table = (
        "<table><caption>Levels of <em>the Orrin</em></caption><tbody><tr><td>One</td></tr></tbody></table>"
    )
    open_editor(page, site, table)
    put_cursor(page, "One")
    page.keyboard.type(".")
    assert written(page) == [table.replace("One", "One.")]


def test_every_block_is_taken_out_by_its_own_button(page: Page, site: str) -> None:
    body = whole(*pictures(), make_article("Dry years", published=True).pk)
    open_editor(page, site, "\n".join(body))
    for left in range(len(body) - 1, 0, -1):
        page.locator(f"{TEXT} > .node > .node-head").first.get_by_role("button", name="Take out").click()
        assert len(written(page)) == left
    for _ in body:
        press(page, "Control+z")
        if written(page) == body:
            return
    assert written(page) == body


NAMED = '<p id="b-aaaaaaaa">One</p><p id="b-bbbbbbbb">Two two</p><p id="b-cccccccc">Three</p>'


def test_blocks_keep_their_ids_when_they_are_moved_split_joined_and_undone(page: Page, site: str) -> None:
    open_editor(page, site, NAMED)
    put_cursor(page, "Two ")
    press(page, "Alt+Shift+ArrowUp")
    assert named(written(page)) == [("b-bbbbbbbb", "Two two"), ("b-aaaaaaaa", "One"), ("b-cccccccc", "Three")]
    press(page, "Enter")
    assert [name for name, _ in named(written(page))] == ["b-bbbbbbbb", "", "b-aaaaaaaa", "b-cccccccc"]
    press(page, "Backspace")
    assert [name for name, _ in named(written(page))] == ["b-bbbbbbbb", "b-aaaaaaaa", "b-cccccccc"]
    # Keys pressed within half a second are one step.
    page.wait_for_timeout(600)
    press(page, "End", "Control+Alt+2")
    page.wait_for_timeout(600)
    press(page, "Alt+Shift+ArrowDown", "Control+z", "Control+z")
    assert [name for name, _ in named(written(page))] == ["b-bbbbbbbb", "b-aaaaaaaa", "b-cccccccc"]


def test_a_block_keeps_its_id_through_kinds_and_wrappings(page: Page, site: str) -> None:
    open_editor(page, site, NAMED)
    put_cursor(page, "Two")
    for keys in ("Alt+2", "Alt+0", "Shift+8", "Shift+7", "Shift+7", "Shift+b"):
        press(page, f"Control+{keys}")
        assert [name for name, _ in named(written(page))] == ["b-aaaaaaaa", "b-bbbbbbbb", "b-cccccccc"], keys


def test_the_text_keeps_the_id_when_a_line_is_put_before_it(page: Page, site: str) -> None:
    open_editor(page, site, NAMED)
    put_cursor(page, "Two two")
    press(page, "Home", "Enter", "ArrowUp")
    page.keyboard.type("New")
    assert named(written(page)) == [
        *(("b-aaaaaaaa", "One"), ("", "New"), ("b-bbbbbbbb", "Two two"), ("b-cccccccc", "Three"))
    ]


def test_a_copied_block_loses_its_id_and_one_that_was_cut_keeps_it(page: Page, site: str) -> None:
    open_editor(page, site, NAMED)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    put_cursor(page, "Three")
    press(page, "Control+a", "Control+c", "ArrowRight", "Enter", "Control+v")
    ids = [name for name, _ in named(written(page))]
    assert (len(ids), sorted(filter(None, ids))) == (6, ["b-aaaaaaaa", "b-bbbbbbbb", "b-cccccccc"])
    press(page, "Control+a", "Control+x", "Control+v")
    ids = [name for name, _ in named(written(page))]
    assert (len(ids), sorted(filter(None, ids))) == (6, ["b-aaaaaaaa", "b-bbbbbbbb", "b-cccccccc"])
