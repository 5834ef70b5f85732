from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from tests.articles.published.pages import path_of
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
    from pytest_django.fixtures import SettingsWrapper

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def test_a_story_answers_at_its_address(client: Client) -> None:
    story = make_article("Council votes", published=True)
    response = client.get(path_of(story))
    assert response.status_code == 200
    assert "Council votes" in response.content.decode()


@pytest.mark.parametrize(
    "spelling",
    [
        "/politics/{id}/council-votes",
        "/politics/{id}/",
        "/politics/{id}",
        "/politics/{id}/other-words/",
        "/politics/{id}/other-words",
        "/Politics/{id}/Council-Votes/",
        "/sports/{id}/council-votes/",
        "/news/politics/{id}/council-votes/",
        "/news/politics/deep/{id}/council-votes/",
        "/{id}/council-votes/",
        "/{id}/",
        "/{id}",
        "/politics/{id}/council-votes.amp",
        "/politics/{id}/council-votes/amp/",
        "/politics/{id}/council-votes/amp",
        "/politics/00{id}/council-votes/",
    ],
)
def test_another_spelling_leads_there_at_once(client: Client, spelling: str) -> None:
    story = make_article("Council votes", published=True)
    response = client.get(spelling.format(id=story.pk))
    assert (response.status_code, response["Location"]) == (301, path_of(story))


@pytest.mark.parametrize("path", ["/media/originals/{}/abc/", "/media/{}/abc/", "/static/js/{}/x/"])
def test_below_the_folders_of_files_no_number_is_a_story_s(client: Client, path: str) -> None:
    assert client.get(path.format(make_article(published=True).pk)).status_code == 404


def test_a_slug_of_another_script_has_one_address(client: Client) -> None:
    arabic = make_edition("ar")
    section = make_section("أخبار", arabic)
    story = make_article("حرب البحر", edition=arabic, section=section, published=True)
    path = quote(f"/ar/أخبار/{story.pk}/حرب-البحر/")
    assert client.get(path).status_code == 200
    response = client.get(f"/ar/x/{story.pk}/")
    assert (response.status_code, response["Location"]) == (301, path)


@pytest.mark.parametrize(
    "path",
    [
        "/politics",
        "/authors",
        "/coverage",
        "/breaking",
        "/most-read",
        "/search",
        "/corrections",
        "/latest",
        "/live-blogs",
        "/tag/rivers",
        "/region/europe",
        "/author/mara-ellsworth",
        "/coverage/the-compact",
        "/ar",
        "/admin",
    ],
)
def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client: Client, path: str) -> None:
    make_edition("ar")
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    make_article(by=make_author(), tags=[tag], regions=[make_region("Europe")], published=True)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, f"{path}/")


def test_what_is_asked_is_kept_when_the_slash_is_added(client: Client) -> None:
    make_edition()
    assert client.get("/search?q=rivers")["Location"] == "/search/?q=rivers"


@pytest.mark.parametrize("path", ["/nothing", "/tag/nothing", "/politics/999999/slug", "/a/b/c/d"])
def test_the_slash_is_not_added_to_an_address_that_is_not_there(client: Client, path: str) -> None:
    make_section()
    assert client.get(path).status_code == 404


def test_who_finds_nothing_may_search_and_is_shown_the_latest(client: Client) -> None:
    story = make_article("Council votes", published=True)
    response = client.get("/politics/no-such-page/")
    assert response.status_code == 404
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert isinstance(main, Tag)
    assert main.select_one('form[action="/search/"] input[name=q]')
    assert [link["href"] for link in main.select(".latest a")] == [path_of(story)]


@pytest.mark.parametrize("path", ["/politics/", "/other/politics/", "/News/Politics/"])
def test_a_section_spelt_otherwise_leads_to_its_one_address(client: Client, path: str) -> None:
    make_section("politics", parent=make_section("news"))
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, "/news/politics/")


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=x",
        "page=999",
        "page=2",
        "page=-1",
        "page=01",
        "page=",
        "page=1e2",
        "page=٢",
        "page=%00",
        "page=401",
    ],
)
@pytest.mark.parametrize("path", ["/politics/", "/latest/", "/tag/rivers/"])
def test_a_page_number_that_is_none_is_not_found(client: Client, path: str, query: str) -> None:
    make_article(tags=[make_tag("rivers")], published=True)
    assert client.get(f"{path}?{query}").status_code == 404


def test_the_first_page_has_one_address(client: Client) -> None:
    make_article(published=True)
    response = client.get("/politics/?page=1")
    assert (response.status_code, response["Location"]) == (301, "/politics/")


