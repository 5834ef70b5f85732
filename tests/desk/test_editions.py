"""A new edition is made in the admin alone, and nothing of the site takes its readers for another's."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from lxml import etree

from articles.authors.models import Author
from articles.editions.figures import written
from articles.editions.models import Edition
from articles.media.models import Use
from articles.models import Article
from articles.sections.models import Section
from newsroom.pages.models import MenuItem, Page
from tests.articles.published.pages import headlines, soup
from tests.desk.forms import ADD, rows, signed_in, verb_post, verb_url
from tests.factories import make_article, make_edition, make_image, make_section, make_user

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("site_clock")]

NEW = "/admin/editions/edition/add/"
FRENCH: dict[str, Any] = {
    "code": "fr",
    "label": "Fr",
    "name": "Le Méridien quotidien",
    "slogan": "Le jour, sous tous ses angles",
    "language": "fr",
    "direction": "",
    "prefix": "fr",
    "hostname": "",
    "position": 3,
    "time_zone": "Europe/Paris",
    "date_format": r"j F Y \à H:i",
    "day_format": "j F Y",
    "long_day_format": "l j F Y",
    "month_names": "",
    "digits": "latn",
    "reading_wpm": 195,
    "footer_text": "Un journal indépendant.",
    "copyright": "Tous droits réservés",
    "contact_email": "lecteurs@example.org",
}


def faults(response: Any) -> dict[str, list[str]]:
    """What the form says against what was sent, by field."""
    assert response.status_code == 200
    return {name: list(said) for name, said in response.context["adminform"].form.errors.items()}


def made(admin: Client, path: str, **fields: Any) -> None:
    response = admin.post(f"/admin/{path}/add/", fields)
    assert response.status_code == 302, response.context["adminform"].form.errors


def write_and_publish(admin: Client, edition: Edition, section: Section, author: Author) -> Article:
    lists = {
        **rows("bylines", [{"author": author.pk, "role": "writer", "credited_as": ""}]),
        **rows("pictures", []),
        **rows("sources", []),
        "base_revision": "",
        "further_sections": "",
        "regions": "",
        "tags": "",
        "related": "",
        "embargo": "",
    }
    response = admin.post(
        ADD,
        lists
        | {
            "edition": edition.pk,
            "section": section.pk,
            "kind": "story",
            "headline": "Le pont rouvre après l’été",
            "standfirst": "Les travaux ont duré 14 mois.",
            "body": "<p>Le pont de l’Ourcq a rouvert hier à midi.</p>",
        },
    )
    assert response.status_code == 302
    story = Article.objects.get(edition=edition)
    response = admin.post(verb_url(story, "publish"), verb_post(story))
    assert response.status_code == 302, soup(response).get_text(" ", strip=True)
    return story


@pytest.fixture
def french() -> Article:
    """A fourth edition, wholly made through the admin's pages, with one story that is public."""
    english = make_article("An English story", published=True).edition
    make_edition("es", position=1)
    make_edition("ar", position=2)
    assert english.position == 0
    admin = signed_in(make_user("admin"))
    assert admin.post(NEW, FRENCH).status_code == 302
    edition = Edition.objects.get(code="fr")
    made(
        admin,
        "sections/section",
        edition=edition.pk,
        name="Actualités",
        slug="actualites",
        position=0,
        default_genre="news",
        default_kind="story",
    )
    section = Section.objects.get(edition=edition)
    text = {
        "headline": "Qui sommes-nous",
        "slug": "qui-sommes-nous",
        "body": "<p>Nous.</p>",
        "is_shown": "on",
    }
    made(admin, "pages/page", edition=edition.pk, **text)
    page = Page.objects.get(edition=edition)
    line = {"edition": edition.pk, "position": 0}
    made(admin, "pages/menuitem", **line, menu="main", label="Actualités", section=section.pk)
    made(admin, "pages/menuitem", **line, menu="footer", label="Qui sommes-nous", page=page.pk)
    account = "https://social.example.org/@meridien"
    made(admin, "pages/menuitem", **line, menu="social", label="Mastodon", url=account)
    name = {
        "edition": edition.pk,
        "name": "Maud Aubry",
        "slug": "maud-aubry",
        "position": 0,
        "is_shown": "on",
    }
    known = rows("names", [name])
    made(admin, "authors/author", name="Maud Aubry", kind="person", **known)
    return write_and_publish(admin, edition, section, Author.objects.get(name="Maud Aubry"))


