"""What a verb asks before it acts, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from articles.blockers import blockers
from articles.models import Article, Revision
from articles.releasing import Change
from articles.revisions import Stale, Unloadable, check_base

ANY: Any = object()


class Blocked(Exception):
    """The verb cannot act; `sentences` say why, to the person who asked. `field` names the answer at fault, if one is."""

    def __init__(self, sentences: list[str], field: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.field = field


class Undecided(Blocked):
    """A change waits, and nobody said what is to become of it."""


@contextmanager
def loading() -> Iterator[None]:
    """A text that cannot be the working copy any more blocks the verb."""
    try:
        yield
    except Unloadable as why:
        raise Blocked(why.sentences) from None


def ready(change: Change, by: Any, verb: str, revision: Any, base_release: Any) -> Article:
    check_revision(change.article, revision)
    check_release(change, base_release)
    authorise(by, verb, change.article)
    return change.article


def authorise(by: Any, action: str, article: Article) -> None:
    if not by.may(action, article):
        raise PermissionDenied(_("You may not do that with this story as it stands now."))


def check_revision(article: Article, revision: Any) -> None:
    if revision is not ANY:
        check_base(article, revision)


def check_release(change: Change, base_release: Any) -> None:
    if base_release is not ANY and (change.current.pk if change.current else None) != base_release:
        raise Stale(change.article.head)


def head_of(article: Article) -> Revision:
    if article.head is None:
        raise Blocked([_("It has never been saved.")])
    return article.head


def refuse_blocked(article: Article, head: Revision, at: datetime) -> None:
    why = blockers(article, head.content, at)
    if why:
        raise Blocked(why)
