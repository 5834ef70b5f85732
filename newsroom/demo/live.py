"""The demo's live blogs: what their files list as posts, put up in the order in which they were made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from breaking.live import posts
from newsroom.demo.content import DemoStory

if TYPE_CHECKING:
    from articles.models import Article
    from newsroom.accounts.models import User


def post_all(story: DemoStory, article: Article, by: User, now: datetime) -> None:
    """Post what stands in the file's `posts`; the one that is `pinned` is pinned."""
    for row in sorted(story.facts.get("posts", []), key=lambda row: -int(row["minutes_ago"])):
        post = posts.publish(
            article.pk,
            by,
            body=row["body"].strip(),
            headline=row.get("headline", ""),
            byline=row.get("byline", ""),
            is_key=row.get("key", False),
            is_breaking=row.get("breaking", False),
            posted_at=now - timedelta(minutes=row["minutes_ago"]),
        )
        if row.get("pinned"):
            posts.pin(post.pk, by)
