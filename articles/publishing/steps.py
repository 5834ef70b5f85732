"""What a verb does to one story whose Change is open: the verbs of one story and of several take the same steps.

A step adds and drops Releases and commits nothing. Who may do it was asked before.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from articles.blockers import under_embargo
from articles.models import Revision, Stage
from articles.pending import bring_back, is_urgent_edit, text_of
from articles.published.models import Release
from articles.publishing.preconditions import (
    Blocked,
    Undecided,
    head_of,
    loading,
    refuse_blocked,
)
from articles.releasing import Change, end_of, release_of
from articles.revisions import Stale


def refuse_now(change: Change) -> None:
    """Raise Blocked unless the story can be shown as it stands on the desk."""
    refuse_blocked(change.article, head_of(change.article), change.start)


def show_now(
    change: Change,
    *,
    significant: bool = True,
    pending: str = "",
    first_published_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Release:
    """Show readers the story as it stands on the desk, from the Change's instant on; see `publish`.

    Whether anything stands in the way was asked by `refuse_now`. Raises Undecided.
    """
    head = head_of(change.article)
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
    return release


def _decided(change: Change, head: Revision, pending: str) -> Release | None:
    """The pending change that this publication has to reckon with, dropped unless it is kept; None if there is none.

    A first publication that waits, or the same text, is simply overtaken.
    """
    waiting = change.pending_change
    if waiting is None:
        return None
    if change.current is None or shows(waiting, head):
        change.drop(waiting)
        return None
    if pending not in ("include", "keep", "hold"):
        raise Undecided([_("A change is scheduled for this story. Say whether to include, keep or hold it.")])
    if pending != "keep":
        change.drop(waiting)
    return waiting


def shows(release: Release, head: Revision) -> bool:
    """Whether the Release shows the very text of `head`, be it as another Revision."""
    return release.revision_id == head.pk or (
        release.revision_id is not None and text_of(release).content == head.content
    )


def show_later(change: Change, at: datetime, *, significant: bool = True) -> Release:
    """Show readers the story as it stands on the desk from `at` on; an earlier schedule is replaced. Raises Blocked."""
    article = change.article
    head = head_of(article)
    _refuse_time(change, at)
    refuse_blocked(article, head, at)
    waiting, current = change.pending_change, change.current
    is_shown = current is not None and current.state == Release.State.PUBLISHED
    if waiting and current and is_shown and is_urgent_edit(head, current, waiting):
        raise Blocked([_("Another text is scheduled. Publish this edit now, or cancel the other first.")])
    change.drop(waiting)
    release = change.add(release_of(change, head, at, significant=significant))
    change.set_stage(Stage.DRAFT)
    return release


def _refuse_time(change: Change, at: datetime) -> None:
    """Raise Blocked unless a text may become public at `at`."""
    if at <= change.start:
        raise Blocked([_("That time is past. Publish now, or choose a later time.")], "at")
    if change.pending_end is not None and at >= change.pending_end.public_from:
        raise Blocked([_("The story is to be taken down before that time; cancel that first.")], "at")


def waiting_as(change: Change, release: int) -> Release | None:
    """The pending Release with that id; None if nothing of that waits any more."""
    return next((r for r in (change.pending_change, change.pending_end) if r and r.pk == release), None)


def verb_of(change: Change, release: int) -> str:
    """The verb that made what waits, whose right is asked of who moves it: "schedule", "withdraw" or "unpublish"."""
    waiting = waiting_as(change, release)
    return verb_for(waiting.state if waiting else "")


def verb_for(state: str) -> str:
    """The verb that makes a Release of that state wait for its time."""
    ends = {Release.State.WITHDRAWN.value: "withdraw", Release.State.GONE.value: "unpublish"}
    return ends.get(state, "schedule")


def put_off(change: Change, release: int, at: datetime) -> Release:
    """Have what waits begin at `at`, be that earlier or later: the very text that was scheduled, or the end.

    Raises Stale if `release` does not wait any more, and Blocked.
    """
    waiting = waiting_as(change, release)
    if waiting is None:
        raise Stale(change.article.head)
    if waiting.state != Release.State.PUBLISHED:
        if at <= change.start:
            raise Blocked([_("That time is past.")], "at")
        if change.pending_change is not None and at <= change.pending_change.public_from:
            raise Blocked(
                [_("A change of the story is scheduled for after that time; cancel that first.")], "at"
            )
        change.drop(waiting)
        return change.add(end_of(change, waiting.state, at, notice=waiting.notice, moved_to=waiting.moved_to))
    _refuse_time(change, at)
    text = text_of(waiting)
    # The working copy's embargo may have been set or moved in the form since the text was scheduled.
    if why := under_embargo(change.article, change.article.embargoed_until, at):
        raise Blocked(why)
    refuse_blocked(change.article, text, at)
    change.drop(waiting)
    return change.add(release_of(change, text, at, significant=waiting.is_significant))


def call_off(change: Change, release: int) -> None:
    """Drop what waits; an end goes with the first publication that it was to follow. Raises Blocked."""
    waiting = waiting_as(change, release)
    if waiting is None:
        raise Blocked([_("Nothing of that is waiting any more.")])
    if waiting.state == Release.State.PUBLISHED and change.current is None:
        change.drop(change.pending_end)
    change.drop(waiting)
