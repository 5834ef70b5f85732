"""Two editors at once, the history, and the urgent edit while a change is scheduled, at the desk's own pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from playwright.sync_api import expect

from articles import publishing
from articles.body.blocks import blocks
from articles.models import Article
from articles.published.models import Release
from articles.revisions import save_revision
from tests.browser.desk import enter, open_story, save, sign_in
from tests.browser.watching import beyond_the_edge, faults
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

TWO = "<p>The river rose.</p><p>Roads shut.</p><p>Trains ran.</p>"


def place(site: str, story: Article, rest: str) -> str:
    return f"{site}/admin/articles/article/{story.pk}/{rest}"


def written(story: Article, **fields: Any) -> Article:
    """The story saved with other words, by its writer."""
    fresh = Article.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save()
    save_revision(fresh, fresh.creator)
    return Article.objects.get(pk=story.pk)


def texts(story: Article) -> list[str]:
    return [block.text for block in blocks(Article.objects.get(pk=story.pk).body)]


def shown(story: Article) -> Release:
    return Release.objects.filter(article_id=story.pk, public_from__lte=timezone.now()).latest("public_from")


def retype(page: Page, number: int, words: str) -> None:
    """Put other words in the place of a paragraph's."""
    page.locator(".ProseMirror p").nth(number).click(click_count=3)
    page.wait_for_timeout(150)
    page.keyboard.type(words)


def is_well_made(page: Page) -> None:
    """Without a fault for axe in light and dark, at a desk's width and a telephone's."""
    assert faults(page) == {}
    page.set_viewport_size({"width": 390, "height": 800})
    assert beyond_the_edge(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def two_editors(page: Page, site: str) -> Article:
    """A stale save: two people opened the story, one saved, and now the other does."""
    make_user("editor", username="chief")
    make_user("editor", username="second")
    story = make_article("As both opened it", body=TWO)
    enter(page, "chief")
    open_story(page, site, story)
    assert page.context.browser is not None
    window = page.context.browser.new_context()
    other = window.new_page()
    enter(other, "second")
    open_story(other, site, story)
    other.locator("#id_headline").fill("Saved first")
    retype(other, 0, "The river fell.")
    retype(other, 2, "Trains stopped.")
    save(other)
    window.close()
    page.locator("#id_headline").fill("Typed second")
    retype(page, 0, "The river stood.")
    retype(page, 1, "Roads opened.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Two texts of one story").wait_for()
    return story


def test_two_editors_save_and_choose_by_field_and_by_block(
    page: Page, site: str, complaints: list[str]
) -> None:
    story = two_editors(page, site)
    expect(page.get_by_text("2 places to choose")).to_be_visible()
    is_well_made(page)
    headline = page.get_by_role("group", name="Headline")
    paragraph = page.get_by_role("group", name="Paragraph")
    page.get_by_role("button", name="Save as chosen").click()
    expect(page.get_by_role("heading", name="Two texts of one story")).to_be_visible()
    headline.get_by_label("Theirs").check()
    paragraph.get_by_label("Both, mine after theirs").check()
    page.get_by_text("2 changes joined by themselves").click()
    expect(page.get_by_text("only mine changed it")).to_be_visible()
    page.get_by_role("button", name="Save as chosen").click()
    page.get_by_text("Joined and saved.").wait_for()
    expect(page.locator("#id_headline")).to_have_value("Saved first")
    assert texts(story) == ["The river fell.", "The river stood.", "Roads opened.", "Trains stopped."]
    kept = {revision.content["headline"] for revision in story.revisions.all()}
    assert kept == {"As both opened it", "Saved first", "Typed second"}
    assert [line for line in complaints if "409" not in line] == []


def test_a_stale_save_is_decided_by_keyboard_alone(page: Page, site: str) -> None:
    story = two_editors(page, site)
    mine = page.get_by_role("group", name="Headline").get_by_label("Mine")
    mine.focus()
    page.keyboard.press("Space")
    expect(mine).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="Headline").get_by_label("Theirs")).to_be_checked()
    for _ in range(20):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.activeElement.value") == "mine"
            and page.evaluate("document.activeElement.name") == "all"
        ):
            break
    page.keyboard.press("Enter")
    page.get_by_text("Joined and saved.").wait_for()
    assert Article.objects.get(pk=story.pk).headline == "Typed second"
    assert texts(story) == ["The river stood.", "Roads opened.", "Trains stopped."]