def french_page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    page = soup(response)
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == ("fr", "ltr")
    return page


def test_the_form_says_into_which_languages_the_site_s_own_words_are_translated() -> None:
    helped = soup(signed_in(make_user("admin")).get(NEW)).select_one(".field-language .help")
    assert helped is not None
    assert "are there in English, Spanish and Arabic; readers" in helped.get_text()


def test_a_fourth_edition_is_made_in_the_admin_alone_and_read(client: Client, french: Article) -> None:
    address = f"/fr/actualites/{french.pk}/le-pont-rouvre-après-lété/"
    for path in ("/fr/", "/fr/actualites/"):
        page = french_page(client, path)
        assert french.headline in page.get_text()
        assert "An English story" not in page.get_text()
        menu = page.select_one("header nav a[href='/fr/actualites/']")
        assert menu is not None
        assert page.select_one("footer a[href='/fr/qui-sommes-nous/']")
        assert page.select_one("footer a[href='https://social.example.org/@meridien'][rel~=me]")
    story = french_page(client, address)
    canonical = story.select_one("link[rel=canonical]")
    assert canonical is not None
    assert "/fr/actualites/" in str(canonical["href"])
    # Dates in French, by the form's letters; Django's own catalogue has them.
    told = story.select_one(".byline time")
    assert told is not None
    assert " à " in told.get_text()
    assert "Nous." in french_page(client, "/fr/qui-sommes-nous/").get_text()
    for path in (
        "breaking/",
        "most-read/",
        "search/",
        "coverage/",
        "authors/",
        "corrections/",
        "live-blogs/",
    ):
        french_page(client, f"/fr/{path}")
    for path in ("saved/", "preferences/", "offline/", "lite/", "contact/", "push/"):
        french_page(client, f"/fr/{path}")
    assert headlines(client.get("/fr/search/?q=rouvert")) == [french.headline]
    assert headlines(client.get("/search/?q=rouvert")) == []


def test_machines_read_a_fourth_edition_too(client: Client, french: Article) -> None:
    feed = client.get("/fr/feed/rss.xml").content.decode()
    assert french.headline in feed
    assert "<language>fr</language>" in feed
    assert "An English story" not in feed
    index = client.get("/sitemap.xml").content.decode()
    for edition in Edition.objects.all():
        assert f"/sitemaps/sections-{edition.code}.xml" in index
    news = client.get("/sitemaps/news-fr.xml").content
    assert etree.fromstring(news).xpath("//*[local-name()='language']/text()") == ["fr"]
    assert f"/fr/actualites/{french.pk}/" in news.decode()
    assert "/fr/qui-sommes-nous/" in client.get("/sitemaps/sections-fr.xml").content.decode()
    manifest = json.loads(client.get("/fr/manifest.webmanifest").content)
    assert (manifest["name"], manifest["lang"], manifest["start_url"], manifest["scope"]) == (
        FRENCH["name"],
        "fr",
        "/fr/",
        "/fr/",
    )
    search = client.get("/fr/opensearch.xml").content.decode()
    assert "/fr/search/?q={searchTerms}" in search
    assert json.loads(client.get("/fr/breaking.json").content)["alerts"] == []
    assert "Disallow: /fr/stream/" in client.get("/robots.txt").content.decode()
    assert "fr" in client.get("/.well-known/security.txt").content.decode()
    assert "/fr/" in client.get("/sw.js").content.decode()


def test_the_other_editions_lead_to_a_fourth_one(client: Client, french: Article) -> None:
    for path in ("/", "/es/", "/ar/"):
        link = soup(client.get(path)).select_one(".edition-bar a[hreflang=fr]")
        assert link is not None
        assert (link["href"], link["lang"], link.get_text()) == ("/fr/", "fr", "Fr")


