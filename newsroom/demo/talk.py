from __future__ import annotations

from typing import Any

from articles.body.blocks import blocks
from articles.models import Article
from articles.review import comments
from newsroom.accounts.models import User


def talk(articles: dict[str, Article], people: dict[str, User], rows: list[dict[str, Any]]) -> None:
    """Say each comment of the demo, and what is answered to it. `block` counts from 1; 0 is the whole story."""
    for row in rows:
        article, author = articles[row["story"]], people[row["by"]]
        article.refresh_from_db()
        block_id = blocks(article.body)[row["block"] - 1].id if row["block"] else ""
        first = comments.comment(article, author, row["text"], block_id=block_id).comment
        for answer in row.get("answers", ()):
            comments.answer(first, people[answer["by"]], answer["text"])
        if row.get("is_resolved"):
            comments.resolve(first, author)
