"""Open Graph (ogp.me) of public pages: what every page has in common, from the same values as its other metadata."""

from __future__ import annotations

import re
from typing import Any

from django.templatetags.static import static

from articles.media.renditions import dated_crop
from articles.published.head import Head
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.summaries import page_description

# What a page without a picture of its own is shared with: our mark, and its size in pixels.
PLAIN = ("img/share.jpg", 1200, 630)
# Below this width, in pixels, networks show a picture as a small square beside the link.
LEAST = 600
_X_ACCOUNT = re.compile(r"https://(?:www\.)?(?:x|twitter)\.com/(\w{1,15})/?", re.ASCII)


def complete(reader: Reader, head: Head, publisher: dict[str, Any]) -> None:
    """Add to the head what its page did not say itself. A page without canonical address is not shared.

    `publisher` holds properties of schema.org, of which the addresses in `sameAs` are looked at.
    """
    if not head.canonical:
        return
    edition = reader.edition
    head.description = page_description(edition, head.description)
    account = next((m[1] for url in publisher.get("sameAs", []) if (m := _X_ACCOUNT.fullmatch(url))), "")
    general = {
        "og:type": "website",
        "og:title": head.title.removesuffix(f" | {edition.name}"),
        "og:description": head.description,
        "og:url": head.canonical,
        "og:site_name": edition.name,
        "og:locale": locale(edition.language),
        "twitter:card": "summary_large_image",
        "twitter:site": f"@{account}" if account else "",
    }
    said = {property for property, _value in head.properties}
    missing = [(property, value) for property, value in general.items() if value and property not in said]
    others = [
        ("og:locale:alternate", locale(language))
        for language, _url in head.alternates
        if language not in ("x-default", edition.language)
    ]
    images = image_properties(reader, head.image, head.year) or plain_image(reader)
    head.properties = [*missing, *head.properties, *others, *images]


def locale(language: str) -> str:
    """A BCP 47 tag as Open Graph writes it: en_GB."""
    return language.replace("-", "_")


def plain_image(reader: Reader) -> list[tuple[str, str]]:
    name, width, height = PLAIN
    return [
        ("og:image", reader.absolute(static(name))),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:type", "image/jpeg"),
        ("og:image:alt", reader.edition.name),
    ]


def image_properties(
    reader: Reader, picture: Picture | None, year: int | None = None
) -> list[tuple[str, str]]:
    """The picture as it is shared, with the size that its file truly has; [] while it has no file of that use.

    With the year of an old story on it, once there is such a file. Until the crop for sharing is made, another stands in: who shares first decides what others see for days.
    """
    jpgs = picture.crop("share").get("jpg", []) if picture else []
    with_year = picture.files.get(dated_crop(year), {}).get("jpg", []) if picture and year else []
    jpgs, year = (with_year, year) if with_year else (jpgs, None)
    if picture is None or not jpgs or jpgs[-1].width < LEAST:
        return []
    file = jpgs[-1]
    found = [
        ("og:image", reader.absolute(file.url)),
        ("og:image:width", str(file.width)),
        ("og:image:height", str(file.height)),
        ("og:image:type", "image/jpeg"),
        ("og:image:alt", f"{picture.alt} ({year})" if year and picture.alt else picture.alt),
    ]
    return [(property, value) for property, value in found if value]
