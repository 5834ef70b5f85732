from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles import publishing
from articles.body.cleaning import clean_body
from articles.models import Article
from articles.revisions import save_revision
from tests.articles.published.pages import path_of
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

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

FORMATS = ["rss.xml", "atom.xml", "feed.json"]
SITE = "http://localhost:8000"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def rss_items(response: HttpResponse) -> list[etree._Element]:
    return list(etree.fromstring(response.content).iter("item"))


def titles(client: Client, path: str = "/feed/rss.xml") -> list[str]:
    return [item.findtext("title") or "" for item in rss_items(client.get(path))]


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_carries_the_story_whole_with_its_authors_tags_and_dates(
    client: Client, format: str
) -> None:
    story = make_article(
        "Council votes", by=make_author("Mara Ellsworth"), tags=[make_tag("rivers")], published=True
    )
    feed = feedparser.parse(client.get(f"/feed/{format}").content) if format != "feed.json" else None
    if feed is None:
        [item] = json.loads(client.get("/feed/feed.json").content)["items"]
        assert item["url"] == SITE + path_of(story)
        assert "voted an hour later" in item["content_html"]
        assert item["authors"] == [{"name": "Mara Ellsworth", "url": f"{SITE}/author/mara-ellsworth/"}]
        assert item["tags"] == ["Politics", "rivers"]
        assert item["date_published"] == item["date_modified"]
        return
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.link == SITE + path_of(story)
    assert "voted an hour later" in entry.content[0].value
    assert entry.author == "Mara Ellsworth"
    assert [tag.term for tag in entry.tags] == ["Politics", "rivers"]
    assert entry.summary == "What was decided, and why."
    assert entry.published_parsed == entry.updated_parsed


@pytest.mark.parametrize(
    ("format", "type"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
    ],
)
def test_a_feed_says_what_it_is_even_when_it_is_empty(client: Client, format: str, type: str) -> None:
    make_edition()
    response = client.get(f"/feed/{format}")
    assert (response.status_code, response["Content-Type"]) == (200, type)


def test_the_description_comes_before_the_whole_text(client: Client) -> None:
    make_article(published=True)
    [item] = rss_items(client.get("/feed/rss.xml"))
    tags = [child.tag for child in item]
    assert tags.index("description") < tags.index(CONTENT)


def test_pictures_and_links_of_the_body_have_whole_addresses(client: Client) -> None:
    image = make_image(rendered=True)
    other = make_article("The other story", published=True)
    body = (
        '<p>See <a href="/about/">about us</a>.</p>'
        f'<figure data-news="image" data-image-id="{image.pk}"><figcaption>At dusk</figcaption></figure>'
        f'<aside data-news="related" data-articles="{other.pk}"></aside>'
    )
    make_article("With parts", body=body, published=True)
    html = rss_items(client.get("/feed/rss.xml"))[0].findtext(CONTENT) or ""
    tree = etree.HTML(html)
    assert [a.get("href") for a in tree.iter("a")] == [f"{SITE}/about/", SITE + path_of(other)]
    [img] = tree.iter("img")
    assert str(img.get("src")).startswith(f"{SITE}/media/")
    assert img.get("alt") == "A bridge at dusk"
    assert "At dusk" in html
    assert "<script" not in html
    assert "style=" not in html


def test_the_enclosure_has_the_true_length_of_its_file(client: Client) -> None:
    make_article(images=[make_image(rendered=True)], published=True)
    [item] = rss_items(client.get("/feed/rss.xml"))
    enclosure = item.find("enclosure")
    assert enclosure is not None
    file = client.get(str(enclosure.get("url")).removeprefix(SITE))
    assert int(str(enclosure.get("length"))) == len(b"".join(file.streaming_content))
    assert enclosure.get("type") == file["Content-Type"]


def test_the_guid_stays_when_the_story_changes(client: Client) -> None:
    editor = make_user("editor")
    story = make_article("First words", published=True)
    before = rss_items(client.get("/feed/rss.xml"))[0].findtext("guid")
    Article.objects.filter(pk=story.pk).update(headline="Other words", slug="other")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor)
    [item] = rss_items(client.get("/feed/rss.xml"))
    assert item.findtext("title") == "Other words"
    assert item.findtext("guid") == before


def test_a_feed_has_the_newest_sixty(client: Client) -> None:
    section = make_section()
    user = make_user()
    for number in range(62):
        make_article(f"Story {number}", section=section, creator=user, published=True)
    assert titles(client) == [f"Story {number}" for number in range(61, 1, -1)]


