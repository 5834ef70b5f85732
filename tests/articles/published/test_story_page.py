"""What stands on a story's page: how long it takes, whose it is, what else there is, how it is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from articles import publishing
from articles.models import Source
from articles.revisions import save_revision
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_coverage, make_edition, make_section, make_tag, make_user

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def page_of(client: Client, story: Article) -> BeautifulSoup:
    response = client.get(path_of(story))
    assert response.status_code == 200
    return soup(response)


def paragraphs(count: int) -> str:
    return "".join(f"<p>Paragraph {number}.</p>" for number in range(1, count + 1))


@pytest.mark.parametrize(
    ("words", "pace", "shown"),
    [
        (1, 200, "1 Min Read"),
        (200, 200, "1 Min Read"),
        (201, 200, "2 Min Read"),
        (435, 200, "3 Min Read"),
        (435, 150, "3 Min Read"),
        (451, 150, "4 Min Read"),
    ],
)
def test_how_long_it_takes_is_its_words_by_the_edition_s_pace_rounded_up(
    client: Client, words: int, pace: int, shown: str
) -> None:
    make_edition(reading_wpm=pace)
    story = make_article(body=f"<p>{'word ' * words}</p>", published=True)
    assert page_of(client, story).select_one(".minutes-read").get_text(strip=True) == shown


def test_without_a_source_there_is_no_word_of_one(client: Client) -> None:
    bare = make_article("Bare", published=True)
    assert "Source:" not in page_of(client, bare).select_one(".byline").get_text()
    story = make_article("Wired")
    Source.objects.create(article=story, name="Agencies")
    save_revision(story, story.creator)
    publishing.publish(story.pk, make_user("editor"))
    items = [li.get_text(" ", strip=True) for li in page_of(client, story).select(".byline > li")]
    assert "Source: Agencies" in items
    assert all(items)


def test_related_stories_are_those_with_the_most_tags_in_common_and_never_the_story_itself(
    client: Client, site_clock: SiteClock
) -> None:
    tags = [make_tag(f"tag {number}") for number in range(3)]
    near = make_article("Near", tags=tags, section=make_section("world"), published=True)
    site_clock.forward(minutes=1)
    far = make_article("Far", tags=tags[:1], section=make_section("world"), published=True)
    site_clock.forward(minutes=1)
    make_article("Of the section", published=True)
    story = make_article("Story", tags=tags, published=True)
    links = page_of(client, story).select(".related a")
    assert [a["href"] for a in links] == [path_of(near), path_of(far)]


def test_what_the_desk_chose_goes_before_what_would_be_found(client: Client) -> None:
    tag = make_tag("rivers")
    make_article("Found", tags=[tag], published=True)
    chosen = make_article("Chosen", section=make_section("world"), published=True)
    story = make_article("Story", tags=[tag], related=[chosen], published=True)
    assert [a["href"] for a in page_of(client, story).select(".related a")] == [path_of(chosen)]


def test_a_story_alone_has_no_box_of_others(client: Client) -> None:
    assert page_of(client, make_article(published=True)).select(".related, .read-next") == []


def test_after_a_sensitive_story_nothing_else_is_offered(client: Client) -> None:
    tag = make_tag("rivers")
    for number in range(5):
        make_article(f"Other {number}", tags=[tag], published=True)
    story = make_article("Story", tags=[tag], is_sensitive=True, published=True)
    assert page_of(client, story).select(".related, .read-next") == []


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 9])
def test_the_box_of_others_stands_after_half_of_the_paragraphs(client: Client, count: int) -> None:
    make_article("Other", published=True)
    body = page_of(client, make_article("Story", body=paragraphs(count), published=True)).select_one(".body")
    before = list(body.select_one(".related").find_previous_siblings("p"))
    assert len(before) == -(-count // 2)


def test_the_box_of_others_never_parts_a_subhead_from_its_paragraph(client: Client) -> None:
    make_article("Other", published=True)
    body = "<p>One.</p><p>Two.</p><h2>Then</h2><p>Three.</p><p>Four.</p>"
    shown = page_of(client, make_article("Story", body=body, published=True)).select_one(".body")
    previous = shown.select_one(".related").find_previous_sibling()
    assert previous.name == "p"


def test_a_story_is_shared_by_plain_links_that_name_it_and_its_one_address(client: Client) -> None:
    headline = 'Ana said "no" & left: a 🌊 النهر story'
    page = page_of(client, make_article(headline, slug="ana", published=True))
    canonical = page.select_one('link[rel="canonical"]')["href"]
    links = [str(a["href"]) for a in page.select(".share a[href]")]
    assert [urlsplit(link).netloc for link in links] == [
        *("x.com", "www.facebook.com", "wa.me", "t.me", "", urlsplit(canonical).netloc)
    ]
    x, facebook, whatsapp, telegram, email, copy = links
    assert parse_qs(urlsplit(x).query) == {"url": [canonical], "text": [headline]}
    assert parse_qs(urlsplit(facebook).query) == {"u": [canonical]}
    assert parse_qs(urlsplit(whatsapp).query) == {"text": [f"{headline} {canonical}"]}
    assert parse_qs(urlsplit(telegram).query) == {"url": [canonical], "text": [headline]}
    assert parse_qs(urlsplit(email).query) == {"subject": [headline], "body": [canonical]}
    assert copy == canonical


def test_every_card_is_one_link_with_its_headline_first(client: Client) -> None:
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    for number in range(12):
        story = make_article(f"Story {number}", tags=[tag], kicker="Rivers", published=True)
    for path in ("/", "/politics/", "/coverage/the-compact/", path_of(story)):
        cards = soup(client.get(path)).select(".card")
        assert len(cards) >= 4, path
        for card in cards:
            assert len(card.select("a")) == 1, path
            assert "card__headline" in card.find(True)["class"], path


def test_the_foot_of_every_page_has_the_same_links_in_the_same_order(client: Client) -> None:
    story = make_article(published=True)
    pages = ["/", "/politics/", path_of(story), "/latest/", "/search/", "/preferences/", "/contact/", "/no/"]
    feet = [[a.get_text(strip=True) for a in soup(client.get(path)).select(".footer a")] for path in pages]
    assert len(feet[0]) > 4
    assert all(foot == feet[0] for foot in feet)


def test_most_read_is_filled_up_by_the_latest_and_is_not_there_without_a_story(
    client: Client, site_clock: SiteClock
) -> None:
    make_edition()
    assert soup(client.get("/latest/")).select(".most-read") == []
    made = []
    for number in range(6):
        made.append(make_article(f"Story {number}", published=True))
        site_clock.forward(minutes=1)
    links = page_of(client, made[5]).select(".most-read .card a")
    assert len(links) <= 4
    assert path_of(made[5]) not in [a["href"] for a in links]
