"""The verbs that show readers a text, now or later, and the one that calls off what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Correction, Revision, Stage
from articles.pending import bring_back, correct_later, is_urgent_edit, text_of
from articles.published.models import Release
from articles.publishing.preconditions import (
    ANY,
    Blocked,
    Undecided,
    authorise,
    check_release,
    head_of,
    loading,
    ready,
    refuse_blocked,
)
from articles.releasing import Change, changing, release_of
from articles.revisions import save_revision


def publish(
    article_id: int,
    by: Any,
    *,
    revision: int | None = ANY,
    base_release: int | None = ANY,
    significant: bool = True,
    pending: str = "",
    first_published_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Release:
    """Show readers the story as it stands in `revision`, now.

    `pending` decides about a change that is scheduled for later while readers see an older text: "include" this edit
    in it (by three-way merge; in a conflict it is held), "keep" it as it is, or "hold" it. Afterwards the working
    copy holds that other text again; one that is held leaves its author a note. `first_published_at` and `updated_at`
    date a story published elsewhere before.
    Raises PermissionDenied, Stale, Blocked.
    """
    with changing(article_id, by) as change:
        article = ready(change, by, "publish", revision, base_release)
        head = head_of(article)
        refuse_blocked(article, head, change.start)
        waiting = _decided(change, head, pending)
        release = change.add(
            release_of(
                change,
                head,
                change.start,
                significant=significant,
                first_published_at=first_published_at,
                updated_at=updated_at,
            )
        )
        change.set_stage(Stage.DRAFT)
        if waiting is not None:
            with loading():
                bring_back(change, head, waiting, pending)
        change.commit("publish", significant=release.is_significant, pending=pending)
        return release


def _decided(change: Change, head: Revision, pending: str) -> Release | None:
    """The pending change that this publication has to reckon with, dropped unless it is kept; None if there is none.

    A first publication that waits, or the same text, is simply overtaken.
    """
    waiting = change.pending_change
    if waiting is None:
        return None
    if change.current is None or _shows(waiting, head):
        change.drop(waiting)
        return None
    if pending not in ("include", "keep", "hold"):
        raise Undecided([_("A change is scheduled for this story. Say whether to include, keep or hold it.")])
    if pending != "keep":
        change.drop(waiting)
    return waiting


def _shows(release: Release, head: Revision) -> bool:
    """Whether the Release shows the very text of `head`, be it as another Revision."""
    return release.revision_id == head.pk or (
        release.revision_id is not None and text_of(release).content == head.content
    )


def schedule(
    article_id: int,
    by: Any,
    *,
    at: datetime,
    revision: int | None = ANY,
    base_release: int | None = ANY,
    significant: bool = True,
) -> Release:
    """Show readers the story as it stands in `revision` from `at` on; an earlier schedule of it is replaced."""
    with changing(article_id, by) as change:
        article = ready(change, by, "schedule", revision, base_release)
        head = head_of(article)
        if at <= change.start:
            raise Blocked([_("That time is past. Publish now, or choose a later time.")], "at")
        if change.pending_end is not None and at >= change.pending_end.public_from:
            raise Blocked([_("The story is to be taken down before that time; cancel that first.")], "at")
        refuse_blocked(article, head, at)
        waiting, current = change.pending_change, change.current
        is_shown = current is not None and current.state == Release.State.PUBLISHED
        if waiting and current and is_shown and is_urgent_edit(head, current, waiting):
            raise Blocked([_("Another text is scheduled. Publish this edit now, or cancel the other first.")])
        change.drop(waiting)
        release = change.add(release_of(change, head, at, significant=significant))
        change.set_stage(Stage.DRAFT)
        change.commit("schedule", significant=significant)
        return release


def cancel(article_id: int, by: Any, *, release: int) -> None:
    """Drop a Release that has not begun: a scheduled publication, change or end."""
    with changing(article_id, by) as change:
        authorise(by, "cancel", change.article)
        waiting = next(
            (r for r in (change.pending_change, change.pending_end) if r and r.pk == release), None
        )
        if waiting is None:
            raise Blocked([_("Nothing of that is waiting any more.")])
        if waiting.state == Release.State.PUBLISHED and change.current is None:
            change.drop(change.pending_end)
        change.drop(waiting)
        change.commit("cancel")


def correct(
    article_id: int,
    by: Any,
    *,
    text: str,
    type: str = Correction.Type.CORRECTION,
    placement: str = "bottom",
    significant: bool = False,
    base_release: int | None = ANY,
) -> Release:
    """Add a correction to a public story and show it now, above ("top") or below it ("bottom").

    A change that is scheduled shows it as well, and is then the working copy, so that the correction lasts.
    """
    with changing(article_id, by) as change:
        article = change.article
        authorise(by, "correct", article)
        check_release(change, base_release)
        current = change.current
        if current is None or not _shows(current, head_of(article)):
            raise Blocked(
                [_("The desk's text is not what readers see. Edit what readers see, then correct that.")]
            )
        if not text.strip():
            raise Blocked([_("Write what is corrected.")], "text")
        text = text.strip()
        Correction.objects.create(article=article, type=type, text=text, placement=placement, at=change.start)
        revision = save_revision(article, by, reason=text[:300])
        waiting = change.pending_change
        release = change.add(release_of(change, revision, change.start, significant=significant))
        if waiting is not None:
            with loading():
                correct_later(change, waiting, revision)
        change.commit("correct", significant=significant)
        return release
