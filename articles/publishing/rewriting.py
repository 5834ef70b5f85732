"""The verbs that put another text into the working copy; readers see none of it until it is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.merging import merge
from articles.models import Revision, Stage
from articles.pending import text_of
from articles.publishing.preconditions import Blocked, authorise, head_of, loading
from articles.publishing.steps import shows
from articles.releasing import changing, release_of
from articles.revisions import Stale, check_base, load, save_revision, written
from articles.revisions import restore as load_back


def edit_live(article_id: int, by: Any) -> Revision:
    """Load what readers see now into the working copy, for an urgent edit; the other text stays in the history."""
    with changing(article_id, by) as change:
        authorise(by, "edit_live", change.article)
        current = change.current
        if current is None or current.revision_id is None:
            raise Blocked([_("Readers see nothing of this story.")])
        with loading():
            reason = _("What readers see, for an urgent edit.")
            revision = load_back(change.article, text_of(current), by, reason)
        change.set_stage(Stage.DRAFT)
        change.commit("edit_live")
        return revision


def restore(
    article_id: int, by: Any, *, revision: int, base_revision: int | None, reason: str = ""
) -> Revision:
    """Make the working copy what it was in `revision`, be that an accepted one or not; the history keeps the other.

    Raises Revision.DoesNotExist, PermissionDenied, Stale if `base_revision` is not the head any more, and Blocked.
    """
    with changing(article_id, by) as change:
        article = change.article
        authorise(by, "edit", article)
        check_base(article, base_revision)
        with loading():
            made = load_back(article, article.revisions.get(pk=revision), by, reason)
        change.commit("restore", restored=revision)
        return made


def resolve(
    article_id: int, by: Any, *, mine: int, theirs: int | None, choices: Mapping[str, str]
) -> Revision:
    """Join a text that was not accepted (`mine`) with the head (`theirs`), both grown from what `mine` was based on.

    `choices` decides what both changed: "mine", "theirs" or "both" by the part's key (articles.merging.Part).
    Raises Revision.DoesNotExist, PermissionDenied, Stale if `theirs` is not the head any more, and Blocked.
    """
    with changing(article_id, by) as change:
        article = change.article
        authorise(by, "edit", article)
        check_base(article, theirs)
        kept = article.revisions.get(pk=mine, is_accepted=False)
        joined = merge(
            kept.parent.content if kept.parent else {}, kept.content, head_of(article).content, choices
        )
        if joined.conflicts:
            raise Blocked([_("Choose a text wherever both of you changed the same.")])
        with loading():
            load(article, joined.content)
        made = save_revision(article, by, origin=Revision.Origin.MERGE, merged_from=kept)
        change.commit("resolve", joined=mine)
        return made


def move_embargo(article_id: int, by: Any, *, was: datetime, to: datetime) -> Revision:
    """Have the story's embargo end at `to`, with nothing else of its text changed, nor of the one that is scheduled.

    Raises PermissionDenied, Stale if it does not end at `was` any more, and Blocked if that time is past or a text of
    the story is to become public before it.
    """
    with changing(article_id, by) as change:
        article = change.article
        authorise(by, "edit", article)
        if article.embargoed_until != was:
            raise Stale(article.head)
        if to <= change.start:
            raise Blocked([_("That time is past.")], "at")
        waiting = change.pending_change
        if waiting is not None and waiting.public_from < to:
            raise Blocked(
                [_("The story is scheduled to become public before that time; move that first.")], "at"
            )
        is_head = waiting is not None and shows(waiting, head_of(article))
        article.embargoed_until = to
        article.save(update_fields=["embargoed_until"])
        made = save_revision(article, by, reason=_("The embargo was moved in the calendar."))
        if waiting is not None:
            text = made if is_head else text_of(waiting)
            bound = release_of(change, text, waiting.public_from, significant=waiting.is_significant)
            bound.embargoed_until = to
            change.drop(waiting)
            change.add(bound)
        change.commit("embargo", was=written(was), to=written(to))
        return made
