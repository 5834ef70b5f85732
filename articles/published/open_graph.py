"""Open Graph (ogp.me) of public pages: what every page has in common, from the same values as its other metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.published.pictures import Picture
from articles.published.reader import Reader

if TYPE_CHECKING:
    from articles.published.page import Head


def complete(reader: Reader, head: Head) -> None:
    """Add to the head what its page did not say itself. A page without canonical address is not shared."""
    if not head.canonical:
        return
    name = reader.edition.name
    images = image_properties(reader, head.image)
    general = {
        "og:type": "website",
        "og:title": head.title.removesuffix(f" | {name}"),
        "og:description": head.description,
        "og:url": head.canonical,
        "og:site_name": name,
        "og:locale": reader.edition.language.replace("-", "_"),
        "twitter:card": "summary_large_image" if images else "summary",
    }
    said = {property for property, _value in head.properties}
    missing = [(property, value) for property, value in general.items() if value and property not in said]
    head.properties = [*missing, *head.properties, *images]


def image_properties(reader: Reader, picture: Picture | None) -> list[tuple[str, str]]:
    """The picture as it is shared, with the size that its file truly has; [] while it has no file."""
    jpgs = picture.crop("share").get("jpg", []) if picture else []
    if picture is None or not jpgs:
        return []
    file = jpgs[-1]
    found = [
        ("og:image", reader.absolute(file.url)),
        ("og:image:width", str(file.width)),
        ("og:image:height", str(file.height)),
        ("og:image:type", "image/jpeg"),
        ("og:image:alt", picture.alt),
    ]
    return [(property, value) for property, value in found if value]