def test_the_second_page_starts_where_the_first_ends(client: Client) -> None:
    section, user = make_section(), make_user()
    for number in range(26):
        make_article(f"Story {number}", section=section, creator=user, published=True)
    second = client.get("/politics/?page=2")
    text = second.content.decode()
    assert second.status_code == 200
    assert '<link rel="canonical" href="http://localhost:8000/politics/?page=2">' in text
    assert "<title>Politics – page 2 | The en edition</title>" in text
    assert ">Story 1<" in text
    assert ">Story 0<" in text
    assert client.get("/politics/?page=3").status_code == 404


@pytest.mark.parametrize("path", ["/", "/politics/", "/search/", "/feed/rss.xml", "/sitemap.xml"])
def test_unknown_keys_of_a_query_change_nothing(client: Client, path: str) -> None:
    make_article(published=True)
    assert client.get(f"{path}?utm_source=x&fbclid=%00%ff").content == client.get(path).content


@pytest.mark.parametrize("path", ["/", "/politics/", "/feed/rss.xml", "/nothing/", "/robots.txt"])
def test_head_answers_as_get_without_the_text(client: Client, path: str) -> None:
    make_article(published=True)
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.get("ETag") == got.get("ETag")
    assert head.content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/politics/", "/search/", "/feed/rss.xml", "/politics/1/x/"])
def test_a_page_takes_no_other_method(client: Client, path: str, method: str) -> None:
    make_article(published=True)
    response = client.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def hidden(state: str, clock: SiteClock) -> Article:
    editor = make_user("editor")
    story = make_article("Unseen by anyone", tags=[make_tag("secrets")])
    if state == "submitted":
        publishing.submit(story.pk, editor)
    if state == "scheduled":
        publishing.schedule(story.pk, editor, at=clock.now + timedelta(hours=1))
    if state == "embargoed":
        Article.objects.filter(pk=story.pk).update(embargoed_until=clock.now + timedelta(hours=1))
        save_revision(Article.objects.get(pk=story.pk), editor)
        publishing.schedule(story.pk, editor, at=clock.now + timedelta(hours=2))
    return story


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "embargoed"])
def test_a_hidden_story_answers_as_an_address_that_never_was(
    client: Client, site_clock: SiteClock, state: str
) -> None:
    make_article("Public", published=True)
    story = hidden(state, site_clock)
    never = client.get("/politics/987654321/unseen-by-anyone/")
    for path in (path_of(story), f"/politics/{story.pk}/", f"/{story.pk}", "/tag/secrets/"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, never.content)
        assert dict(answer.headers) == dict(never.headers)


def test_a_scheduled_story_is_there_when_its_time_comes(client: Client, site_clock: SiteClock) -> None:
    story = hidden("scheduled", site_clock)
    site_clock.forward(minutes=59)
    assert client.get(path_of(story)).status_code == 404
    site_clock.forward(minutes=1)
    assert client.get(path_of(story)).status_code == 200


def test_an_unpublished_change_to_a_live_story_changes_nothing(client: Client) -> None:
    story = make_article("Seen", published=True)
    before = client.get(path_of(story)).content
    Article.objects.filter(pk=story.pk).update(headline="Unseen change", body="<p>Not yet.</p>")
    save_revision(Article.objects.get(pk=story.pk), make_user("editor"))
    assert client.get(path_of(story)).content == before


def test_a_withdrawn_story_leaves_its_headline_and_the_notice(client: Client) -> None:
    story = make_article("Council votes", body="<p>Words of the body.</p>", published=True)
    publishing.withdraw(story.pk, make_user("editor"), notice="The count was wrong.")
    response = client.get(path_of(story))
    text = response.content.decode()
    assert response.status_code == 410
    assert "Council votes" in text
    assert "The count was wrong." in text
    assert "Words of the body" not in text
    assert 'content="noindex' in text
    assert response["Cache-Control"] == "public, max-age=0"


def test_an_unpublished_story_leaves_nothing(client: Client) -> None:
    story = make_article("Council votes", standfirst="Why it did.", published=True)
    publishing.unpublish(story.pk, make_user("editor"))
    response = client.get(path_of(story, "council-votes"))
    assert response.status_code == 410
    assert "Council votes" not in response.content.decode()
    assert "Why it did" not in response.content.decode()


