"""What machines ask a site for: robots.txt, security.txt, the web app's manifest, the search description, the icon."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from textwrap import shorten
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _

from articles.published.feed_formats import adder, instant, root_of, written
from articles.published.page import FRESH_SECONDS
from articles.published.reader import ReaderRequest

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
# The longest name of a search, in characters (OpenSearch 1.1, "ShortName").
SEARCH_NAME = 16
# Addresses that are no pages; search is not among them, because a page that is not fetched cannot say noindex.
CLOSED = ("admin/", "api/")
CLOSED_IN_EDITIONS = ("stream/", "beacon/", "breaking.json")
THEME_COLOUR = "#0b4a5e"
PAPER_COLOUR = "#ffffff"


def robots(request: ReaderRequest) -> HttpResponse:
    """robots.txt (RFC 9309), with the newsroom's word to crawlers that collect text for AI: settings.AI_CRAWLERS."""
    reader = request.reader
    editions = [e for e in reader.editions if e.hostname == reader.edition.hostname]
    closed = [f"/{path}" for path in CLOSED]
    closed += [f"{edition.root_url}{path}" for edition in editions for path in CLOSED_IN_EDITIONS]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    if not settings.AI_CRAWLERS_WELCOME:
        lines += [*(f"User-agent: {name}" for name in settings.AI_CRAWLERS), "Disallow: /", ""]
    lines += [f"Sitemap: {reader.absolute('/sitemap.xml')}", ""]
    return _answer("\n".join(lines), "text/plain; charset=utf-8")


def security(request: ReaderRequest) -> HttpResponse:
    """security.txt (RFC 9116). It expires within a year, as it must, and changes once a month."""
    reader = request.reader
    now = reader.moment.now.astimezone(UTC)
    expires = datetime(now.year + 1, now.month, 1, tzinfo=UTC)
    lines = [
        f"Contact: {reader.absolute(reader.url('contact/'))}",
        f"Expires: {instant(expires)}",
        f"Canonical: {reader.absolute('/.well-known/security.txt')}",
        f"Preferred-Languages: {', '.join(dict.fromkeys(e.language for e in reader.editions))}",
        "",
    ]
    return _answer("\n".join(lines), "text/plain; charset=utf-8")


def manifest(request: ReaderRequest) -> HttpResponse:
    """The edition as a web app (W3C Web Application Manifest)."""
    edition = request.reader.edition
    root = edition.root_url
    icons: list[dict[str, str]] = [
        {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in (192, 512)
        ),
        {
            "src": static("img/icon-maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    data: dict[str, Any] = {
        "id": root,
        "name": edition.name,
        "short_name": edition.short_name[:30],
        "description": edition.slogan,
        "start_url": root,
        "scope": root,
        "lang": edition.language,
        "dir": edition.direction,
        "display": "standalone",
        "theme_color": THEME_COLOUR,
        "background_color": PAPER_COLOUR,
        "icons": icons,
        "shortcuts": [
            {"name": name, "url": f"{root}{path}", "icons": [icons[1]]}
            for name, path in (
                (_("Live"), "live-blogs/"),
                (_("Breaking news"), "breaking/"),
                (_("Saved stories"), "saved/"),
            )
        ],
    }
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    return _answer(text, "application/manifest+json; charset=utf-8")


def opensearch(request: ReaderRequest) -> HttpResponse:
    """How a browser searches the edition (OpenSearch 1.1)."""
    reader = request.reader
    root = root_of(OPENSEARCH, "OpenSearchDescription")
    add = adder(root)
    add(f"{{{OPENSEARCH}}}ShortName", _short(reader.edition.short_name))
    add(f"{{{OPENSEARCH}}}Description", _("Search %(name)s") % {"name": reader.edition.name})
    add(f"{{{OPENSEARCH}}}InputEncoding", "UTF-8")
    add(f"{{{OPENSEARCH}}}Image", reader.absolute(static("img/icon-192.png")), type="image/png")
    template = reader.absolute(reader.url("search/")) + "?q={searchTerms}"
    add(f"{{{OPENSEARCH}}}Url", type="text/html", method="get", template=template)
    return _answer(written(root), "application/opensearchdescription+xml; charset=utf-8")


def _short(name: str) -> str:
    """As many of its first words as the name of a search may have; of a longer first word, its beginning."""
    return shorten(name, SEARCH_NAME, placeholder="") or name[:SEARCH_NAME]


def favicon(request: ReaderRequest) -> HttpResponse:
    """The icon for whoever asks at the old place."""
    response = HttpResponse(status=302, headers={"Location": static("img/icon-192.png")})
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _answer(text: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
