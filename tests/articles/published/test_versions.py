"""The versions of a story: each names the others that are public, and the edition switch leads to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.utils.text import slugify

from articles import publishing
from articles.authors.models import AuthorName
from articles.revisions import save_revision
from articles.sections.models import CoverageName, RegionName
from articles.tags.models import TagName
from newsroom.pages.models import Page as StaticPage
from tests.articles.previews.sharing import shared
from tests.articles.published.pages import get, json_ld, soup
from tests.breaking.live.making import Blog
from tests.breaking.making import make_channel
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
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
SECTIONS = {"en": "politics", "es": "politica", "ar": "akhbar"}
HEADLINES = {"en": "Council votes", "es": "Vota el consejo", "ar": "المجلس يصوت"}


def make_version(original: Article | None, code: str, **fields: Any) -> Article:
    """The story in the edition with that code, public unless the test says otherwise."""
    edition = make_edition(code)
    fields = {"section": make_section(SECTIONS[code], edition), "published": True} | fields
    return make_article(HEADLINES[code], edition=edition, translation_group=original, **fields)


def three() -> dict[str, Article]:
    english = make_version(None, "en")
    return {"en": english, "es": make_version(english, "es"), "ar": make_version(english, "ar")}


def path_of(story: Article) -> str:
    """Percent-decoded."""
    assert story.section is not None
    return f"{story.edition.root_url}{story.section.slug}/{story.pk}/{slugify(story.headline, allow_unicode=True)}/"


def page_of(client: Client, story: Article) -> HttpResponse:
    response = get(client, path_of(story))
    assert response.status_code == 200
    return response


def canonical(response: HttpResponse) -> str:
    return str(soup(response).select_one('link[rel="canonical"]')["href"])  # type: ignore[index]


def alternates(response: HttpResponse) -> list[tuple[str, str]]:
    links = soup(response).select('link[rel="alternate"][hreflang]')
    return [(str(link["hreflang"]), str(link["href"])) for link in links]


def switch(response: HttpResponse) -> dict[str, str]:
    """Where the edition switch of the page leads, by language."""
    links = soup(response).select(".edition-bar__editions a, body > header nav a[hreflang]")
    assert all(link["lang"] == link["hreflang"] and link["dir"] for link in links)
    return {str(link["lang"]): str(link["href"]) for link in links}


def read_in(response: HttpResponse) -> list[tuple[str, str, str]]:
    """Language, direction and words of the links by which the story's page leads to its versions."""
    links = soup(response).select(".title-block__languages a, main p.note a[hreflang]")
    return [(str(link["lang"]), str(link["dir"]), link.get_text(strip=True)) for link in links]


def test_each_public_version_names_all_of_them_and_the_default_edition_s_for_other_languages(
    client: Client,
) -> None:
    stories = three()
    pages = {code: page_of(client, story) for code, story in stories.items()}
    addresses = {code: canonical(page) for code, page in pages.items()}
    assert addresses["ar"].startswith(f"{SITE}/ar/akhbar/{stories['ar'].pk}/%D8%A7%D9%84")
    expected = [*addresses.items(), ("x-default", addresses["en"])]
    for page in pages.values():
        assert alternates(page) == expected


def test_the_page_tells_networks_of_its_other_languages(client: Client) -> None:
    page = soup(page_of(client, three()["es"]))
    assert page.select_one('meta[property="og:locale"]')["content"] == "es"  # type: ignore[index]
    others = page.select('meta[property="og:locale:alternate"]')
    assert [meta["content"] for meta in others] == ["en", "ar"]


def test_search_engines_are_told_which_is_the_original(client: Client) -> None:
    stories = three()
    pages = {code: page_of(client, story) for code, story in stories.items()}
    english, spanish, arabic = (json_ld(pages[code])[0] for code in ("en", "es", "ar"))
    assert [data["inLanguage"] for data in (english, spanish, arabic)] == ["en", "es", "ar"]
    assert english["workTranslation"] == [
        {"@type": "NewsArticle", "@id": f"{canonical(pages[code])}#article", "inLanguage": code}
        for code in ("es", "ar")
    ]
    assert spanish["translationOfWork"] == arabic["translationOfWork"]
    assert spanish["translationOfWork"]["@id"] == english["@id"]
    assert "translationOfWork" not in english
    assert "workTranslation" not in spanish


def test_the_reader_may_go_on_in_another_language_under_its_own_name(client: Client) -> None:
    stories = three()
    page = page_of(client, stories["es"])
    assert read_in(page) == [("en", "ltr", "English"), ("ar", "rtl", "العربيّة")]
    there = {code: canonical(page_of(client, stories[code])).removeprefix(SITE) for code in ("en", "ar")}
    assert switch(page) == there
    assert [a["href"] for a in soup(page).select(".title-block__languages a")] == list(there.values())


