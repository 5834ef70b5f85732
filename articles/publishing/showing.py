"""The verbs that show readers a text, now or later, and the one that calls off what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from articles.models import Correction
from articles.pending import correct_later
from articles.published.models import Release
from articles.publishing.preconditions import (
    ANY,
    Blocked,
    authorise,
    check_release,
    head_of,
    loading,
    ready,
)
from articles.publishing.steps import call_off, put_off, refuse_now, show_later, show_now, shows, verb_of
from articles.releasing import changing, release_of
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
        ready(change, by, "publish", revision, base_release)
        refuse_now(change)
        release = show_now(
            change,
            significant=significant,
            pending=pending,
            first_published_at=first_published_at,
            updated_at=updated_at,
        )
        change.commit("publish", significant=release.is_significant, pending=pending)
        return release


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
        ready(change, by, "schedule", revision, base_release)
        release = show_later(change, at, significant=significant)
        change.commit("schedule", significant=significant)
        return release


def reschedule(article_id: int, by: Any, *, release: int, at: datetime) -> Release:
    """Have a scheduled publication, change or end begin at `at` instead: the very text that was scheduled for it.

    Raises PermissionDenied, Stale if `release` does not wait any more, and Blocked.
    """
    with changing(article_id, by) as change:
        verb = verb_of(change, release)
        authorise(by, verb, change.article)
        moved = put_off(change, release, at)
        change.commit(verb, **({"significant": moved.is_significant} if verb == "schedule" else {}))
        return moved


def cancel(article_id: int, by: Any, *, release: int) -> None:
    """Drop a Release that has not begun: a scheduled publication, change or end."""
    with changing(article_id, by) as change:
        authorise(by, "cancel", change.article)
        call_off(change, release)
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
        if current is None or not shows(current, head_of(article)):
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
