"""What is pasted or dropped: text keeps what a body may hold, pictures are uploaded or refused with a sentence."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.body.blocks import blocks
from articles.media.models import Image
from articles.models import Article
from tests.browser.clipboards import DOCS, DOCS_BLOCKS, WORD, WORD_BLOCKS
from tests.browser.desk import save
from tests.browser.editing import TEXT, give, open_editor, press, put_cursor, written
from tests.factories import picture_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

HOSTILE = """<svg onload="window.ran=1"><script>window.ran=1</script></svg><p onclick="window.ran=1" style="color:red">Text
<a href="javascript:window.ran=1">link</a><img src=x onerror="window.ran=1"></p><iframe srcdoc="<script>parent.ran=1</script>">
</iframe><style>@import url(https://evil.example/x.css)</style><form><input name=q></form><math><mtext>M</mtext></math>"""


def encoded(size: tuple[int, int] = (60, 40)) -> str:
    return base64.b64encode(picture_bytes(*size)).decode()


def file(
    size: tuple[int, int] = (60, 40), *, name: str = "image.jpg", type_: str = "image/jpeg"
) -> dict[str, str]:
    return {"name": name, "type": type_, "base64": encoded(size)}


def said(page: Page) -> str:
    return page.locator(".editor-said").inner_text()


@pytest.mark.parametrize(("html", "made"), [(WORD, WORD_BLOCKS), (DOCS, DOCS_BLOCKS)], ids=["word", "docs"])
def test_office_texts_keep_headings_lists_bold_italic_links_and_cells_and_nothing_else(
    page: Page, site: str, complaints: list[str], html: str, made: list[str]
) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html=html, text="plain")
    assert written(page) == made
    assert "left out" in said(page)
    assert complaints == []


def test_a_pasted_office_text_is_what_the_server_stores(page: Page, site: str) -> None:
    story = open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html=WORD)
    save(page)
    stored = [
        part.html.replace(f' id="{part.id}"', "") for part in blocks(Article.objects.get(pk=story.pk).body)
    ]
    assert stored == WORD_BLOCKS


