"""Bundles: which stories become public together, and the acts on all of them at once.

A bundle is open until its stories are out: published together, or scheduled for an instant that has come. Nothing has to
run for that, so it is asked and never stored. A story is in one open bundle at most. Each act locks the bundle first and
then its stories in the order of their ids; a verb on one story locks that story alone, and takes it out of its bundle
(`leave`) unless it still waits with the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from articles.models import Article, Stage
from articles.published import moment
from articles.published.models import Release
from articles.publishing import (
    Blocked,
    Change,
    ChangedMeanwhile,
    Seen,
    Together,
    call_off_together,
    publish_together,
    reschedule_together,
    schedule_together,
)
from articles.review.models import Bundle, BundleItem
from articles.revisions import lock
from articles.signals import chain_changed

LIMIT = 40
# SQLSTATE of a lock that somebody else holds.
LOCKED = "55P03"
# Of a single story's verbs, those by which it goes its own way though its bundle has no time yet.
ALONE = ("publish", "schedule", "spike")


def open_at(now: datetime, at: str = "") -> Q:
    """That the stories of a bundle are not out yet, as a condition; `at` leads from the rows to the bundle."""
    waits = Q(**{f"{at}scheduled_for": None}) | Q(**{f"{at}scheduled_for__gt": now})
    return Q(**{f"{at}published_at": None}) & waits


def open_bundles() -> QuerySet[Bundle]:
    return Bundle.objects.filter(open_at(moment.clock_reading("default")))


def visible_to(user: Any) -> QuerySet[Bundle]:
    """The bundles with a story that the person may see, and those that are empty or their own."""
    seen = BundleItem.objects.filter(article__in=Article.objects.visible_to(user).order_by().values("pk"))
    return Bundle.objects.filter(
        Q(pk__in=seen.order_by().values("bundle")) | Q(items=None) | Q(creator_id=user.pk)
    ).distinct()


def bundle_of(article_id: int) -> Bundle | None:
    """The open bundle that the story is in."""
    return open_bundles().filter(items__article_id=article_id).first()


def create(name: str, by: Any) -> Bundle:
    """A new bundle without stories. Raises PermissionDenied and Blocked."""
    if not by.may("bundle"):
        raise PermissionDenied(_("You may not make bundles."))
    if not name.strip():
        raise Blocked([_("Give the bundle a name.")], "name")
    with transaction.atomic():
        bundle = Bundle.objects.create(name=name.strip()[:120], creator=by)
        note(bundle, by, "made")
    return bundle


def rename(bundle_id: int, name: str, by: Any) -> None:
    if not name.strip():
        raise Blocked([_("Give the bundle a name.")], "name")
    with _changing(bundle_id) as bundle:
        bundle.name = name.strip()[:120]
        bundle.save(update_fields=["name"])
        note(bundle, by, "renamed")


def add(bundle_id: int, article_id: int, by: Any) -> None:
    """Put a story at the end of the bundle. Raises PermissionDenied, Blocked, Article.DoesNotExist.

    It does not wait for the bundle: the story may be locked already, and who acts on the bundle may wait for that.
    """
    with _changing(bundle_id, waits=False) as bundle:
        article = lock(article_id)
        if not by.may("bundle", article):
            raise PermissionDenied(_("You may not do that with this story as it stands now."))
        _refuse_scheduled(bundle)
        if article.stage == Stage.SPIKED:
            raise Blocked([_("It is spiked.")])
        held = bundle_of(article_id)
        if held is not None:
            same = held.pk == bundle.pk
            raise Blocked(
                [_("It is in this bundle already.") if same else _("It is in the bundle “%s”.") % held.name]
            )
        if bundle.items.count() >= LIMIT:
            raise Blocked([_("A bundle has at most %(limit)d stories.") % {"limit": LIMIT}])
        last = bundle.items.aggregate(last=Max("position"))["last"]
        BundleItem.objects.create(bundle=bundle, article=article, position=0 if last is None else last + 1)
        note(bundle, by, "added", article_id)


def remove(bundle_id: int, article_id: int, by: Any) -> None:
    """Take a story out of the bundle; its own schedule, if it has one, stays. Raises PermissionDenied."""
    with _changing(bundle_id) as bundle:
        item = bundle.items.select_related("article").filter(article=article_id).first()
        if item is None:
            return
        if not by.may("bundle", item.article):
            raise PermissionDenied(_("You may not do that with this story as it stands now."))
        item.delete()
        note(bundle, by, "removed", article_id)


def order(bundle_id: int, article_ids: Sequence[int]) -> None:
    """Put the stories into the given order; those that are not named keep theirs, behind them."""
    with _changing(bundle_id) as bundle:
        wanted = {pk: place for place, pk in enumerate(article_ids)}
        items = sorted(bundle.items.all(), key=lambda item: wanted.get(item.article_id, len(wanted)))
        for position, item in enumerate(items):
            item.position = position
        BundleItem.objects.bulk_update(items, ["position"])


def delete(bundle_id: int, by: Any, *, stories: Sequence[Seen]) -> None:
    """Dissolve the bundle. Its `stories`, as they were seen, stay as they are, each with its own schedule if it has one.

    One that is scheduled cannot be deleted: nobody is to take that for calling it off. Nor one whose stories are out: it
    says what became public together. Raises PermissionDenied, ChangedMeanwhile, Blocked.
    """
    with _changing(bundle_id) as bundle:
        articles = [item.article for item in bundle.items.select_related("article")]
        if not (by.may("bundle") and all(by.may("bundle", article) for article in articles)):
            raise PermissionDenied(_("You may not delete a bundle with stories that you may not take out."))
        if bundle.scheduled_for is not None:
            raise Blocked([_("The bundle is scheduled. Call that off first.")])
        _check_same(bundle, stories)
        note(bundle, by, "deleted", flag=DELETION, stories=[article.pk for article in articles])
        bundle.delete()


def publish(bundle_id: int, by: Any, *, stories: Sequence[Seen]) -> datetime:
    """Publish all now; the instant from which readers have them. `stories` are all of the bundle, as they were seen.

    Raises PermissionDenied, ChangedMeanwhile, Blocked; then nothing has changed.
    """
    with _changing(bundle_id) as bundle:
        _check_same(bundle, stories)
        _check_some(stories)
        releases = publish_together(stories, by, bundle=_named(bundle))
        _check_same(bundle, stories)
        bundle.scheduled_for, bundle.published_at = None, releases[0].public_from
        bundle.save(update_fields=["scheduled_for", "published_at"])
        note(bundle, by, "published")
        return bundle.published_at


def schedule(bundle_id: int, by: Any, *, at: datetime, stories: Sequence[Seen]) -> None:
    """Have all become public at `at`, as they were seen. Raises like `publish`."""
    with _changing(bundle_id) as bundle:
        _check_same(bundle, stories)
        _check_some(stories)
        schedule_together(stories, by, at=at, bundle=_named(bundle))
        _check_same(bundle, stories)
        bundle.scheduled_for = at
        bundle.save(update_fields=["scheduled_for"])
        note(bundle, by, "scheduled", at=at.isoformat())


def reschedule(bundle_id: int, by: Any, *, seen_for: datetime | None, at: datetime) -> None:
    """Move all to `at`, the very texts that wait; `seen_for` is the time at which they were seen. Raises like `publish`."""
    with _changing(bundle_id) as bundle:
        if bundle.scheduled_for is None or bundle.scheduled_for != seen_for:
            raise ChangedMeanwhile([_("The bundle was moved while you were looking at it.")])
        reschedule_together(waiting_in(bundle), by, at=at, bundle=_named(bundle))
        bundle.scheduled_for = at
        bundle.save(update_fields=["scheduled_for"])
        note(bundle, by, "scheduled", at=at.isoformat())


def call_off(bundle_id: int, by: Any, *, seen_for: datetime | None) -> None:
    """Drop the schedule of all; the stories stay in the bundle. Raises like `publish`."""
    with _changing(bundle_id) as bundle:
        if bundle.scheduled_for is None or bundle.scheduled_for != seen_for:
            raise ChangedMeanwhile([_("The bundle was moved while you were looking at it.")])
        call_off_together(waiting_in(bundle), by, bundle=_named(bundle))
        bundle.scheduled_for = None
        bundle.save(update_fields=["scheduled_for"])
        note(bundle, by, "called_off")


def listen() -> None:
    chain_changed.connect(leave, dispatch_uid="bundle-leave")


def leave(*, change: Change, verb: str, **_sent: Any) -> None:
    """Take a story out of its bundle when it has gone its own way: the receiver of `chain_changed`."""
    if change.together:
        return
    bundle = Bundle.objects.filter(open_at(change.start), items__article_id=change.article.pk).first()
    if bundle is None:
        return
    waits = change.pending_change
    stays = verb not in ALONE
    if bundle.scheduled_for is not None:
        stays = waits is not None and waits.public_from == bundle.scheduled_for
    if not stays:
        bundle.items.filter(article_id=change.article.pk).delete()
        note(bundle, change.by, "left", change.article.pk, verb=verb)


def waiting_in(bundle: Bundle) -> dict[int, int]:
    """What waits for the bundle's time, by the story's id."""
    rows = Release.objects.filter(
        article_id__in=bundle.items.order_by().values("article_id"),
        public_from=bundle.scheduled_for,
        state=Release.State.PUBLISHED,
    )
    return dict(rows.values_list("article_id", "pk"))


def note(
    bundle: Bundle, by: Any, what: str, article_id: int | None = None, *, flag: int = CHANGE, **more: Any
) -> None:
    """Write a line into the bundle's history. It names a story by its id: not everybody may see every one."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Bundle),
        object_id=str(bundle.pk),
        object_repr=bundle.name[:200],
        action_flag=flag,
        change_message=json.dumps({"what": what, **({"article": article_id} if article_id else {}), **more}),
    )


