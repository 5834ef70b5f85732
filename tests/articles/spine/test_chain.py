"""The verbs at random moments, and what readers are shown at random moments, against a model of a few lines."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from articles.published import lists
from articles.published.models import Listing
from tests.articles.spine.asking import SURFACES
from tests.articles.spine.driver import AT_LEAST, VERBS, Driver

if TYPE_CHECKING:
    from datetime import datetime

    from tests.clock import SiteClock


# Each verb is committed, as at a site: in one long transaction every row's past would lie in the way of the next.
pytestmark = pytest.mark.django_db(transaction=True)


def rebuilt(*options: str) -> str:
    out = io.StringIO()
    call_command("rebuild_listings", *options, stdout=out)
    return out.getvalue().strip()


def rows() -> list[Listing]:
    return list(Listing.objects.all())


def ahead_or_open(found: list[Listing], now: datetime) -> set[tuple[object, ...]]:
    """What is not over at `now`. When a row that has begun began does not count: a rebuild cannot know."""
    return {
        (r.kind, r.target_id, r.edition_id, r.article_id, r.sort_at, r.public_until, max(r.public_from, now))
        for r in found
        if r.public_until is None or r.public_until > now
    }


def drive(driver: Driver, steps: int) -> None:
    for _ in range(steps):
        driver.step()
    few = {verb: driver.times(verb) for verb in VERBS if driver.times(verb) < AT_LEAST}
    assert not few, f"too seldom done: {few}, in all {driver.done}, refused {driver.refused}"
    assert not driver.missing()
    few = {name: driver.asked[name] for name in SURFACES if driver.asked[name] < AT_LEAST}
    assert not few, f"too seldom asked: {few}"
    assert rebuilt("--check") == "0 differences"
    before = rows()
    Listing.objects.all().delete()
    rebuilt()
    # The clock goes on with every look at it: both are compared at the last.
    now = driver.clock.now
    assert ahead_or_open(before, now)
    assert ahead_or_open(rows(), now) == ahead_or_open(before, now)
    assert rebuilt("--check") == "0 differences"


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two stories, so that a handful of stories fills several."""
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)


@pytest.mark.long
def test_what_readers_see_is_what_the_verbs_said(site_clock: SiteClock) -> None:
    drive(Driver(random.Random(1), site_clock), 300)


@pytest.mark.sweep
@pytest.mark.long
def test_what_readers_see_is_what_the_verbs_said_over_a_long_time(site_clock: SiteClock) -> None:
    drive(Driver(random.Random(2), site_clock, stories=8), 2000)
