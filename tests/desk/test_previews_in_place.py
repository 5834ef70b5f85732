"""A story on its section and on the front as if it were public, and that nothing of that remains."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import publishing
from articles.models import AuditEntry
from articles.published.models import Listing, Release, SearchDocument
from tests.articles.published.pages import headlines, soup
from tests.desk.forms import signed_in
from tests.desk.previewing import desk_url, frame_url, save_again
from tests.factories import (
    make_article,
    make_image,
    make_user,
)

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def rows() -> dict[str, list[Any]]:
    """Everything that a publication would write."""
    models = (Release, Listing, SearchDocument, AuditEntry, ProcrastinateJob)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def editor() -> Client:
    return signed_in(make_user("editor"))


@pytest.mark.parametrize("place", ["section", "front"])
def test_in_place_the_story_stands_before_what_is_older(editor: Client, place: str) -> None:
    make_article("Yesterday's news", published=True)
    story = make_article("Today's news")
    shown = [
        h.get_text(strip=True)
        for h in soup(editor.get(frame_url(story, place))).select("main h2 a, main h3 a")
    ]
    assert shown.index("Today's news") < shown.index("Yesterday's news")


@pytest.mark.parametrize("place", ["section", "front"])
def test_of_a_story_in_place_nothing_remains(editor: Client, client: Client, place: str) -> None:
    make_article("Yesterday's news", published=True)
    changed = save_again(make_article("Public text", published=True), headline="Coming text")
    scheduled = make_article("Scheduled text")
    publishing.schedule(
        scheduled.pk, make_user("editor"), at=Release.objects.last().public_from + timedelta(days=2)
    )
    draft = make_article("Draft text")
    before, public = rows(), client.get("/politics/").content
    for story, headline in ((changed, "Coming text"), (scheduled, "Scheduled text"), (draft, "Draft text")):
        assert headline in editor.get(frame_url(story, place)).content.decode()
    assert rows() == before
    assert client.get("/politics/").content == public


def test_a_public_story_is_shown_once_with_its_coming_text(editor: Client) -> None:
    story = save_again(make_article("Public text", published=True), headline="Coming text")
    assert headlines(editor.get(frame_url(story, "section"))) == ["Coming text"]


def test_a_public_text_stands_where_it_stands_now(editor: Client) -> None:
    older = make_article("Older", published=True)
    make_article("Newer", published=True)
    assert headlines(editor.get(frame_url(older, "section"))) == ["Newer", "Older"]


def test_a_withdrawn_story_is_shown_as_if_it_were_published_again(editor: Client) -> None:
    story = make_article("Back again", published=True)
    publishing.withdraw(story.pk, make_user("editor"), notice="It was wrong.")
    assert headlines(editor.get(frame_url(story, "section"))) == ["Back again"]


def test_a_scheduled_story_is_shown_among_what_will_stand_there_by_then(
    editor: Client, site_clock: SiteClock
) -> None:
    chief = make_user("editor")
    story, sooner, later = make_article("Noon"), make_article("Morning"), make_article("Evening")
    for hours, waiting in ((4, story), (2, sooner), (8, later)):
        publishing.schedule(waiting.pk, chief, at=site_clock.now + timedelta(hours=hours))
    assert headlines(editor.get(frame_url(story, "section"))) == ["Noon", "Morning"]
    assert "as it will be from" in editor.get(desk_url(story, "section")).content.decode()


def test_a_scheduled_story_that_was_changed_is_shown_as_changed_at_its_time(
    editor: Client, site_clock: SiteClock
) -> None:
    story = make_article("As scheduled")
    publishing.schedule(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=4))
    story = save_again(story, headline="As changed")
    assert headlines(editor.get(frame_url(story, "section"))) == ["As changed"]


def test_a_minor_change_that_is_scheduled_keeps_its_place(editor: Client, site_clock: SiteClock) -> None:
    story = make_article("Older", published=True)
    make_article("Newer", published=True)
    story = save_again(story, headline="Older, mended")
    at = site_clock.now + timedelta(hours=4)
    publishing.schedule(story.pk, make_user("editor"), at=at, significant=False)
    assert headlines(editor.get(frame_url(story, "section"))) == ["Newer", "Older, mended"]


def test_an_embargo_beyond_the_schedule_dates_the_story(editor: Client, site_clock: SiteClock) -> None:
    story = make_article("Postponed")
    publishing.schedule(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=4))
    later = site_clock.now + timedelta(days=2)
    story = save_again(story, embargoed_until=later)
    dates = [time["datetime"] for time in soup(editor.get(frame_url(story))).select(".byline time")]
    day = timezone.localtime(later, story.edition.zone)
    assert [date[:10] for date in dates] == [f"{day:%Y-%m-%d}"]
    assert headlines(editor.get(frame_url(story, "section"))) == ["Postponed"]


def test_a_story_under_embargo_is_shown_from_its_end_on(editor: Client, site_clock: SiteClock) -> None:
    story = make_article("Embargoed", embargoed_until=site_clock.now + timedelta(days=2))
    assert headlines(editor.get(frame_url(story, "section"))) == ["Embargoed"]


def test_pictures_of_stories_that_are_public_by_then_show_too(editor: Client, site_clock: SiteClock) -> None:
    other = make_article("Morning", images=[make_image(rendered=True)])
    publishing.schedule(other.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    story = make_article("Noon", embargoed_until=site_clock.now + timedelta(hours=2))
    picture = soup(editor.get(frame_url(story, "section"))).select_one(".with-rail__main img")
    assert editor.get(picture["src"]).status_code == 200


OBSTACLES: dict[str, tuple[dict[str, Any], str]] = {
    "section": ({"section": None}, "It has no section."),
    "headline": ({"headline": ""}, "It has no headline."),
    "body": ({"body": ""}, "It has no body."),
}


@pytest.mark.parametrize("place", ["section", "front"])
@pytest.mark.parametrize("what", sorted(OBSTACLES))
def test_what_cannot_be_shown_in_place_says_why(editor: Client, what: str, place: str) -> None:
    fields, sentence = OBSTACLES[what]
    story = save_again(make_article(), **fields)
    page = soup(editor.get(desk_url(story, place)))
    assert sentence in page.get_text()
    assert not page.select("iframe")
    response = editor.get(frame_url(story, place))
    assert (response.status_code, sentence in response.content.decode()) == (409, True)


def test_a_spiked_story_stands_in_no_list(editor: Client) -> None:
    story = make_article()
    publishing.spike(story.pk, make_user("editor"))
    assert "It is spiked." in editor.get(desk_url(story, "front")).content.decode()
    assert editor.get(frame_url(story)).status_code == 200


def test_a_story_that_is_taken_down_before_its_embargo_ends_is_not_shown_in_place(
    editor: Client, site_clock: SiteClock
) -> None:
    story = make_article(published=True)
    publishing.unpublish(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    story = save_again(story, embargoed_until=site_clock.now + timedelta(hours=2))
    assert "taken down before it would appear" in editor.get(frame_url(story, "front")).content.decode()


@pytest.mark.parametrize("place", ["page", "section", "front"])
def test_what_is_scheduled_of_a_story_that_one_may_not_see_stands_in_no_later_preview(
    site_clock: SiteClock, place: str
) -> None:
    editor = make_user("editor")
    open_one = make_article("Everybody knows of it")
    secret = save_again(
        make_article("What readers see", confidential=True, published=True), headline="Nobody may know"
    )
    for story in (open_one, secret):
        publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(days=3))
    journalist = make_user("journalist")
    later = site_clock.now + timedelta(days=30)
    mine = make_article("Mine", creator=journalist, embargoed_until=later)
    text = signed_in(journalist).get(frame_url(mine, place)).content.decode()
    assert "Nobody may know" not in text
    assert "What readers see" in text
    assert "Everybody knows of it" in text
    assert "Nobody may know" in signed_in(editor).get(frame_url(mine, place)).content.decode()
