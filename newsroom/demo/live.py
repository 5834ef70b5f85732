"""The demo's live blogs: their posts, as the desk's composer would have sent them, dated back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from articles.models import Article
from breaking.live import posts
from breaking.live.writing import from_text
from newsroom.accounts.models import User


def fill_blogs(
    rows: list[dict[str, Any]],
    articles: dict[str, Article],
    people: dict[str, User],
    picture_of: Callable[[str], int],
    now: datetime,
) -> None:
    """Post each row of live.toml; `picture_of` gives the id of the first picture of a story, by its key."""
    for blog in rows:
        article = articles[blog["story"]]
        for row in blog["posts"]:
            flags = row.get("flags", "")
            post = posts.publish(
                article.pk,
                people[row["by"]],
                body=from_text(row["text"]),
                headline=row.get("headline", ""),
                is_key="k" in flags,
                is_breaking="b" in flags,
                image_ids=[picture_of(row["picture_of"])] if "picture_of" in row else [],
                posted_at=now - timedelta(minutes=row["minutes_ago"]),
            )
            if "p" in flags:
                posts.pin(post.pk, people[row["by"]])
        if blog["is_closed"]:
            posts.close(article.pk, people["editor"])
