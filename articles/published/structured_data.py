"""JSON-LD of public pages, from the same values that are shown.

Property names and required fields: schema.org and Google Search Central's guides for Article, BreadcrumbList.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from articles.published.cards import Card
from articles.published.corrections import Correction
from articles.published.head import Head
from articles.published.json_ld import local as _local
from articles.published.json_ld import publisher_id, script_safe, size, without_empty
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.story import Signature, Story
from articles.published.summaries import HEADLINE, cut, page_description
from articles.published.video_data import video_objects

# The shapes of a story's lead picture that Google Search Central recommends for Article.
SHAPES = ("16x9", "4x3", "1x1")
# The most bytes of data of a page that has more to say than search engines need.
LARGEST = 10_000
_TYPES = {
    "opinion": "OpinionNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "feature": "ReportageNewsArticle",
}


def breadcrumb(reader: Reader, steps: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": reader.absolute(url)}
            for n, (name, url) in enumerate([(reader.edition.name, reader.url()), *steps], start=1)
        ],
    }


def article_data(
    reader: Reader,
    story: Story,
    lead: Picture | None,
    description: str,
    added: dict[str, Any],
    fills: Callable[[int], dict[str, Any]] | None = None,
) -> list[str]:
    """NewsArticle (or its kind for opinion, analysis, reportage), with what is `added` to it, and the trail that leads there.

    `fills` gives what may take the bytes that are left up to LARGEST.
    """
    canonical = reader.absolute(story.url)
    images = lead_images(reader, lead)
    data = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(story.genre, "NewsArticle"),
        "@id": f"{canonical}#article",
        "mainEntityOfPage": canonical,
        "headline": cut(story.headline, HEADLINE),
        "description": description,
        "image": images,
        "datePublished": _local(story.first_published_at, reader),
        "dateModified": _local(story.updated_at, reader),
        "author": [signature(reader, s) for s in story.bylines],
        "publisher": {"@id": publisher_id(reader)},
        "articleSection": story.section_name,
        "keywords": [tag.name for tag in story.tags],
        "inLanguage": reader.edition.language,
        "wordCount": story.words,
        "isAccessibleForFree": True,
        "thumbnailUrl": images[0] if images else "",
        "sourceOrganization": [{"@type": "Organization", "name": s["name"]} for s in story.sources],
        "isBasedOn": [s["url"] for s in story.sources if s.get("url")],
        "correction": [correction(reader, made) for made in story.corrections],
        "video": video_objects(reader, story, images, description),
        **added,
    }
    data = without_empty(data)
    if fills is not None:
        data |= fills(LARGEST - size(data))
    trail = breadcrumb(reader, [(step["name"], step["url"]) for step in story.breadcrumb])
    return [
        script_safe(data),
        script_safe({"@context": "https://schema.org", **trail}),
        *gallery_data(reader, story, canonical),
    ]


def gallery_data(reader: Reader, story: Story, canonical: str) -> list[str]:
    """The pictures of the story's galleries, in a node of their own: that of the article stays small."""
    shown = [gallery_image(reader, *shown) for shown in _gallery(story)]
    if not shown:
        return []
    gallery = {
        "@context": "https://schema.org",
        "@type": "ImageGallery",
        "@id": f"{canonical}#gallery",
        "isPartOf": {"@id": f"{canonical}#article"},
        "associatedMedia": shown,
    }
    return [script_safe(gallery)]


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
    """The widest file of each of the three shapes that search engines ask for; while one is not there, of 3:2."""
    if lead is None:
        return []
    widest = {shape: files["jpg"][-1].url for shape, files in lead.files.items() if files.get("jpg")}
    chosen = [widest.get(shape) or widest.get("3x2", "") for shape in SHAPES]
    return [reader.absolute(url) for url in dict.fromkeys(chosen) if url]


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


def item_list(reader: Reader, paths: Iterable[str]) -> dict[str, Any]:
    """The pages that a list leads to, in its order; {} if it is empty."""
    items = [
        {"@type": "ListItem", "position": n, "url": reader.absolute(path)}
        for n, path in enumerate(paths, start=1)
    ]
    return {"@type": "ItemList", "itemListElement": items} if items else {}


def profile(reader: Reader, head: Head, author: dict[str, Any]) -> dict[str, Any]:
    """Who an author's page is about, as it shows them."""
    is_organisation = author["kind"] == "organisation"
    picture: Picture | None = author["picture"]
    portrait = picture.crop("1x1").get("jpg", [])[-1:] if picture else []
    return without_empty(
        {
            "@type": "Organization" if is_organisation else "Person",
            "@id": f"{head.canonical.partition('?')[0]}#author",
            "name": author["name"],
            "jobTitle": "" if is_organisation else author["job_title"],
            "description": author["description"],
            "image": [reader.absolute(file.url) for file in portrait],
            "url": head.canonical.partition("?")[0],
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
    is_profile = author is not None
    page = {
        "@type": "ProfilePage" if is_profile else "CollectionPage",
        "mainEntity": profile(reader, head, author) if author else item_list(reader, (c.url for c in cards)),
    }
    return _page_and_trail(reader, head, heading, page, steps)


def page_data(reader: Reader, head: Head, heading: str, paths: Iterable[str] | None = None) -> list[str]:
    """A page of its own sort (about us), or a list of the pages at `paths`; and the trail that leads to it."""
    page: dict[str, Any] = {"@type": "WebPage"}
    if paths is not None:
        page = {"@type": "CollectionPage", "mainEntity": item_list(reader, paths)}
    steps = [(heading, head.canonical.removeprefix(reader.site_url))]
    return _page_and_trail(reader, head, heading, page, steps)


def _page_and_trail(
    reader: Reader, head: Head, heading: str, page: dict[str, Any], steps: list[tuple[str, str]]
) -> list[str]:
    context = {"@context": "https://schema.org"}
    head.description = page_description(reader.edition, head.description)
    general = {
        "url": head.canonical,
        "name": heading,
        "description": head.description,
        "inLanguage": reader.edition.language,
    }
    found: list[str] = [script_safe(without_empty(context | page | general))]
    if steps:
        found.append(script_safe(context | breadcrumb(reader, steps)))
    return found