def test_a_story_that_stands_alone_names_no_language_and_leads_to_the_other_fronts(client: Client) -> None:
    make_edition("ar")
    make_edition("es", prefix="es")
    page = page_of(client, make_version(None, "en"))
    assert (alternates(page), read_in(page)) == ([], [])
    assert switch(page) == {"ar": "/ar/", "es": "/es/"}
    assert "workTranslation" not in json_ld(page)[0]


def test_without_a_version_in_the_default_edition_none_stands_for_other_languages(client: Client) -> None:
    english = make_version(None, "en", published=False)
    spanish, arabic = make_version(english, "es"), make_version(english, "ar")
    page = page_of(client, spanish)
    assert [language for language, _address in alternates(page)] == ["es", "ar"]
    assert alternates(page) == alternates(page_of(client, arabic))
    assert switch(page)["en"] == "/"
    # Of the original that readers cannot see, nothing is said.
    assert "translationOfWork" not in json_ld(page)[0]


def test_a_translation_is_named_from_its_publication_on_and_until_it_is_taken_down(
    client: Client, site_clock: SiteClock
) -> None:
    editor = make_user("editor")
    english = make_version(None, "en")
    spanish = make_version(english, "es", published=False)

    def named() -> list[str]:
        page = page_of(client, english)
        assert (len(alternates(page)) > 0) == (len(read_in(page)) > 0) == (switch(page)["es"] != "/es/")
        return [language for language, _address in alternates(page)]

    assert named() == []
    publishing.schedule(spanish.pk, editor, at=site_clock.now + timedelta(hours=1))
    assert named() == []
    site_clock.forward(hours=2)
    assert named() == ["en", "es", "x-default"]
    publishing.withdraw(spanish.pk, editor, notice="The figures were wrong.")
    assert named() == []
    assert switch(get(client, path_of(spanish))) == {"en": "/"}
    publishing.publish(spanish.pk, editor)
    assert named() == ["en", "es", "x-default"]
    publishing.unpublish(english.pk, editor)
    assert alternates(page_of(client, spanish)) == []


def test_where_a_version_has_moved_the_others_lead_at_once(client: Client) -> None:
    english = make_version(None, "en")
    spanish = make_version(english, "es")
    above = make_section("mundo", spanish.edition)
    spanish.section = make_section("america", spanish.edition, parent=above)
    spanish.save()
    save_revision(spanish, spanish.creator)
    publishing.publish(spanish.pk, make_user("editor"))
    there = f"/es/mundo/america/{spanish.pk}/vota-el-consejo/"
    page = page_of(client, english)
    assert switch(page)["es"] == there
    assert dict(alternates(page))["es"] == SITE + there


def test_an_edition_of_another_host_is_named_with_it(client: Client) -> None:
    make_edition("es", hostname="es.example.org", prefix="")
    english = make_version(None, "en")
    spanish = make_version(english, "es")
    there = f"http://es.example.org:8000/politica/{spanish.pk}/vota-el-consejo/"
    page = page_of(client, english)
    assert dict(alternates(page))["es"] == switch(page)["es"] == there
    assert switch(client.get("/most-read/"))["es"] == "http://es.example.org:8000/most-read/"


def test_of_two_editions_in_one_language_the_first_is_named(client: Client) -> None:
    english = make_version(None, "en")
    make_version(english, "es")
    make_edition("mx", language="es")
    SECTIONS["mx"], HEADLINES["mx"] = "politica", "Votó el consejo"
    mexican = make_version(english, "mx")
    assert [language for language, _address in alternates(page_of(client, english))] == [
        "en",
        "es",
        "x-default",
    ]
    assert alternates(page_of(client, mexican)) == []


def test_editions_of_one_language_are_named_by_their_countries(client: Client) -> None:
    english = make_version(None, "en")
    make_version(english, "es")
    make_edition("mx", language="es-MX")
    SECTIONS["mx"], HEADLINES["mx"] = "politica", "Vota el congreso"
    mexican = make_version(english, "mx")
    there = f"{SITE}/mx/politica/{mexican.pk}/vota-el-congreso/"
    for response in (page_of(client, english), client.get(there.removeprefix(SITE))):
        named = alternates(response)
        assert [language for language, _address in named] == ["en", "es", "es-MX", "x-default"]
        assert dict(named)["es-MX"] == there
    names = [a.get_text() for a in soup(page_of(client, english)).select(".title-block__languages a")]
    assert names == ["Español", "Español de Mexico"]


def test_a_later_page_of_a_live_blog_is_no_version_of_the_others(client: Client) -> None:
    blog = Blog(HEADLINES["en"], section=make_section("politics"))
    make_version(blog.article, "es")
    blog.posts(30)
    assert len(alternates(client.get(blog.path))) == 3
    second = client.get(f"{blog.path}?page=2")
    assert second.status_code == 200
    assert alternates(second) == []