@pytest.mark.parametrize(
    ("language", "chosen", "direction"),
    [("fr", "", "ltr"), ("ar", "", "rtl"), ("ur", "", "rtl"), ("ar", "ltr", "ltr"), ("fa-IR", "", "rtl")],
)
def test_the_direction_is_the_language_s_unless_another_is_chosen(
    language: str, chosen: str, direction: str
) -> None:
    admin = signed_in(make_user("admin"))
    fields = FRENCH | {"language": language, "direction": chosen}
    assert admin.post(NEW, fields).status_code == 302
    assert Edition.objects.get(code="fr").direction == direction


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "en"),
        ("code", "FR"),
        ("language", ""),
        ("language", "French"),
        ("language", "fr_FR"),
        ("prefix", "FR"),
        ("prefix", "search"),
        ("prefix", "contact"),
        ("prefix", "politics"),
        ("prefix", "a/b"),
        ("hostname", "https://fr.example.org"),
        ("hostname", "fr.example.org:8000"),
        ("hostname", "FR.example.org"),
        ("hostname", "elsewhere.example.org"),
        ("time_zone", "Paris"),
        ("reading_wpm", 0),
        ("digits", "roman"),
        ("month_names", "julian"),
    ],
)
def test_an_edition_is_refused_whose_readers_would_not_find_it_or_not_be_told_right(
    field: str, value: Any
) -> None:
    make_section("politics", make_edition())
    said = faults(signed_in(make_user("admin")).post(NEW, FRENCH | {field: value}))
    assert list(said) == [field]
    assert not Edition.objects.filter(name=FRENCH["name"]).exists()


def test_two_editions_have_not_one_address() -> None:
    make_edition("es")
    said = faults(signed_in(make_user("admin")).post(NEW, FRENCH | {"prefix": "es"}))
    assert list(said) == ["__all__"]


def test_a_hostname_that_the_site_answers_to_is_taken(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "fr.example.org"]
    fields = FRENCH | {"hostname": "fr.example.org", "prefix": ""}
    assert signed_in(make_user("admin")).post(NEW, fields).status_code == 302


def test_no_section_or_page_is_called_as_another_edition_s_prefix() -> None:
    make_edition("es")
    admin, edition = signed_in(make_user("admin")), make_edition()
    section = {"edition": edition.pk, "name": "Es", "slug": "es", "position": 0}
    choices = {"default_genre": "news", "default_kind": "story"}
    assert "slug" in faults(admin.post("/admin/sections/section/add/", section | choices))
    page = {"edition": edition.pk, "headline": "Es", "slug": "es", "body": "<p>Us.</p>"}
    assert "slug" in faults(admin.post("/admin/pages/page/add/", page))
    # An edition with a prefix may come to stand at the root of a host.
    spanish = Edition.objects.get(code="es").pk
    for slug in ("es", make_edition("ar").prefix):
        below = {"edition": spanish, "slug": slug}
        assert "slug" in faults(admin.post("/admin/sections/section/add/", section | choices | below))
        assert "slug" in faults(admin.post("/admin/pages/page/add/", page | below))


@pytest.mark.parametrize("of", ["en", "es"])
def test_no_edition_takes_a_prefix_that_a_section_of_any_is_called(of: str) -> None:
    make_section("fr", make_edition(of))
    assert list(faults(signed_in(make_user("admin")).post(NEW, FRENCH))) == ["prefix"]


def test_a_menu_leads_to_what_its_own_edition_has() -> None:
    spanish, french = make_edition("es"), make_edition("fr")
    page = Page.objects.create(edition=spanish, slug="quienes", headline="Quiénes", body="<p>Nosotros.</p>")
    above = MenuItem.objects.create(edition=spanish, label="Portada", url="/")
    line = {"position": 0, "menu": "main", "label": "Línea"}
    admin, new = signed_in(make_user("admin")), "/admin/pages/menuitem/add/"
    for field, target in (
        ("section", {"section": make_section("noticias", spanish).pk}),
        ("page", {"page": page.pk}),
        ("parent", {"url": "/", "parent": above.pk}),
    ):
        assert list(faults(admin.post(new, line | target | {"edition": french.pk}))) == [field]
        assert admin.post(new, line | target | {"edition": spanish.pk}).status_code == 302


