from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from articles import publishing
from articles.models import Article, Correction
from articles.published.sitemaps import NEWS_URLS
from articles.revisions import save_revision
from newsroom.pages.models import Page
from tests.articles.published.awkward import NAME, Newsroom
from tests.articles.published.pages import path_of
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)
from tests.schemas import schema_faults

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def read(client: Client, path: str) -> etree._Element:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    assert schema_faults(response.content) == []
    return etree.fromstring(response.content)


def locations(client: Client, path: str) -> list[str]:
    found = read(client, path).xpath("//s:loc/text()", namespaces=NAMES)
    return [str(location).removeprefix(SITE) for location in found]


def month_of(clock: SiteClock) -> str:
    return f"{clock.now:%Y-%m}"


def test_the_index_names_sitemaps_that_are_there(client: Client, site_clock: SiteClock) -> None:
    make_article(published=True)
    named = locations(client, "/sitemap.xml")
    assert named == [
        "/sitemaps/news-en.xml",
        "/sitemaps/sections-en.xml",
        f"/sitemaps/articles-en-{month_of(site_clock)}.xml",
    ]
    assert [client.get(path).status_code for path in named] == [200, 200, 200]


def test_every_address_in_a_sitemap_answers_200(client: Client, site_clock: SiteClock) -> None:
    make_edition("ar")
    make_section("empty")
    make_article(by=make_author(), tags=[make_tag("rivers")], published=True)
    for sitemap in locations(client, "/sitemap.xml"):
        for path in locations(client, sitemap):
            response = client.get(path)
            assert response.status_code == 200, path
            assert b"noindex" not in response.content, path


def test_news_is_what_was_first_published_in_the_last_48_hours(client: Client, site_clock: SiteClock) -> None:
    old = make_article("Old", published=True)
    site_clock.forward(hours=47)
    new = make_article("New", published=True)
    assert locations(client, "/sitemaps/news-en.xml") == [path_of(new), path_of(old)]
    site_clock.forward(hours=1)
    assert locations(client, "/sitemaps/news-en.xml") == [path_of(new)]


def test_an_update_does_not_make_an_old_story_news(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    story = make_article("Old", published=True)
    site_clock.forward(hours=72)
    Article.objects.filter(pk=story.pk).update(headline="Old but edited", slug="old")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor)
    assert locations(client, "/sitemaps/news-en.xml") == []


def test_a_news_entry_has_the_edition_s_name_its_language_and_the_headline_alone(client: Client) -> None:
    make_edition("en", name="The Daily Meridian", language="en-GB")
    make_article("Council votes", published=True)
    entry = read(client, "/sitemaps/news-en.xml")
    assert entry.findtext(".//news:publication/news:name", namespaces=NAMES) == "The Daily Meridian"
    assert entry.findtext(".//news:publication/news:language", namespaces=NAMES) == "en"
    assert entry.findtext(".//news:title", namespaces=NAMES) == "Council votes"
    date = entry.findtext(".//news:publication_date", namespaces=NAMES)
    assert date is not None
    assert date.endswith("+00:00")


def test_the_news_sitemap_stays_within_its_limit() -> None:
    assert NEWS_URLS <= 1000


def test_lastmod_is_the_update_that_readers_see(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    story = make_article("Lasting", published=True)
    path = f"/sitemaps/articles-en-{month_of(site_clock)}.xml"
    before = read(client, path).findtext(".//s:lastmod", namespaces=NAMES)
    site_clock.forward(minutes=5)
    Article.objects.filter(pk=story.pk).update(standfirst="A comma, set.", slug="lasting")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor, significant=False)
    assert read(client, path).findtext(".//s:lastmod", namespaces=NAMES) == before
    publishing.publish(story.pk, editor)
    assert read(client, path).findtext(".//s:lastmod", namespaces=NAMES) != before


def test_a_story_s_picture_is_named_by_its_whole_address(client: Client, site_clock: SiteClock) -> None:
    make_article(images=[make_image(rendered=True)], published=True)
    [location] = read(client, "/sitemaps/news-en.xml").xpath("//image:loc/text()", namespaces=NAMES)
    assert client.get(str(location).removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "gone"])
def test_what_is_not_public_is_in_no_sitemap(client: Client, site_clock: SiteClock, state: str) -> None:
    editor = make_user("editor")
    story = make_article("Unseen", by=make_author(), tags=[make_tag("rivers")])
    if state == "scheduled":
        publishing.schedule(story.pk, editor, at=site_clock.now + timedelta(hours=1))
    if state in ("withdrawn", "gone"):
        publishing.publish(story.pk, editor)
        if state == "gone":
            publishing.unpublish(story.pk, editor)
        else:
            publishing.withdraw(story.pk, editor, notice="It was wrong.")
    everything = [
        path for sitemap in locations(client, "/sitemap.xml") for path in locations(client, sitemap)
    ]
    assert everything == ["/", "/breaking/", "/most-read/", "/contact/"]


def test_what_editors_wrote_of_the_newsroom_is_in_the_sitemap_of_lists(client: Client) -> None:
    edition, arabic = make_edition(), make_edition("ar")
    for slug in ("about", "standards", "contact"):
        Page.objects.create(edition=edition, slug=slug, headline=slug, body="<p>Us.</p>")
    Page.objects.create(edition=edition, slug="hidden", headline="Hidden", body="<p>Us.</p>", is_shown=False)
    Page.objects.create(edition=arabic, slug="about", headline="About", body="<p>Us.</p>")
    found = locations(client, "/sitemaps/sections-en.xml")
    assert found == ["/", "/breaking/", "/most-read/", "/about/", "/contact/", "/standards/"]
    assert [client.get(path).status_code for path in found] == [200] * 6
    assert "/ar/about/" in locations(client, "/sitemaps/sections-ar.xml")


