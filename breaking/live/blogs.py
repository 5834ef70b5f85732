"""The posts of live blogs as they stand at a moment: rows, without the pictures and names that they mention."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from articles.body.blocks import Block, blocks
from articles.body.reading import first_sentence
from articles.published.lists import LAST_PAGE
from articles.published.moment import Moment
from articles.published.summaries import HEADLINE, cut

PAGE = 25
KEY_EVENTS = 30


@dataclass(frozen=True)
class Post:
    """One post. `place` counts from 1 in the order of the pages: the pinned post first, then the newest.

    `version` rises with each change of the post. `edited_at` is the time of a change that matters, or None.
    """

    id: int
    place: int
    version: int
    headline: str
    body: str
    byline: str
    author_ids: list[int]
    image_ids: list[int]
    is_key: bool
    is_breaking: bool
    posted_at: datetime
    edited_at: datetime | None
    is_pinned: bool

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks(self.body)

    @property
    def words(self) -> str:
        return words_of(self.headline, self.blocks)

    @property
    def page(self) -> int:
        """The number of the page on which it stands."""
        return min(LAST_PAGE, -(-self.place // PAGE))


@dataclass(frozen=True)
class Blog:
    """One page of a live blog: its `posts`, of the whole blog the newest `keys`, and how it stands.

    `changed_at` is when readers last saw any post come, change or go.
    """

    article_id: int
    number: int = 1
    posts: list[Post] = field(default_factory=list)
    keys: list[Post] = field(default_factory=list)
    total: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    changed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def last(self) -> int:
        """The number of its last page."""
        return min(LAST_PAGE, max(1, -(-self.total // PAGE)))

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


def words_of(headline: str, body: str | list[Block]) -> str:
    """What stands for a post in a list: its headline or the beginning of its text."""
    return headline or cut(first_sentence(body), HEADLINE)


_COLUMNS = """v.post_id, {place}, (extract(epoch FROM v.public_from) * 1000)::bigint, v.headline, v.body, v.byline,
v.author_ids, v.image_ids, v.is_key, v.is_breaking, v.posted_at, v.edited_at,
coalesce(v.post_id = s.pinned_id, FALSE)"""

_CURRENT = "v.public_from <= %(at)s AND (v.public_until IS NULL OR v.public_until > %(at)s)"

# Of all posts only what orders them is gone through; what they say is fetched of those that are shown.
_BLOGS = f"""
WITH now AS MATERIALIZED (
  SELECT v.id, v.article_id, v.state, v.post_id, v.posted_at, v.is_key, v.public_from,
    coalesce(v.post_id = s.pinned_id, FALSE) AS is_pinned
  FROM live_postversion v LEFT JOIN live_livestate s USING (article_id)
  WHERE v.article_id = ANY(%(blogs)s) AND {_CURRENT}
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY is_pinned DESC, posted_at DESC, post_id DESC) AS place,
    row_number() OVER (PARTITION BY article_id, is_key ORDER BY posted_at DESC, post_id DESC) AS nth
  FROM now WHERE state = 'published'
), sums AS (
  SELECT article_id, count(*) FILTER (WHERE state = 'published') AS total,
    min(posted_at) FILTER (WHERE state = 'published') AS first_at,
    max(posted_at) FILTER (WHERE state = 'published') AS last_at, max(public_from) AS changed_at
  FROM now GROUP BY article_id
)
SELECT b.id, coalesce(sums.total, 0), sums.first_at, sums.last_at, sums.changed_at,
  CASE WHEN s.closed_at <= %(at)s THEN s.closed_at END, {_COLUMNS.format(place="r.place")}
FROM unnest(%(blogs)s::bigint[]) b(id)
LEFT JOIN live_livestate s ON s.article_id = b.id
LEFT JOIN sums ON sums.article_id = b.id
LEFT JOIN ranked r ON r.article_id = b.id
  AND (r.place > %(before)s AND r.place <= %(upto)s OR r.is_key AND r.nth <= %(keys)s AND %(number)s = 1)
LEFT JOIN live_postversion v ON v.id = r.id
ORDER BY b.id, r.place
"""

_POSTS = f"""
SELECT {_COLUMNS.format(place="0")}
FROM live_postversion v LEFT JOIN live_livestate s USING (article_id)
WHERE v.article_id = %(blog)s AND v.post_id = ANY(%(posts)s) AND v.state = 'published' AND {_CURRENT}
"""

_PLACE = f"""
SELECT 1 + count(*) FILTER (WHERE v.post_id <> %(post)s AND (v.post_id = s.pinned_id OR own.post_id <> coalesce(s.pinned_id, 0)
  AND (v.posted_at, v.post_id) > (own.posted_at, own.post_id)))
FROM live_postversion own JOIN live_postversion v ON v.article_id = own.article_id
LEFT JOIN live_livestate s ON s.article_id = own.article_id
WHERE own.article_id = %(blog)s AND own.post_id = %(post)s AND own.state = 'published'
  AND {_CURRENT.replace("v.", "own.")} AND v.state = 'published' AND {_CURRENT} HAVING count(*) > 0
"""


def read_blogs(moment: Moment, article_ids: Iterable[int], number: int = 1) -> dict[int, Blog]:
    """The page `number` of each of the live blogs, in one query. One without posts is empty, and has one page."""
    wanted = sorted(set(article_ids))
    size = {"before": (number - 1) * PAGE, "upto": number * PAGE, "number": number, "keys": KEY_EVENTS}
    found: dict[int, Blog] = {}
    for pk, total, first, last, changed, closed, *row in moment.fetch(_BLOGS, {"blogs": wanted} | size):
        if pk not in found:
            times = {"first_at": first, "last_at": last, "changed_at": changed, "closed_at": closed}
            found[pk] = Blog(pk, number, total=total, **times)
        if row[0] is None:
            continue
        post = Post(*row)
        if size["before"] < post.place <= size["upto"]:
            found[pk].posts.append(post)
        if post.is_key and number == 1:
            found[pk].keys.append(post)
    for blog in found.values():
        blog.keys.sort(key=lambda post: (post.posted_at, post.id), reverse=True)
        del blog.keys[KEY_EVENTS:]
    return found


def read_posts(moment: Moment, article_id: int, post_ids: Iterable[int]) -> dict[int, Post]:
    """Those of the posts that are to be seen, by id; of their `place` nothing is known."""
    rows = moment.fetch(_POSTS, {"blog": article_id, "posts": list(post_ids)})
    return {row[0]: Post(*row) for row in rows}


def page_of_post(moment: Moment, article_id: int, post_id: int) -> int | None:
    """The number of the page on which a post of the blog stands; None if it is not to be seen."""
    rows: list[tuple[Any, ...]] = moment.fetch(_PLACE, {"blog": article_id, "post": post_id})
    return min(LAST_PAGE, -(-rows[0][0] // PAGE)) if rows else None
