"""Comments beside a story: two people talk about a block while one of them writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.models import Article
from articles.review import comments
from articles.review.models import Comment, Mention
from tests.browser.conftest import REPORT
from tests.browser.desk import enter, open_story, save, sign_in
from tests.browser.editing import TEXT, put_cursor
from tests.browser.watching import darken, lighten, violations
from tests.factories import PASSWORD, make_article, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

BODY = '<p id="b-aaaaaaaa">The council voted.</p>\n<p id="b-bbbbbbbb">The bridge stays.</p>'
# The other page asks every 5 seconds, and a slow machine may take some to answer.
SOON = 20_000


@pytest.fixture
def another(chromium: Browser, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a window of another browser."""
    contexts = []

    def opened(**options: object) -> Page:
        context = chromium.new_context(
            locale="en-GB", **{"viewport": {"width": 1280, "height": 900}, **options}
        )
        contexts.append(context)
        context.add_init_script(REPORT)
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def go(page: Page, site: str, story: Article, place: str = "change") -> None:
    page.goto(f"{site}/admin/articles/article/{story.pk}/{place}/")
    page.locator(".comments.is-drawer").wait_for(state="attached")


def test_two_people_talk_about_a_block_while_one_of_them_writes(
    page: Page, another: Callable[..., Page], site: str, complaints: list[str]
) -> None:
    story = make_article(creator=make_user(username="mara", first_name="Mara"), body=BODY)
    make_user("editor", username="edda", first_name="Edda")
    enter(page, "mara")
    open_story(page, site, story)
    put_cursor(page, "voted.")
    page.keyboard.type(" Typed meanwhile.")

    editor = another()
    enter(editor, "edda")
    open_story(editor, site, story)
    put_cursor(editor, "stays.")
    editor.keyboard.press("Control+Alt+m")
    expect(editor.locator("#comment-block")).to_have_value("b-bbbbbbbb")
    editor.keyboard.type("Who says so, @mar")
    editor.locator("#comment-names [role=option]").wait_for()
    editor.keyboard.press("Enter")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator(".thread")).to_contain_text("The bridge stays.", timeout=SOON)
    expect(editor.locator("#comment-new")).to_have_value("")
    assert list(Mention.objects.values_list("user__username", flat=True)) == ["mara"]

    # It comes to the writer by itself, and takes neither the cursor nor what is typed.
    expect(page.locator("[data-open-count]")).to_have_text("1", timeout=SOON)
    assert page.evaluate("(text) => document.activeElement.matches(text)", TEXT)
    page.keyboard.type(" And more.")
    mark = page.locator(".comment-mark")
    expect(mark).to_have_attribute("aria-label", "1 open comment")
    mark.click()
    thread = page.locator(".thread")
    expect(thread).to_be_focused()
    expect(thread.locator(".comment-name")).to_have_text("@mara")
    thread.get_by_label("Answer").fill("The minutes do.")
    thread.get_by_role("button", name="Answer").click()
    expect(thread.locator(".comment")).to_have_count(2)

    expect(editor.locator(".thread .comment")).to_have_count(2, timeout=SOON)
    editor.get_by_role("button", name="Resolve").click()
    expect(editor.get_by_text("No comment is open.")).to_be_visible()
    expect(page.locator("[data-open-count]")).to_be_hidden(timeout=SOON)
    expect(page.locator(".comment-mark")).to_have_count(0)

    save(page)
    fresh = Article.objects.get()
    assert "Typed meanwhile. And more." in fresh.body
    assert "minutes" not in fresh.body
    assert Comment.objects.filter(resolved_by__username="edda").count() == 1
    assert complaints == []


@pytest.mark.sweep
def test_a_block_that_is_new_is_commented_on_before_it_is_saved(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="mara"), body=BODY)
    enter(page, "mara")
    open_story(page, site, story)
    put_cursor(page, "stays.")
    page.keyboard.press("Enter")
    page.keyboard.type("A new one.")
    page.locator("[data-do=comment]").click()
    page.keyboard.type("Is it?")
    page.get_by_role("button", name="Comment", exact=True).last.click()
    expect(page.locator(".thread-about")).to_contain_text("A new one.", timeout=SOON)
    expect(page.locator("[data-gone]")).to_be_hidden()
    save(page)
    [comment] = Comment.objects.all()
    assert f'id="{comment.block_id}">A new one.' in Article.objects.get().body
    expect(page.locator(".comment-mark")).to_have_count(1)
    expect(page.locator("[data-gone]")).to_have_count(0)


