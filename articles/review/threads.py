"""The comments of a story as a page shows them to somebody: threads in the order of the body, open ones first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.body.blocks import Block, Kind, parsed
from articles.models import Article
from articles.published import moment
from articles.review.comments import may_resolve
from articles.review.mentions import parts
from articles.review.models import Comment, Mention

LABEL = 70
# What a block that says nothing is called.
KINDS: dict[Kind, Promise] = {
    Kind.PARAGRAPH: _("Paragraph"),
    Kind.HEADING: _("Subhead"),
    Kind.LIST: _("List"),
    Kind.QUOTE: _("Quotation"),
    Kind.IMAGE: _("Picture"),
    Kind.RELATED: _("Related stories"),
    Kind.PULLQUOTE: _("Pull quote"),
    Kind.EMBED: _("Embed"),
    Kind.TABLE: _("Table"),
    Kind.RULE: _("Dividing line"),
    Kind.GALLERY: _("Gallery"),
    Kind.VIDEO: _("Video"),
    Kind.FACTBOX: _("Fact box"),
    Kind.TIMELINE: _("Timeline"),
}


@dataclass(frozen=True)
class Line:
    """One comment: its text in pieces (see `mentions.parts`), and what the person at the page may do with it.

    `calls_me` says that it calls the person and was not seen before.
    """

    comment: Comment
    parts: list[tuple[str, bool]]
    is_mine: bool
    may_take_back: bool
    calls_me: bool


@dataclass(frozen=True)
class Thread:
    """A comment and the answers to it. `is_gone` says that its block is in the saved body no more."""

    first: Line
    answers: list[Line]
    is_gone: bool
    may_resolve: bool

    @property
    def comment(self) -> Comment:
        return self.first.comment

    @property
    def lines(self) -> list[Line]:
        return [self.first, *self.answers]

    @property
    def version(self) -> str:
        """Changes with everything that the thread shows."""
        return version_of([(c.pk, c.edited_at, c.resolved_at) for c in (line.comment for line in self.lines)])


@dataclass(frozen=True)
class Place:
    """What one may comment on: a block of the saved body, by how it begins."""

    block_id: str
    label: str


@dataclass(frozen=True)
class Threads:
    """All threads of a story, and the `version` by which a page learns that there is something new."""

    open: list[Thread]
    resolved: list[Thread]
    places: list[Place]
    version: str

    @property
    def calls_me(self) -> bool:
        return any(line.calls_me for thread in (*self.open, *self.resolved) for line in thread.lines)


def threads_of(article: Article, user: Any) -> Threads:
    """Read the story's comments for somebody who may view it, in one query; what calls the person is seen by that."""
    mentions = Mention.objects.filter(comment=OuterRef("pk")).order_by("pk")
    called = JSONObject(id="id", user="user_id", username="user__username", seen="seen_at")
    rows = list(
        Comment.objects.filter(article=article)
        .select_related("author", "resolved_by")
        .annotate(called=ArraySubquery(mentions.values(called=called)))  # type: ignore[no-redef]
    )
    body = parsed(article.body)
    order = {block.id: number for number, block in enumerate(body) if block.id}
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        row.article = article
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(row)
    threads = [_thread(row, answers.get(row.pk, []), order, user) for row in rows if row.parent_id is None]
    _see(rows, user)
    # What is about the whole story comes first; what is about a block that is gone, last.
    threads.sort(key=lambda t: -1 if not t.comment.block_id else order.get(t.comment.block_id, len(order)))
    return Threads(
        [thread for thread in threads if thread.comment.resolved_at is None],
        [thread for thread in threads if thread.comment.resolved_at is not None],
        [Place(block.id, label(block)) for block in body if block.id],
        version_of((row.pk, row.edited_at, row.resolved_at) for row in rows),
    )


def _thread(first: Comment, answers: list[Comment], order: dict[str, int], user: Any) -> Thread:
    return Thread(
        _line(first, user, has_answers=bool(answers)),
        [_line(row, user, has_answers=False) for row in answers],
        bool(first.block_id) and first.block_id not in order,
        may_resolve(user, first, first.article),
    )


def _line(comment: Comment, user: Any, *, has_answers: bool) -> Line:
    is_mine = comment.author_id == user.pk
    shown = parts(comment.text, [mention["username"] for mention in comment.called or ()])
    return Line(comment, shown, is_mine, is_mine and not has_answers, bool(_unseen(comment, user)))


def _unseen(comment: Comment, user: Any) -> list[int]:
    """The mention of the user in the comment, if it was not seen."""
    called = comment.called or ()
    return [mention["id"] for mention in called if mention["user"] == user.pk and mention["seen"] is None]


def _see(rows: Iterable[Comment], user: Any) -> None:
    unseen = [pk for row in rows for pk in _unseen(row, user)]
    if unseen:
        Mention.objects.filter(pk__in=unseen).update(seen_at=moment.clock_reading("default"))


def label(block: Block) -> str:
    """How a block begins, or if it says nothing what it is."""
    words = " ".join((block.text or block.title).split())
    if not words:
        return str(KINDS[block.kind])
    return words if len(words) <= LABEL else f"{words[: LABEL - 1].rstrip()}…"


def version(article_id: int) -> str:
    """The version of the story's threads as they are now, in one query."""
    rows = Comment.objects.filter(article=article_id)
    return version_of(rows.values_list("pk", "edited_at", "resolved_at"))


def version_of(rows: Iterable[tuple[Any, ...]]) -> str:
    """A text that differs if a comment was added, taken back, worded anew, resolved or reopened."""
    return hashlib.blake2b(repr(sorted(rows)).encode(), digest_size=8).hexdigest()
