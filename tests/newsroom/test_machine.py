from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from PIL import Image

from articles.editions.models import Edition
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
    assert set(data) >= {"id", "short_name", "display", "theme_color", "background_color"}
    shortcuts = [shortcut["url"].removeprefix(root) for shortcut in data["shortcuts"]]
    assert shortcuts == ["live-blogs/", "breaking/", "saved/"]
    for shortcut in data["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_each_icon_has_the_size_that_the_manifest_says(client: Client) -> None:
    data = json.loads(client.get("/manifest.webmanifest").content)
    for icon in data["icons"]:
        if icon["type"] == "image/png":
            name = re.sub(r"^/static/|[.][0-9a-f]{12}(?=[.]png)", "", icon["src"])
            with Image.open(f"static/{name}") as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_round_mask_cuts_nothing_off_the_icon_that_is_made_for_masks(client: Client) -> None:
    """The safe zone of a maskable icon: a circle of 40 % of its width (W3C Web Application Manifest, icon masks)."""
    data = json.loads(client.get("/manifest.webmanifest").content)
    [icon] = [icon for icon in data["icons"] if icon.get("purpose") == "maskable"]
    assert "maskable" in icon["src"]
    with Image.open("static/img/icon-maskable-512.png") as opened:
        picture = opened.convert("RGB")
    ground, middle = picture.getpixel((0, 0)), picture.width / 2
    outside = {
        picture.getpixel((x, y))
        for x in range(picture.width)
        for y in range(picture.height)
        if math.hypot(x - middle, y - middle) > 0.4 * picture.width
    }
    assert outside == {ground}


def test_pages_name_the_icon_of_a_home_screen(client: Client) -> None:
    assert re.search(
        r'<link rel="apple-touch-icon" href="/static/img/icon-180\.[0-9a-f]+\.png">',
        client.get("/").content.decode(),
    )
    with Image.open("static/img/icon-180.png") as picture:
        assert (picture.size, picture.has_transparency_data) == ((180, 180), False)


def test_pages_name_their_feed_and_how_to_search_the_edition(client: Client) -> None:
    html = client.get("/ar/").content.decode()
    assert (
        'type="application/rss+xml" title="الميريديان" href="http://localhost:8000/ar/feed/rss.xml"' in html
    )
    assert 'type="application/opensearchdescription+xml" title="الميريديان" href="/ar/opensearch.xml"' in html


def test_a_browser_can_search_the_edition(client: Client) -> None:
    root = etree.fromstring(client.get("/ar/opensearch.xml").content)
    [url] = root.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url.get("template") == f"{SITE}/ar/search/?q={{searchTerms}}"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("The Daily Meridian", "Daily Meridian"),
        ("The Northern Evening Courier", "Northern Evening"),
        ("Meridian-Across-The-Bay", "Meridian-Across-"),
    ],
)
def test_the_name_of_the_search_is_cut_between_words(client: Client, name: str, short: str) -> None:
    Edition.objects.filter(code="en").update(name=name)
    root = etree.fromstring(client.get("/opensearch.xml").content)
    assert root.findtext("{http://a9.com/-/spec/opensearch/1.1/}ShortName") == short


def test_the_icon_is_where_browsers_look_for_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].startswith("/static/img/icon-192.")


def test_pages_name_the_manifest_of_their_edition(client: Client) -> None:
    assert '<link rel="manifest" href="/ar/manifest.webmanifest">' in client.get("/ar/").content.decode()
