"""Comments on a story: who says them, who is called to them by name, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from articles.models import Article
from articles.review.models import Comment, Mention


def unseen_mentions(user: Any) -> QuerySet[Mention]:
    """Where the user is called by name and has not opened the story since, the newest first.

    Each comes with its `comment`, the comment's `author` and its `article`. What the user may not view (any more) is not
    among them.
    """
    visible = Article.objects.visible_to(user).values("pk")
    unseen = Mention.objects.filter(user=user, seen_at__isnull=True, comment__article__in=visible)
    return unseen.select_related("comment__article", "comment__author").order_by("-comment_id", "-pk")


def open_threads(articles: Iterable[Article | int]) -> dict[int, int]:
    """How many threads are open at each story, by the stories' keys; a story without one is not in the answer.

    Whether the stories may be seen is for the caller to ask. One query.
    """
    keys = {article.pk if isinstance(article, Article) else article for article in articles}
    if not keys:
        return {}
    rows = Comment.objects.filter(article__in=keys, parent__isnull=True, resolved_at__isnull=True)
    counted = rows.order_by().values("article").annotate(count=Count("pk"))
    return {row["article"]: row["count"] for row in counted}
