"""Telling open pages: one row an edition, in the transaction of the verb, and a word to the hubs at its commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from breaking.models import StreamEvent

CHANNEL = "stream"
# Any number of our own: one verb at a time writes events, so that their numbers rise in the order of their commits.
LOCK = 7_305_809


def announce(kind: str, edition_ids: Iterable[int], **about: Any) -> None:
    """Write an event for each edition. `about`: alert_id, article_id, post_id, is_test. Inside a transaction, as its last step.

    The lock is held until the commit: a reader who has seen event N has had a chance at every one below it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        StreamEvent.objects.bulk_create(
            StreamEvent(edition_id=edition_id, kind=kind, **about) for edition_id in edition_ids
        )
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
