"""What readers get at an old address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from newsroom.redirects.models import Redirect
from tests.articles.published.pages import get, path_of, soup
from tests.factories import make_article, make_edition, make_section, make_user
from tests.newsroom.redirects.making import redirect

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.mark.parametrize(
    "spelling",
    [
        "/2019/05/17/budget.html",
        "/2019/05/17/Budget.html",
        "/2019/05/17/budget.html/",
        "//2019/05//17/budget.html",
        "/2019/05/17/budget.html?utm_source=x",
        "/2019/05/17/budget.html/amp/",
        "/2019/05/17/budget.html/index.php",
    ],
)
def test_an_old_address_in_any_spelling_leads_to_the_story_at_once(client: Client, spelling: str) -> None:
    story = make_article("Council votes", published=True)
    redirect("/2019/05/17/budget.html", str(story.pk))
    response = get(client, spelling)
    assert (response.status_code, response["Location"]) == (301, path_of(story))
    assert response["Cache-Control"] == "public, max-age=5"


@pytest.mark.parametrize("old", ["/2019/05/budget/", "/2019/budget/", "/news/2019/05/budget/"])
def test_a_day_or_a_number_in_an_old_address_leads_to_no_other_story(client: Client, old: str) -> None:
    other = make_article("Other", published=True)
    story = make_article("Council votes", published=True)
    old = old.replace("2019", str(other.pk)) if old == "/2019/budget/" else old
    redirect("/nowhere/", str(story.pk))
    Redirect.objects.update(old=old.strip("/"))
    assert client.get(old)["Location"] == path_of(story)


def test_a_redirect_follows_the_story(client: Client) -> None:
    story = make_article("Council votes", published=True)
    redirect("/old/", path_of(story))
    editor = make_user("editor")
    Article.objects.filter(pk=story.pk).update(slug="new-words", section=make_section("world"))
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor)
    assert client.get("/old/")["Location"] == f"/world/{story.pk}/new-words/"


def test_a_number_of_another_system_leads_to_the_story(client: Client) -> None:
    story = make_article("Council votes", published=True)
    redirect("/?p=77", str(story.pk))
    redirect("/article.php?nid=8&lang=en", str(story.pk))
    for old in ("/?p=77", "/?utm_source=x&p=77", "/index.php?p=77", "/article.php?lang=en&nid=8"):
        response = client.get(old)
        assert (old, response.status_code, response["Location"]) == (old, 301, path_of(story))
    assert client.get("/?p=78").status_code == 200
    assert client.get("/article.php?nid=9").status_code == 404


def test_what_is_asked_comes_along_unless_it_names_the_page_of_old(client: Client) -> None:
    make_article(section=make_section("politics"), published=True)
    redirect("/category/politics-and-law/", "/politics/")
    redirect("/list.php?cat=3", "/politics/")
    assert client.get("/category/politics-and-law/?page=2&fbclid=1")["Location"] == "/politics/?page=2"
    assert client.get("/list.php?cat=3")["Location"] == "/politics/"


def test_feeds_and_months_of_a_list_follow_it(client: Client, site_clock: object) -> None:
    make_article(section=make_section("politics"), published=True)
    redirect("/category/law/", "/politics/")
    for old, new in (
        ("/category/law/feed/", "/politics/feed/rss.xml"),
        ("/category/law/feed/atom.xml", "/politics/feed/atom.xml"),
        ("/category/law/feed", "/politics/feed/rss.xml"),
    ):
        response = client.get(old)
        assert (old, response.status_code, response["Location"]) == (old, 301, new)
    assert client.get("/category/law/1999/01/").status_code == 404


def test_an_address_that_is_gone_answers_410(client: Client) -> None:
    make_article("Newest", published=True)
    redirect("/shop/", "", "410")
    response = client.get("/shop/?x=1")
    text = soup(response)
    assert (response.status_code, response["Cache-Control"]) == (410, "public, max-age=0")
    assert text.select_one('meta[name="robots"]')["content"].startswith("noindex")
    assert text.select_one("nav")
    assert "Newest" in text.get_text()


def test_another_site_is_led_to_and_nothing_of_the_request_goes_along(client: Client) -> None:
    make_edition()
    redirect("/partner/", "https://partner.example/en/?a=1")
    assert client.get("/partner/?next=//evil.example")["Location"] == "https://partner.example/en/?a=1"


@pytest.mark.parametrize("end", ["hidden", "nothing", "gone", "withdrawn", "moved"])
def test_where_the_target_is_not_there_it_is_not_led_to(client: Client, end: str) -> None:
    editor = make_user("editor")
    story = make_article("Council votes", published=end in ("gone", "withdrawn", "moved"))
    redirect("/old/", str(story.pk))
    never = client.get("/never/")
    match end:
        case "gone":
            publishing.unpublish(story.pk, editor)
        case "withdrawn":
            publishing.withdraw(story.pk, editor, notice="It was wrong.")
        case "moved":
            publishing.move(story.pk, editor, moved_to="/latest/")
        case "nothing":
            Redirect.objects.update(article_id=None, target="/tag/none/")
    response = client.get("/old/")
    if end == "moved":
        assert (response.status_code, response["Location"]) == (301, "/latest/")
    elif end in ("gone", "withdrawn"):
        assert response.status_code == 410
    else:
        assert (response.status_code, response.content) == (404, never.content)


def test_a_page_goes_before_a_redirect(client: Client) -> None:
    make_article(section=make_section("politics"), published=True)
    Redirect.objects.create(edition=make_edition(), old="politics", target="/latest/", status=301)
    assert client.get("/politics/").status_code == 200
    assert client.get("/politics")["Location"] == "/politics/"


def test_an_edition_has_redirects_of_its_own(client: Client) -> None:
    make_edition()
    arabic = make_edition("ar")
    story = make_article("Qissa", edition=arabic, section=make_section("akhbar", arabic), published=True)
    redirect("/ar/قديم/", str(story.pk))
    redirect("/en-home/", "/ar/akhbar/")
    assert client.get("/ar/قديم")["Location"] == f"/ar/akhbar/{story.pk}/qissa/"
    assert client.get("/%D9%82%D8%AF%D9%8A%D9%85/").status_code == 404
    assert client.get("/en-home/")["Location"] == "/ar/akhbar/"


def test_the_table_is_asked_once_and_only_where_nothing_answers(client: Client) -> None:
    story = make_article(published=True)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return sum("redirects_redirect" in query["sql"] for query in captured)

    assert {
        path: asked(path) for path in (path_of(story), "/", "/?x=1", "/politics/", "/latest")
    } == dict.fromkeys((path_of(story), "/", "/?x=1", "/politics/", "/latest"), 0)
    assert {
        path: asked(path) for path in ("/nothing/", "/nothing", f"/{story.pk}/", "/?p=1")
    } == dict.fromkeys(("/nothing/", "/nothing", f"/{story.pk}/", "/?p=1"), 1)


def test_asking_writes_nothing(client: Client) -> None:
    make_article(published=True)
    redirect("/old/", "/latest/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/old/")
    assert not [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_desk_is_led_to_from_nowhere(client: Client) -> None:
    Redirect.objects.create(edition=make_edition(), old="in", target="/admin/", status=301)
    client.force_login(make_user("admin"))
    assert client.get("/in/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/x%00y/", "/?p=%00", "/?p=" + "9" * 4000, "/?" + "&".join("p=1" * 900), "/%25%25/"]
)
def test_an_odd_address_is_looked_for_without_a_fault(client: Client, path: str) -> None:
    make_edition()
    assert client.get(path).status_code in (200, 400, 404)
