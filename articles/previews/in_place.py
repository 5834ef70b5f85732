"""The site as it would be with a story in its place: made in a transaction that is always rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from articles.models import Revision
from articles.previews.releases import candidate
from articles.published.models import Release
from articles.revisions import lock


class NotInPlace(Exception):
    """The text cannot stand among other stories; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@contextmanager
def in_place(revision: Revision) -> Iterator[tuple[Release, datetime]]:
    """Within the block, and to its connection alone, the revision is published, or scheduled if it has to wait.

    Yields what readers would see of it and the instant from which they would. Nobody is told: no job, no audit entry.
    The story is locked as by a verb, for no longer than the block; of it all nothing remains. Raises NotInPlace.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Rather no preview than one that waits for somebody else's long transaction.
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        try:
            article = lock(revision.article_id)
        except OperationalError:
            raise NotInPlace(
                [_("Somebody is changing the story just now. Look again in a moment.")]
            ) from None
        text = candidate(article, revision)
        why = text.obstacles()
        if why:
            raise NotInPlace(why)
        change, at, shown = text.change, text.starts_at, text.change.current
        if at > change.start or shown is None or not _shows(shown, revision):
            change.drop(text.waiting)
            shown = change.add(text.release(at))
            change.close()
        yield shown, at
        transaction.set_rollback(True)


def _shows(release: Release, revision: Revision) -> bool:
    return release.state == Release.State.PUBLISHED and release.revision_id == revision.pk