def test_corrections_are_in_the_sitemap_once_there_is_one(client: Client, site_clock: SiteClock) -> None:
    story = make_article(published=True)
    assert "/corrections/" not in locations(client, "/sitemaps/sections-en.xml")
    Correction.objects.create(article=story, text="It was 1911.", at=site_clock.now)
    save_revision(story, story.creator)
    publishing.publish(story.pk, make_user("editor"))
    assert "/corrections/" in locations(client, "/sitemaps/sections-en.xml")


def test_editions_have_sitemaps_of_their_own(client: Client, site_clock: SiteClock) -> None:
    arabic = make_edition("ar")
    make_article("English", published=True)
    story = make_article("قصة", edition=arabic, section=make_section("akhbar", arabic), published=True)
    assert "/sitemaps/news-ar.xml" in locations(client, "/sitemap.xml")
    [path] = locations(client, "/sitemaps/news-ar.xml")
    assert path.startswith(f"/ar/akhbar/{story.pk}/")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "news-xx",
        "sections-xx",
        "articles-en-1999-01",
        "articles-en-2026-13",
        "articles-en-2026-00",
        "articles-en-2026-11-1",
        "articles-en-2026-11-99",
        "articles-en",
        "other",
    ],
)
def test_a_sitemap_that_is_not_there_is_not_found(client: Client, name: str) -> None:
    make_edition()
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


@pytest.mark.parametrize(
    "path", ["sitemap.xml", "robots.txt", "sitemaps/news-en.xml", ".well-known/security.txt"]
)
def test_what_belongs_to_the_host_is_not_below_an_edition(client: Client, path: str) -> None:
    make_edition()
    make_edition("ar")
    assert client.get(f"/{path}").status_code == 200
    assert client.get(f"/ar/{path}").status_code == 404


def test_sitemaps_of_awkward_words_keep_their_formats(client: Client, site_clock: SiteClock) -> None:
    newsroom = Newsroom("story", "gallery")
    for path in locations(client, "/sitemap.xml"):
        assert len(client.get(path).content) <= 50 * 1024 * 1024
        read(client, path)
    found = read(client, "/sitemaps/news-en.xml")
    assert {name.text for name in found.iter(f"{{{NAMES['news']}}}name")} == {NAME}
    headlines = {story.headline for story in newsroom.stories.values()}
    assert {title.text for title in found.iter(f"{{{NAMES['news']}}}title")} == headlines


def test_an_empty_news_sitemap_is_valid(client: Client) -> None:
    make_edition()
    assert locations(client, "/sitemaps/news-en.xml") == []


@pytest.mark.parametrize(
    "url",
    [
        "<url/>",
        "<url><loc>/relative/</loc></url>",
        "<url><loc>http://localhost/أ/</loc></url>",
        "<url><loc>http://localhost/a/</loc><priority>1</priority></url>",
        "<url><loc>http://localhost/a/</loc><lastmod>2026-01-01T00:00:00</lastmod></url>",
        "<url><loc>http://localhost/a/</loc><news:news><news:title>x</news:title></news:news></url>",
        "<url><loc>http://localhost/a/</loc><image:image><image:caption>x</image:caption></image:image></url>",
        "<url><loc>http://localhost/a/</loc></url>" * 2,
    ],
)
def test_the_schemas_refuse_what_the_formats_do_not_know(url: str) -> None:
    spaces = f'xmlns="{NAMES["s"]}" xmlns:news="{NAMES["news"]}" xmlns:image="{NAMES["image"]}"'
    good = "<url><loc>http://localhost/b/</loc></url>"
    assert schema_faults(f"<urlset {spaces}>{good}</urlset>".encode()) == []
    assert schema_faults(f"<urlset {spaces}>{good}{url}</urlset>".encode()) != []


def test_a_tag_with_few_stories_is_in_no_sitemap(client: Client, site_clock: SiteClock) -> None:
    tag = make_tag("rivers")
    for number in range(2):
        make_article(f"Story {number}", tags=[tag], published=True)
    assert "/tag/rivers/" not in locations(client, "/sitemaps/sections-en.xml")
    make_article("A third", tags=[tag], published=True)
    assert "/tag/rivers/" in locations(client, "/sitemaps/sections-en.xml")


def test_robots_lead_to_the_sitemaps_and_close_what_is_no_page(client: Client) -> None:
    make_edition()
    make_edition("ar")
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
    for path in (
        "/",
        "/politics/",
        "/search/?q=x",
        "/ar/",
        "/feed/rss.xml",
        "/media/x.jpg",
        "/sitemaps/news-en.xml",
    ):
        assert rules.can_fetch("Googlebot", path), path
    for path in (
        "/admin/",
        "/admin/articles/",
        "/api/v1/",
        "/stream/",
        "/ar/stream/",
        "/beacon/",
        "/breaking.json",
    ):
        assert not rules.can_fetch("Googlebot", path), path
    assert not rules.can_fetch("GPTBot", "/")
