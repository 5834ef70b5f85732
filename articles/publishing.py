"""The verbs: everything that changes a story's stage or what readers see of it.

Each takes the story's id and the person, asks `may`, lists what blocks it, and acts in one transaction. A verb that
shows something takes the `revision` (and `base_release`) that the editor saw: a double click or an old page raises
Stale and changes nothing. All instants are aware. Only this module writes Releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import formats
from django.utils.translation import gettext as _

from articles.blockers import blockers, is_path, way_from
from articles.editions.clocks import around_gap, offset_in, readings
from articles.merging import merge
from articles.models import Article, Correction, Revision, Stage
from articles.pending import bring_back, correct_later, text_of
from articles.published.models import Release
from articles.releasing import Change, changing, end_of, release_of
from articles.revisions import Stale, Unloadable, check_base, load, save_revision
from articles.revisions import restore as load_back

ANY: Any = object()
# The advisory lock of all moves.
MOVES = 7_301


class Blocked(Exception):
    """The verb cannot act; `sentences` say why, to the person who asked. `field` names the answer at fault, if one is."""

    def __init__(self, sentences: list[str], field: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.field = field


class ComesTwice(Blocked):
    """The time was typed for an hour that comes twice, and it is open which one is meant."""

    def __init__(self, zone_name: str, instants: list[datetime]) -> None:
        first, second = (offset_in(zone_name, at) for at in instants)
        super().__init__(
            [
                _(
                    "That hour comes twice in %(zone)s, at %(first)s and then at %(second)s. Say which you mean."
                )
                % {"zone": zone_name, "first": first, "second": second}
            ]
        )


class Undecided(Blocked):
    """A change waits, and nobody said what is to become of it."""


@contextmanager
def _loading() -> Iterator[None]:
    """A text that cannot be the working copy any more blocks the verb."""
    try:
        yield
    except Unloadable as why:
        raise Blocked(why.sentences) from None


def _authorise(by: Any, action: str, article: Article) -> None:
    if not by.may(action, article):
        raise PermissionDenied(_("You may not do that with this story as it stands now."))


def submit(article_id: int, by: Any, *, revision: int | None = ANY) -> None:
    """Hand the story to the editors as it stands in `revision`."""
    with changing(article_id, by) as change:
        article = change.article
        if revision is not ANY:
            check_base(article, revision)
        _authorise(by, "submit", article)
        if not article.headline.strip():
            raise Blocked([_("It has no headline.")])
        _stage(article, Stage.SUBMITTED, _head(article))
        change.commit("submit")


def take_back(article_id: int, by: Any) -> None:
    """Take a submitted story back to go on writing."""
    with changing(article_id, by) as change:
        _authorise(by, "take_back", change.article)
        _stage(change.article, Stage.DRAFT)
        change.commit("take_back")


def send_back(article_id: int, by: Any, *, note: str) -> None:
    """Return a submitted story to its writer, with a note that says what is wanted."""
    with changing(article_id, by) as change:
        _authorise(by, "send_back", change.article)
        if not note.strip():
            raise Blocked([_("Say in the note what is wanted.")], "note")
        change.article.desk_note = note.strip()
        change.article.save(update_fields=["desk_note"])
        _stage(change.article, Stage.DRAFT)
        change.commit("send_back", note=note.strip())


def spike(article_id: int, by: Any) -> None:
    """Drop a story that was never public."""
    with changing(article_id, by) as change:
        _authorise(by, "spike", change.article)
        change.drop(change.pending_change)
        _stage(change.article, Stage.SPIKED)
        change.commit("spike")


def revive(article_id: int, by: Any) -> None:
    """Bring a spiked story back as a draft."""
    with changing(article_id, by) as change:
        _authorise(by, "revive", change.article)
        _stage(change.article, Stage.DRAFT)
        change.commit("revive")


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
    copy holds that other text again; one that is held leaves its author a note. `first_published_at` and `updated_at` date a story published elsewhere before.
    Raises PermissionDenied, Stale, Blocked.
    """
    with changing(article_id, by) as change:
        article = _ready(change, by, "publish", revision, base_release)
        head = _head(article)
        _refuse_blocked(article, head, change.start)
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
        _stage(article, Stage.DRAFT)
        if waiting is not None:
            with _loading():
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
        article = _ready(change, by, "schedule", revision, base_release)
        head = _head(article)
        if at <= change.start:
            raise Blocked([_("That time is past. Publish now, or choose a later time.")], "at")
        if change.pending_end is not None and at >= change.pending_end.public_from:
            raise Blocked([_("The story is to be taken down before that time; cancel that first.")], "at")
        _refuse_blocked(article, head, at)
        change.drop(change.pending_change)
        release = change.add(release_of(change, head, at, significant=significant))
        _stage(article, Stage.DRAFT)
        change.commit("schedule", significant=significant)
        return release


