"""A live blog as LiveBlogPosting (schema.org): the properties of its story, and the posts of the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles.body.reading import plain_text
from articles.published.json_ld import local, publisher_id, without_empty
from articles.published.reader import Reader
from articles.published.story import Story
from articles.published.summaries import HEADLINE, cut
from breaking.live.showing import ShownPost, anchor

# Bytes of all posts of a page together, so that the whole stays below 10 KB: of long posts the beginning must do.
MOST = 6_600
LENGTHS = (400, 280, 200, 140, 100, 70, 40, 20)


def live_blog_data(
    reader: Reader,
    story: Story,
    posts: Sequence[ShownPost],
    path: str,
    first_at: datetime | None,
    closed_at: datetime | None,
) -> dict[str, Any]:
    """What goes before the story's own properties; the posts stand on the page at `path`.

    While the blog runs, its end is in the future, by a day at least.
    """
    newest = sorted(posts, key=lambda post: (post.posted_at, post.id), reverse=True)
    # An Arabic address takes six bytes a letter: if nothing else helps, posts are named by their permalinks alone.
    tries = [(path, None), *((path, length) for length in LENGTHS), *(("", length) for length in LENGTHS)]
    for address, length in tries:
        updates = [update(reader, post, address, length) for post in newest]
        if len(json.dumps(updates, ensure_ascii=False, separators=(",", ":")).encode()) <= MOST:
            break
    return without_empty(
        {
            "@type": "LiveBlogPosting",
            "coverageStartTime": local(first_at or story.first_published_at, reader),
            "coverageEndTime": local(closed_at or end_of_tomorrow(reader), reader),
            "liveBlogUpdate": updates,
        }
    )


def update(reader: Reader, post: ShownPost, path: str, length: int | None) -> dict[str, Any]:
    """One post as BlogPosting, at the `path` if there is one; of its text no more than `length` characters, if given."""
    text = " ".join(plain_text(post.blocks).split())
    # Of a post without a headline its first words stand for one: no more of them than of the text itself.
    words = HEADLINE if length is None or post.post.headline else min(length, HEADLINE)
    return without_empty(
        {
            "@type": "BlogPosting",
            "@id": reader.absolute(post.url),
            "url": reader.absolute(f"{path}#{anchor(post.id)}") if path else "",
            "headline": cut(post.words, words),
            "datePublished": local(post.posted_at, reader),
            "dateModified": local(post.edited_at, reader) if post.edited_at else "",
            "articleBody": text if length is None else cut(text, length),
            "author": [author(reader, *name) for name in post.names] or [{"@id": publisher_id(reader)}],
        }
    )


def author(reader: Reader, name: str, url: str) -> dict[str, str]:
    """Who signed a post: by the name of their own page, where what is known of them stands."""
    return {"@id": f"{reader.absolute(url)}#author"} if url else {"@type": "Person", "name": name}


def end_of_tomorrow(reader: Reader) -> datetime:
    """The second midnight from the moment on, in the edition's zone: the same for a whole day."""
    day = timezone.localtime(reader.moment.now, reader.edition.zone).date() + timedelta(days=2)
    return datetime.combine(day, time.min, reader.edition.zone)