def test_hidden_stories_are_in_no_feed(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    tag = make_tag("secrets")
    make_article("A draft", tags=[tag])
    make_article("Submitted", tags=[tag], submitted=True)
    scheduled = make_article("Scheduled", tags=[tag])
    publishing.schedule(scheduled.pk, editor, at=site_clock.now + timedelta(hours=1))
    make_article("Public", published=True)
    assert titles(client) == ["Public"]
    assert client.get("/tag/secrets/feed/rss.xml").status_code == 404


@pytest.mark.parametrize("verb", ["withdraw", "unpublish"])
def test_what_is_taken_down_vanishes_from_feeds(client: Client, verb: str) -> None:
    editor = make_user("editor")
    story = make_article("Regretted", published=True)
    make_article("Stays", published=True)
    assert titles(client) == ["Stays", "Regretted"]
    words = {"notice": "It was wrong."} if verb == "withdraw" else {}
    getattr(publishing, verb)(story.pk, editor, **words)
    assert titles(client) == ["Stays"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "where", ["politics", "region/europe", "tag/rivers", "author/mara-ellsworth", "coverage/the-compact"]
)
def test_every_list_has_its_feeds(client: Client, where: str, format: str) -> None:
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    make_article("Listed", by=make_author(), tags=[tag], regions=[make_region("Europe")], published=True)
    make_article("Elsewhere", section=make_section("sports"), published=True)
    response = client.get(f"/{where}/feed/{format}")
    assert response.status_code == 200
    assert "Listed" in response.content.decode()
    assert "Elsewhere" not in response.content.decode()


@pytest.mark.parametrize(
    "where", ["tag/rivers", "author/mara-ellsworth", "coverage/the-compact", "tag/none", "nowhere"]
)
def test_a_list_that_is_not_there_has_no_feed(client: Client, where: str) -> None:
    make_tag("rivers")
    make_author("Mara Ellsworth")
    make_coverage("The Compact")
    assert client.get(f"/{where}/feed/rss.xml").status_code == 404


def test_a_reader_that_has_the_feed_is_told_so(client: Client, site_clock: SiteClock) -> None:
    make_article(published=True)
    site_clock.forward(minutes=5)
    first = client.get("/feed/rss.xml")
    assert client.get("/feed/rss.xml", headers={"If-None-Match": first["ETag"]}).status_code == 304
    by_date = client.get("/feed/rss.xml", headers={"If-Modified-Since": first["Last-Modified"]})
    assert by_date.status_code == 304
    assert by_date["Last-Modified"] == first["Last-Modified"]


def test_taking_a_story_down_is_a_change_by_date_too(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    old = make_article("Old", published=True)
    make_article("New", published=True)
    site_clock.forward(minutes=5)
    date = client.get("/feed/rss.xml")["Last-Modified"]
    publishing.unpublish(old.pk, editor)
    response = client.get("/feed/rss.xml", headers={"If-Modified-Since": date})
    assert response.status_code == 200
    assert b"Old" not in response.content


def test_two_changes_in_one_second_are_not_taken_for_one(client: Client, site_clock: SiteClock) -> None:
    make_article("One", published=True)
    date = client.get("/feed/rss.xml")["Last-Modified"]
    make_article("Two", published=True)
    site_clock.forward(minutes=5)
    response = client.get("/feed/rss.xml", headers={"If-Modified-Since": date})
    assert b"Two" in response.content


def test_a_feed_costs_the_same_however_many_stories_it_has(client: Client) -> None:
    image = make_image(rendered=True)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/feed/rss.xml").status_code == 200
        return len(captured)

    first = make_article("Zero", images=[image], by=make_author("A A"), tags=[make_tag("t0")], published=True)
    make_article(
        "With a box",
        body=f'<p>x</p><aside data-news="related" data-articles="{first.pk}"></aside>',
        published=True,
    )
    few = queries()
    for number in range(8):
        body = f'<p>x</p><aside data-news="related" data-articles="{first.pk}"></aside>'
        make_article(
            f"N {number}",
            images=[image],
            body=body,
            by=make_author(f"B {number}"),
            tags=[make_tag(f"n{number}")],
            published=True,
        )
    assert queries() == few
    assert few <= 12


def test_words_that_xml_cannot_hold_do_not_break_a_feed(client: Client) -> None:
    make_article("Bell \x07 and ]]> end & <b>", body=clean_body("<p>a ]]> b</p>"), published=True)
    [item] = rss_items(client.get("/feed/rss.xml"))
    assert item.findtext("title") == "Bell  and ]]> end & <b>"
    assert client.get("/feed/atom.xml").status_code == 200


def test_a_very_long_story_does_not_make_a_feed_too_long(client: Client) -> None:
    make_article("Endless", body="<p>" + "word " * 200_000 + "</p>", published=True)
    response = client.get("/feed/rss.xml")
    assert b"Endless" in response.content
    assert len(response.content) < 2_000_000


def test_pages_name_their_own_feed_and_the_edition_s(client: Client) -> None:
    make_article(published=True)
    page = client.get("/politics/").content.decode()
    assert (
        f'type="application/rss+xml" title="Politics | The en edition" href="{SITE}/politics/feed/rss.xml"'
        in page
    )
    assert f'title="The en edition" href="{SITE}/feed/rss.xml"' in page


def test_another_edition_has_its_own_feed_in_its_language(client: Client) -> None:
    arabic = make_edition("ar")
    make_article("English story", published=True)
    make_article("قصة عربية", edition=arabic, section=make_section("akhbar", arabic), published=True)
    response = client.get("/ar/feed/rss.xml")
    assert etree.fromstring(response.content).findtext("channel/language") == "ar"
    [item] = rss_items(response)
    assert item.findtext("title") == "قصة عربية"
    assert str(item.findtext("link")).startswith(f"{SITE}/ar/akhbar/")
