"""Nothing typed is lost: whatever ends first, the page, the session, the server or the network."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from articles.drafts.models import Draft, Presence
from articles.models import Article, AuditEntry, Revision
from tests.browser.desk import open_story, save, sign_in
from tests.factories import PASSWORD, make_article, make_section, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page, Route

    from tests.browser.killable import KillableSite

TYPED = " Nobody knows yet when the bridge will open."
STATE = "[data-kept]"
SOON = 3.0


def type_more(page: Page, words: str = TYPED) -> None:
    """Go on writing at the end of the first paragraph."""
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> float:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)
    return time.monotonic() - begun


def has_draft(words: str = TYPED) -> Callable[[], bool]:
    return lambda: any(words.strip() in draft.fields["body"][0] for draft in Draft.objects.all())


def state(page: Page, name: str) -> None:
    page.locator(f"{STATE}[data-state={name}]").wait_for()


def body(page: Page) -> str:
    return page.locator(".ProseMirror").inner_text()


def test_what_is_typed_is_on_the_server_within_three_seconds_and_is_there_in_another_browser(
    staff_context: Callable[..., BrowserContext], site: str
) -> None:
    story = make_article(creator=make_user(username="reporter"))
    first = staff_context()
    page = first.new_page()
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    type_more(page)
    assert wait_until(has_draft()) < SOON
    first.close()

    page = staff_context().new_page()
    sign_in(page, site, "reporter")
    page.get_by_role("heading", name="Typed and not saved").wait_for()
    open_story(page, site, story)
    assert TYPED.strip() in body(page)
    expect(page.get_by_text("Your unsaved text of")).to_be_visible()
    save(page)
    assert TYPED.strip() in Article.objects.get().body
    assert not Draft.objects.exists()
    assert Revision.objects.count() == 2
    open_story(page, site, story)
    expect(page.get_by_text("Your unsaved text of")).to_have_count(0)
    page.context.close()


def test_somebody_who_types_without_a_pause_is_kept_all_the_same(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    page.locator(".ProseMirror p").first.click()
    kept_before_the_end = False
    for _number in range(60):
        page.keyboard.type("a ")
        page.wait_for_timeout(120)
        kept_before_the_end = kept_before_the_end or Draft.objects.exists()
    assert kept_before_the_end


def test_a_discarded_text_is_in_the_history(page: Page, site: str, complaints: list[str]) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    type_more(page)
    wait_until(has_draft())
    open_story(page, site, story)
    type_more(page, " And more still.")
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("Put away. The history has it as revision 2.").wait_for()
    kept = Revision.objects.get(is_accepted=False)
    assert TYPED.strip() in kept.content["body"]
    assert "And more still." in kept.content["body"]
    page.locator("[data-editor][data-ready]").wait_for()
    assert TYPED.strip() not in body(page)
    assert complaints == []


def test_a_killed_server_loses_nothing_that_was_typed_meanwhile(
    killable: KillableSite, staff_context: Callable[..., BrowserContext]
) -> None:
    reporter = make_user(username="reporter")
    story = make_article(creator=reporter)
    context = staff_context()
    killable.enter(context, reporter)
    page = context.new_page()
    open_story(page, killable.url, story)
    type_more(page, " Before the cut.")
    page.wait_for_timeout(200)
    killable.kill()
    page.keyboard.type(" During the cut.")
    state(page, "device")
    page.keyboard.type(" Still typing.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The server does not answer.").wait_for()
    killable.start()
    wait_until(has_draft("Before the cut. During the cut. Still typing."), 35)
    state(page, "draft")
    save(page)
    assert "Before the cut. During the cut. Still typing." in Article.objects.get().body
    context.close()


def test_a_reload_while_the_server_is_down_loses_nothing(
    killable: KillableSite, staff_context: Callable[..., BrowserContext]
) -> None:
    reporter = make_user(username="reporter")
    story = make_article(creator=reporter)
    context = staff_context()
    killable.enter(context, reporter)
    page = context.new_page()
    open_story(page, killable.url, story)
    killable.kill()
    type_more(page)
    state(page, "device")
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    killable.start()
    open_story(page, killable.url, story)
    page.get_by_text("Text kept on this device, of").wait_for()
    assert TYPED.strip() not in body(page)
    page.get_by_role("button", name="Put it back").click()
    page.get_by_text("Your unsaved text of").wait_for()
    page.locator("[data-editor][data-ready]").wait_for()
    assert TYPED.strip() in body(page)
    save(page)
    assert TYPED.strip() in Article.objects.get().body
    open_story(page, killable.url, story)
    page.wait_for_timeout(500)
    expect(page.get_by_text("Text kept on this device, of")).to_be_hidden()
    context.close()


def test_a_session_that_ends_is_taken_up_again_in_a_second_tab(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    Session.objects.all().delete()
    type_more(page)
    page.get_by_text("You are signed out.").wait_for()
    state(page, "signed-out")
    assert not Draft.objects.exists()
    page.get_by_role("button", name="Save", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another window").click()
    other = opened.value
    other.get_by_label("Username").fill("reporter")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("heading", name="Today").wait_for()
    page.bring_to_front()
    wait_until(has_draft(), 15)
    state(page, "draft")
    expect(page.get_by_text("You are signed out.")).to_be_hidden()
    save(page)
    assert TYPED.strip() in Article.objects.get().body


def test_a_form_sent_after_the_session_ended_is_offered_again_after_signing_in(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    # The draft's address is cut off, so that the form goes on its way with text that only the device has.
    page.route("**/draft/", lambda route: route.fulfill(status=500))
    type_more(page)
    state(page, "device")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("Username").fill("reporter")
    page.get_by_label("Password").fill(PASSWORD)
    page.unroute("**/draft/")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Text kept on this device, of").wait_for()
    page.get_by_role("button", name="Put it back").click()
    page.get_by_text("Your unsaved text of").wait_for()
    page.locator("[data-editor][data-ready]").wait_for()
    assert TYPED.strip() in body(page)


def test_nobody_else_at_the_same_browser_is_shown_what_the_device_keeps(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    make_user("editor", username="chief")
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    page.route("**/draft/", lambda route: route.abort())
    type_more(page)
    state(page, "device")
    page.context.clear_cookies()
    sign_in(page, site, "chief")
    open_story(page, site, story)
    page.wait_for_timeout(500)
    expect(page.get_by_text("Text kept on this device, of")).to_be_hidden()


def test_a_verb_that_was_held_back_is_not_done_by_the_next_save(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    make_user("editor", username="chief")
    sign_in(page, site, "chief")
    open_story(page, site, story)
    page.route("**/draft/", lambda route: route.abort())
    type_more(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("The server does not answer.").wait_for()
    page.unroute("**/draft/")
    save(page)
    story = Article.objects.get()
    assert TYPED.strip() in story.body
    assert story.public_status == "hidden"


def test_a_server_that_fails_is_tried_again(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    failed: list[str] = []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        route.fulfill(status=503, body="no")

    page.route("**/draft/", fail)
    type_more(page)
    state(page, "device")
    wait_until(lambda: page.wait_for_timeout(100) or len(failed) >= 2)
    assert not Draft.objects.exists()
    page.unroute("**/draft/")
    wait_until(lambda: page.wait_for_timeout(100) or has_draft()(), 15)
    state(page, "draft")
    assert (
        page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('desk-typed')).length") == 0
    )


def test_two_editors_see_each_other_and_one_takes_over(
    page: Page, site: str, staff_context: Callable[..., BrowserContext]
) -> None:
    reporter = make_user(username="reporter", first_name="Mara", last_name="Ellsworth")
    make_user("editor", username="chief", first_name="Ed", last_name="Vale")
    story = make_article(creator=reporter)
    other = staff_context().new_page()
    sign_in(other, site, "reporter")
    open_story(other, site, story)
    type_more(other)
    wait_until(has_draft())

    sign_in(page, site, "chief")
    response = page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    assert response is not None
    assert "Mara Ellsworth" in response.text().partition("data-people>")[2].partition("<")[0]
    other.get_by_text("Ed Vale has this story open").wait_for()
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("button", name="Take over").click()
    page.get_by_role("dialog").get_by_role("button", name="Take over").click()
    page.get_by_text("The story is yours. What Mara Ellsworth had typed is in the history.").wait_for()
    kept = Revision.objects.get(is_accepted=False)
    assert (kept.author, kept.number) == (reporter, 2)
    assert TYPED.strip() in kept.content["body"]
    assert AuditEntry.objects.filter(verb="take_over", detail__kept={str(reporter.pk): kept.pk}).exists()

    other.get_by_text("Ed Vale took this story over at").wait_for()
    link = other.get_by_role("link", name="What you typed is in the history as revision 2.")
    expect(link).to_have_attribute("href", f"/admin/articles/article/{story.pk}/comparison/{kept.pk}/")
    type_more(other, " Too late.")
    state(other, "refused")
    other.wait_for_timeout(1500)
    assert not Draft.objects.exists()
    other.get_by_role("button", name="Keep it in the history").click()
    other.get_by_text("It is in the history now.").wait_for()
    assert "Too late." in Revision.objects.get(number=3).content["body"]
    other.context.close()


def test_a_page_is_told_that_somebody_saved_the_story(
    page: Page, site: str, staff_context: Callable[..., BrowserContext]
) -> None:
    story = make_article(creator=make_user(username="reporter"))
    make_user("editor", username="chief")
    other = staff_context().new_page()
    sign_in(other, site, "reporter")
    open_story(other, site, story)
    sign_in(page, site, "chief")
    open_story(page, site, story)
    page.locator("#id_headline").fill("As the chief has it")
    save(page)
    other.get_by_text("chief saved this story at").wait_for()
    expect(other.get_by_role("link", name="Load it")).to_be_visible()
    expect(other.get_by_role("button", name="Compare")).to_be_hidden()
    type_more(other)
    other.get_by_role("button", name="Compare").wait_for()
    expect(other.get_by_role("link", name="Load it")).to_be_hidden()
    with other.expect_request(f"**/comparison/{story.head_id + 2}/"):
        other.get_by_role("button", name="Compare").click()
    assert Draft.objects.filter(user=story.creator).exists()
    other.context.close()


def test_a_closed_page_is_no_longer_there(
    page: Page, site: str, staff_context: Callable[..., BrowserContext]
) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    open_story(page, site, story)
    assert Presence.objects.count() == 1
    page.goto(f"{site}/admin/")
    wait_until(lambda: not Presence.objects.exists())


def test_a_new_story_is_found_again_before_it_was_ever_saved(
    site: str, staff_context: Callable[..., BrowserContext]
) -> None:
    make_user(username="reporter")
    make_section()
    first = staff_context()
    page = first.new_page()
    sign_in(page, site, "reporter")
    page.goto(f"{site}/admin/articles/article/add/")
    page.locator("[data-editor][data-ready]").wait_for()
    page.locator("#id_headline").fill("A bridge too late")
    page.locator(".ProseMirror").click()
    page.keyboard.type(TYPED)
    wait_until(has_draft())
    state(page, "draft")
    assert "?draft=" in page.url
    first.close()

    page = staff_context().new_page()
    sign_in(page, site, "reporter")
    page.get_by_role("link", name="A bridge too late").click()
    page.locator("[data-editor][data-ready]").wait_for()
    assert TYPED.strip() in body(page)
    expect(page.locator("#id_headline")).to_have_value("A bridge too late")
    save(page)
    assert TYPED.strip() in Article.objects.get().body
    assert not Draft.objects.exists()
    page.context.close()


def test_a_new_story_is_thrown_away_only_after_a_question(page: Page, site: str) -> None:
    make_user(username="reporter")
    make_section()
    sign_in(page, site, "reporter")
    page.goto(f"{site}/admin/articles/article/add/")
    page.locator("[data-editor][data-ready]").wait_for()
    page.locator("#id_headline").fill("A bridge too late")
    state(page, "draft")
    page.reload()
    page.locator("[data-editor][data-ready]").wait_for()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()
    page.get_by_text("Thrown away.").wait_for()
    assert not Draft.objects.exists()


def test_a_browser_that_keeps_nothing_says_so_and_warns_before_it_is_left(page: Page, site: str) -> None:
    story = make_article(creator=make_user(username="reporter"))
    sign_in(page, site, "reporter")
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    open_story(page, site, story)
    page.route("**/draft/", lambda route: route.abort())
    type_more(page)
    page.get_by_text("This browser keeps no copy of what you type").wait_for()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{site}/admin/")
    assert asked == ["beforeunload"]
