from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from articles.body.blocks import blocks
from articles.models import Article
from articles.review import comments
from articles.review.models import Comment
from newsroom.accounts.models import User


def talk(
    articles: dict[str, Article], people: dict[str, User], rows: list[dict[str, Any]], now: datetime
) -> None:
    """Say each comment of the demo, and what is answered to it. `block` counts from 1; 0 is the whole story.

    Whoever answers has seen all that was said to them before, so that the order of the rows decides what is unseen.
    """
    for row in rows:
        article, author = articles[row["story"]], people[row["by"]]
        article.refresh_from_db()
        block_id = blocks(article.body)[row["block"] - 1].id if row["block"] else ""
        first = comments.comment(article, author, row["text"], block_id=block_id).comment
        _date(first, row, now)
        for answer in row.get("answers", ()):
            _date(comments.answer(first, people[answer["by"]], answer["text"]).comment, answer, now)
        if row.get("is_resolved"):
            comments.resolve(first, author)


def _date(comment: Comment, row: dict[str, Any], now: datetime) -> None:
    said_at = now - timedelta(hours=row["hours_ago"])
    Comment.objects.filter(pk=comment.pk).update(created_at=said_at)