def cancel(article_id: int, by: Any, *, release: int) -> None:
    """Drop a Release that has not begun: a scheduled publication, change or end."""
    with changing(article_id, by) as change:
        _authorise(by, "cancel", change.article)
        waiting = next(
            (r for r in (change.pending_change, change.pending_end) if r and r.pk == release), None
        )
        if waiting is None:
            raise Blocked([_("Nothing of that is waiting any more.")])
        if waiting.state == Release.State.PUBLISHED and change.current is None:
            change.drop(change.pending_end)
        change.drop(waiting)
        change.commit("cancel")


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
        _authorise(by, verb, change.article)
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
        _authorise(by, "correct", article)
        _check_release(change, base_release)
        current = change.current
        if current is None or not _shows(current, _head(article)):
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
            with _loading():
                correct_later(change, waiting, revision)
        change.commit("correct", significant=significant)
        return release


def edit_live(article_id: int, by: Any) -> Revision:
    """Load what readers see now into the working copy, for an urgent edit; the other text stays in the history."""
    with changing(article_id, by) as change:
        _authorise(by, "edit_live", change.article)
        current = change.current
        if current is None or current.revision_id is None:
            raise Blocked([_("Readers see nothing of this story.")])
        with _loading():
            reason = _("What readers see, for an urgent edit.")
            revision = load_back(change.article, text_of(current), by, reason)
        _stage(change.article, Stage.DRAFT)
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
        _authorise(by, "edit", article)
        check_base(article, base_revision)
        with _loading():
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
        _authorise(by, "edit", article)
        check_base(article, theirs)
        kept = article.revisions.get(pk=mine, is_accepted=False)
        joined = merge(
            kept.parent.content if kept.parent else {}, kept.content, _head(article).content, choices
        )
        if joined.conflicts:
            raise Blocked([_("Choose a text wherever both of you changed the same.")])
        with _loading():
            load(article, joined.content)
        made = save_revision(article, by, origin=Revision.Origin.MERGE, merged_from=kept)
        change.commit("resolve", joined=mine)
        return made


def _ready(change: Change, by: Any, verb: str, revision: Any, base_release: Any) -> Article:
    if revision is not ANY:
        check_base(change.article, revision)
    _check_release(change, base_release)
    _authorise(by, verb, change.article)
    return change.article


def _check_release(change: Change, base_release: Any) -> None:
    if base_release is not ANY and (change.current.pk if change.current else None) != base_release:
        raise Stale(change.article.head)


def _head(article: Article) -> Revision:
    if article.head is None:
        raise Blocked([_("It has never been saved.")])
    return article.head


def _shows(release: Release, head: Revision) -> bool:
    """Whether the Release shows the very text of `head`, be it as another Revision."""
    return release.revision_id == head.pk or (
        release.revision_id is not None and text_of(release).content == head.content
    )


def _refuse_blocked(article: Article, head: Revision, at: datetime) -> None:
    why = blockers(article, head.content, at)
    if why:
        raise Blocked(why)


def _stage(article: Article, stage: str, submitted: Revision | None = None) -> None:
    article.stage = stage
    article.submitted_revision = submitted
    article.save(update_fields=["stage", "submitted_revision"])


def instant_in(zone_name: str, naive: datetime, fold: int | None = None) -> datetime:
    """A wall-clock time in a zone as an instant; `fold` says which is meant of two (0 the first, 1 the second).

    Raises Blocked for a time that the clocks skip, and ComesTwice for one that comes twice if `fold` leaves it open.
    """
    found = readings(zone_name, naive)
    if not found:
        before, after = (formats.date_format(at, "j M Y H:i") for at in around_gap(zone_name, naive))
        raise Blocked(
            [
                _("The clocks skip that hour in %(zone)s: choose %(before)s or %(after)s.")
                % {"zone": zone_name, "before": before, "after": after}
            ]
        )
    if len(found) == 2 and fold is None:
        raise ComesTwice(zone_name, found)
    # In UTC: within a repeated hour, Python finds no time of another zone equal to one of this zone (PEP 495).
    return found[-1 if fold else 0]