def test_hostile_html_runs_nothing_asks_nothing_and_leaves_its_text(
    page: Page, site: str, complaints: list[str]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_editor(page, site)
    page.locator(TEXT).click()
    asked.clear()
    give(page, "paste", html=HOSTILE)
    page.wait_for_timeout(300)
    assert written(page) == ["<p>Text link</p>", "<p>M</p>"]
    assert page.evaluate("window.ran") is None
    assert asked == []
    assert complaints == []


def test_no_space_becomes_an_entity(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("Two  spaces  and one at the end ")
    give(page, "paste", text="pasted\u00a0text ")
    give(page, "paste", html="<span>more&nbsp;of&#160;it</span>")
    text = "".join(written(page))
    assert "pasted text" in text
    assert "more of it" in text
    assert "nbsp" not in text
    assert "\u00a0" not in text


def test_a_link_through_a_service_that_counts_is_kept_as_it_is(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html='<p><a href="mailto:desk@example.org">Write</a> <a href="#top">up</a></p>')
    assert written(page) == ['<p><a href="mailto:desk@example.org">Write</a> up</p>']


def test_paragraphs_pasted_into_a_cell_or_a_caption_are_lines_of_it(page: Page, site: str) -> None:
    open_editor(
        page,
        site,
        '<table><tbody><tr><td>One</td></tr></tbody></table>\n<figure data-news="embed" '
        'data-url="https://vimeo.com/12"><figcaption>Seen</figcaption></figure>',
    )
    for text in ("One", "Seen"):
        put_cursor(page, text)
        give(page, "paste", html="<p>a</p><p><b>b</b></p>")
    assert written(page) == [
        "<table><tbody><tr><td>Onea<br><strong>b</strong></td></tr></tbody></table>",
        '<figure data-news="embed" data-url="https://vimeo.com/12"><figcaption>Seena<br><strong>b</strong></figcaption></figure>',
    ]


def test_cells_pasted_into_a_table_fill_its_cells(page: Page, site: str) -> None:
    open_editor(page, site, "<table><tbody><tr><td>One</td><td>Two</td></tr></tbody></table>")
    put_cursor(page, "One")
    give(page, "paste", html="<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>")
    assert written(page) == [
        "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>"
    ]


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_from_the_clipboard_or_dropped_is_uploaded_into_its_place(
    page: Page, site: str, complaints: list[str], kind: str
) -> None:
    story = open_editor(page, site, "<p>Before</p><p>After</p>")
    put_cursor(page, "Before")
    give(page, kind, files=[file()])
    page.locator(f"{TEXT} .node-image").wait_for()
    picture = Image.objects.get()
    figure = f'<figure data-news="image" data-image-id="{picture.pk}" data-layout="normal"><figcaption></figcaption></figure>'
    assert figure in written(page)
    save(page)
    assert [part.image_id for part in blocks(Article.objects.get(pk=story.pk).body)].count(picture.pk) == 1
    assert complaints == []


def test_a_picture_within_pasted_html_is_uploaded_and_its_data_is_nowhere(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html=f'<p>One <img src="data:image/jpeg;base64,{encoded()}"> two</p><p>Three</p>')
    assert "data:" not in "".join(written(page))
    page.locator(f"{TEXT} .node-image").wait_for()
    assert written(page) == [
        "<p>One two</p>",
        f'<figure data-news="image" data-image-id="{Image.objects.get().pk}" data-layout="normal"><figcaption></figcaption></figure>',
        "<p>Three</p>",
    ]


def test_a_picture_of_this_pages_memory_is_uploaded(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    address = page.evaluate(
        """(base64) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
            return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }))
        }""",
        encoded(),
    )
    give(page, "paste", html=f'<img src="{address}">')
    page.locator(f"{TEXT} .node-image").wait_for()
    assert f'data-image-id="{Image.objects.get().pk}"' in written(page)[0]


def test_a_picture_copied_from_a_page_comes_as_its_file(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html='<img src="https://example.org/a.jpg" alt="A">', files=[file()])
    page.locator(f"{TEXT} .node-image").wait_for()
    assert said(page) == ""


def test_pictures_that_lie_elsewhere_are_left_out_with_a_sentence(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_editor(page, site)
    page.locator(TEXT).click()
    give(page, "paste", html='<p>Text<img src="https://example.org/a.jpg"></p>')
    assert said(page).startswith("A pasted picture was left out, for it lies elsewhere")
    give(page, "paste", html='<p>Text<img src="https://example.org/a.jpg"><img src="file:///C:/a.jpg"></p>')
    assert said(page).startswith("2 pasted pictures were left out")
    assert "img" not in "".join(written(page))
    assert not [url for url in asked if "example.org" in url]


def test_a_file_that_is_no_picture_is_refused_with_the_servers_sentence(page: Page, site: str) -> None:
    open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    broken = base64.b64encode(b"not a picture").decode()
    give(page, "paste", files=[{"name": "a.png", "type": "image/png", "base64": broken}])
    page.locator(".editor-said span").wait_for()
    assert said(page).startswith("A pasted picture was left out.")
    assert written(page) == ["<p>Before</p>"]
    give(page, "drop", files=[{"name": "a.pdf", "type": "application/pdf", "base64": broken}])
    assert said(page).startswith("Only pictures can be put into the text.")
    expect(page.get_by_role("status").filter(has_text="Only pictures")).to_be_visible()


def test_a_form_is_not_sent_while_a_picture_is_on_its_way(page: Page, site: str) -> None:
    story = open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/upload/", hold)
    give(page, "paste", files=[file()])
    page.get_by_text("The picture is being uploaded").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("A picture is still being uploaded.").wait_for()
    waiting[0].continue_()
    page.locator(f"{TEXT} .node-image").wait_for()
    save(page)
    assert [part.kind for part in blocks(Article.objects.get(pk=story.pk).body)] == ["paragraph", "image"]


def test_a_verb_that_was_held_back_by_a_picture_is_not_done_by_the_next_save(page: Page, site: str) -> None:
    story = open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/upload/", hold)
    give(page, "paste", files=[file()])
    page.get_by_text("The picture is being uploaded").wait_for()
    page.get_by_role("button", name="Submit", exact=True).click()
    page.get_by_text("A picture is still being uploaded.").wait_for()
    waiting[0].continue_()
    page.locator(f"{TEXT} .node-image").wait_for()
    save(page)
    assert Article.objects.get(pk=story.pk).stage == "draft"


def test_undo_takes_a_pasted_picture_back_and_nothing_more(page: Page, site: str) -> None:
    open_editor(page, site, "<p>Before</p>")
    put_cursor(page, "Before")
    give(page, "paste", files=[file()])
    page.locator(f"{TEXT} .node-image").wait_for()
    press(page, "Control+z")
    assert written(page) == ["<p>Before</p>"]
