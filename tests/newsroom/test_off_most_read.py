"""A story that an editor took off Most Read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied

from articles import publishing
from articles.models import AuditEntry
from articles.published.models import MostRead
from newsroom.audience.counting import refresh_most_read
from newsroom.audience.models import HourlyCount
from newsroom.audience.most_read import ASKED
from tests.articles.published.pages import headlines, path_of, soup
from tests.desk.forms import CHANGE, signed_in, verb_post, verb_url
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def read(story: Article, views: int, clock: SiteClock) -> None:
    hour = clock.now.replace(minute=0, second=0, microsecond=0)
    HourlyCount.objects.create(edition_id=story.edition_id, article_id=story.pk, hour=hour, views=views)


def ranking(client: Client) -> list[str]:
    refresh_most_read()
    return headlines(client.get("/most-read/"))


def rail(client: Client, page: Article) -> list[str]:
    return [
        link.get_text(strip=True) for link in soup(client.get(path_of(page))).select(".most-read__item a")
    ]


def test_it_stands_neither_on_the_page_nor_in_the_rail(client: Client, site_clock: SiteClock) -> None:
    most, second = make_article("Most", published=True), make_article("Second", published=True)
    page = make_article("Page", published=True)
    read(most, 9, site_clock)
    read(second, 3, site_clock)
    assert ranking(client)[:2] == ["Most", "Second"]
    publishing.off_most_read(most.pk, make_user("editor"))
    assert "Most" not in headlines(client.get("/most-read/"))
    assert "Most" not in rail(client, page)
    assert ranking(client)[0] == "Second"
    assert not MostRead.objects.filter(article_id=most.pk).exists()


def test_it_does_not_come_back_as_one_of_the_latest_that_fill_up(client: Client) -> None:
    story, page = make_article("Newest", published=True), make_article("Page", published=True)
    publishing.off_most_read(story.pk, make_user("editor"))
    assert ranking(client) == ["Page"]
    assert "Newest" not in rail(client, page)
    assert "Newest" in headlines(client.get("/latest/"))


def test_it_may_stand_there_again_by_what_was_counted_all_along(
    client: Client, site_clock: SiteClock
) -> None:
    story, editor = make_article("Most", published=True), make_user("editor")
    make_article("Newer", published=True)
    publishing.off_most_read(story.pk, editor)
    read(story, 9, site_clock)
    publishing.on_most_read(story.pk, editor)
    assert ranking(client)[0] == "Most"


def test_taking_it_off_twice_is_taking_it_off_once() -> None:
    story, editor = make_article(published=True), make_user("editor")
    publishing.off_most_read(story.pk, editor)
    publishing.off_most_read(story.pk, editor)
    assert AuditEntry.objects.filter(article_id=story.pk, verb="off_most_read").count() == 1


@pytest.mark.parametrize("verb", [publishing.off_most_read, publishing.on_most_read])
def test_its_own_writer_may_not(verb: object) -> None:
    story = make_article(published=True)
    with pytest.raises(PermissionDenied):
        verb(story.pk, story.creator)  # type: ignore[operator]


def test_the_story_s_page_on_the_desk_says_so_and_offers_the_way_back() -> None:
    story, editor = make_article(published=True), signed_in(make_user("editor"))
    page = editor.get(CHANGE.format(story.pk)).content.decode()
    assert 'data-verb-button="off_most_read"' in page
    assert 'data-verb-button="on_most_read"' not in page
    assert editor.post(verb_url(story, "off_most_read"), verb_post(story)).status_code == 302
    page = editor.get(CHANGE.format(story.pk)).content.decode()
    assert "off Most Read" in page
    assert 'data-verb-button="on_most_read"' in page
    assert 'data-verb-button="off_most_read"' not in page


def test_a_sensitive_story_is_no_contest_s(client: Client, site_clock: SiteClock) -> None:
    story, page = (
        make_article("Funeral", is_sensitive=True, published=True),
        make_article("Page", published=True),
    )
    read(story, 9, site_clock)
    assert ranking(client) == ["Page"]
    assert "Funeral" not in rail(client, page)


def test_however_many_sensitive_stories_are_read_most_the_rail_is_full(
    client: Client, site_clock: SiteClock
) -> None:
    page = make_article("Page", published=True)
    for name in ("One", "Two", "Three", "Four"):
        make_article(name, published=True)
    for number in range(ASKED):
        story = make_article(f"Grave {number}", is_sensitive=True, published=True)
        # As it was ranked before it was marked.
        MostRead.objects.create(
            edition_id=story.edition_id, window_hours=24, article_id=story.pk, score=99 + number
        )
    assert rail(client, page) == ["Four", "Three", "Two", "One"]


def test_a_page_that_shows_most_of_them_repeats_them_in_their_order(
    client: Client, site_clock: SiteClock
) -> None:
    """The front shows all but the oldest few: these alone are no ranking."""
    made = []
    for number in range(16):
        made.append(make_article(f"Story {number}", published=True))
        site_clock.forward(minutes=1)
    for views, story in enumerate(reversed(made), start=1):
        read(story, views, site_clock)
    refresh_most_read()
    page = soup(client.get("/"))
    shown = [link.get_text(strip=True) for link in page.select(".most-read__item a")]
    assert shown == ["Story 0", "Story 1", "Story 2", "Story 3"]
