"""Lists follow labels that change after a story was published, and what was shown before stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from articles.published.lists import ListKey, newest
from articles.published.models import Listing
from articles.published.moment import clock_reading, desk_moment
from articles.published.places import read_labels, relist
from tests.factories import make_article, make_author, make_coverage, make_region, make_section, make_tag

if TYPE_CHECKING:
    from datetime import datetime

    from articles.models import Article
    from articles.sections.models import Coverage
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def listed(article: Article, kind: str, target: int, at: datetime | None = None) -> list[int]:
    return newest(desk_moment(at), [(ListKey(kind, target, article.edition_id), 9)])[0]


def relisted(article: Article, clock: SiteClock) -> int:
    return relist(article.pk, clock.read(), read_labels())


def choose(coverage: Coverage, *tags: int) -> None:
    coverage.tag_ids = list(tags)
    coverage.save()


def test_a_coverage_that_is_widened_takes_stories_in(site_clock: SiteClock) -> None:
    tag = make_tag("rivers")
    article = make_article(tags=[tag], published=True)
    coverage = make_coverage()
    assert relisted(article, site_clock) == 0
    choose(coverage, tag.pk)
    assert relisted(article, site_clock) == 1
    assert listed(article, "coverage", coverage.pk) == [article.pk]
    assert relisted(article, site_clock) == 0


def test_a_coverage_chosen_again_shows_no_story_twice_at_any_moment(site_clock: SiteClock) -> None:
    tag = make_tag("rivers")
    coverage = make_coverage(tag_ids=[tag.pk])
    article = make_article(tags=[tag], published=True)
    within = site_clock.forward(hours=1)
    choose(coverage)
    relisted(article, site_clock)
    without = site_clock.forward(hours=1)
    choose(coverage, tag.pk)
    site_clock.forward(hours=1)
    relisted(article, site_clock)
    assert listed(article, "coverage", coverage.pk) == [article.pk]
    assert listed(article, "coverage", coverage.pk, within) == [article.pk]
    assert len(listed(article, "coverage", coverage.pk, without)) <= 1


@pytest.mark.parametrize("kind", ["tag", "author", "region"])
def test_stories_of_a_merged_label_are_listed_under_the_other(site_clock: SiteClock, kind: str) -> None:
    make = {"tag": make_tag, "author": make_author, "region": make_region}[kind]
    one, other = make("Rivers"), make("Water")
    fields = {"tag": {"tags": [one, other]}, "author": {"by": one}, "region": {"regions": [one]}}[kind]
    article = make_article(published=True, **fields)  # type: ignore[arg-type]
    one.merged_into = other
    one.save()
    assert relisted(article, site_clock) > 0
    assert listed(article, kind, one.pk) == []
    assert listed(article, kind, other.pk) == [article.pk]
    assert relisted(article, site_clock) == 0


def test_labels_merged_in_a_circle_do_not_hang(site_clock: SiteClock) -> None:
    one, other = make_tag("rivers"), make_tag("water")
    one.merged_into, other.merged_into = other, one
    one.save()
    other.save()
    article = make_article(tags=[one], published=True)
    assert listed(article, "edition", 0) == [article.pk]


def test_a_section_given_another_parent_takes_its_stories_along(site_clock: SiteClock) -> None:
    news, life = make_section("news"), make_section("life")
    economy = make_section("economy", parent=news)
    article = make_article(section=economy, published=True)
    economy.parent = life
    economy.save()
    assert relisted(article, site_clock) == 2
    assert [listed(article, "section", s.pk) for s in (news, life, economy)] == [
        [],
        [article.pk],
        [article.pk],
    ]


def test_a_minor_edit_writes_no_listing(site_clock: SiteClock) -> None:
    from articles import publishing
    from tests.factories import make_user

    editor = make_user("editor")
    article = make_article(tags=[make_tag()], published=True)
    before = list(Listing.objects.order_by("pk").values())
    publishing.publish(article.pk, editor, significant=False)
    assert list(Listing.objects.order_by("pk").values()) == before
    assert clock_reading("default") <= site_clock.now
