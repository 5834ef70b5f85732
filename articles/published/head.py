"""What a page says of itself to browsers, networks and search engines."""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.published.picture_markup import Preload
from articles.published.pictures import Picture

NOINDEX = "noindex, follow"
# Of a preview, which nobody is to find, follow or keep.
PRIVATE = "noindex, nofollow, noarchive"


@dataclass
class Head:
    """The metadata of a page; `canonical` and all addresses in it are absolute."""

    title: str
    description: str = ""
    canonical: str = ""
    robots: str = "max-image-preview:large, max-snippet:-1, max-video-preview:-1"
    properties: list[tuple[str, str]] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    feeds: list[tuple[str, str]] = field(default_factory=list)
    alternates: list[tuple[str, str]] = field(default_factory=list)
    # Set while the body is written, by the picture that a reader sees first.
    preload: Preload | None = None
    has_lead: bool = False
    # The picture with which the page is shared, read with its crop "share".
    image: Picture | None = None
    # The year that is to stand on it, if its story is old.
    year: int | None = None
