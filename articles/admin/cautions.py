"""What who publishes a story should know first: of its text, of the links in it, and of what is said about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from articles.blockers import warnings
from articles.media.models import Image, Video
from articles.review.comments import still_open
from articles.review.link_checks import dead_links
from articles.revisions import Content


def cautions(
    content: Content,
    at: datetime,
    images: Mapping[int, Image],
    videos: Mapping[int, Video],
    *,
    threads: int,
    dead: Mapping[str, int] | None = None,
    besides: Collection[int] = (),
) -> list[str]:
    """Sentences that an editor may overrule at `at` (aware). `threads` is how many comments are open.

    `dead` and `besides` as in `dead_links` and `warnings`.
    """
    return [
        *warnings(content, at, images, videos, besides=besides),
        *dead_links(content["body"], dead),
        *still_open(threads),
    ]
