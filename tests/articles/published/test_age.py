"""How old a story is said to be, at the instants at which that changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.published.age import age_notice
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)


def said(at: datetime, now: datetime, *, is_update: bool = False) -> str:
    return age_notice(at, now, PARIS, is_update=is_update)[0]


@pytest.mark.parametrize(
    ("at", "changes", "before", "after"),
    [
        ("2024-03-10T09:00", "2024-04-09T10:00", "", "This story is 1 month old."),
        ("2024-03-10T09:00", "2024-05-10T09:00", "This story is 1 month old.", "This story is 2 months old."),
        ("2024-03-10T09:00", "2025-03-10T09:00", "This story is 11 months old.", "This story is 1 year old."),
        ("2024-03-10T09:00", "2026-03-10T09:00", "This story is 1 year old.", "This story is 2 years old."),
        ("2024-02-29T09:00", "2025-02-28T09:00", "This story is 11 months old.", "This story is 1 year old."),
        ("2023-12-31T09:00", "2024-02-29T09:00", "This story is 1 month old.", "This story is 2 months old."),
        ("2023-01-01T00:00", "2023-01-31T00:00", "", "This story is 1 month old."),
    ],
)
def test_the_age_changes_at_the_calendar_s_hour_in_the_edition_s_zone(
    at: str, changes: str, before: str, after: str
) -> None:
    first, then = (datetime.fromisoformat(text).replace(tzinfo=PARIS) for text in (at, changes))
    assert said(first, then - SECOND) == before
    assert said(first, then) == after


def test_of_an_updated_story_the_update_s_age_is_told() -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC)
    now = datetime(2024, 6, 1, tzinfo=UTC)
    assert said(at, now, is_update=True) == "This story was last updated 4 years ago."
    now = datetime(2020, 2, 15, tzinfo=UTC)
    assert said(at, now, is_update=True) == "This story was last updated 1 month ago."


@given(
    st.timedeltas(timedelta(0), timedelta(days=25_000)),
    st.timedeltas(timedelta(0), timedelta(days=20_000)),
)
def test_the_sentence_stands_until_the_instant_that_is_named_and_not_after(
    since_1990: timedelta, age: timedelta
) -> None:
    at = datetime(1990, 1, 1, tzinfo=UTC) + since_1990
    notice, changes = age_notice(at, at + age, PARIS, is_update=False)
    assert changes > at + age
    assert said(at, changes - timedelta(microseconds=1)) == notice
    assert said(at, changes) != notice


@pytest.mark.django_db
class TestPage:
    def notice(self, client: Client, path: str) -> str:
        found = soup(client.get(path)).select_one(".title-block__note--age")
        return found.get_text() if found else ""

    def test_the_page_tells_from_the_thirtieth_day_on(self, client: Client, site_clock: SiteClock) -> None:
        story = make_article(published=True)
        begins = site_clock.now + timedelta(days=30)
        site_clock.forward_to(begins - timedelta(minutes=1))
        assert self.notice(client, path_of(story)) == ""
        site_clock.forward_to(begins + timedelta(minutes=1))
        assert self.notice(client, path_of(story)) == "This story is 1 month old."

    def test_the_page_is_kept_no_longer_than_the_notice_is_true(
        self, client: Client, site_clock: SiteClock
    ) -> None:
        story = make_article(published=True)
        begins = age_notice(site_clock.now, site_clock.now, PARIS, is_update=False)[1]
        site_clock.forward_to(begins - timedelta(hours=1))
        assert client.get(path_of(story))["Cache-Control"] == "public, max-age=5"
        site_clock.forward_to(begins - timedelta(seconds=3))
        kept = re.fullmatch(r"public, max-age=(\d)", client.get(path_of(story))["Cache-Control"])
        assert kept is not None
        assert int(kept[1]) < 5

    def test_between_two_changes_the_page_is_the_same_to_the_byte(
        self, client: Client, site_clock: SiteClock
    ) -> None:
        story = make_article(published=True)
        site_clock.forward_to((site_clock.now + timedelta(days=800)).replace(hour=12))
        first = client.get(path_of(story))
        # The date at the top is the day's; the age must not move within it.
        site_clock.forward(seconds=7)
        assert client.get(path_of(story), headers={"If-None-Match": first["ETag"]}).status_code == 304

    def test_what_keeps_is_not_called_old(self, client: Client, site_clock: SiteClock) -> None:
        for genre in ("feature", "explainer", "review", "blog", "sponsored"):
            story = make_article(f"A {genre}", genre=genre, published=True)
            old = make_article(f"Not a {genre}", genre="opinion", published=True)
            site_clock.forward(days=400)
            assert self.notice(client, path_of(story)) == ""
            assert self.notice(client, path_of(old)) == "This story is 1 year old."

    def test_an_update_makes_it_young_again(self, client: Client, site_clock: SiteClock) -> None:
        story = make_article(published=True)
        site_clock.forward(days=400)
        publishing.publish(story.pk, make_user("editor"), significant=True)
        assert self.notice(client, path_of(story)) == ""
        site_clock.forward(days=70)
        assert self.notice(client, path_of(story)) == "This story was last updated 2 months ago."
