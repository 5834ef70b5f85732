"""A live blog as LiveBlogPosting (schema.org): the properties of its story, and the posts of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from articles.body.reading import plain_text
from articles.published.json_ld import local, publisher_id, size, without_empty
from articles.published.reader import Reader
from articles.published.story import Story
from articles.published.summaries import HEADLINE, cut
from breaking.live.showing import ShownPost, anchor

# Of posts that are too long together each gives as much of its text as the others, in characters: of fewer than ENOUGH
# it is better to spare elsewhere, and fewer than LEAST say nothing.
ENOUGH, LEAST = 120, 20


def live_blog_data(
    reader: Reader, story: Story, first_at: datetime | None, closed_at: datetime | None
) -> dict[str, Any]:
    """What goes before the story's own properties. While the blog runs, its end is in the future, by a day at least."""
    return {
        "@type": "LiveBlogPosting",
        "coverageStartTime": local(first_at or story.first_published_at, reader),
        "coverageEndTime": local(closed_at or end_of_tomorrow(reader), reader),
    }


def posts_data(
    reader: Reader, story: Story, posts: Sequence[ShownPost], query: str, room: int
) -> dict[str, Any]:
    """The posts of the story's page with that `query`, newest first, in no more than `room` bytes with a comma before.

    An Arabic address takes six bytes a letter. So posts name the page by its number alone where its whole address would
    leave no room for words; what stands in for headlines is left out before that. The oldest of posts that cannot be
    told at all, since addresses are very long, are left out.
    """
    newest = sorted(posts, key=lambda post: (post.posted_at, post.id), reverse=True)
    whole = f"{story.url}{query}"
    by_number = f"{reader.url(f'{story.article_id}/')}{query}"
    tries = ((whole, True, ENOUGH), (whole, False, ENOUGH), (by_number, False, LEAST), ("", False, LEAST))
    while newest:
        for address, has_stand_ins, least in tries:
            updates = [update(reader, post, address, has_stand_ins=has_stand_ins) for post in newest]
            texts = [one.get("articleBody", "") for one in updates]
            limit = longest(texts, room - size({"liveBlogUpdate": _with(updates, 0)}) + 1)
            if limit >= min(least, max(map(len, texts))):
                return {"liveBlogUpdate": _with(updates, limit)}
        newest.pop()
    return {}


def longest(texts: Sequence[str], room: int) -> int:
    """To how many characters each of the texts may be cut, so that together they are no longer than `room`; or -1."""
    fits, too_many = -1, max(map(len, texts)) + 1
    while too_many - fits > 1:
        limit = (fits + too_many) // 2
        if sum(size(cut_to(text, limit)) - len('""') for text in texts) <= room:
            fits = limit
        else:
            too_many = limit
    return fits


def cut_to(text: str, limit: int) -> str:
    # Of a long text no more than `cut` looks at: the sign behind the limit, and one more if that is a space.
    return cut(text[: limit + 2], limit) if limit else ""


def _with(updates: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """The posts, of whose texts there is so much."""
    return [
        one | {name: cut_to(text, limit) for name, text in one.items() if name == "articleBody"}
        for one in updates
    ]


def update(reader: Reader, post: ShownPost, path: str, *, has_stand_ins: bool) -> dict[str, Any]:
    """One post as BlogPosting, at the `path` if there is one; `has_stand_ins` if its first words may be its headline."""
    headline = post.words if has_stand_ins else post.post.headline
    return without_empty(
        {
            "@type": "BlogPosting",
            "@id": reader.absolute(post.url),
            "url": reader.absolute(f"{path}#{anchor(post.id)}") if path else "",
            "headline": cut(reader.ordered(headline), HEADLINE),
            "datePublished": local(post.posted_at, reader),
            "dateModified": local(post.edited_at, reader) if post.edited_at else "",
            "articleBody": reader.ordered(" ".join(plain_text(post.blocks).split())),
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
