"""Every way to spell an address: one redirect to the page, and what is asked of it comes along."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import TYPE_CHECKING

import pytest

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from articles.published.spelling import kept_query, plain, story_at
from articles.revisions import save_revision
from newsroom.pages.models import Page
from tests.articles.published.pages import get, path_of
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from django.test import Client

PATHS = {
    "": "",
    "index.html": "",
    "news": "news/",
    "News//Politics": "news/politics/",
    "news/index.htm": "news/",
    "news/index.php/": "news/",
    "news/amp/": "news/",
    "a/b.amp": "a/b/",
    "café/": "café/",
    unicodedata.normalize("NFD", "café/"): "café/",
    "lamp/": "lamp/",
    "camp": "camp/",
    "my-index.html": "my-index.html/",
}


@pytest.mark.parametrize(("path", "spelt"), PATHS.items())
def test_a_path_has_one_plain_spelling(path: str, spelt: str) -> None:
    assert plain(path) == spelt
    assert plain(spelt) == spelt


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("page=2", "page=2"),
        ("page=1", ""),
        ("utm_source=x&page=3&fbclid=y", "page=3"),
        ("UTM_Campaign=x", ""),
        ("p=12&q=a%20b", "q=a%20b"),
        ("&&q=%D8%A7", "q=%D8%A7"),
    ],
)
def test_a_query_goes_along_without_what_only_counts_readers(query: str, kept: str) -> None:
    assert kept_query(query) == kept


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/politics/12/words/", 12),
        ("/12", 12),
        ("/ar/news/politics/12/", 12),
        ("/2019/05/", None),
        ("/2019/05/words/", None),
        ("/2019/05/17/words/", None),
        ("/news/2019/05/words/", None),
        ("/news/", None),
    ],
)
def test_a_day_in_an_address_is_no_number_of_a_story(path: str, number: int | None) -> None:
    assert story_at(path) == number


SPELLINGS = [
    "/politics/{id}/council-votes",
    "/politics/{id}/",
    "/politics/{id}/wrong-words/",
    "/Politics/{id}/COUNCIL-Votes/",
    "/sports/{id}/council-votes/",
    "/news/politics/{id}/council-votes/",
    "//politics//{id}///council-votes//",
    "/politics/{id}//council-votes",
    "/politics/{id}/council-votes/amp/",
    "/politics/{id}/council-votes.amp",
    "/politics/{id}/council-votes/index.html",
    "/amp/politics/{id}/council-votes/",
    "/{id}",
]


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize("query", ["", "utm_source=x&gclid=1", "page=1"])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_story_spelt_otherwise_is_one_step_away(client: Client, spelling: str, query: str) -> None:
    story = make_article("Council votes", published=True)
    response = get(client, f"{spelling.format(id=story.pk)}?{query}")
    assert (response.status_code, response["Location"]) == (301, path_of(story))
    assert client.get(response["Location"]).status_code == 200


LISTS = {
    "/politics": "/news/politics/",
    "/NEWS/Politics/": "/news/politics/",
    "/elsewhere/politics/": "/news/politics/",
    "/news/politics/index.html": "/news/politics/",
    "//news//politics/": "/news/politics/",
    "/news/politics/amp/": "/news/politics/",
    "/elsewhere/politics/feed/rss.xml": "/news/politics/feed/rss.xml",
    "/Politics/feed/atom.xml": "/news/politics/feed/atom.xml",
    "/TAG/Rivers": "/tag/rivers/",
    "/tag//rivers/": "/tag/rivers/",
    "/tag/Rivers/feed/rss.xml": "/tag/rivers/feed/rss.xml",
    "/Region/Europe/": "/region/europe/",
    "/author/Mara-Ellsworth/index.html": "/author/mara-ellsworth/",
    "/About": "/about/",
    "/about/index.php": "/about/",
    "/index.html": "/",
    "/INDEX.PHP": "/",
    "//": "/",
    "/amp/": "/",
    "/Latest/": "/latest/",
    "/AR/": "/ar/",
    "/Ar": "/ar/",
    "//ar//Latest": "/ar/latest/",
    "/ar/index.html": "/ar/",
    "/Contact": "/contact/",
}


@pytest.fixture
def lists(db: None, site_clock: object) -> None:
    edition = make_edition()
    make_edition("ar")
    Page.objects.create(edition=edition, slug="about", headline="About", body="<p>Who we are.</p>")
    section = make_section("politics", parent=make_section("news"))
    make_article(
        section=section,
        tags=[make_tag("rivers")],
        regions=[make_region("Europe")],
        by=make_author(),
        published=True,
    )


@pytest.mark.usefixtures("lists")
def test_every_other_page_spelt_otherwise_is_one_step_away(client: Client) -> None:
    for path, there in LISTS.items():
        response = get(client, path)
        assert (path, response.status_code, response.get("Location")) == (path, 301, there)
        assert client.get(there).status_code == 200, there


@pytest.mark.usefixtures("lists")
def test_a_month_s_list_is_found_below_a_section_that_is_spelt_otherwise(client: Client) -> None:
    month = f"{Release.objects.get().first_published_at:%Y/%m}"
    response = client.get(f"/else/Politics/{month}/?utm_medium=x")
    assert (response.status_code, response["Location"]) == (301, f"/news/politics/{month}/")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("path", ["/Politics/", "/politics", "/TAG/rivers/"])
def test_what_is_asked_of_a_page_comes_along(client: Client, path: str) -> None:
    location = client.get(f"{path}?utm_source=letter&sort=new&x=%3Cb%3E")["Location"]
    assert location.endswith("/?sort=new&x=%3Cb%3E")


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    "path", ["//admin/", "//admin/login/", "/ADMIN/login/", "/Admin", "/ar//admin/login/", "//static/x.css"]
)
def test_no_spelling_leads_into_the_desk(client: Client, path: str) -> None:
    client.force_login(make_user("admin"))
    assert get(client, path).status_code == 404


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize(
    "path",
    ["//evil.example", "//evil.example/..", "/\\evil.example", "///evil.example/", "//latest", "//politics"],
)
def test_no_spelling_leads_out_of_the_site(client: Client, path: str) -> None:
    response = get(client, path)
    assert response.status_code in (301, 404)
    assert re.match(r"/[a-z]|$", response.get("Location", ""))


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_story_that_was_moved_twice_is_one_step_away(client: Client) -> None:
    editor = make_user("editor")
    first, second, last = (make_article(f"Story {n}", published=True) for n in range(3))
    publishing.move(first.pk, editor, moved_to=path_of(second))
    publishing.move(second.pk, editor, moved_to=path_of(last))
    Article.objects.filter(pk=last.pk).update(slug="renamed")
    save_revision(Article.objects.get(pk=last.pk), editor)
    publishing.publish(last.pk, editor)
    for story in (first, second):
        response = client.get(path_of(story))
        assert (response.status_code, response["Location"]) == (301, path_of(last, "renamed"))


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_form_is_not_taken_at_another_spelling(client: Client) -> None:
    make_edition()
    assert client.post("/Contact/").status_code == 405


@pytest.mark.django_db
def test_no_path_keeps_the_site_busy_with_finding_out_that_it_is_no_storys(client: Client) -> None:
    """Of three long words, each could be read in as many ways as it has letters: minutes of them (P23)."""
    make_edition()
    begun = time.process_time()
    assert client.get("/" + f"{'a' * 300}/" * 3).status_code == 404
    assert story_at("/" + f"{'a' * 300}/" * 3) is None
    assert time.process_time() - begun < 2
