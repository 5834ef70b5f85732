"""The page of a coverage: what editors chose stands before the list, and belongs to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from articles import jobs, publishing
from articles.sections.models import Coverage, CoverageName, CoveragePart
from tests.articles.published.pages import path_of, soup
from tests.factories import (
    make_article,
    make_coverage,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
AT = "/coverage/the-compact/"


def dossier(client: Client, at: str = AT) -> BeautifulSoup:
    response = client.get(at)
    assert response.status_code == 200
    return soup(response)


def links(part: Tag | None) -> list[str]:
    return [str(a["href"]) for a in part.select("a[href]")] if part else []


def cards(part: Tag | None) -> list[str]:
    return [str(a["href"]) for a in part.select(".card__headline a")] if part else []


def choose(coverage: Coverage, **chosen: list[int]) -> None:
    """As the desk does: save, and have the lists brought in line."""
    for name, ids in chosen.items():
        setattr(coverage, name, ids)
    coverage.save()
    jobs.relist_coverage(coverage.pk)


@pytest.fixture
def stories(site_clock: SiteClock) -> list[Article]:
    """Four stories of one tag, an hour apart, the oldest first."""
    tag = make_tag("water")
    make_coverage("The Compact", tag_ids=[tag.pk])
    made = []
    for number in range(4):
        made.append(make_article(f"Story {number}", tags=[tag], published=True))
        site_clock.forward(hours=1)
    return made


def the_coverage() -> Coverage:
    return Coverage.objects.get(name="The Compact")


def test_pinned_stories_come_first_in_their_order_and_not_again_in_the_list(
    client: Client, stories: list[Article]
) -> None:
    choose(the_coverage(), pinned_ids=[stories[0].pk, stories[2].pk])
    page = dossier(client)
    assert cards(page.select_one(".dossier-pinned")) == [path_of(stories[0]), path_of(stories[2])]
    assert cards(page.select_one(".rows")) == [path_of(stories[3]), path_of(stories[1])]


def test_key_stories_make_a_timeline_by_the_day_of_their_first_publication(
    client: Client, stories: list[Article]
) -> None:
    choose(the_coverage(), key_ids=[stories[3].pk, stories[0].pk])
    timeline = dossier(client).select_one("main .timeline")
    assert links(timeline) == [path_of(stories[0]), path_of(stories[3])]
    assert len(timeline.select("time[datetime]")) == 2


def test_its_sections_stand_in_their_order_and_no_story_is_a_card_twice(
    client: Client, stories: list[Article]
) -> None:
    coverage = the_coverage()
    parts = (("Second", 2, [stories[1].pk, stories[0].pk]), ("First", 1, [stories[0].pk, stories[2].pk]))
    for heading, position, ids in parts:
        CoveragePart.objects.create(
            of=coverage, edition=make_edition(), heading=heading, position=position, article_ids=ids
        )
    page = dossier(client)
    shown = [(part.h2.get_text(), cards(part)) for part in page.select(".dossier-part")]
    assert shown == [
        ("First", [path_of(stories[0]), path_of(stories[2])]),
        ("Second", [path_of(stories[1])]),
    ]
    assert cards(page.select_one(".rows")) == [path_of(stories[3])]


def test_a_section_of_another_edition_is_not_on_the_page(client: Client, stories: list[Article]) -> None:
    CoveragePart.objects.create(
        of=the_coverage(), edition=make_edition("ar"), heading="خلفية", article_ids=[stories[0].pk]
    )
    assert dossier(client).select(".dossier-part") == []


def test_the_picture_and_the_explainer_stand_above_the_list(client: Client, stories: list[Article]) -> None:
    image = make_image(rendered=True, credit="R. Vale")
    Coverage.objects.update(hero=image)
    CoverageName.objects.update(
        description="Who shares the river.",
        explainer="It began in 1974.\r\n\r\n<b>Then</b> came the drought.",
    )
    page = dossier(client)
    hero = page.select_one(".dossier-hero img")
    assert (hero["alt"], hero["fetchpriority"]) == ("A bridge at dusk", "high")
    assert len(page.select('img[fetchpriority="high"]')) == 1
    assert "R. Vale" in page.select_one(".dossier-hero").get_text()
    told = [p.get_text() for p in page.select(".dossier-background__text p")]
    assert told == ["It began in 1974.", "<b>Then</b> came the drought."]
    assert page.select_one(".page-head__description").get_text() == "Who shares the river."


def test_a_story_that_is_named_belongs_to_the_coverage_whatever_its_tags(
    client: Client, stories: list[Article]
) -> None:
    other = make_article("Of no tag", published=True)
    choose(the_coverage(), key_ids=[other.pk])
    assert path_of(other) in cards(dossier(client).select_one(".with-rail__main"))
    assert "Of no tag" in client.get(f"{AT}feed/rss.xml").content.decode()


def test_a_story_that_is_left_out_is_neither_on_the_page_nor_in_the_feed_nor_counted(
    client: Client, stories: list[Article], site_clock: SiteClock
) -> None:
    choose(the_coverage(), excluded_ids=[stories[3].pk])
    site_clock.forward(minutes=1)
    assert path_of(stories[3]) not in links(dossier(client).select_one(".with-rail__main"))
    assert "Story 3" not in client.get(f"{AT}feed/rss.xml").content.decode()


def test_a_story_that_is_not_public_shows_nowhere_though_it_is_named(
    client: Client, stories: list[Article]
) -> None:
    draft = make_article("Not yet")
    editor = make_user("editor")
    publishing.unpublish(stories[1].pk, editor)
    coverage = the_coverage()
    named = [draft.pk, stories[1].pk, 987_654]
    CoveragePart.objects.create(of=coverage, edition=make_edition(), heading="Empty", article_ids=named)
    before = client.get(AT).content
    choose(coverage, pinned_ids=named, key_ids=named)
    page = dossier(client)
    assert "Not yet" not in page.get_text()
    assert page.select(".dossier-pinned, .dossier-part, main .timeline") == []
    assert client.get(AT).content == before


def test_the_later_pages_are_the_list_alone(client: Client, site_clock: SiteClock) -> None:
    tag = make_tag("water")
    coverage = make_coverage("The Compact", tag_ids=[tag.pk])
    CoverageName.objects.update(explainer="It began in 1974.")
    made = [make_article(f"Story {n}", tags=[tag], published=True) for n in range(25)]
    choose(coverage, pinned_ids=[made[24].pk], key_ids=[made[0].pk])
    later = dossier(client, f"{AT}?page=2")
    assert later.select(".dossier-pinned, .dossier-background, .dossier-hero, .dossier-part") == []
    assert cards(later.select_one(".rows")) == [path_of(made[0])]


def test_a_coverage_of_which_nothing_more_is_told_leads_with_its_newest_story(
    client: Client, stories: list[Article]
) -> None:
    page = dossier(client)
    assert cards(page.select_one(".list-lead")) == [path_of(stories[3])]
    assert page.select(".dossier-pinned, .dossier-background, .dossier-hero, .dossier-part") == []


def test_one_that_begins_later_has_no_page_and_is_named_nowhere(
    client: Client, site_clock: SiteClock
) -> None:
    story = make_article(published=True)
    begins = site_clock.now + timedelta(hours=1)
    coverage = make_coverage("The Compact", public_from=begins)
    choose(coverage, pinned_ids=[story.pk])
    assert client.get(AT).status_code == 404
    site_clock.forward(hours=2)
    assert cards(dossier(client).select_one(".dossier-pinned")) == [path_of(story)]


def test_in_another_language_than_the_library_s_the_picture_is_called_as_the_coverage(
    client: Client, stories: list[Article]
) -> None:
    arabic = make_edition("ar", position=1)
    coverage = the_coverage()
    Coverage.objects.update(hero=make_image(rendered=True))
    CoverageName.objects.create(of=coverage, edition=arabic, name="ميثاق النهر", slug="river")
    section = make_section("akhbar", arabic)
    make_article("قصة", section=section, tags=list(stories[0].tags.all()), published=True)
    read = soup(client.get("/ar/coverage/river/"))
    assert read.select_one(".dossier-hero img")["alt"] == "ميثاق النهر"
    assert read.select_one('meta[property="og:image:alt"]')["content"] == "ميثاق النهر"
