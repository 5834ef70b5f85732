"""The textarea that is sent follows the editor, the counts follow both, and a long text stays quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from articles.body.reading import minutes_read, word_count
from articles.models import Article
from tests.browser.desk import save
from tests.browser.editing import TEXT, load, open_editor, press, put_cursor, written
from tests.factories import make_edition

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

SENTENCE = "the bell rings at the landing and the boat leaves with whoever has come in time for it "
# Milliseconds from key to frame that nobody notices, and that nobody minds once in a while.
UNSEEN, BORNE = 50, 200


def long_body(words: int) -> str:
    """So many words, in paragraphs of sixty with a subhead to every ten of them and some of each mark."""
    size = len(SENTENCE.split())
    text = f"{SENTENCE * 2}<strong>{SENTENCE.strip()}</strong> <em>{SENTENCE.strip()}</em>"
    paragraphs = words // (size * 4)
    return "".join(
        f'<p id="b-{number:08d}">{text}</p>'.translate(str.maketrans("0189", "abcd"))
        + ("<h2>A bell at six</h2>" if number % 10 == 9 else "")
        for number in range(paragraphs)
    )


def typed(page: Page, text: str) -> dict[str, float]:
    """Type this, and give the milliseconds from key to frame (half of them, nearly all of them) and the writes."""
    page.evaluate(
        """() => {
            window.spent = []
            window.written = 0
            window.heard = 0
            document.querySelector("[data-editor] > textarea").addEventListener("input", () => (window.written += 1))
            document.addEventListener("editor-typed", () => (window.heard += 1))
            document.addEventListener("keydown", (event) => {
                const start = performance.now()
                requestAnimationFrame(() => {
                    const channel = new MessageChannel()
                    channel.port1.onmessage = () => window.spent.push(performance.now() - start)
                    channel.port2.postMessage(0)
                })
            }, true)
        }"""
    )
    page.keyboard.type(text, delay=60)
    page.wait_for_timeout(500)
    spent = sorted(page.evaluate("window.spent"))
    return {
        "half": spent[len(spent) // 2],
        "most": spent[int(len(spent) * 0.95) - 1],
        "written": page.evaluate("window.written"),
        "heard": page.evaluate("window.heard"),
    }


def test_a_body_of_twenty_thousand_words_is_typed_into_without_waiting(page: Page, site: str) -> None:
    story = open_editor(page, site)
    body = long_body(20_000)
    load(page, body)
    assert word_count(body) > 19_900
    put_cursor(page, "whoever has")
    page.keyboard.type("x")
    text = "and forty more letters in one go, quickly"
    spent = typed(page, text)
    print(f"20,000 words, from key to frame: {spent}")
    assert spent["half"] < UNSEEN
    assert spent["most"] < BORNE
    assert spent["heard"] == len(text)
    # The whole text is written when the hands rest, not with every letter; those of a slow machine rest more often.
    assert spent["written"] < len(text) / 2
    save(page)
    assert text in Article.objects.get(pk=story.pk).body


def test_what_is_typed_goes_with_the_form_however_soon_it_is_sent(page: Page, site: str) -> None:
    story = open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("Quick.")
    page.evaluate("document.querySelector('[data-save]').click()")
    page.get_by_text("Saved.").wait_for()
    assert "Quick." in Article.objects.get(pk=story.pk).body
    page.locator("[data-editor][data-ready]").wait_for()
    page.locator(TEXT).click()
    press(page, "Control+End")
    page.keyboard.type(" More.")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    page.get_by_text("Saved.").wait_for()
    assert "Quick. More." in Article.objects.get(pk=story.pk).body


def test_whoever_reads_the_form_gets_what_was_just_typed(page: Page, site: str) -> None:
    open_editor(page, site)
    page.locator(TEXT).click()
    page.keyboard.type("One")
    read = "() => new FormData(document.getElementById('story-form')).get('body')"
    assert page.evaluate(read) == "<p>One</p>"
    page.keyboard.type(" two")
    flushed = "() => { const e = document.querySelector('[data-editor]'); e.flush(); return e.querySelector('textarea').value }"
    assert page.evaluate(flushed) == "<p>One two</p>"


def test_a_page_that_is_left_in_the_middle_of_a_word_leaves_it_on_the_device(page: Page, site: str) -> None:
    open_editor(page, site)
    asked: list[str] = []

    def heard(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", heard)
    page.locator(TEXT).click()
    page.keyboard.type("Onl")
    page.goto(f"{site}/admin/")
    assert asked == []
    copies = page.evaluate("Object.entries(localStorage).filter(([name]) => name.startsWith('desk-typed'))")
    assert len(copies) == 1
    assert "<p>Onl</p>" in copies[0][1]


def test_a_text_that_is_loaded_replaces_the_other_and_can_be_undone(page: Page, site: str) -> None:
    open_editor(page, site, "<p>One</p>")
    load(page, '<p id="b-aaaaaaaa">Kept on this device</p>')
    assert (
        page.locator("[data-editor] > textarea").input_value() == '<p id="b-aaaaaaaa">Kept on this device</p>'
    )
    page.locator(TEXT).click()
    press(page, "Control+z")
    assert written(page) == ["<p>One</p>"]


def test_words_and_minutes_are_those_of_the_server(page: Page, site: str) -> None:
    make_edition(reading_wpm=10)
    body = (
        "<p>Well-known — said “it” twice--once 3.5 and 東京タワー.</p><h2>A subhead</h2><ul><li><p>One</p><p>two</p></li></ul>"
        '<figure data-news="embed" data-url="https://vimeo.com/12"><figcaption>not counted</figcaption></figure>'
        '<aside data-news="pullquote"><p>We were told.</p><p data-news="speaker">Ana</p></aside>'
        "<table><caption>Of levels</caption><tbody><tr><td>1</td><td>two<br>three</td></tr></tbody></table>"
    )
    story = open_editor(page, site)
    load(page, body)
    put_cursor(page, "A subhead")
    page.keyboard.type(" more")
    save(page)
    words = word_count(Article.objects.get(pk=story.pk).body)
    page.locator("[data-editor][data-ready]").wait_for()
    shown = page.locator("[data-words-count]").inner_text()
    assert shown == f"{words} words · {minutes_read(words, 10)} min to read"


def test_the_lengths_of_headline_and_standfirst_stand_beside_them_and_are_said_only_when_they_matter(
    page: Page, site: str
) -> None:
    open_editor(page, site)
    headline = page.locator("#id_headline")
    headline.fill("x" * 110)
    count = page.locator("#id_headline_count")
    status = page.locator(".story-headline [role=status]")
    expect(count).to_have_text("110 of 110", use_inner_text=True)
    assert "id_headline_count" in str(headline.get_attribute("aria-describedby"))
    headline.fill("x" * 111)
    expect(count).to_have_text("111 of 110", use_inner_text=True)
    expect(count).to_contain_class("is-long")
    expect(status).to_have_text("", use_inner_text=True)
    page.wait_for_timeout(1500)
    expect(status).to_have_text("Longer than is good.", use_inner_text=True)
    headline.fill("x" * 20)
    page.wait_for_timeout(1500)
    expect(status).to_have_text("The length is good again.", use_inner_text=True)
    page.get_by_label("Standfirst").fill("x" * 301)
    expect(page.locator("#id_standfirst_count")).to_have_text("301 of 300", use_inner_text=True)
