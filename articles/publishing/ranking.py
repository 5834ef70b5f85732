"""The verbs by which editors say what may stand on Most Read. The chain of Releases is not touched."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from articles.models import AuditEntry
from articles.published import moment
from articles.published.models import OffMostRead
from articles.publishing.preconditions import authorise
from articles.revisions import lock


def off_most_read(article_id: int, by: Any) -> None:
    """Keep the story off Most Read from now on, in the rail and on its page. Doing it again changes nothing."""
    _rank(article_id, by, "off_most_read", is_off=True)


def on_most_read(article_id: int, by: Any) -> None:
    """Let the story stand on Most Read again, by what was counted all along."""
    _rank(article_id, by, "on_most_read", is_off=False)


def _rank(article_id: int, by: Any, verb: str, *, is_off: bool) -> None:
    with transaction.atomic():
        article = lock(article_id)
        authorise(by, verb, article)
        if article.is_off_most_read == is_off:
            return
        if is_off:
            OffMostRead.objects.create(article_id=article_id)
        else:
            OffMostRead.objects.filter(article_id=article_id).delete()
        AuditEntry.objects.create(
            article_id=article_id,
            verb=verb,
            by=by,
            revision_id=article.head_id,
            at=moment.clock_reading("default"),
        )
