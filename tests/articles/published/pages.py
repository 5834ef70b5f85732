"""What tests read out of public pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from articles.models import Article


def path_of(article: Article, slug: str = "") -> str:
    """The canonical path of a story of a top section in the default edition."""
    assert article.section is not None
    words = article.slug or "-".join(article.headline.lower().split())
    return f"/{article.section.slug}/{article.pk}/{slug or words}/"


def get(client: Client, path: str, **headers: str) -> HttpResponse:
    """The answer to a percent-decoded path exactly as it is written, which the client would take for a URL."""
    bare, _mark, query = path.partition("?")
    environ: Any = {"PATH_INFO": bare.encode().decode("latin-1"), "QUERY_STRING": query}
    return client.get("/", headers=headers, **environ)


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "lxml")


def json_ld(response: HttpResponse) -> list[dict[str, Any]]:
    return [json.loads(s.string or "") for s in soup(response).select('script[type="application/ld+json"]')]


def properties(response: HttpResponse) -> dict[str, str]:
    return {str(m["property"]): str(m["content"]) for m in soup(response).select("meta[property]")}


def headlines(response: HttpResponse) -> list[str]:
    """Headlines of the cards in the page's own part, without rails."""
    main = soup(response).select_one(".with-rail__main") or soup(response).select_one("main")
    assert main is not None
    return [h.get_text(strip=True) for h in main.select(".card__headline, .corrected__headline")]
