from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.factories import make_edition

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"


@pytest.fixture(autouse=True)
def editions() -> None:
    make_edition(name="The Daily Meridian", slogan="The day, in the round")
    make_edition("ar", name="الميريديان")


def test_robots_are_told_what_is_closed_and_where_the_map_is(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    for path in ("/admin/", "/api/", "/stream/", "/ar/stream/"):
        assert f"Disallow: {path}" in lines
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert "Disallow: /search/" not in lines


def test_crawlers_for_ai_are_kept_out_unless_the_newsroom_lets_them_in(
    client: Client, settings: SettingsWrapper
) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "User-agent: GPTBot\n" in text
    assert "Disallow: /\n" in text
    settings.AI_CRAWLERS_WELCOME = True
    text = client.get("/robots.txt").content.decode()
    assert "GPTBot" not in text
    assert "Disallow: /\n" not in text


def test_security_txt_says_whom_to_tell_and_expires_within_a_year(
    client: Client, site_clock: SiteClock
) -> None:
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines() if line)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == f"{SITE}/contact/"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=300) < expires - site_clock.now.astimezone(UTC) <= timedelta(days=366)


@pytest.mark.parametrize(
    ("root", "language", "direction", "name"),
    [("/", "en", "ltr", "The Daily Meridian"), ("/ar/", "ar", "rtl", "الميريديان")],
)
def test_each_edition_is_a_web_app_of_its_own(
    client: Client, root: str, language: str, direction: str, name: str
) -> None:
    response = client.get(f"{root}manifest.webmanifest")
    data = json.loads(response.content)
    assert response["Content-Type"].startswith("application/manifest+json")
    assert (data["start_url"], data["scope"], data["lang"], data["dir"], data["name"]) == (
        root,
        root,
        language,
        direction,
        name,
    )
    assert {icon["sizes"] for icon in data["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in data["icons"])


def test_a_browser_can_search_the_edition(client: Client) -> None:
    root = etree.fromstring(client.get("/ar/opensearch.xml").content)
    [url] = root.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url.get("template") == f"{SITE}/ar/search/?q={{searchTerms}}"


def test_the_icon_is_where_browsers_look_for_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].startswith("/static/img/icon-192.")


def test_pages_name_the_manifest_of_their_edition(client: Client) -> None:
    assert '<link rel="manifest" href="/ar/manifest.webmanifest">' in client.get("/ar/").content.decode()