def test_two_editions_of_one_language_are_told_apart_by_their_countries() -> None:
    make_edition("es")
    admin = signed_in(make_user("admin"))
    mexican = FRENCH | {"code": "mx", "prefix": "mx"}
    said = faults(admin.post(NEW, mexican | {"language": "es"}))
    assert list(said) == ["language"]
    assert "“es-MX”" in said["language"][0]
    assert admin.post(NEW, mexican | {"language": "es-MX"}).status_code == 302
    change = f"/admin/editions/edition/{Edition.objects.get(code='mx').pk}/change/"
    assert admin.post(change, mexican | {"language": "es-MX", "name": "El Meridiano"}).status_code == 302


@pytest.mark.parametrize(
    ("language", "words", "month"),
    [
        ("es-MX", ("Buscar", "Cerrar", "Página no encontrada"), "enero"),
        ("es-UY", ("Buscar", "Cerrar", "Página no encontrada"), "enero"),
        ("fr", ("Search", "Close", "Page not found"), "janvier"),
        ("pt-BR", ("Search", "Close", "Page not found"), "Janeiro"),
        ("zh-Hant", ("Search", "Close", "Page not found"), "一月"),
        ("yo", ("Search", "Close", "Page not found"), "January"),
    ],
)
def test_the_site_s_own_words_are_of_one_language_and_dates_of_the_edition_s(
    client: Client, language: str, words: tuple[str, ...], month: str
) -> None:
    edition = make_edition("xx", language=language)
    text = client.get("/xx/nothing/").content.decode()
    assert f'<html lang="{language}"' in text
    assert words[0] in text
    assert words[2] in text
    with translation.override(edition.interface_language):
        assert tuple(translation.gettext(word) for word in ("Search", "Close", "Page not found")) == words
        assert written(date(2026, 1, 5), "F", edition) == month


def test_a_logo_stands_for_the_name_and_is_served_from_then_on(client: Client) -> None:
    edition, logo = make_edition(), make_image(rendered=True)
    make_article(published=True)
    change = f"/admin/editions/edition/{edition.pk}/change/"
    kept = {name: getattr(edition, name) for name in FRENCH if name != "code"}
    assert signed_in(make_user("admin")).post(change, kept | {"logo": logo.pk}).status_code == 302
    assert Use.objects.get(purpose=Use.Purpose.LOGO).image_id == logo.pk
    page = soup(client.get("/"))
    shown = page.select_one(".masthead__name img")
    assert shown is not None
    assert shown["alt"] == edition.name
    assert client.get(str(shown["src"])).status_code == 200
    without = make_image(alt_text="")
    said = faults(signed_in(make_user("admin")).post(change, kept | {"logo": without.pk}))
    assert list(said) == ["logo"]


def test_where_every_edition_has_a_prefix_the_host_leads_to_the_first_and_serves_all(client: Client) -> None:
    first = make_edition("es", position=0)
    make_edition("fr", position=1)
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, first.root_url)
    assert client.get("/fr")["Location"] == "/fr/"
    index = client.get("/sitemap.xml").content.decode()
    assert "/sitemaps/news-es.xml" in index
    assert "/sitemaps/news-fr.xml" in index
    for path in ("/sitemaps/news-fr.xml", "/robots.txt", "/sw.js", "/.well-known/security.txt"):
        assert client.get(path).status_code == 200, path
    for path in ("/search/", "/nothing/", "/feed/rss.xml", "/es/robots.txt"):
        assert client.get(path).status_code == 404, path
    assert client.post("/").status_code == 405
    assert client.get("/es/").status_code == client.get("/fr/search/").status_code == 200
