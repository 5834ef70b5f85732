"""The verbs of a bundle: several stories become public, wait, or are called off in one transaction, all or none.

Who calls them holds the bundle itself; here it is a number and a name, for the audit log of each story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from articles.published.models import Release
from articles.publishing.preconditions import Blocked, authorise, check_release, check_revision
from articles.publishing.steps import call_off, put_off, refuse_now, show_later, show_now
from articles.releasing import Change, changing_together, stamp_anew
from articles.revisions import Stale

Result = TypeVar("Result")


class Seen(NamedTuple):
    """A story as the editor saw it: the Revision on the desk, and the Release that readers had (None: nothing)."""

    article_id: int
    revision: int | None
    base_release: int | None


class Together(NamedTuple):
    """The bundle, as the audit log names it."""

    number: int
    name: str


class ChangedMeanwhile(Blocked):
    """A story is not what the editor saw any more."""


def publish_together(stories: Sequence[Seen], by: Any, *, bundle: Together) -> list[Release]:
    """Show readers all the stories as they were seen, from one and the same instant on.

    Raises PermissionDenied, ChangedMeanwhile, and Blocked with the sentences of every story that stands in the way,
    each named. Then nothing of any story is changed.
    """
    with _together([seen.article_id for seen in stories], by, bundle) as changes:
        _check(changes, by, "publish", stories)
        _each(changes, by, refuse_now)
        stamp_anew(changes)
        shown = _each(changes, by, show_now)
        for change, release in zip(changes, shown, strict=True):
            change.commit("publish", significant=release.is_significant, pending="")
        return shown


def schedule_together(stories: Sequence[Seen], by: Any, *, at: datetime, bundle: Together) -> list[Release]:
    """Show readers all the stories as they were seen from `at` on. Raises like `publish_together`."""
    with _together([seen.article_id for seen in stories], by, bundle) as changes:
        _check(changes, by, "schedule", stories)
        waiting = _each(changes, by, lambda change: show_later(change, at))
        for change in changes:
            change.commit("schedule", significant=True)
        return waiting


def reschedule_together(
    releases: Mapping[int, int], by: Any, *, at: datetime, bundle: Together
) -> list[Release]:
    """Have all the stories begin at `at` that wait together: `releases` is what waits, by the story's id."""
    with _together(releases, by, bundle) as changes:
        _authorise(changes, by, "schedule")
        waiting = _each(changes, by, lambda change: put_off(change, releases[change.article.pk], at))
        for change, release in zip(changes, waiting, strict=True):
            change.commit("schedule", significant=release.is_significant)
        return waiting


def call_off_together(releases: Mapping[int, int], by: Any, *, bundle: Together) -> None:
    """Drop what waits of all the stories: `releases` by the story's id."""
    with _together(releases, by, bundle) as changes:
        _authorise(changes, by, "cancel")
        _each(changes, by, lambda change: call_off(change, releases[change.article.pk]))
        for change in changes:
            change.commit("cancel")


@contextmanager
def _together(article_ids: Any, by: Any, bundle: Together) -> Iterator[list[Change]]:
    with changing_together(article_ids, by) as changes:
        for change in changes:
            change.together = {"bundle": bundle.number, "bundle_name": bundle.name}
        yield changes


def _authorise(changes: Sequence[Change], by: Any, verb: str) -> None:
    for change in changes:
        try:
            authorise(by, verb, change.article)
        except PermissionDenied as refusal:
            raise PermissionDenied(f"{named(change, by)} {refusal}") from None


def _check(changes: Sequence[Change], by: Any, verb: str, stories: Sequence[Seen]) -> None:
    _authorise(changes, by, verb)
    seen = {story.article_id: story for story in stories}
    gone = []
    for change in changes:
        story = seen[change.article.pk]
        try:
            check_revision(change.article, story.revision)
            check_release(change, story.base_release)
        except Stale:
            gone.append(
                _("%(story)s It changed while you were looking at it. Look again before you decide.")
                % {"story": named(change, by)}
            )
    if gone:
        raise ChangedMeanwhile(gone)


def _each(changes: Sequence[Change], by: Any, step: Callable[[Change], Result]) -> list[Result]:
    """The step for every story; Blocked, in the end, with what stands in the way of any of them."""
    done, sentences, field = [], [], ""
    for change in changes:
        try:
            done.append(step(change))
        except Blocked as why:
            field = field or why.field
            sentences += [f"{named(change, by)} {sentence}" for sentence in why.sentences]
        except Stale:
            raise ChangedMeanwhile(
                [_("%(story)s It does not wait with the others any more.") % {"story": named(change, by)}]
            ) from None
    if sentences:
        raise Blocked(sentences, field)
    return done


def named(change: Change, by: Any) -> str:
    """The story's headline to who may see it, as the beginning of a sentence."""
    if by.may("view", change.article):
        return _("“%(headline)s”:") % {"headline": change.article}
    return _("A story that you may not see:")
