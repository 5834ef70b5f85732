"""A changed slug leaves a redirect, whoever changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles.sections.models import CoverageName, RegionName
from articles.tags.models import TagName
from newsroom.pages.models import Page
from newsroom.redirects.models import Redirect
from tests.desk.forms import signed_in
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
from tests.newsroom.redirects.making import redirect, stored

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def rename(row: Any, slug: str) -> None:
    row.slug = slug
    row.save()


def leads(client: Client, old: str) -> str:
    """Where an address leads, once it is seen that there is a page."""
    response = client.get(old)
    assert (old, response.status_code) == (old, 301)
    assert client.get(response["Location"]).status_code == 200, response["Location"]
    return str(response["Location"])


def test_a_section_that_is_renamed_is_found_with_its_feeds_and_months(client: Client) -> None:
    section = make_section("politics", parent=make_section("news"))
    story = make_article("Council votes", section=section, published=True)
    month = next(iter(client.get("/sitemap.xml").content.decode().split("articles-en-")[1:]))[:7].replace(
        "-", "/"
    )
    rename(section, "politik")
    for rest in ("", "feed/rss.xml", "feed/atom.xml", "feed/feed.json", f"{month}/"):
        assert leads(client, f"/news/politics/{rest}") == f"/news/politik/{rest}"
    assert (
        leads(client, f"/news/politics/{story.pk}/council-votes/")
        == f"/news/politik/{story.pk}/council-votes/"
    )
    assert leads(client, "/news/politics") == "/news/politik/"


def test_a_section_above_that_is_renamed_takes_those_below_it_along(client: Client) -> None:
    news = make_section("news")
    make_article(section=make_section("politics", parent=news), published=True)
    rename(news, "world")
    assert leads(client, "/news/") == "/world/"
    assert leads(client, "/news/politics/") == "/world/politics/"
    assert leads(client, "/news/politics/feed/rss.xml") == "/world/politics/feed/rss.xml"


def test_a_section_that_is_moved_below_another_is_found(client: Client) -> None:
    section = make_section("politics", parent=make_section("news"))
    make_article(section=section, published=True)
    section.parent = make_section("world")
    section.save()
    for rest in ("", "feed/rss.xml"):
        assert leads(client, f"/news/politics/{rest}") == f"/world/politics/{rest}"


NAMED = {
    "tag": (TagName, lambda: make_tag("rivers")),
    "region": (RegionName, lambda: make_region("Rivers")),
    "coverage": (CoverageName, lambda: make_coverage("Rivers")),
}


@pytest.mark.parametrize("kind", ["tag", "region", "coverage", "author"])
def test_a_name_that_is_renamed_is_found_with_its_feeds(client: Client, kind: str) -> None:
    tag, region, author = make_tag("rivers"), make_region("Rivers"), make_author("Rivers")
    coverage = make_coverage("Rivers", tag_ids=[tag.pk])
    make_article(tags=[tag], regions=[region], by=author, published=True)
    row = {"tag": tag, "region": region, "author": author, "coverage": coverage}[kind]
    rename(row.names.get(), "streams")  # type: ignore[attr-defined]
    for rest in ("", "feed/rss.xml"):
        assert leads(client, f"/{kind}/rivers/{rest}") == f"/{kind}/streams/{rest}"
    assert leads(client, f"/{kind}/Rivers") == f"/{kind}/streams/"


def make_page(slug: str, **fields: Any) -> Page:
    return Page.objects.create(
        edition=make_edition(), slug=slug, headline="About", body="<p>Us.</p>", **fields
    )


def test_a_page_that_is_renamed_twice_is_one_step_away(client: Client) -> None:
    page = make_page("about")
    rename(page, "about-us")
    rename(page, "who-we-are")
    assert leads(client, "/about/") == leads(client, "/about-us/") == "/who-we-are/"


def test_a_page_that_gets_its_old_slug_back_answers_there(client: Client) -> None:
    page = make_page("about")
    rename(page, "about-us")
    rename(page, "about")
    assert client.get("/about/").status_code == 200
    assert leads(client, "/about-us/") == "/about/"
    assert stored() == {"/about-us": "/about/"}


def test_a_new_page_at_an_old_slug_goes_before_the_redirect_which_is_dropped(client: Client) -> None:
    rename(make_page("about"), "about-us")
    make_page("about")
    assert client.get("/about/").status_code == 200
    assert stored() == {}


def test_a_name_that_was_never_shown_leaves_nothing() -> None:
    page = make_page("secret", is_shown=False)
    rename(page, "also-secret")
    page.is_shown = True
    rename(page, "plain")
    assert not Redirect.objects.exists()


def test_the_old_slug_of_what_readers_cannot_see_yet_tells_nothing(client: Client) -> None:
    make_article(published=True)
    rename(make_tag("clandestine").names.get(), "other")  # type: ignore[attr-defined]
    old = client.get("/tag/clandestine/")
    assert (old.status_code, old.content) == (404, client.get("/tag/never/").content)


def test_redirects_to_what_is_renamed_go_along(client: Client) -> None:
    section = make_section("politics")
    make_article(section=section, published=True)
    redirect("/category/law/", "/politics/")
    redirect("/law.rss", "/politics/feed/rss.xml")
    redirect("/law-2/", "/politics/?page=2")
    rename(section, "politik")
    assert stored() | {"/politics": ""} == {
        "/politics": "",
        "/category/law": "/politik/",
        "/law.rss": "/politik/feed/rss.xml",
        "/law-2": "/politik/?page=2",
    }
    assert leads(client, "/category/law/") == "/politik/"


def test_two_pages_that_change_places_answer_each_at_its_own() -> None:
    first, second = make_page("one"), make_page("two")
    rename(first, "between")
    rename(second, "one")
    rename(first, "two")
    assert stored() == {"/between": "/two/"}


def test_the_desk_leaves_the_redirect(client: Client) -> None:
    page = make_page("about")
    post = {
        "edition": page.edition_id,
        "headline": "About",
        "slug": "who",
        "body": "<p>Us.</p>",
        "is_shown": "on",
    }
    signed_in(make_user("editor")).post(f"/admin/pages/page/{page.pk}/change/", post)
    assert leads(client, "/about/") == "/who/"


def test_an_edition_below_a_prefix_has_its_redirects_below_it(client: Client) -> None:
    make_edition()
    arabic = make_edition("ar")
    section = make_section("أخبار", arabic)
    make_article("Qissa", edition=arabic, section=section, published=True)
    rename(section, "سياسة")
    response = client.get("/ar/أخبار/")
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200
