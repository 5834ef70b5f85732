"""The desk's preview of a story: its page, its place among others, its pictures, and who may look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from articles.revisions import keep, lock, save_revision
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in
from tests.desk.previewing import desk_url, frame_url, save_again
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
PLACES = ("page", "section", "front", "card")


@pytest.fixture
def editor() -> Client:
    return signed_in(make_user("editor"))


# The page


def test_the_page_is_the_one_that_readers_get_once_it_is_published(
    editor: Client, client: Client, site_clock: SiteClock
) -> None:
    story = make_article("Ferry returns", tags=[make_tag()], by=make_author())
    before = soup(editor.get(frame_url(story))).select_one("article")
    publishing.publish(story.pk, make_user("editor"))
    after = soup(client.get(f"/politics/{story.pk}/ferry-returns/")).select_one("article")
    assert before is not None
    assert after is not None
    for article in (before, after):
        for changing in article.select("time, .share, .print-address"):
            changing.decompose()
    assert str(before) == str(after)


def test_a_page_in_preview_is_never_kept_found_or_counted(editor: Client) -> None:
    response = editor.get(frame_url(make_article()))
    page = soup(response)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.select_one("meta[name=robots]")["content"] == "noindex, nofollow, noarchive"
    assert not page.select("[data-beacon], link[rel=canonical], meta[property], script[type*=json]")


@pytest.mark.parametrize("place", PLACES)
def test_a_framed_page_may_be_framed_by_this_site_alone(editor: Client, place: str) -> None:
    response = editor.get(frame_url(make_article(), place))
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"] == "'self'"
    assert "nonce" not in policy["script-src"]


def test_the_desk_s_own_page_is_framed_by_nobody(editor: Client) -> None:
    response = editor.get(desk_url(make_article()))
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    frames = soup(response).select("iframe")
    assert len(frames) == 3
    assert len({frame["title"] for frame in frames}) == 3


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_framed_at_three_widths(editor: Client, place: str) -> None:
    story = make_article()
    page = soup(editor.get(desk_url(story, place)))
    assert [frame["src"] for frame in page.select("iframe")] == [frame_url(story, place, revision=1)] * 3
    assert page.select_one(".preview-tabs [aria-current]")["href"] == f"?view={place}&revision=1"


def test_any_revision_can_be_looked_at(editor: Client) -> None:
    story = save_again(make_article("First thought"), headline="Second thought")
    assert soup(editor.get(frame_url(story, revision=1))).h1.text == "First thought"
    assert soup(editor.get(frame_url(story, revision=2))).h1.text == "Second thought"
    assert soup(editor.get(frame_url(story))).h1.text == "Second thought"


def test_a_text_that_was_not_accepted_can_be_looked_at(editor: Client) -> None:
    story = make_article("Accepted")
    content = {**story.head.content, "headline": "Refused"}
    with transaction.atomic():
        kept = keep(lock(story.pk), story.creator, content, base=story.head, reason="Stale.")
    assert soup(editor.get(frame_url(story, revision=kept.number))).h1.text == "Refused"


def test_the_page_of_a_public_story_shows_the_desk_s_text_and_its_first_date(
    editor: Client, site_clock: SiteClock
) -> None:
    story = make_article("Public text", published=True)
    release = Release.objects.get(article_id=story.pk)
    first = timezone.localtime(release.first_published_at, story.edition.zone)
    site_clock.forward(days=3)
    page = soup(editor.get(frame_url(save_again(story, headline="Coming text"))))
    assert page.h1.text == "Coming text"
    dates = [time["datetime"] for time in page.select(".byline time")]
    assert dates[0][:10] == f"{first:%Y-%m-%d}"
    assert len(dates) == 2


INCOMPLETE: dict[str, dict[str, Any]] = {
    "no headline": {"headline": ""},
    "no section": {"section": None},
    "no body": {"body": ""},
    "no standfirst": {"standfirst": ""},
    "nothing": {"headline": "", "section": None, "body": "", "standfirst": ""},
    "gallery without pictures": {"kind": "gallery"},
    "video without anything": {"kind": "video", "body": ""},
    "live blog": {"kind": "live"},
    "digits for a slug": {"slug": "2024"},
}


@pytest.mark.parametrize("place", ["page", "card"])
@pytest.mark.parametrize("what", sorted(INCOMPLETE))
def test_what_is_incomplete_is_shown_as_far_as_it_is_there(editor: Client, what: str, place: str) -> None:
    story = make_article("Half a story")
    story.bylines.all().delete()
    story = save_again(story, **INCOMPLETE[what])
    response = editor.get(frame_url(story, place))
    assert response.status_code == 200
    named = "Half a story" if INCOMPLETE[what].get("headline", "x") else "Story without a headline"
    assert named in response.content.decode()
    assert b'href="//' not in response.content


def test_what_a_revision_names_and_is_not_there_any_more_is_left_out(editor: Client) -> None:
    story = make_article("Ferry returns", section=make_section("doomed"))
    with transaction.atomic():
        article = lock(story.pk)
        article.section = make_section("politics")
        article.save()
        save_revision(article, article.creator)
    make_section("doomed").delete()
    for place in ("page", "card"):
        assert editor.get(frame_url(story, place, revision=1)).status_code == 200
    assert "It has no section." in editor.get(frame_url(story, "section", revision=1)).content.decode()


def test_the_page_speaks_its_edition_s_language_and_the_desk_its_reader_s(editor: Client) -> None:
    arabic = make_edition("ar")
    story = make_article("قصة", section=make_section("siyasa", arabic), edition=arabic)
    response = editor.get(frame_url(story))
    page = soup(response)
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert response["Content-Language"] == "ar"
    assert soup(editor.get(desk_url(story))).html["lang"] == "en"


def test_related_stories_that_readers_cannot_see_are_not_shown_in_a_preview_either(editor: Client) -> None:
    hidden, shown = make_article("Hidden friend"), make_article("Shown friend", published=True)
    story = make_article(related=[hidden, shown])
    page = editor.get(frame_url(story)).content.decode()
    assert "Shown friend" in page
    assert "Hidden friend" not in page


@pytest.mark.parametrize(
    "query", ["?revision=99", "?revision=x", "?revision=-1", "?view=nowhere", "?revision=" + "9" * 30]
)
def test_a_preview_of_what_is_not_there_is_not_found(editor: Client, query: str) -> None:
    story = make_article()
    for place in ("preview/", "preview/page/"):
        assert editor.get(f"/admin/articles/article/{story.pk}/{place}{query}").status_code == 404


def test_another_story_s_revision_is_not_found(editor: Client) -> None:
    make_article("One")
    other = save_again(make_article("Two"), headline="Two again")
    assert editor.get(frame_url(other, revision=2)).status_code == 200
    assert editor.get(frame_url(make_article("Three"), revision=2)).status_code == 404


# Pictures


def test_pictures_of_a_hidden_story_show_on_the_desk_and_nowhere_else(editor: Client, client: Client) -> None:
    lead, inside = make_image(rendered=True), make_image(rendered=True)
    body = f'<p>Words.</p><figure data-news="image" data-image-id="{inside.pk}"></figure>'
    story = make_article(images=[lead], body=body)
    page = soup(editor.get(frame_url(story)))
    sources = [image["src"] for image in page.select("article img")]
    assert len(sources) == 2
    for source in sources:
        assert source.startswith(f"/admin/articles/article/{story.pk}/preview/media/")
        response = editor.get(source)
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert "no-store" in response["Cache-Control"]
        assert client.get(source).status_code == 302
        assert client.get(f"/media/{source.rpartition('/')[2]}").status_code == 404


def test_a_picture_is_not_served_below_a_story_that_one_may_not_see() -> None:
    image = make_image(rendered=True)
    story = make_article(images=[image], confidential=True)
    rendition = image.renditions.get(width=640)
    url = f"/admin/articles/article/{story.pk}/preview/media/{rendition.token}.{rendition.format}"
    assert signed_in(make_user("journalist")).get(url).status_code == 404
    assert signed_in(make_user("editor")).get(url).status_code == 200


@pytest.mark.parametrize("name", ["{token}.webp", "0" * 32 + ".jpg"])
def test_a_file_that_is_no_rendition_is_not_found(editor: Client, name: str) -> None:
    image = make_image(rendered=True)
    story = make_article(images=[image])
    name = name.format(token=image.renditions.get(width=640).token)
    assert editor.get(f"/admin/articles/article/{story.pk}/preview/media/{name}").status_code == 404


# Who may look

URLS = (
    "preview/",
    "preview/page/",
    "preview/page/?view=section",
    "preview/page/?view=front",
    "preview/page/?view=card",
)
STAGES = ("draft", "submitted", "spiked", "scheduled", "published", "withdrawn")


def staged(stage: str, site_clock: SiteClock, **fields: Any) -> Article:
    chief = make_user("editor")
    story = make_article(
        published=stage in ("published", "withdrawn"), submitted=stage == "submitted", **fields
    )
    if stage == "spiked":
        publishing.spike(story.pk, chief)
    if stage == "scheduled":
        publishing.schedule(story.pk, chief, at=site_clock.now + timedelta(hours=1))
    if stage == "withdrawn":
        publishing.withdraw(story.pk, chief, notice="Wrong.")
    return Article.objects.get(pk=story.pk)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("confidential", [False, True])
def test_who_may_see_the_story_may_look_and_for_nobody_else_it_is_there(
    stage: str, confidential: bool, site_clock: SiteClock
) -> None:
    owner = make_user("journalist")
    story = staged(stage, site_clock, confidential=confidential, creator=owner)
    people = {
        "owner": (owner, True),
        "journalist": (make_user("journalist"), not confidential),
        "editor": (make_user("editor"), True),
        "admin": (make_user("admin"), True),
        "elsewhere": (make_user("editor", edition=make_edition("es")), False),
    }
    for who, (person, may_look) in people.items():
        for url in URLS:
            status = signed_in(person).get(f"/admin/articles/article/{story.pk}/{url}").status_code
            allowed = (200, 409) if stage == "spiked" else (200,)
            assert status in (allowed if may_look else (404,)), (who, url, status)


@pytest.mark.parametrize("url", [*URLS, "preview/media/" + "0" * 32 + ".jpg", "share/"])
def test_strangers_are_sent_to_sign_in(url: str) -> None:
    story = make_article(published=True)
    for client in (Client(), signed_in(make_user(""))):
        response = client.get(f"/admin/articles/article/{story.pk}/{url}")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("url", ["preview/", "preview/page/", "preview/media/" + "0" * 32 + ".jpg"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_preview_can_only_be_read(editor: Client, url: str, method: str) -> None:
    assert getattr(editor, method)(f"/admin/articles/article/{make_article().pk}/{url}").status_code == 405


# Cost


def test_a_preview_costs_little_more_than_the_page_itself(editor: Client) -> None:
    for number in range(12):
        make_article(
            f"Other {number}",
            published=True,
            images=[make_image(rendered=True)],
            tags=[make_tag(f"t{number}")],
        )
    story = make_article(tags=[make_tag("rivers")], images=[make_image(rendered=True)])
    for number in range(30):
        story = save_again(story, headline=f"Draft {number}")
    budgets = {
        desk_url(story): 10,
        frame_url(story): 17,
        frame_url(story, "section"): 36,
        frame_url(story, "front"): 36,
    }
    counted = {}
    for url in budgets:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(url).status_code == 200
        counted[url] = len(captured)
    assert all(counted[url] <= budget for url, budget in budgets.items()), counted


def test_the_story_s_form_leads_to_its_preview_and_its_links(editor: Client) -> None:
    story = make_article()
    page = soup(editor.get(f"/admin/articles/article/{story.pk}/change/"))
    assert page.select_one(f'.desk-bar a[href="/admin/articles/article/{story.pk}/preview/"]')
    assert page.select_one(f'.story-side a[href="/admin/articles/article/{story.pk}/share/"]')
    reading = soup(signed_in(make_user("journalist")).get(f"/admin/articles/article/{story.pk}/change/"))
    assert reading.select_one(f'.desk-bar a[href="/admin/articles/article/{story.pk}/preview/"]')
    assert not reading.select('a[href$="/share/"]')