def test_a_page_is_kept_no_longer_than_a_version_is_public(client: Client, site_clock: SiteClock) -> None:
    english = make_version(None, "en")
    spanish = make_version(english, "es")
    end = site_clock.now + timedelta(seconds=3)
    publishing.withdraw(spanish.pk, make_user("editor"), notice="Wrong.", at=end)
    assert page_of(client, english)["Cache-Control"] == "public, max-age=2"


def test_a_preview_leads_to_the_versions_that_are_public(client: Client) -> None:
    english = make_version(None, "en")
    make_version(english, "ar", published=False)
    spanish = make_version(english, "es", published=False)
    page = client.get(shared(spanish))
    assert [language for language, _direction, _name in read_in(page)] == ["en"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["publish", "withdraw", "move"])
def test_what_changes_one_version_is_told_of_all(verb: str) -> None:
    stories = three()
    alone = make_version(None, "en", published=True)
    editor = make_user("editor")
    acts = {
        "publish": lambda pk: publishing.publish(pk, editor),
        "withdraw": lambda pk: publishing.withdraw(pk, editor, notice="Wrong."),
        "move": lambda pk: publishing.move(pk, editor, moved_to="/politics/"),
    }
    with connection.cursor() as cursor:
        cursor.execute("LISTEN published")
        heard = []
        for story in (stories["es"], alone):
            acts[verb](story.pk)
            cursor.execute("SELECT 1")
            told = connection.connection.notifies(timeout=0)
            heard.append({notice.payload for notice in told})
        cursor.execute("UNLISTEN published")
    assert heard == [{f"article:{story.pk}" for story in stories.values()}, {f"article:{alone.pk}"}]


# The switch on pages that are no stories.


@pytest.mark.parametrize(
    "path",
    [
        *("breaking/", "live-blogs/", "most-read/", "search/", "corrections/", "latest/", "authors/"),
        *("coverage/", "preferences/", "saved/", "push/", "contact/", "lite/", ""),
    ],
)
def test_a_page_that_every_edition_has_leads_to_itself(client: Client, path: str) -> None:
    make_edition()
    make_edition("ar")
    assert switch(client.get(f"/{path}")) == {"ar": f"/ar/{path}"}
    assert switch(client.get(f"/ar/{path}")) == {"en": f"/{path}"}
    assert client.get(f"/ar/{path}").status_code == 200


def test_what_is_searched_for_stays_behind(client: Client) -> None:
    make_edition()
    make_edition("ar")
    assert switch(client.get("/search/?q=bridge")) == {"ar": "/ar/search/"}


@pytest.mark.parametrize("path", ["/politics/", "/lite/politics/", "/nothing/", "/nothing/there/"])
def test_what_has_no_counterpart_leads_to_the_front(client: Client, path: str) -> None:
    make_section("politics")
    make_edition("ar")
    make_section("politics", make_edition("ar"))
    assert switch(client.get(path)) == {"ar": "/ar/lite/" if path.startswith("/lite/") else "/ar/"}


@pytest.mark.parametrize("kind", ["tag", "author", "region", "coverage"])
def test_a_name_leads_to_its_own_page_where_that_has_a_public_story(client: Client, kind: str) -> None:
    english, arabic = make_edition(), make_edition("ar")
    models: dict[str, Any] = {
        "tag": TagName,
        "author": AuthorName,
        "region": RegionName,
        "coverage": CoverageName,
    }
    makers: dict[str, Any] = {
        "tag": make_tag,
        "author": make_author,
        "region": make_region,
        "coverage": make_coverage,
    }
    row = makers[kind]("Rivers")
    models[kind].objects.create(of=row, edition=arabic, name="أنهار", slug="أنهار")
    told: dict[str, dict[str, Any]] = {
        "tag": {"tags": [row]},
        "author": {"by": row},
        "region": {"regions": [row]},
    }
    fields = told.get(kind, {})

    def pinned(story: Article) -> None:
        if kind == "coverage":
            row.pinned_ids = [*row.pinned_ids, story.pk]
            row.save()
            publishing.publish(story.pk, make_user("editor"))

    pinned(make_article(edition=english, published=kind != "coverage", **fields))
    assert switch(client.get(f"/{kind}/rivers/")) == {"ar": "/ar/"}
    there = make_version(None, "ar", published=False, **fields)
    assert switch(client.get(f"/{kind}/rivers/")) == {"ar": "/ar/"}
    pinned(there)
    publishing.publish(there.pk, make_user("editor"))
    address = f"/ar/{kind}/%D8%A3%D9%86%D9%87%D8%A7%D8%B1/"
    assert switch(client.get(f"/{kind}/rivers/")) == {"ar": address}
    assert switch(get(client, f"/ar/{kind}/أنهار/")) == {"en": f"/{kind}/rivers/"}
    models[kind].objects.filter(of=row, edition=arabic).update(is_shown=False)
    assert switch(client.get(f"/{kind}/rivers/")) == {"ar": "/ar/"}


