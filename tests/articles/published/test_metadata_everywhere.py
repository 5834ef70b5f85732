"""What every type of page tells machines, in a newsroom whose words are as awkward as words can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from articles import publishing
from tests.articles.published.awkward import NAME, Newsroom
from tests.articles.published.pages import soup
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
from tests.judging import metadata_faults

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"


def test_every_type_of_page_tells_machines_what_it_shows(client: Client, site_clock: SiteClock) -> None:
    newsroom = Newsroom()
    tag = newsroom.tag.names.get().slug
    month = f"{site_clock.now:%Y/%m}"
    paths = [
        *(
            "/",
            "/news/",
            "/news/politics/",
            "/region/us-canada/",
            f"/tag/{tag}/",
            "/author/zoe/",
            "/authors/",
        ),
        *("/coverage/", "/coverage/the-compact/", "/latest/", "/latest/?page=2", "/news/politics/?page=2"),
        *("/live-blogs/", "/corrections/", "/breaking/", "/most-read/", "/standards/", f"/{month}/"),
        *(f"/news/politics/{month}/", f"/author/zoe/{month}/?page=2"),
        *(newsroom.path(kind, words) for kind, words in newsroom.stories),
    ]
    faults = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        found = metadata_faults(SITE, path, response.content.decode(), edition=NAME if path != "/" else "")
        if found:
            faults[path] = found
    assert faults == {}


def test_what_is_not_to_be_found_says_so_and_breaks_nothing(client: Client) -> None:
    newsroom = Newsroom("story")
    withdrawn, gone = newsroom.stories["story", "script"], newsroom.stories["story", "emoji"]
    publishing.withdraw(withdrawn.pk, make_user("editor"), notice="It was </script> & wrong.")
    publishing.unpublish(gone.pk, make_user("editor"))
    make_section("empty")
    pages = {
        "/search/?q=%3C/script%3E%22": 200,
        "/search/": 200,
        "/empty/": 200,
        "/no-such-page/": 404,
        newsroom.path("story", "script"): 410,
        newsroom.path("story", "emoji"): 410,
    }
    for path, status in pages.items():
        response = client.get(path)
        assert response.status_code == status, path
        html = response.content.decode()
        assert metadata_faults(SITE, path, html, is_found=False, edition=NAME) == [], path
        assert "<script>alert" not in html


def test_titles_and_descriptions_are_told_apart_though_lists_have_one_name(client: Client) -> None:
    make_edition()
    tag, author = make_tag("Water"), make_author("Mara Ellsworth")
    make_coverage("Water", tag_ids=[tag.pk])
    section = make_section("water")
    for number in range(26):
        make_article(
            f"Story {number}",
            section=section,
            tags=[tag],
            by=author,
            regions=[make_region("Water")],
            published=True,
        )
    paths = [f"{place}{page}" for place in LISTS for page in ("", "?page=2")]
    heads = [soup(client.get(path)) for path in paths]
    assert len({head.select_one("title").get_text() for head in heads}) == len(paths)
    assert len({head.select_one('meta[name="description"]')["content"] for head in heads}) == len(paths)


LISTS = (
    "/water/",
    "/tag/water/",
    "/region/water/",
    "/coverage/water/",
    "/author/mara-ellsworth/",
    "/latest/",
)


@pytest.mark.parametrize(
    "query", ["utm_source=x", "fbclid=1", "q=%3Cb%3E", "", "amp", "page=2&utm_medium=y", "a=1&page=2"]
)
def test_what_is_tacked_on_to_an_address_is_not_part_of_it(client: Client, query: str) -> None:
    section = make_section()
    for number in range(25):
        make_article(f"Story {number}", section=section, published=True)
    page = soup(client.get(f"/politics/?{query}"))
    expected = f"{SITE}/politics/" + ("?page=2" if "page=2" in query else "")
    assert page.select_one('link[rel="canonical"]')["href"] == expected
    assert page.select_one('meta[property="og:url"]')["content"] == expected
