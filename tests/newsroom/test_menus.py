from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.pages.models import MenuItem, Page
from tests.articles.published.pages import soup
from tests.factories import make_edition, make_section

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def make_page(slug: str = "about", **fields: object) -> Page:
    return Page.objects.create(
        edition=make_edition(), slug=slug, headline="About us", body="<p>Who we are.</p>", **fields
    )


def menu(client: Client) -> list[tuple[str, str]]:
    return [(a.get_text(strip=True), str(a["href"])) for a in soup(client.get("/")).select("nav a")]


def test_a_page_is_there_while_it_is_shown(client: Client) -> None:
    page = make_page()
    assert "Who we are." in client.get("/about/").content.decode()
    assert client.get("/about").status_code == 301
    Page.objects.filter(pk=page.pk).update(is_shown=False)
    assert client.get("/about/").status_code == 404


def test_menus_lead_to_sections_pages_and_addresses_two_levels_deep(client: Client) -> None:
    edition = make_edition()
    section = make_section("news")
    top = MenuItem.objects.create(edition=edition, label="News", section=section)
    MenuItem.objects.create(
        edition=edition, label="Politics", section=make_section("politics", parent=section), parent=top
    )
    MenuItem.objects.create(edition=edition, label="About", page=make_page(), position=1)
    MenuItem.objects.create(edition=edition, label="LIVE", url="/live-blogs/", position=2)
    MenuItem.objects.create(edition=edition, label="Elsewhere", url="https://example.org/", position=3)
    links = menu(client)
    for line in (
        ("News", "/news/"),
        ("Politics", "/news/politics/"),
        ("About", "/about/"),
        ("LIVE", "/live-blogs/"),
        ("Elsewhere", "https://example.org/"),
    ):
        assert line in links


def test_a_menu_does_not_lead_to_a_hidden_page(client: Client) -> None:
    edition = make_edition()
    hidden = MenuItem.objects.create(
        edition=edition, label="Hidden", page=make_page("hidden", is_shown=False)
    )
    MenuItem.objects.create(edition=edition, label="Below it", section=make_section("news"), parent=hidden)
    text = client.get("/").content.decode()
    assert "Hidden" not in text
    assert "Below it" not in text


def test_an_edition_has_menus_of_its_own(client: Client) -> None:
    arabic = make_edition("ar")
    MenuItem.objects.create(edition=arabic, label="أخبار", section=make_section("akhbar", arabic))
    make_edition()
    assert "أخبار" not in client.get("/").content.decode()
    assert "أخبار" in client.get("/ar/").content.decode()