def test_a_month_of_a_name_leads_to_the_name_s_page(client: Client, site_clock: SiteClock) -> None:
    tag = make_tag("Rivers")
    TagName.objects.create(of=tag, edition=make_edition("ar"), name="أنهار", slug="anhar")
    make_version(None, "en", tags=[tag])
    make_version(None, "ar", tags=[tag])
    assert switch(client.get(f"/tag/rivers/{site_clock.now:%Y/%m}/")) == {"ar": "/ar/tag/anhar/"}


def test_a_page_of_the_desk_s_leads_to_the_one_of_the_same_slug(client: Client) -> None:
    english, arabic = make_edition(), make_edition("ar")
    for edition, slug in ((english, "about"), (arabic, "about"), (english, "privacy")):
        StaticPage.objects.create(edition=edition, slug=slug, headline=slug, body="<p>Words.</p>")
    StaticPage.objects.create(edition=arabic, slug="privacy", headline="x", body="<p>x</p>", is_shown=False)
    assert switch(client.get("/about/")) == {"ar": "/ar/about/"}
    assert switch(client.get("/privacy/")) == {"ar": "/ar/"}


def test_live_television_leads_to_editions_that_have_a_channel(client: Client) -> None:
    make_channel()
    make_edition("ar")
    make_channel(edition=make_edition("es"))
    assert switch(client.get("/live/")) == {"ar": "/ar/", "es": "/es/live/"}


# Lite pages.


def test_a_lite_story_leads_to_its_lite_versions(client: Client) -> None:
    stories = three()
    page = client.get(f"/es/lite/{stories['es'].pk}/vota-el-consejo/")
    assert page.status_code == 200
    assert read_in(page) == [("en", "ltr", "English"), ("ar", "rtl", "العربيّة")]
    arabic = f"/ar/lite/{stories['ar'].pk}/%D8%A7%D9%84%D9%85%D8%AC%D9%84%D8%B3-%D9%8A%D8%B5%D9%88%D8%AA/"
    assert switch(page) == {"en": f"/lite/{stories['en'].pk}/council-votes/", "ar": arabic}
    # Its canonical page is the full one, which names the full versions.
    assert alternates(page) == []


# Links in what an editor wrote.

LINKS = {
    "/es/politica/": "es",
    "/ar": "ar",
    f"{SITE}/es/": "es",
    "https://fr.example.org/culture/": "fr",
    "/politics/": None,
    "https://elsewhere.example/es/": None,
}


def linking(addresses: Iterable[str]) -> str:
    return "".join(f'<p>One of <a href="{address}">them</a>.</p>' for address in addresses)


def told(html: BeautifulSoup, addresses: Iterable[str]) -> dict[str, str | None]:
    """What is said of the links to those addresses, and that nothing is said of their words."""
    found = {str(link["href"]): link for link in html.select("p a") if link["href"] in [*addresses]}
    assert not any("lang" in link.attrs for link in found.values())
    return {address: link.get("hreflang") for address, link in found.items()}  # type: ignore[misc]


def more_editions() -> None:
    make_edition()
    make_edition("es")
    make_edition("ar")
    make_edition("fr", prefix="", hostname="fr.example.org")


def test_links_of_a_story_s_text_say_the_language_of_the_edition_they_lead_to(client: Client) -> None:
    more_editions()
    story = make_version(None, "en", body=linking(LINKS))
    assert told(soup(page_of(client, story)), LINKS) == LINKS
    assert told(soup(client.get(f"/lite/{story.pk}/council-votes/")), ["/ar"]) == {"/ar": "ar"}
    [item] = json.loads(client.get("/feed/feed.json").content)["items"]
    in_feed = BeautifulSoup(item["content_html"], "html.parser")
    assert told(in_feed, [f"{SITE}/es/politica/"]) == {f"{SITE}/es/politica/": "es"}


def test_a_path_is_of_the_host_that_it_stands_on_and_files_have_no_language(client: Client) -> None:
    more_editions()
    wanted = {"/politics/": "en", "/": "en", "/media/a.jpg": None, "/es/politica/": None}
    story = make_version(None, "es", body=linking(wanted))
    assert told(soup(page_of(client, story)), wanted) == wanted


def test_links_of_a_live_post_say_the_language_too(client: Client) -> None:
    more_editions()
    blog = Blog()
    blog.post(linking(["/ar/akhbar/"]))
    assert told(soup(get(client, blog.path)), ["/ar/akhbar/"]) == {"/ar/akhbar/": "ar"}
