"""JSON-LD of public pages, from the same values that are shown.

Property names and required fields: schema.org and Google Search Central's guides for Article, BreadcrumbList.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.published.cards import Card
from articles.published.models import Release
from articles.published.pictures import Picture
from articles.published.reader import Reader

if TYPE_CHECKING:
    from articles.published.article_page import Story
    from articles.published.page import Head

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
_TYPES = {
    "opinion": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "feature": "ReportageNewsArticle",
}


def script_safe(data: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))  # noqa: S308


def _local(when: datetime, reader: Reader) -> str:
    return timezone.localtime(when, reader.edition.zone).isoformat(timespec="seconds")


def breadcrumb(reader: Reader, steps: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": reader.absolute(url)}
            for n, (name, url) in enumerate([(reader.edition.name, reader.url()), *steps], start=1)
        ],
    }


def organisation(reader: Reader) -> dict[str, Any]:
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{reader.absolute(reader.url())}#organisation",
        "name": reader.edition.name,
        "url": reader.absolute(reader.url()),
    }


def article_data(
    reader: Reader, story: Story, release: Release, lead: Picture | None, description: str
) -> list[str]:
    """NewsArticle (or its kind for opinion, analysis, reportage) and the trail that leads to it."""
    canonical = reader.absolute(story.url)
    images = []
    if lead is not None:
        for crop in ("16x9", "3x2", "share"):
            images += [reader.absolute(f.url) for f in lead.files.get(crop, {}).get("jpg", [])[-1:]]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(story.genre, "NewsArticle"),
        "@id": f"{canonical}#article",
        "mainEntityOfPage": canonical,
        "headline": story.headline,
        "description": description,
        "image": images,
        "datePublished": _local(story.first_published_at, reader),
        "dateModified": _local(story.updated_at, reader),
        "author": [
            {"@type": "Person", "name": s.name, **({"url": reader.absolute(s.url)} if s.url else {})}
            for s in story.bylines
        ],
        "publisher": organisation(reader),
        "articleSection": story.section_name,
        "keywords": [tag.name for tag in story.tags],
        "inLanguage": reader.edition.language,
        "wordCount": story.words,
        "isAccessibleForFree": True,
        "thumbnailUrl": images[0] if images else "",
        "sourceOrganization": [{"@type": "Organization", "name": s["name"]} for s in story.sources],
        "correction": [f"{c['type']}: {c['text']}" for c in story.corrections],
    }
    trail = breadcrumb(reader, [(step["name"], step["url"]) for step in story.breadcrumb])
    return [
        script_safe({name: value for name, value in data.items() if value not in ("", [], None)}),
        script_safe({"@context": "https://schema.org", **trail}),
    ]


def list_data(
    reader: Reader,
    head: Head,
    heading: str,
    cards: list[Card],
    steps: list[tuple[str, str]],
    author: dict[str, Any] | None,
) -> list[str]:
    """CollectionPage with its stories, or ProfilePage for an author; and the trail."""
    items = {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "url": reader.absolute(card.url)}
            for n, card in enumerate(cards, start=1)
        ],
    }
    page: dict[str, Any] = {"@context": "https://schema.org", "url": head.canonical, "name": heading}
    if author is not None:
        person = {
            "@type": "Person",
            "name": author["name"],
            "jobTitle": author["job_title"],
            "url": head.canonical,
        }
        if author["kind"] == "organisation":
            person["@type"] = "Organization"
            person.pop("jobTitle")
        page |= {"@type": "ProfilePage", "mainEntity": {k: v for k, v in person.items() if v}}
    else:
        page |= {"@type": "CollectionPage", "mainEntity": items}
    found: list[str] = [script_safe(page)]
    if steps:
        found.append(script_safe({"@context": "https://schema.org", **breadcrumb(reader, steps)}))
    return found


def site_data(reader: Reader) -> list[str]:
    """Who publishes, and what the site is called (Google's site name)."""
    root = reader.absolute(reader.url())
    site = {"@type": "WebSite", "@id": f"{root}#site", "name": reader.edition.name, "url": root}
    return [script_safe({"@context": "https://schema.org", "@graph": [organisation(reader), site]})]
