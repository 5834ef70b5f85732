"""Who has which story open: one row for a person and a story, written over as long as the page says that it is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from articles.drafts.models import Presence

# Pages say every 5 s that they are there.
FRESH = timedelta(seconds=15)
TYPING = timedelta(seconds=10)

_OPENED = """
INSERT INTO drafts_presence AS here (article_id, user_id, opened_at, seen_at)
VALUES (%(article)s, %(user)s, clock_timestamp(), clock_timestamp())
ON CONFLICT (article_id, user_id) DO UPDATE
SET opened_at = excluded.opened_at, seen_at = excluded.seen_at, typed_at = NULL,
    taken_over_by_id = NULL, taken_over_at = NULL
RETURNING opened_at
"""
_SEEN = """
INSERT INTO drafts_presence AS here (article_id, user_id, opened_at, seen_at, typed_at)
VALUES (
    %(article)s, %(user)s, clock_timestamp(), clock_timestamp(), CASE WHEN %(typed)s THEN clock_timestamp() END
)
ON CONFLICT (article_id, user_id) DO UPDATE
SET seen_at = excluded.seen_at, typed_at = coalesce(excluded.typed_at, here.typed_at)
WHERE here.seen_at < excluded.seen_at - interval '4 seconds'
"""


def opened(article_id: int, user: Any) -> datetime:
    """The person opened the story, and knows by now who took it over before. Returns the instant."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, {"article": article_id, "user": user.pk})
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def seen(article_id: int, user: Any, *, typed: bool) -> None:
    """The page is still there. Written once in 4 seconds at most."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"article": article_id, "user": user.pk, "typed": typed})


def left(article_id: int, user: Any, opened_at: datetime) -> None:
    """The page that was opened then is gone; one that the person opened later stays."""
    rows = Presence.objects.filter(article_id=article_id, user=user, opened_at=opened_at)
    rows.filter(taken_over_by=None).delete()
    rows.update(seen_at=Now() - FRESH)


def rows_for(article_id: int, user: Any) -> tuple[Presence | None, list[Presence]]:
    """The person's own row, and those of the others who have the story open now and were not taken over."""
    now_or_own = Q(seen_at__gt=Now() - FRESH) | Q(user=user)
    rows = Presence.objects.filter(now_or_own, article_id=article_id).select_related("user", "taken_over_by")
    found = list(rows.order_by("opened_at", "pk"))
    own = next((row for row in found if row.user_id == user.pk), None)
    return own, [row for row in found if row.user_id != user.pk and row.taken_over_by is None]


def is_typing(row: Presence) -> bool:
    """Whether the person typed shortly before the page last said that it is there."""
    return row.typed_at is not None and row.seen_at - row.typed_at < TYPING


def open_now(user: Any) -> QuerySet[Presence]:
    """What the others have open now."""
    rows = Presence.objects.filter(seen_at__gt=Now() - FRESH).exclude(user=user)
    return rows.select_related("user").order_by("opened_at", "pk")


def mark_taken(article_id: int, user_ids: Iterable[int], by: Any, at: datetime) -> None:
    """Tell the pages of these people that somebody took the story over."""
    Presence.objects.bulk_create(
        [
            Presence(
                article_id=article_id, user_id=pk, seen_at=at - FRESH, taken_over_by=by, taken_over_at=at
            )
            for pk in user_ids
        ],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["taken_over_by", "taken_over_at"],
    )