def test_a_moved_story_leads_to_its_new_address(client: Client) -> None:
    new = make_article("Merged", published=True)
    story = make_article("Council votes", published=True)
    publishing.move(story.pk, make_user("editor"), moved_to=path_of(new))
    response = client.get(path_of(story))
    assert (response.status_code, response["Location"]) == (301, path_of(new))


def test_a_story_of_another_edition_is_found_where_it_stands(client: Client) -> None:
    make_edition()
    arabic = make_edition("ar")
    story = make_article("Qissa", edition=arabic, section=make_section("akhbar", arabic), published=True)
    response = client.get(f"/politics/{story.pk}/qissa/")
    assert (response.status_code, response["Location"]) == (301, f"/ar/akhbar/{story.pk}/qissa/")


@pytest.mark.parametrize("spelling", ["/{path}", "/{id}/", "/lite/{id}/{slug}/", "/{id}/?page=2"])
def test_a_host_of_its_own_edition_sends_the_stories_of_others_to_their_host(
    client: Client, settings: SettingsWrapper, spelling: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "de.example.org"]
    make_edition()
    make_edition("de", hostname="de.example.org", prefix="")
    spanish = make_edition("es")
    for story in (
        make_article("Council votes", published=True),
        make_article("Vota", section=make_section("noticias", spanish), published=True),
        make_article("As it ran", kind="live", published=True),
    ):
        root, slug = story.edition.root_url, "-".join(story.headline.lower().split())
        own = f"{story.section.slug}/{story.pk}/{slug}/"
        asked = spelling.format(path=f"{root}{own}".lstrip("/"), id=story.pk, slug=slug)
        response = client.get(asked, headers={"host": "de.example.org"})
        there = f"lite/{story.pk}/{slug}/" if "lite" in spelling else own
        there += "?page=2" if "?" in spelling else ""
        assert (response.status_code, response["Location"]) == (301, f"http://localhost:8000{root}{there}")


def test_a_host_does_not_lead_to_the_prefix_of_another_host(
    client: Client, settings: SettingsWrapper
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "de.example.org"]
    make_edition("de", hostname="de.example.org", prefix="")
    make_edition("es")
    assert client.get("/es", headers={"host": "de.example.org"}).status_code == 404
    assert client.get("/es")["Location"] == "/es/"


def test_a_story_that_moved_to_another_host_leads_there_at_once(
    client: Client, settings: SettingsWrapper
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "de.example.org"]
    german = make_edition("de", hostname="de.example.org", prefix="")
    new = make_article("Rat", section=make_section("politik", german), published=True)
    story = make_article("Council votes", published=True)
    publishing.move(story.pk, make_user("editor"), moved_to=f"/{new.pk}/")
    response = client.get(path_of(story))
    there = f"http://de.example.org:8000/politik/{new.pk}/rat/"
    assert (response.status_code, response["Location"]) == (301, there)


@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 400, "0", "00"])
def test_a_number_that_is_no_story_s_is_not_found(client: Client, number: str) -> None:
    make_section()
    assert client.get(f"/politics/{number}/slug/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/2026/13/", "/politics/2026/00/", "/0001/01/", "/9999/12/", "/politics/1989/01/", "/tag/none/2026/01/"],
)
def test_a_month_that_is_none_is_not_found(client: Client, path: str) -> None:
    make_article(published=True)
    assert client.get(path).status_code == 404


def test_a_month_lists_its_stories(client: Client, site_clock: SiteClock) -> None:
    make_article("Then", published=True)
    month = f"{site_clock.now:%Y/%m}"
    site_clock.forward(days=40)
    make_article("Now", published=True)
    text = client.get(f"/politics/{month}/").content.decode()
    assert ">Then<" in text
    assert client.get(f"/politics/{month}").status_code == 301


@pytest.mark.parametrize(
    "path", ["/", "/politics/", "/nothing/", "/search/?q=x", "/feed/rss.xml", "/sitemap.xml", "/beacon/"]
)
def test_readers_get_no_cookie_and_pages_do_not_vary_by_one(client: Client, path: str) -> None:
    make_article(published=True)
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_redirect_is_not_kept_for_ever(client: Client) -> None:
    story = make_article(published=True)
    assert "max-age=5" in client.get(f"/politics/{story.pk}/")["Cache-Control"]


def test_a_page_that_changes_soon_is_kept_no_longer(client: Client, site_clock: SiteClock) -> None:
    story = make_article(published=True)
    publishing.withdraw(
        story.pk, make_user("editor"), notice="Wrong.", at=site_clock.now + timedelta(seconds=3)
    )
    assert client.get(path_of(story))["Cache-Control"] == "public, max-age=2"
