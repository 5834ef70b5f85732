"""Whether anything happened on the desk since a board was read: one query, however many stories there are."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection

from articles.columns import LATELY
from articles.drafts.presence import FRESH

# Saves and acts are told by their newest LOOKED_AT, not by the last alone: one that is committed after a later one
# is among them. What begins, falls due, or is too long ago to be shown is told by the clock
# of the statement, by which an index can be searched.
_STANDS = """
SELECT
    (SELECT array_agg((id, head_id, saved_at)::text) FROM (
        SELECT id, head_id, saved_at FROM articles_article ORDER BY saved_at DESC, id DESC LIMIT %(looked_at)s) a),
    (SELECT array_agg(id) FROM (
        SELECT id FROM articles_auditentry ORDER BY id DESC LIMIT %(looked_at)s) e),
    (SELECT array_agg((article_id, user_id)::text ORDER BY article_id, user_id) FROM drafts_presence
        WHERE seen_at > statement_timestamp() - %(fresh)s * interval '1 second' AND user_id <> %(user)s),
    (SELECT (count(*), sum(id))::text FROM review_comment WHERE resolved_at IS NULL AND parent_id IS NULL),
    (SELECT max(public_from) FROM published_release WHERE public_from <= statement_timestamp()),
    (SELECT min(public_from) FROM published_release WHERE public_from > statement_timestamp() - %(lately)s * interval '1 second'),
    (SELECT max(due_at) FROM articles_article WHERE due_at <= statement_timestamp()),
    (SELECT max(id) FROM accounts_user),
    statement_timestamp()
"""
LOOKED_AT = 64


def state_of_desk(user: Any, *more: str) -> tuple[str, datetime]:
    """Changes with whatever a board shows to this person; `more` is what else the answer depends on.

    It tells that something happened on the desk, not what, nor to which story. With it comes the instant that it is
    about, by the database's clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDS,
            {
                "looked_at": LOOKED_AT,
                "fresh": FRESH.total_seconds(),
                "lately": LATELY.total_seconds(),
                "user": user.pk,
            },
        )
        *row, now = cursor.fetchone()
    roles = [(role.role, role.edition_id, role.desk_id) for role in user.roles()]
    return digest(row, user.pk, user.is_superuser, user.time_zone, roles, more), now


def digest(*parts: Any) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=9).hexdigest()
