"""The editor of bodies: what it is given it gives back, and what it makes is what the server stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.body.blocks import Kind, blocks
from articles.models import Article
from articles.published.models import Release
from tests.browser.desk import enter, open_story, paste, save
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page


def whole_body(picture: int, story: int) -> str:
    """A body with every block of the schema."""
    return f"""
    <p>First <strong>strong</strong> and <em>told</em> with a <a href="https://example.org/a">link</a>.</p>
    <h2>A subhead</h2><h3>A smaller one</h3><h4>The smallest</h4>
    <ul><li><p>One</p><ul><li><p>Deeper</p></li></ul></li><li><p>Two</p></li></ul>
    <ol><li><p>Once</p></li></ol>
    <blockquote><p>Said so.</p><cite>A. Guest</cite></blockquote>
    <figure data-news="image" data-image-id="{picture}" data-layout="wide" data-alt="Seen here"><figcaption>Its
    <em>caption</em>.</figcaption></figure>
    <aside data-news="related" data-articles="{story}"></aside>
    <aside data-news="pullquote"><p>We were told to wait.</p><p data-news="speaker">Ana Ruel</p></aside>
    <figure data-news="embed" data-url="https://www.youtube.com/watch?v=abcdefghijk"><figcaption>Seen</figcaption></figure>
    <table><caption>Levels</caption><thead><tr><th scope="col">Day</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
    <hr><p dir="rtl">نهر</p><p>H<sub>2</sub>O, <s>gone</s>, <code>x</code><br>next line</p>
    """


def test_a_body_with_every_block_comes_back_as_it_was(page: Page, site: str, complaints: list[str]) -> None:
    writer = make_user(username="reporter")
    other = make_article("Dry years on the lower Orrin", published=True)
    story = make_article(creator=writer, body=whole_body(make_image(rendered=True).pk, other.pk))
    enter(page, "reporter")
    open_story(page, site, story)
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" More.")
    page.get_by_text("Dry years on the lower Orrin").first.wait_for()
    save(page)
    before, after = blocks(story.body), blocks(Article.objects.get(pk=story.pk).body)
    assert [block.html for block in after[1:]] == [block.html for block in before[1:]]
    assert after[0].id == before[0].id
    assert after[0].text == before[0].text + " More."
    assert complaints == []


def test_a_split_paragraph_keeps_its_id_once(page: Page, site: str) -> None:
    writer = make_user(username="reporter")
    story = make_article(creator=writer, body="<p>One two</p><p>Three</p>")
    enter(page, "reporter")
    open_story(page, site, story)
    page.locator(".ProseMirror p").first.click()
    # The editor hears of a moved selection a moment later than the page; no hand is quicker than that.
    for key in ("Home", *["ArrowRight"] * 4, "Enter"):
        page.wait_for_timeout(150)
        page.keyboard.press(key)
    save(page)
    before, after = blocks(story.body), blocks(Article.objects.get(pk=story.pk).body)
    assert [block.text for block in after] == ["One", "two", "Three"]
    assert before[0].id in [block.id for block in after]
    assert after[2].id == before[1].id
    assert len({block.id for block in after}) == 3


def test_the_tools_make_what_the_server_stores(page: Page, site: str, complaints: list[str]) -> None:
    writer = make_user(username="reporter")
    image = make_image(rendered=True, caption="A ferry in fog")
    other = make_article("Dry years on the lower Orrin", published=True)
    story = make_article(creator=writer, body="")
    enter(page, "reporter")
    open_story(page, site, story)
    tools = page.get_by_role("toolbar")
    page.locator(".ProseMirror").click()
    tools.get_by_role("button", name="Picture").click()
    page.get_by_role("dialog").get_by_role("button", name="A ferry in fog").click()
    tools.get_by_role("button", name="Related").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("Dry")
    dialog.get_by_role("option", name="Dry years").click()
    dialog.get_by_role("button", name="Put them in").click()
    tools.get_by_role("button", name="Embed").click()
    dialog.get_by_label("Address").fill("https://youtu.be/abcdefghijk")
    dialog.get_by_role("button", name="Put it in").click()
    tools.get_by_role("button", name="Pull quote").click()
    page.keyboard.type("We were told to wait.")
    save(page)
    stored = blocks(Article.objects.get(pk=story.pk).body)
    assert [block.kind for block in stored] == [Kind.IMAGE, Kind.RELATED, Kind.EMBED, Kind.PULLQUOTE]
    assert (stored[0].image_id, stored[1].article_ids) == (image.pk, (other.pk,))
    assert stored[2].url == "https://www.youtube.com/watch?v=abcdefghijk"
    assert stored[3].text == "We were told to wait."
    assert complaints == []


def test_what_is_pasted_from_a_word_processor_keeps_its_words_and_its_bold(page: Page, site: str) -> None:
    writer = make_user(username="reporter")
    story = make_article(creator=writer, body="")
    enter(page, "reporter")
    open_story(page, site, story)
    page.locator(".ProseMirror").click()
    paste(
        page,
        '<style>p{color:red}</style><b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr" '
        'class="MsoNormal" style="margin:0"><span style="font-weight:700">Storm</span><span>&nbsp;damage&nbsp;in '
        'the</span> <span style="font-style:italic">north</span></p></b><!--[if mso]><p>x</p><![endif]-->'
        '<script>window.ran = 1</script><p onclick="window.ran = 1">Second</p>',
    )
    save(page)
    stored = blocks(Article.objects.get(pk=story.pk).body)
    html = [block.html.replace(f' id="{block.id}"', "") for block in stored]
    assert html == ["<p><strong>Storm</strong> damage in the <em>north</em></p>", "<p>Second</p>"]
    assert page.evaluate("window.ran") is None


def test_what_is_unsaved_is_published_with_the_same_click(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    story = make_article()
    enter(page, "chief")
    open_story(page, site, story)
    page.locator("#id_headline").fill("Written at the last minute")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("Published.").wait_for()
    assert Release.objects.get().headline == "Written at the last minute"
    page.locator("#id_headline").fill("Written a minute later")
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Minor").check()
    # What was typed goes to the server first; the page that says “Published.” is still the one before.
    with page.expect_navigation():
        dialog.get_by_role("button", name="Publish").click()
    page.get_by_text("Published.").wait_for()
    newest = Release.objects.get(public_until=None)
    assert (newest.headline, newest.is_significant) == ("Written a minute later", False)
    assert complaints == []
