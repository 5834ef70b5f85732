"""What readers see of a live blog."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.editions.models import Edition
from articles.published.moment import Moment
from breaking.live.models import LiveState, PostVersion


def event_json(
    kind: str, article_id: int, post_id: int | None, edition: Edition, moment: Moment
) -> dict[str, Any] | None:
    """What an open page of the blog is told, or None where readers may not see it (any more)."""
    if kind == "hidden":
        return {"blog": article_id, "id": post_id}
    if kind == "blog":
        state = LiveState.objects.using(moment.using).filter(pk=article_id).first()
        if state is None:
            return None
        closed = state.closed_at.isoformat(timespec="seconds") if state.closed_at else None
        return {"blog": article_id, "pinned": state.pinned_id, "closed": closed}
    rows = moment.current(
        PostVersion.objects.filter(post_id=post_id, article_id=article_id, state="published")
    )
    version = rows.first()
    if version is None:
        return None
    body = mark_safe(version.body)  # noqa: S308 - sanitised when it was saved
    html = format_html('<li id="post-{}"><h2>{}</h2>{}</li>', post_id, version.headline, body)
    at = version.posted_at.isoformat(timespec="seconds")
    return {"blog": article_id, "id": post_id, "at": at, "key": version.is_key, "html": html}
