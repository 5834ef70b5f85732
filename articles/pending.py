"""A change that is scheduled while readers see an older text, and the urgent edit that is made meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.merging import Merged, merge
from articles.models import Revision
from articles.published.models import Release
from articles.releasing import Change, release_of
from articles.revisions import Content, load, restore, save_revision, written


@dataclass(frozen=True)
class Joining:
    """An urgent edit and the text that is scheduled, brought together; `base` is what both were made from."""

    base: Content
    urgent: Content
    scheduled: Content
    merged: Merged


def text_of(release: Release) -> Revision:
    """The Revision that the Release shows, with the Release's embargo: that is moved beside the text. Not to be saved."""
    text = Revision.objects.select_related("author").get(pk=release.revision_id or 0)
    if release.embargoed_until:
        text.content = {**text.content, "embargoed_until": written(release.embargoed_until)}
    return text


def join(head: Revision, scheduled: Revision, chain: Sequence[Release], at: datetime) -> Joining:
    """The urgent edit `head` joined with the text that is `scheduled`, by three-way merge."""
    base = _base(scheduled, [release for release in chain if release.public_from < at])
    content: Content = base.content if base else {}
    return Joining(content, head.content, scheduled.content, merge(content, head.content, scheduled.content))


def bring_back(change: Change, head: Revision, waiting: Release, pending: str) -> None:
    """After the urgent edit `head` is public, put the text that was scheduled back on the desk.

    With `pending` "include" the two are joined and scheduled for the same time, unless they conflict. Else the text
    comes back as it was, and unless it is to "keep" its time, its author is told that it is held.
    """
    scheduled = text_of(waiting)
    joined = join(head, scheduled, change.chain, change.start).merged
    if pending == "include" and not joined.conflicts:
        load(change.article, joined.content)
        merged = save_revision(change.article, change.by, origin=Revision.Origin.MERGE, merged_from=scheduled)
        change.add(release_of(change, merged, waiting.public_from, significant=waiting.is_significant))
        return
    restore(change.article, scheduled, change.by, _("The text that was scheduled."))
    if pending != "keep":
        _tell_author(change, waiting, scheduled)


def correct_later(change: Change, waiting: Release, corrected: Revision) -> None:
    """Put the newest correction of what readers see into the text that is scheduled, too."""
    content = text_of(waiting).content
    newest = max(corrected.content["corrections"], key=lambda c: datetime.fromisoformat(c["at"]))
    load(change.article, {**content, "corrections": [*content["corrections"], newest]})
    merged = save_revision(
        change.article,
        change.by,
        origin=Revision.Origin.MERGE,
        reason=corrected.reason,
        merged_from=corrected,
    )
    change.drop(waiting)
    change.add(release_of(change, merged, waiting.public_from, significant=waiting.is_significant))


def put_off(head: Revision | None, current: Release | None, waiting: Release | None) -> Release | None:
    """The change that waits while the desk's text is made from what readers see, not from that change."""
    if waiting is None or head is None or current is None or current.state != Release.State.PUBLISHED:
        return None
    return waiting if is_urgent_edit(head, current, waiting) else None


def is_urgent_edit(head: Revision, current: Release, waiting: Release) -> bool:
    """Whether the text on the desk was made from what readers see now, not from what is scheduled."""
    shown = {release.revision_id for release in (current, waiting)}
    made_from = next((pk for pk in _lineage(head) if pk in shown), None)
    return made_from == current.revision_id != waiting.revision_id


def _tell_author(change: Change, waiting: Release, scheduled: Revision) -> None:
    """Say in the story's note to the desk who held the text and when it was to be shown."""
    article = change.article

    def told(instant: datetime) -> str:
        return formats.date_format(timezone.localtime(instant, article.edition.zone), "j M Y H:i")

    note = _(
        "Held by %(who)s on %(when)s: the text of %(author)s that was scheduled for %(time)s (%(zone)s). An urgent edit "
        "went first. The text stands here as the working copy and has no time any more."
    ) % {
        "who": _called(change.by),
        "when": told(change.start),
        "author": _called(scheduled.author),
        "time": told(waiting.public_from),
        "zone": article.edition.time_zone,
    }
    article.desk_note = "\n\n".join(filter(None, (article.desk_note.strip(), note)))
    article.save(update_fields=["desk_note"])


def _called(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _base(scheduled: Revision, begun: Iterable[Release]) -> Revision | None:
    """The text that was public when the scheduled one was made: the nearest of its ancestors that readers were shown."""
    shown = {release.revision_id for release in begun}
    found = next((pk for pk in _lineage(scheduled) if pk in shown), None)
    return Revision.objects.get(pk=found) if found else None


def _lineage(revision: Revision) -> Iterator[int]:
    """The Revision and those whose text it was made from, the nearest first. A restored text is made from its own."""
    rows = (
        Revision.objects.filter(article=revision.article_id)
        .order_by()
        .values_list("pk", "parent_id", "merged_from_id", "origin")
    )
    before = {
        pk: restored if origin == Revision.Origin.RESTORE and restored else parent
        for pk, parent, restored, origin in rows
    }
    at: int | None = revision.pk
    while at is not None:
        yield at
        at = before.get(at)
