"""JSON-LD of public pages, from the same values that are shown.

Property names and required fields: schema.org and Google Search Central's guides for Article, BreadcrumbList.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.published.cards import Card
from articles.published.corrections import Correction
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.video_data import video_objects

if TYPE_CHECKING:
    from articles.published.article_page import Signature, Story
    from articles.published.page import Head

LOGO = "img/icon-512.png"
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


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def article_data(reader: Reader, story: Story, lead: Picture | None, description: str) -> list[str]:
    """NewsArticle (or its kind for opinion, analysis, reportage) and the trail that leads to it."""
    canonical = reader.absolute(story.url)
    images = lead_images(reader, lead)
    data = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(story.genre, "NewsArticle"),
        "@id": f"{canonical}#article",
        "mainEntityOfPage": canonical,
        "headline": story.headline,
        "description": description,
        "image": images,
        "datePublished": _local(story.first_published_at, reader),
        "dateModified": _local(story.updated_at, reader),
        "author": [signature(reader, s) for s in story.bylines],
        "publisher": organisation(reader),
        "articleSection": story.section_name,
        "keywords": [tag.name for tag in story.tags],
        "inLanguage": reader.edition.language,
        "wordCount": story.words,
        "isAccessibleForFree": True,
        "thumbnailUrl": images[0] if images else "",
        "sourceOrganization": [{"@type": "Organization", "name": s["name"]} for s in story.sources],
        "isBasedOn": [s["url"] for s in story.sources if s.get("url")],
        "correction": [correction(reader, made) for made in story.corrections],
        "associatedMedia": [gallery_image(reader, *shown) for shown in _gallery(story)],
        "video": video_objects(reader, story, images, description),
    }
    trail = breadcrumb(reader, [(step["name"], step["url"]) for step in story.breadcrumb])
    return [
        script_safe(without_empty(data)),
        script_safe({"@context": "https://schema.org", **trail}),
    ]


def _gallery(story: Story) -> Iterable[tuple[Picture, str, str]]:
    """The pictures of a gallery story, and those of the galleries in its body, with caption and credit."""
    yield from (shown[:3] for shown in story.gallery)
    for part in story.parts:
        yield from ((picture, picture.caption, picture.credit) for picture in part.pictures)


def correction(reader: Reader, made: Correction) -> dict[str, str]:
    """A CorrectionComment (schema.org), whose type is its name: correction, clarification or update."""
    return {
        "@type": "CorrectionComment",
        "name": made.type,
        "text": made.text,
        "datePublished": _local(made.at, reader),
    }


def lead_images(reader: Reader, lead: Picture | None) -> list[str]:
    """The widest file of each shape that exists, as search engines choose among them."""
    if lead is None:
        return []
    shapes = [lead.files.get(crop, {}).get("jpg", [])[-1:] for crop in ("16x9", "3x2", "share")]
    return [reader.absolute(file.url) for files in shapes for file in files]


def signature(reader: Reader, signed: Signature) -> dict[str, str]:
    kind = "Organization" if signed.is_organisation else "Person"
    return {
        "@type": kind,
        "name": signed.name,
        **({"url": reader.absolute(signed.url)} if signed.url else {}),
    }


def gallery_image(reader: Reader, picture: Picture, caption: str, credit: str) -> dict[str, Any]:
    return without_empty(
        {
            "@type": "ImageObject",
            "contentUrl": reader.absolute(picture.large_url),
            "caption": caption,
            "creditText": credit,
        }
    )


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


def page_data(reader: Reader, head: Head, heading: str) -> list[str]:
    """A page of its own sort (all authors, breaking news, about us), and the trail that leads to it."""
    page = {"@context": "https://schema.org", "@type": "WebPage", "url": head.canonical, "name": heading}
    trail = breadcrumb(reader, [(heading, head.canonical.removeprefix(reader.site_url))])
    return [script_safe(page), script_safe({"@context": "https://schema.org", **trail})]


def site_data(reader: Reader) -> list[str]:
    """Who publishes, and what the site is called (Google's site name)."""
    root = reader.absolute(reader.url())
    logo = {"@type": "ImageObject", "url": reader.absolute(static(LOGO)), "width": 512, "height": 512}
    policy = reader.absolute(reader.url("corrections/"))
    publisher = organisation(reader) | {"logo": logo, "correctionsPolicy": policy}
    site = without_empty(
        {
            "@type": "WebSite",
            "@id": f"{root}#site",
            "name": reader.edition.name,
            "alternateName": reader.edition.slogan,
            "url": root,
            "inLanguage": reader.edition.language,
            "publisher": {"@id": publisher["@id"]},
        }
    )
    return [script_safe({"@context": "https://schema.org", "@graph": [publisher, site]})]