def history(bundle: Bundle) -> list[LogEntry]:
    rows = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Bundle), object_id=str(bundle.pk)
    )
    return list(rows.select_related("user").order_by("-action_time", "-pk")[:30])


@contextmanager
def _changing(bundle_id: int, *, waits: bool = True) -> Iterator[Bundle]:
    """The open bundle, locked. Raises Blocked if its stories are out, ChangedMeanwhile if it was deleted.

    Without `waits` it is Blocked, too, while somebody else acts on the bundle.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                bundle = Bundle.objects.select_for_update(nowait=not waits).get(pk=bundle_id)
        except OperationalError as error:
            if waits or getattr(error.__cause__, "sqlstate", "") != LOCKED:
                raise
            raise Blocked([_("Somebody is acting on the bundle just now. Try again.")]) from None
        except Bundle.DoesNotExist:
            raise ChangedMeanwhile([_("The bundle was deleted meanwhile.")]) from None
        if not Bundle.objects.filter(open_at(moment.clock_reading("default")), pk=bundle_id).exists():
            raise Blocked([_("The stories of this bundle are out already.")])
        yield bundle


def _refuse_scheduled(bundle: Bundle) -> None:
    if bundle.scheduled_for is not None:
        raise Blocked(
            [_("The bundle is scheduled. Call that off first, and schedule it anew with this story.")]
        )


def _check_same(bundle: Bundle, stories: Sequence[Seen]) -> None:
    """Raise unless the stories are those of the bundle.

    Asked again once they are locked: whoever had one locked until then may have sent it its own way.
    """
    if {story.article_id for story in stories} != set(bundle.items.values_list("article_id", flat=True)):
        raise ChangedMeanwhile([_("Other stories are in the bundle by now. Look again before you decide.")])


def _check_some(stories: Sequence[Seen]) -> None:
    if not stories:
        raise Blocked([_("There is no story in the bundle yet.")])


def _named(bundle: Bundle) -> Together:
    return Together(bundle.pk, bundle.name)
