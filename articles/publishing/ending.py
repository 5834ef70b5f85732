"""The verbs that take a story from readers, or send them elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.blockers import is_path, way_from
from articles.published.models import Release
from articles.publishing.preconditions import Blocked, authorise
from articles.releasing import changing, end_of

# The advisory lock of all moves.
MOVES = 7_301


def withdraw(article_id: int, by: Any, *, notice: str, at: datetime | None = None) -> Release:
    """Take the story off every list, leaving its headline and a notice at its address (410)."""
    if not notice.strip():
        raise Blocked([_("Write the notice that readers will find in its place.")], "notice")
    return _end(article_id, by, "withdraw", Release.State.WITHDRAWN, at, notice=notice.strip())


def unpublish(article_id: int, by: Any, *, at: datetime | None = None) -> Release:
    """Take the story off every list and leave nothing of it at its address (410)."""
    return _end(article_id, by, "unpublish", Release.State.GONE, at)


def move(article_id: int, by: Any, *, moved_to: str) -> Release:
    """Send whoever asks for the story to another address of this site (301); `moved_to` is a path.

    Raises Blocked if the path leads out of the site, or to the story itself, be it by way of other moved stories.
    """
    if not is_path(moved_to):
        raise Blocked([_("Give the new address as a path of this site, beginning with a slash.")], "moved_to")
    with transaction.atomic():
        # One move at a time: two stories that were moved to each other at once would lead round for ever.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MOVES])
        if article_id in way_from(moved_to):
            raise Blocked([_("That address leads back to this story.")], "moved_to")
        return _end(article_id, by, "move", Release.State.MOVED, None, moved_to=moved_to)


def _end(article_id: int, by: Any, verb: str, state: str, at: datetime | None, **words: str) -> Release:
    with changing(article_id, by) as change:
        authorise(by, verb, change.article)
        current = change.current
        if current is None:
            raise Blocked([_("It was never public.")])
        if at is not None and at <= change.start:
            raise Blocked([_("That time is past.")], "at")
        start = at or change.start
        change.drop(change.pending_end)
        waiting = change.pending_change
        if waiting is not None and waiting.public_from >= start:
            change.drop(waiting)
        release = change.add(end_of(change, state, start, **words))
        change.commit(verb, **words)
        return release
