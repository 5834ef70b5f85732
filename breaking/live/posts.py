"""The verbs of live posts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked
from breaking.events import announce
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.models import Alert


def publish(
    article_id: int,
    by: Any,
    *,
    body: str,
    is_breaking: bool = False,
    alert: Alert | None = None,
    key: UUID | None = None,
) -> LivePost:
    """Put a post into a live blog. The same key gives the post that is there. Raises Blocked where the blog is closed."""
    with transaction.atomic():
        LiveState.objects.get_or_create(article_id=article_id)
        state = LiveState.objects.select_for_update().get(pk=article_id)
        made = LivePost.objects.filter(key=key).first() if key else None
        if made is not None:
            return made
        if state.closed_at is not None:
            raise Blocked([_("This live blog is closed.")])
        now = moment.clock_reading("default")
        post = LivePost.objects.create(
            article_id=article_id, author=by, alert=alert, **({"key": key} if key else {})
        )
        PostVersion.objects.create(
            post=post,
            article_id=article_id,
            body=body,
            is_breaking=is_breaking,
            posted_at=now,
            saved_by=by,
            public_from=now,
        )
        LiveState.objects.filter(pk=article_id).update(posts=F("posts") + 1, last_post_at=now)
        edition_id = Article.objects.values_list("edition_id", flat=True).get(pk=article_id)
        announce("post", [edition_id], article_id=article_id, post_id=post.pk)
    return post
