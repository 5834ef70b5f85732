from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from articles import publishing
from articles.tags.models import Tag
from tests.articles.published.pages import headlines
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("site_clock")]

NAMED = ["/tag/rivers/", "/author/mara-ellsworth/", "/coverage/the-compact/"]


def story(**fields: object) -> Article:
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    return make_article("Council votes", tags=[tag], by=make_author("Mara Ellsworth"), **fields)


@pytest.mark.parametrize("path", NAMED)
def test_a_name_s_page_is_there_from_its_first_public_story_to_its_last(client: Client, path: str) -> None:
    editor = make_user("editor")
    article = story()
    never = client.get("/tag/never-was/").content
    assert (client.get(path).status_code, client.get(path).content) == (404, never)
    publishing.publish(article.pk, editor)
    assert headlines(client.get(path)) == ["Council votes"]
    publishing.unpublish(article.pk, editor)
    assert client.get(path).status_code == 404


def test_a_region_s_page_is_there_before_its_first_story(client: Client) -> None:
    make_region("Europe")
    assert client.get("/region/europe/").status_code == 200
    make_article("Council votes", regions=[make_region("Europe")], published=True)
    assert headlines(client.get("/region/europe/")) == ["Council votes"]


def test_names_of_hidden_stories_alone_stand_on_no_page(client: Client) -> None:
    article = story(regions=[make_region("Europe")])
    make_article("Public", published=True)
    for path in ("/", "/authors/", "/coverage/", "/politics/"):
        text = client.get(path).content.decode()
        for name in ("rivers", "Ellsworth", "The Compact", "Europe"):
            assert name not in text, (path, name)
    publishing.publish(article.pk, make_user("editor"))
    assert "Ellsworth" in client.get("/authors/").content.decode()
    assert "The Compact" in client.get("/coverage/").content.decode()
    assert "Europe" in client.get("/").content.decode()


def test_a_coverage_is_there_from_its_own_day_on(client: Client, site_clock: SiteClock) -> None:
    tag = make_tag("rivers")
    make_coverage("Later", tag_ids=[tag.pk], public_from=site_clock.now + timedelta(hours=1))
    make_article(tags=[tag], published=True)
    assert client.get("/coverage/later/").status_code == 404
    site_clock.forward(hours=1)
    assert client.get("/coverage/later/").status_code == 200


def test_a_merged_tag_leads_to_what_it_was_merged_into(client: Client) -> None:
    kept, merged = make_tag("rivers"), make_tag("streams")
    Tag.objects.filter(pk=merged.pk).update(merged_into=kept)
    make_article("Council votes", tags=[merged], published=True)
    assert client.get("/tag/streams/")["Location"] == "/tag/rivers/"
    assert client.get("/tag/streams/feed/rss.xml")["Location"] == "/tag/rivers/feed/rss.xml"
    assert headlines(client.get("/tag/rivers/")) == ["Council votes"]


def test_a_proposed_tag_has_no_page(client: Client) -> None:
    make_article(tags=[make_tag("perhaps", is_proposed=True)], published=True)
    assert client.get("/tag/perhaps/").status_code == 404


def test_a_section_has_the_stories_of_its_parts(client: Client) -> None:
    parent = make_section("news")
    child = make_section("politics", parent=parent)
    make_article("In politics", section=child, published=True)
    make_article("In sports", section=make_section("sports"), published=True)
    assert headlines(client.get("/news/")) == ["In politics"]
    assert headlines(client.get("/news/politics/")) == ["In politics"]


def test_an_update_moves_a_story_up_and_a_minor_edit_does_not(client: Client) -> None:
    editor = make_user("editor")
    old = make_article("Old", published=True)
    make_article("New", published=True)
    publishing.publish(old.pk, editor, significant=False)
    assert headlines(client.get("/latest/")) == ["New", "Old"]
    publishing.publish(old.pk, editor)
    assert headlines(client.get("/latest/")) == ["Old", "New"]


def test_corrected_stories_are_listed_by_their_correction(client: Client) -> None:
    editor = make_user("editor")
    first, second = make_article("First", published=True), make_article("Second", published=True)
    make_article("Never wrong", published=True)
    publishing.correct(second.pk, editor, text="It was Tuesday.")
    publishing.correct(first.pk, editor, text="It was Monday.")
    assert headlines(client.get("/corrections/")) == ["First", "Second"]


def test_live_blogs_are_listed(client: Client) -> None:
    make_article("As it happens", kind="live", published=True)
    make_article("A story", published=True)
    assert headlines(client.get("/live-blogs/")) == ["As it happens"]


def test_a_withdrawn_story_is_in_no_list(client: Client) -> None:
    article = story(published=True)
    make_article("Stays", published=True)
    publishing.withdraw(article.pk, make_user("editor"), notice="It was wrong.")
    for path in (
        "/",
        "/politics/",
        "/latest/",
        "/most-read/",
        "/search/?q=council",
        "/feed/rss.xml",
        "/nothing/",
    ):
        assert "Council votes" not in client.get(path).content.decode(), path


def test_no_story_stands_twice_on_a_story_s_page(client: Client) -> None:
    tag, section, user = make_tag("rivers"), make_section(), make_user()
    for number in range(30):
        make_article(f"Story {number}", section=section, creator=user, tags=[tag], published=True)
    last = make_article("The one", section=section, creator=user, tags=[tag], published=True)
    page = BeautifulSoup(client.get(f"/politics/{last.pk}/the-one/").content.decode(), "lxml")
    links = [
        a["href"]
        for a in page.select("main a[href]")
        if str(a["href"]).split("/")[2:3] and "/story-" in str(a["href"])
    ]
    assert len(links) == len(set(links)) > 6
    assert not [a for a in page.select("main a[href]") if a["href"] == f"/politics/{last.pk}/the-one/"]


def test_no_story_stands_twice_on_the_front(client: Client) -> None:
    user = make_user()
    for slug in ("politics", "sports"):
        for number in range(10):
            make_article(f"{slug} {number}", section=make_section(slug), creator=user, published=True)
    page = BeautifulSoup(client.get("/").content.decode(), "lxml")
    # Most Read is an order of its own, and repeats what the page shows already.
    for rail in page.select(".most-read"):
        rail.decompose()
    links = [str(a["href"]) for a in page.select("main h2 a[href], main h3 a[href], main li a[href]")]
    stories = [link for link in links if any(part.isdigit() for part in link.split("/"))]
    assert sorted(stories) == sorted(set(stories))
    assert len(stories) > 8


def test_an_edition_lists_its_own_stories_alone(client: Client) -> None:
    arabic = make_edition("ar")
    make_article("English", published=True)
    make_article("عربية", edition=arabic, section=make_section("akhbar", arabic), published=True)
    assert headlines(client.get("/latest/")) == ["English"]
    assert headlines(client.get("/ar/latest/")) == ["عربية"]
    assert 'lang="ar" dir="rtl"' in client.get("/ar/").content.decode()
