"""What is done after publication, and the screen that says where a story went."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article, Correction
from articles.published.models import Release
from articles.publishing import Blocked
from articles.revisions import save_revision
from breaking.live import posts
from newsroom.accounts.models import User
from tests.articles.published.pages import headlines, json_ld, path_of, soup
from tests.desk.forms import CHANGE, rows, signed_in, story_post, verb_post, verb_url
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)
from tests.videos import figure, make_video

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
EFFECTS = "/admin/articles/article/{}/effects/"


def edited(story: Article, by: User, **columns: Any) -> Article:
    Article.objects.filter(pk=story.pk).update(**columns)
    fresh = Article.objects.get(pk=story.pk)
    save_revision(fresh, by)
    return Article.objects.get(pk=story.pk)


def screen(user: User, story: Article) -> BeautifulSoup:
    response = signed_in(user).get(EFFECTS.format(story.pk))
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "lxml")


def table(page: BeautifulSoup, heading: str) -> list[list[str]]:
    """The rows of a channel: what, and what is so now."""
    found = next((s for s in page.select("section") if s.h2.get_text().startswith(heading)), None)
    if found is None:
        return []
    return [
        [row.th.get_text(" ", strip=True), row.select("td")[-1].get_text(strip=True)]
        for row in found.select("tbody tr")
    ]


def steps(page: BeautifulSoup) -> list[str]:
    return [
        " ".join(word.get_text(" ", strip=True) for word in step.select(".effects-what"))
        for step in page.select(".effects-step")
    ]


# Where it went.


def acts_said(page: BeautifulSoup) -> list[str]:
    section = page.select_one("[aria-labelledby=effects-acts]")
    return [" ".join(row.get_text(" ").split()) for row in section.select("li")] if section else []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["ana closed the live blog", "ana pinned Polls close"]),
        ("es", ["ana cerró el blog en vivo", "ana fijó Polls close"]),
        ("ar", ["ana أغلق المتابعة المباشرة", "ana ثبّت Polls close"]),
    ],
)
def test_pins_and_closings_of_a_live_blog_are_told_in_the_language_of_who_reads(
    language: str, words: list[str]
) -> None:
    ana = make_user("editor", username="ana")
    blog = make_article("Election night", kind="live", creator=ana)
    post = posts.publish(blog.pk, ana, body="<p>No more votes.</p>", headline="Polls close")
    assert acts_said(screen(ana, blog)) == []
    posts.pin(post.pk, ana)
    posts.close(blog.pk, ana)
    User.objects.filter(pk=ana.pk).update(language=language)
    page = screen(User.objects.get(pk=ana.pk), blog)
    assert [said[said.index("ana ") :] for said in acts_said(page)] == words
    assert page.select_one(f'a[href="/admin/live/{blog.pk}/posts/{post.pk}/"]')


def test_the_acts_on_a_live_blog_are_for_who_may_see_it() -> None:
    ana = make_user("editor", username="ana")
    blog = make_article("Behind the door", kind="live", creator=ana, confidential=True)
    posts.close(blog.pk, ana)
    assert signed_in(make_user()).get(EFFECTS.format(blog.pk)).status_code == 404


def test_every_place_of_a_public_story_is_on_the_screen() -> None:
    editor, tag = make_user("editor"), make_tag("rivers")
    news = make_section("news")
    make_coverage("The Compact", tag_ids=[tag.pk])
    story = make_article(
        section=make_section("economy", parent=news),
        by=make_author(),
        tags=[tag],
        regions=[make_region("Europe")],
        images=[make_image()],
        body=f"<p>See.</p>{figure(make_video())}",
        published=True,
    )
    publishing.correct(story.pk, editor, text="It was Tuesday.")
    page = screen(editor, story)
    month = Release.objects.first().first_published_at.strftime("%Y-%m")
    places = {what for what, _now in table(page, "Lists")}
    assert places == {
        "Front and latest of The en edition",
        *("Section: Economy", "Section: News"),
        *("Tag: rivers", "Author: Mara Ellsworth", "Region: Europe", "Coverage: The Compact"),
        f"Archive of {month}",
        "Corrections and clarifications",
        "1 picture file",
        "1 video file",
    }
    assert len(table(page, "Feeds")) == 7
    assert {what for what, _now in table(page, "Sitemaps")} == {"News sitemap", f"Sitemap of {month}"}
    assert table(page, "Search") == [["Search", "there"]]
    assert len(table(page, "Announcements")) == 2


def test_every_link_of_the_screen_answers() -> None:
    editor, tag = make_user("editor"), make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    story = make_article(by=make_author(), tags=[tag], regions=[make_region("Europe")], published=True)
    publishing.correct(story.pk, editor, text="It was Tuesday.")
    links = [str(a["href"]) for a in screen(editor, story).select("table a")]
    assert len(links) > 25
    # What is public is asked without an account.
    assert {link: Client().get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_old_spellings_lead_to_the_new_one(client: Client) -> None:
    editor = make_user("editor")
    story = make_article("First words", published=True)
    story = edited(story, editor, headline="Other words")
    publishing.publish(story.pk, editor, significant=False)
    old, new = f"/politics/{story.pk}/first-words/", f"/politics/{story.pk}/other-words/"
    assert table(screen(editor, story), "Addresses") == [
        [old, f"leads to {new} (301)"],
        [new, "shows the story (200)"],
    ]
    assert client.get(old)["Location"] == new


@pytest.mark.parametrize(
    ("verb", "words", "answer"),
    [
        ("withdraw", {"notice": "Wrong."}, "withdrawn, with a notice (410)"),
        ("unpublish", {}, "gone (410)"),
        ("move", {"moved_to": "/politics/"}, "leads to /politics/ (301)"),
    ],
)
def test_what_was_taken_down_is_said_to_be_nowhere(verb: str, words: dict[str, str], answer: str) -> None:
    editor = make_user("editor")
    story = make_article(published=True)
    getattr(publishing, verb)(story.pk, editor, **words)
    page = screen(editor, story)
    assert [now for _what, now in table(page, "Addresses")] == [answer]
    assert {now for _what, now in table(page, "Lists")} == {"over"}
    assert table(page, "Search") == []
    for word in words.values():
        assert word in page.get_text()


def test_the_chain_tells_who_did_what_and_what_was_dropped(site_clock: SiteClock) -> None:
    editor = make_user("editor", first_name="Ana", last_name="Ruel")
    story = make_article("As it was", published=True)
    story = edited(story, editor, headline="As it will be")
    publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=5))
    publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=6), significant=False)
    publishing.unpublish(story.pk, editor, at=site_clock.now + timedelta(days=9))
    page = screen(editor, story)
    assert steps(page) == [
        "shows the story now significant",
        "shows the story dropped before it began",
        "shows the story to come minor",
        "unpublished to come",
    ]
    assert page.get_text().count("Ana Ruel") >= 3
    assert [now for _what, now in table(page, "Addresses")] == [
        "shows the story (200)",
        f"leads to /politics/{story.pk}/as-it-was/ (301)",
    ]


def test_a_cancelled_schedule_is_told_once_and_one_made_anew_is_no_drop(site_clock: SiteClock) -> None:
    editor = make_user("editor")
    story = make_article("As it was", published=True)
    story = edited(story, editor, headline="As it will be")
    publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=5))
    publishing.edit_live(story.pk, editor)
    publishing.correct(story.pk, editor, text="A name.")
    page = screen(editor, story)
    assert len(steps(page)) == 3
    assert not [step for step in steps(page) if "dropped" in step]
    pending = Release.objects.get(public_until=None)
    publishing.cancel(story.pk, editor, release=pending.pk)
    assert [step for step in steps(screen(editor, story)) if "dropped" in step] == [
        "shows the story dropped before it began"
    ]


def test_a_story_that_is_only_scheduled_is_nowhere_yet(site_clock: SiteClock) -> None:
    editor = make_user("editor")
    story = make_article()
    publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=1))
    page = screen(editor, story)
    assert {now for _what, now in table(page, "Lists")} == {"to come"}
    assert [now for _what, now in table(page, "Addresses")] == ["not found (404) until then"]
    assert not page.select("table a")


def test_a_draft_went_nowhere() -> None:
    story = make_article()
    assert "never seen this story" in screen(story.creator, story).get_text()


def test_the_screen_costs_the_same_however_long_the_past() -> None:
    editor = make_user("editor")
    story = make_article(by=make_author(), tags=[make_tag("rivers")], published=True)
    client = signed_in(editor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(EFFECTS.format(story.pk)).status_code == 200
        return len(asked)

    few = queries()
    for number in range(6):
        edited(story, editor, headline=f"Headline {number}", section=make_section(f"section-{number}"))
        publishing.publish(story.pk, editor)
    assert queries() == few
    assert few <= 22


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("nobody", 302),
        ("journalist", 404),
        ("elsewhere", 404),
        ("editor", 200),
        ("owner", 200),
    ],
)
@pytest.mark.parametrize("suffix", ["effects", "copy"])
def test_the_screen_and_the_copy_are_for_those_who_may_see_the_story(
    who: str, status: int, suffix: str
) -> None:
    story = make_article(confidential=True, published=True)
    people = {"nobody": "", "journalist": "journalist", "editor": "editor"}
    if who == "anonymous":
        client = Client()
    elif who == "owner":
        client = signed_in(story.creator)
    elif who == "elsewhere":
        client = signed_in(make_user("editor", edition=make_edition("es")))
    else:
        client = signed_in(make_user(people[who]))
    url = f"/admin/articles/article/{story.pk}/{suffix}/"
    response = client.get(url) if suffix == "effects" else client.post(url)
    expected = 302 if suffix == "copy" and status == 200 else status
    assert response.status_code == expected
    if expected == 404:
        never = f"/admin/articles/article/999999/{suffix}/"
        assert (client.get(never) if suffix == "effects" else client.post(never)).status_code == 404
    assert Article.objects.count() == (2 if suffix == "copy" and status == 200 else 1)


# Corrections.


def corrected(**answers: Any) -> tuple[Article, User]:
    editor = make_user("editor")
    story = make_article(published=True)
    post = verb_post(story, text="The vote was on Tuesday.", type="correction", **answers)
    assert signed_in(editor).post(verb_url(story, "correct"), post).status_code == 302
    return Article.objects.get(pk=story.pk), editor


@pytest.mark.parametrize(("placement", "is_above"), [("top", True), ("bottom", False), ("", False)])
def test_a_correction_stands_where_it_was_put(client: Client, placement: str, is_above: bool) -> None:
    story, _editor = corrected(placement=placement)
    article = str(soup(client.get(path_of(story))).select_one("article"))
    assert (article.index("on Tuesday") < article.index("voted an hour later")) == is_above
    feed = json.loads(client.get("/feed/feed.json").content)["items"][0]["content_html"]
    assert (feed.index("on Tuesday") < feed.index("voted an hour later")) == is_above


@pytest.mark.parametrize("format", ["rss.xml", "atom.xml", "feed.json"])
def test_every_feed_carries_the_correction_and_its_type(client: Client, format: str) -> None:
    corrected()
    content = client.get(f"/feed/{format}").content.decode()
    assert "The vote was on Tuesday." in content
    assert "Correction" in content


@pytest.mark.parametrize("significant", [True, False])
def test_only_a_significant_correction_dates_the_story_anew(client: Client, significant: bool) -> None:
    corrected(**({"significant": "on"} if significant else {}))
    item = json.loads(client.get("/feed/feed.json").content)["items"][0]
    release = Release.objects.get(public_until=None)
    assert (release.updated_at == release.public_from) == significant
    assert (release.updated_at > release.first_published_at) == significant
    assert item["date_modified"] == release.updated_at.isoformat(timespec="seconds")


def test_the_list_of_corrections_says_what_was_corrected_and_when(
    client: Client, site_clock: SiteClock
) -> None:
    story, editor = corrected()
    site_clock.forward(minutes=5)
    publishing.correct(story.pk, editor, text="And at nine.", type="clarification")
    page = soup(client.get("/corrections/"))
    entry = page.select_one(".corrected__story")
    assert headlines(client.get("/corrections/")) == ["Council votes on the bridge"]
    text = " ".join(entry.get_text(" ").split())
    assert text.index("Clarification") < text.index("And at nine.") < text.index("The vote was on Tuesday.")
    times = [time["datetime"] for time in entry.select(".corrected__item time")]
    assert len(times) == 2
    assert times[0] > times[1]


def test_a_correction_that_waits_is_in_no_list(site_clock: SiteClock, client: Client) -> None:
    story, editor = corrected()
    Correction.objects.update(text="Changed in the draft.")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=1))
    assert b"Changed in the draft." not in client.get("/corrections/").content
    site_clock.forward(hours=1, seconds=1)
    assert b"Changed in the draft." in client.get("/corrections/").content


def correction_rows(story: Article, *changes: dict[str, Any]) -> dict[str, Any]:
    held = [
        {"type": c.type, "text": c.text, "placement": c.placement, "at": c.at.isoformat()}
        for c in story.corrections.all()
    ]
    return rows("corrections", [{**row, **change} for row, change in zip(held, changes, strict=True)])


def test_a_correction_is_worded_better_by_a_revision_that_readers_see_once_it_is_published(
    client: Client,
) -> None:
    story, editor = corrected()
    at = story.corrections.get().at
    post = story_post(story) | correction_rows(story, {"text": "It was on Wednesday.", "placement": "top"})
    assert signed_in(editor).post(CHANGE.format(story.pk), post).status_code == 302
    made = Correction.objects.get()
    assert (made.text, made.placement, made.at) == ("It was on Wednesday.", "top", at)
    assert Article.objects.get().head.content["corrections"][0]["text"] == "It was on Wednesday."
    assert b"on Tuesday" in client.get(path_of(story)).content
    publishing.publish(story.pk, editor, significant=False)
    assert b"on Wednesday" in client.get(path_of(story)).content


def test_a_correction_that_is_taken_out_goes_from_the_lists_once_that_is_published(client: Client) -> None:
    story, editor = corrected()
    post = story_post(story) | correction_rows(story, {"DELETE": "on"})
    signed_in(editor).post(CHANGE.format(story.pk), post)
    assert not Correction.objects.exists()
    assert headlines(client.get("/corrections/"))
    publishing.publish(story.pk, editor, significant=False)
    assert not headlines(client.get("/corrections/"))
    assert "correction" not in json_ld(client.get(path_of(story)))[0]


def test_a_writer_changes_no_correction() -> None:
    story, _editor = corrected()
    writer = signed_in(story.creator)
    assert 'name="corrections-' not in writer.get(CHANGE.format(story.pk)).content.decode()
    post = story_post(story, headline="Mine") | correction_rows(story, {"text": "Nothing was wrong."})
    writer.post(CHANGE.format(story.pk), post)
    assert Article.objects.get().headline == "Mine"
    assert Correction.objects.get().text == "The vote was on Tuesday."


def test_an_older_page_joined_with_the_story_takes_no_correction_out() -> None:
    story, editor = corrected()
    old = story_post(story, headline="Typed before") | correction_rows(story, {})
    publishing.correct(story.pk, editor, text="And at nine.")
    client = signed_in(editor)
    assert client.post(CHANGE.format(story.pk), old).status_code == 409
    kept = story.revisions.get(is_accepted=False)
    place = f"/admin/articles/article/{story.pk}/comparison/{kept.pk}/"
    client.post(place, {"theirs": Article.objects.get().head_id})
    assert Article.objects.get().headline == "Typed before"
    assert Correction.objects.count() == 2


@pytest.mark.parametrize("at", ["2001-01-01T00:00:00+00:00", "never", ""])
def test_a_correction_that_never_was_cannot_be_changed(at: str) -> None:
    story, editor = corrected()
    post = story_post(story) | correction_rows(story, {"at": at, "text": "Forged."})
    response = signed_in(editor).post(CHANGE.format(story.pk), post)
    assert response.status_code == 200
    assert Correction.objects.get().text == "The vote was on Tuesday."


# Moving.


def moved_to(address: str) -> tuple[int, str]:
    story = make_article(published=True)
    post = verb_post(story, moved_to=address.replace("<itself>", str(story.pk)))
    response = signed_in(make_user("editor")).post(verb_url(story, "move"), post)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "beginning with a slash"),
        ("politics/", "beginning with a slash"),
        ("https://example.org/", "beginning with a slash"),
        ("//example.org/", "beginning with a slash"),
        ("/\\example.org/", "beginning with a slash"),
        ("javascript:alert(1)", "beginning with a slash"),
        ("/no-such-section/", "no page at that address"),
        ("/politics/99999999/never/", "no page at that address"),
        ("/admin/", "no page at that address"),
        ("/politics/<itself>/council-votes-on-the-bridge/", "leads back to this story"),
        ("/<itself>/", "leads back to this story"),
    ],
)
def test_a_story_moves_to_no_address_that_leads_nowhere(address: str, sentence: str) -> None:
    status, page = moved_to(address)
    assert status == 422
    assert sentence in page
    assert Release.objects.count() == 1


@pytest.mark.parametrize("address", ["/politics/", "/politics", "http://localhost:8000/politics/", "/"])
def test_a_story_moves_to_a_page_of_the_site(address: str) -> None:
    status, page = moved_to(address)
    assert status == 302, page
    assert Release.objects.get(public_until=None).moved_to in ("/politics/", "/politics", "/")


def test_two_stories_do_not_move_to_each_other() -> None:
    editor = make_user("editor")
    one, two = make_article("One", published=True), make_article("Two", published=True)
    publishing.move(one.pk, editor, moved_to=path_of(two))
    with pytest.raises(Blocked, match="leads back"):
        publishing.move(two.pk, editor, moved_to=path_of(one))


def test_a_story_moves_along_to_where_another_moved(client: Client) -> None:
    editor = make_user("editor")
    one, two, three = (make_article(name, published=True) for name in ("One", "Two", "Three"))
    publishing.move(two.pk, editor, moved_to=path_of(three))
    response = signed_in(editor).post(verb_url(one, "move"), verb_post(one, moved_to=path_of(two)))
    assert response.status_code == 302
    assert client.get(path_of(one), follow=True).redirect_chain[-1][0] == path_of(three)


def test_a_withdrawn_story_is_no_place_to_move_to() -> None:
    editor = make_user("editor")
    one, two = make_article("One", published=True), make_article("Two", published=True)
    publishing.withdraw(two.pk, editor, notice="Wrong.")
    response = signed_in(editor).post(verb_url(one, "move"), verb_post(one, moved_to=path_of(two)))
    assert response.status_code == 422


def test_asking_for_an_address_leaves_the_desk_s_language_and_zone_alone() -> None:
    arabic = make_edition("ar")
    make_article("قصة", edition=arabic, section=make_section("akhbar", arabic), published=True)
    story = make_article(published=True)
    post = verb_post(story, moved_to="/ar/akhbar/1/nothing/")
    page = signed_in(make_user("editor")).post(verb_url(story, "move"), post).content.decode()
    assert "Readers find no page at that address." in page
    assert '<html lang="en' in page