def test_any_two_texts_are_compared_and_an_old_one_is_put_back(
    page: Page, site: str, complaints: list[str]
) -> None:
    first, second = make_image(rendered=True), make_image(rendered=True)
    figure = (
        '<figure data-news="image" data-image-id="{}"><figcaption>Seen from the north.</figcaption></figure>'
    )
    writer = make_user(username="reporter")
    story = make_article("Council votes on the bridge", creator=writer, body=TWO + figure.format(first.pk))
    body = story.body.replace(f'"{first.pk}"', f'"{second.pk}"').replace("shut", "opened")
    written(story, headline="Council votes on the tunnel", body=body)
    written(story, kicker="Water")
    enter(page, "reporter")
    open_story(page, site, story)
    page.locator("summary", has_text="History").click()
    page.get_by_role("link", name="All texts").click()
    page.get_by_role("heading", name="History").wait_for()
    is_well_made(page)
    page.get_by_label("from 1").check()
    page.get_by_label("to 2").check()
    page.get_by_role("button", name="Compare the two chosen").click()
    page.get_by_role("heading", name="What changed").wait_for()
    is_well_made(page)
    expect(page.locator(".diff-field-headline del")).to_have_text("bridge", use_inner_text=True)
    expect(page.locator(".diff-field-headline ins")).to_have_text("tunnel", use_inner_text=True)
    expect(page.locator(".diff-body ins")).to_have_text("opened", use_inner_text=True)
    pictures = page.locator(".diff-body .diff-pictures li")
    assert [pictures.nth(n).locator(".diff-fate").inner_text() for n in range(2)] == [
        "Picture removed",
        "Picture added",
    ]
    assert pictures.first.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Read text 1").click()
    page.get_by_text("Roads shut.").wait_for()
    is_well_made(page)
    page.get_by_role("button", name="Put this text back on the desk").click()
    page.get_by_text("Text 1 stands on the desk again.").wait_for()
    expect(page.locator("#id_headline")).to_have_value("Council votes on the bridge")
    assert story.revisions.count() == 4
    assert complaints == []


def test_long_unchanged_stretches_open_at_a_click(page: Page, site: str) -> None:
    writer = make_user(username="reporter")
    story = make_article(
        creator=writer, body="".join(f"<p>Paragraph {number} of many.</p>" for number in range(20))
    )
    changed = written(story, body=story.body.replace("Paragraph 15", "Paragraph fifteen"))
    enter(page, "reporter")
    page.goto(place(site, story, f"diff/?from={story.head_id}&to={changed.head_id}"))
    hidden = page.get_by_text("Paragraph 3 of many.")
    expect(hidden).to_be_hidden()
    page.get_by_text("14 unchanged paragraphs").click()
    expect(hidden).to_be_visible()


def urgent(page: Page, site: str, edit: int) -> Article:
    """An editor loads what readers see while a change is scheduled, edits a paragraph, and presses Publish."""
    make_user("editor", username="chief", first_name="Ines")
    writer = make_user(username="reporter", first_name="Mara")
    story = make_article(body=TWO, creator=writer, published=True)
    written(story, body=story.body.replace("The river rose.", "The river is planned."))
    publishing.schedule(story.pk, make_user("editor"), at=timezone.now() + timedelta(days=2))
    enter(page, "chief")
    open_story(page, site, story)
    page.get_by_role("button", name="Edit what readers see").click()
    page.get_by_role("dialog").get_by_role("button", name="Edit what readers see").click()
    page.get_by_text("You are editing what readers see.").wait_for()
    page.locator("[data-editor][data-ready]").wait_for()
    retype(page, edit, "An urgent correction.")
    page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Minor").check()
    dialog.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="A change is scheduled").wait_for()
    expect(page.get_by_label("Minor")).to_be_checked()
    return story


def later(story: Article) -> Release | None:
    return Release.objects.filter(article_id=story.pk, public_from__gt=timezone.now()).first()


def test_an_urgent_edit_is_included_in_what_is_scheduled(
    page: Page, site: str, complaints: list[str]
) -> None:
    story = urgent(page, site, edit=1)
    is_well_made(page)
    assert page.evaluate("document.activeElement.value") == "include"
    page.keyboard.press("Enter")
    page.get_by_text("Published.").wait_for()
    scheduled = later(story)
    assert scheduled is not None
    assert [b.text for b in blocks(shown(story).body)] == [
        "The river rose.",
        "An urgent correction.",
        "Trains ran.",
    ]
    assert [b.text for b in blocks(scheduled.body)] == [
        "The river is planned.",
        "An urgent correction.",
        "Trains ran.",
    ]
    assert not shown(story).is_significant
    assert complaints == []


def test_an_urgent_edit_leaves_what_is_scheduled_as_it_is(page: Page, site: str) -> None:
    story = urgent(page, site, edit=1)
    page.get_by_role("button", name="Publish, and keep the scheduled text as it is").click()
    page.get_by_text("Published.").wait_for()
    scheduled = later(story)
    assert scheduled is not None
    assert [b.text for b in blocks(scheduled.body)] == ["The river is planned.", "Roads shut.", "Trains ran."]
    assert texts(story) == ["The river is planned.", "Roads shut.", "Trains ran."]


def test_an_urgent_edit_that_clashes_holds_what_is_scheduled_and_tells_its_author(
    page: Page, site: str
) -> None:
    story = urgent(page, site, edit=0)
    is_well_made(page)
    assert not page.get_by_role("button", name="include").count()
    assert page.evaluate("document.activeElement.value") == "hold"
    page.keyboard.press("Enter")
    page.get_by_text("Published.").wait_for()
    assert later(story) is None
    assert shown(story).body.count("An urgent correction.") == 1
    assert texts(story)[0] == "The river is planned."
    page.context.clear_cookies()
    sign_in(page, site, "reporter")
    expect(page.get_by_text("Held by Ines")).to_be_visible()


def test_an_urgent_edit_is_given_up(page: Page, site: str) -> None:
    story = urgent(page, site, edit=0)
    page.get_by_role("link", name="Not now: back to the story").click()
    page.get_by_role("button", name="Give the urgent edit up").click()
    page.get_by_text("stands on the desk again").wait_for()
    assert texts(story)[0] == "The river is planned."
    assert later(story) is not None
    assert blocks(shown(story).body)[0].text == "The river rose."