@pytest.mark.sweep
def test_a_comment_that_is_refused_or_not_said_yet_stays_where_it_was_typed(page: Page, site: str) -> None:
    make_user("", username="outsider", first_name="Ola")
    story = make_article(creator=make_user(username="mara"), body=BODY)
    enter(page, "mara")
    open_story(page, site, story)
    page.locator("[data-open-comments]").click()
    page.locator("#comment-new").fill("Ask @outsider")
    page.locator(".comments-new [type=submit]").click()
    expect(page.get_by_role("alert").filter(has_text="Ola (@outsider)")).to_be_visible(timeout=SOON)
    expect(page.locator("#comment-new")).to_have_value("Ask @outsider")
    page.locator("#comment-new").fill("Not said yet")
    save(page)
    expect(page.locator("#comment-new")).to_have_value("Not said yet")
    assert Comment.objects.count() == 0


@pytest.mark.sweep
def test_who_only_reads_the_story_comments_on_a_block_of_it(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user(username="reader")
    story = make_article(body=BODY)
    sign_in(page, site, "reader")
    go(page, site, story)
    page.locator(".comment-mark").last.click()
    page.keyboard.type("Which bridge?")
    page.locator(".comments-new [type=submit]").click()
    expect(page.locator(".thread-about")).to_contain_text("The bridge stays.", timeout=SOON)
    page.locator("[data-jump]").click()
    expect(page.locator("#b-bbbbbbbb")).to_be_focused()
    comments.comment(story, make_user("editor"), "From the preview?")
    expect(page.locator(".thread")).to_have_count(2, timeout=SOON)
    go(page, site, story, "preview")
    expect(page.locator(".thread")).to_have_count(2)
    assert complaints == []


@pytest.mark.sweep
def test_an_answer_that_is_being_typed_keeps_words_and_cursor_while_others_talk(
    page: Page, site: str
) -> None:
    story = make_article(creator=make_user(username="mara"), body=BODY)
    editor = make_user("editor")
    first = comments.comment(story, editor, "One", block_id="b-bbbbbbbb").comment
    enter(page, "mara")
    open_story(page, site, story)
    page.locator("[data-open-comments]").click()
    page.locator(".thread").get_by_label("Answer").click()
    page.keyboard.type("I thi")
    comments.answer(first, editor, "Two")
    comments.comment(story, editor, "Before it", block_id="b-aaaaaaaa")
    expect(page.locator(".comment")).to_have_count(3, timeout=SOON)
    page.keyboard.type("nk so")
    assert page.evaluate("document.activeElement.value") == "I think so"


@pytest.mark.sweep
def test_a_thread_leads_to_its_block_and_escape_closes_the_comments(page: Page, site: str) -> None:
    writer = make_user(username="mara")
    body = "\n".join(
        f'<p id="b-aaaaaaa{letter}">Line {letter}. {"Words. " * 60}</p>' for letter in "abcdefgh"
    )
    story = make_article(creator=writer, body=body)
    comments.comment(story, writer, "Down there", block_id="b-aaaaaaah")
    enter(page, "mara")
    open_story(page, site, story)
    page.locator("[data-open-comments]").click()
    page.locator("[data-jump]").click()
    expect(page.locator(f"{TEXT} > p").last).to_be_in_viewport()
    page.keyboard.type("Here: ")
    expect(page.locator(f"{TEXT} > p").last).to_have_text(re.compile("^Here: Line h"))
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#comment-new")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".comments")).to_be_hidden()
    assert page.evaluate("(text) => document.activeElement.matches(text)", TEXT)


@pytest.mark.sweep
def test_the_comments_are_for_everybody_in_light_and_dark_and_at_both_widths(page: Page, site: str) -> None:
    writer = make_user("editor", username="mara")
    story = make_article(creator=writer, body=BODY)
    first = comments.comment(story, writer, "Who?", block_id="b-aaaaaaaa").comment
    comments.answer(first, make_user("editor"), "@mara: nobody")
    comments.resolve(
        comments.comment(story, writer, "Done", block_id="b-cccccccc", quote="Gone").comment, writer
    )
    enter(page, "mara")
    open_story(page, site, story)
    page.locator("[data-resolved] > summary").click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        lighten(page)
        assert violations(page) == []
        darken(page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.sweep
def test_a_comment_is_said_without_scripts(another: Callable[..., Page], site: str, page: Page) -> None:
    make_user(username="reader")
    story = make_article(body=BODY)
    plain = another(java_script_enabled=False)
    plain.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    plain.get_by_label("Username").fill("reader")
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    plain.get_by_label("New comment").fill("Which bridge?")
    plain.get_by_label("About").select_option("b-bbbbbbbb")
    plain.locator(".comments-new [type=submit]").click()
    expect(plain.locator(".comment")).to_contain_text("Which bridge?")
    assert re.search(r"#comment-\d+$", plain.url)
