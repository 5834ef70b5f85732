"""The verbs between writers and editors: a story changes hands or is dropped, and readers see nothing of it."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles.jobs import defer_assignment_mail
from articles.models import Article, Assignment, AuditEntry, Stage
from articles.published import moment
from articles.publishing.preconditions import ANY, Blocked, authorise, check_revision, head_of
from articles.releasing import changing
from articles.revisions import Stale, lock, written


def submit(article_id: int, by: Any, *, revision: int | None = ANY) -> None:
    """Hand the story to the editors as it stands in `revision`."""
    with changing(article_id, by) as change:
        article = change.article
        check_revision(article, revision)
        authorise(by, "submit", article)
        if not article.headline.strip():
            raise Blocked([_("It has no headline.")])
        change.set_stage(Stage.SUBMITTED, head_of(article))
        change.commit("submit")


def take_back(article_id: int, by: Any) -> None:
    """Take a submitted story back to go on writing."""
    with changing(article_id, by) as change:
        authorise(by, "take_back", change.article)
        change.set_stage(Stage.DRAFT)
        change.commit("take_back")


def send_back(article_id: int, by: Any, *, note: str) -> None:
    """Return a submitted story to its writer, with a note that says what is wanted."""
    with changing(article_id, by) as change:
        authorise(by, "send_back", change.article)
        if not note.strip():
            raise Blocked([_("Say in the note what is wanted.")], "note")
        change.article.desk_note = note.strip()
        change.article.save(update_fields=["desk_note"])
        change.set_stage(Stage.DRAFT)
        change.commit("send_back", note=note.strip())


def spike(article_id: int, by: Any) -> None:
    """Drop a story that was never public."""
    with changing(article_id, by) as change:
        authorise(by, "spike", change.article)
        change.drop(change.pending_change)
        change.set_stage(Stage.SPIKED)
        change.commit("spike")


def revive(article_id: int, by: Any) -> None:
    """Bring a spiked story back as a draft."""
    with changing(article_id, by) as change:
        authorise(by, "revive", change.article)
        change.set_stage(Stage.DRAFT)
        change.commit("revive")


def assign(
    article_id: int, by: Any, *, assignee: Any, due_at: datetime | None = None, was: tuple[Any, ...] = ANY
) -> None:
    """Make the story somebody's to write, or nobody's (None), until `due_at` if that is given.

    `was` is what the page had shown (assignee's id, due): Stale if a colleague changed it meanwhile.
    """
    with transaction.atomic():
        article = lock(article_id)
        authorise(by, "assign", article)
        if was is not ANY and was != (article.assignee_id, article.due_at):
            raise Stale(article.head)
        hand_to(article, by, assignee, due_at)


def take(article_id: int, by: Any) -> None:
    """Make a story that is nobody's one's own to write; its time stays."""
    with transaction.atomic():
        article = lock(article_id)
        authorise(by, "take", article)
        if article.assignee is not None and article.assignee_id != by.pk:
            raise Blocked([_("%(name)s has it already.") % {"name": article.assignee}])
        hand_to(article, by, by, article.due_at)


def hand_to(article: Article, by: Any, assignee: Any, due_at: datetime | None) -> None:
    """Write who has the locked story and until when, log it, and have the new one told. Whether one may, asks the caller.

    Raises Blocked for somebody who could not see the story.
    """
    before, after = (article.assignee_id, article.due_at), (assignee.pk if assignee else None, due_at)
    if before == after:
        return
    is_another = assignee is not None and assignee.pk != article.assignee_id
    if is_another and (why := hinders_assigning(article, assignee)):
        raise Blocked([why], "assignee")
    article.assignee, article.due_at = assignee, due_at
    article.save(update_fields=["assignee", "due_at"])
    AuditEntry.objects.create(
        article_id=article.pk,
        verb="assign",
        by=by,
        revision_id=article.head_id,
        at=moment.clock_reading("default"),
        detail={
            name: {"assignee": user_id, "due_at": written(due)}
            for name, (user_id, due) in (("before", before), ("after", after))
        },
    )
    if assignee is not None:
        given = Assignment.objects.create(article=article, assignee=assignee, by=by, due_at=due_at)
        if assignee != by:
            defer_assignment_mail(given)


def hinders_assigning(article: Article, to: Any) -> str:
    """Why the story cannot be theirs, as a sentence; empty if they would see it once it is."""
    theirs = copy(article)
    theirs.assignee = to
    if to.may("view", theirs):
        return ""
    if not to.is_active:
        return _("%(name)s does not work here any more.") % {"name": to}
    return _("%(name)s works in another edition or at another desk.") % {"name": to}
