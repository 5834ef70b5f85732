"""Comments on a story: saying, answering, wording anew, taking back, resolving; and what is open or not seen yet.

They are beside the text: no Revision holds them, so restoring a text changes none, and a copy of a story has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.body.blocks import blocks
from articles.body.values import BLOCK_ID, TURNING, composed, printable, spaced
from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked
from articles.review.jobs import mail_mention
from articles.review.mentions import called_in
from articles.review.models import Comment, Mention

LONGEST = 4000
LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Said:
    """A comment as it stands now, and the names in it that are nobody's on the desk."""

    comment: Comment
    unknown: list[str] = field(default_factory=list)


def comment(article: Article, by: Any, text: str, *, block_id: str = "", quote: str = "") -> Said:
    """Begin a thread on a block, or with an empty `block_id` on the whole story.

    The quote is taken from the block as the story is saved; of a block that is not saved yet, `quote` is what it says.
    Raises PermissionDenied, and Blocked for a text that cannot be taken.
    """
    _authorise(by, "comment", article)
    if block_id and not BLOCK_ID.fullmatch(block_id):
        raise Blocked([_("There is no such block.")], "block")
    if block_id:
        saved = next((block.text for block in blocks(article.body) if block.id == block_id), None)
        quote = _plain(quote if saved is None else saved)[:LONGEST_QUOTE]
    else:
        quote = ""
    return _say(Comment(article=article, author=by, block_id=block_id, quote=quote), by, text)


def leave_task(article: Article, by: Any, text: str, *, to: Any = None) -> Comment:
    """Begin a thread on the whole story that an act of `by` elsewhere calls for, and call `to` alone to it.

    Whether `by` may comment here is not asked: it is the desk that says it, in the name of who did the act.
    """
    said = cleaned(f"@{to.username} {text}" if to else text)
    with transaction.atomic():
        task = Comment.objects.create(article=article, author=by, text=said)
        if to is not None and to.pk != by.pk:
            _call(task, to)
    return task


def answer(comment: Comment, by: Any, text: str) -> Said:
    """Answer in a comment's thread. One that was resolved is open again: there is something to say after all."""
    _authorise(by, "comment", comment.article)
    with transaction.atomic():
        thread = _locked(comment.parent_id or comment.pk)
        if thread.resolved_at is not None:
            _set_resolved(thread, None)
        said = _say(Comment(article=comment.article, author=by, parent=thread), by, text)
        Mention.objects.filter(comment__article=comment.article, user=by, seen_at=None).update(
            seen_at=moment.clock_reading("default")
        )
    return said


def edit(comment: Comment, by: Any, text: str) -> Said:
    """Word one's own comment anew. Who is called in it only now is told; who is no longer is not called."""
    _authorise_own(comment, by)
    with transaction.atomic():
        fresh = _locked(comment.pk)
        fresh.article = comment.article
        fresh.edited_at = moment.clock_reading("default")
        return _say(fresh, by, text)


def take_back(comment: Comment, by: Any) -> None:
    """Delete one's own comment, as long as nobody has answered it."""
    _authorise_own(comment, by)
    with transaction.atomic():
        fresh = _locked(comment.pk)
        if fresh.answers.exists():
            raise Blocked([_("This comment has been answered, and stays.")])
        fresh.delete()


def resolve(comment: Comment, by: Any) -> None:
    """Say that a thread is done with. Twice changes nothing: who was first did it."""
    _settle(comment, by, is_resolved=True)


def reopen(comment: Comment, by: Any) -> None:
    """Say that a thread is not done with after all."""
    _settle(comment, by, is_resolved=False)


def may_resolve(by: Any, thread: Comment, article: Article) -> bool:
    """Whoever began the thread, and who has the right to on the story."""
    begun = bool(thread.author_id == by.pk and by.may("comment", article))
    return begun or bool(by.may("resolve", article))


def unseen_mentions(user: Any) -> QuerySet[Mention]:
    """Where the user is called by name and has not opened the story since, the newest first.

    Each comes with its `comment`, the comment's `author` and its `article`. What the user may not view (any more) is not
    among them.
    """
    visible = Article.objects.visible_to(user).values("pk")
    unseen = Mention.objects.filter(user=user, seen_at__isnull=True, comment__article__in=visible)
    return unseen.select_related("comment__article", "comment__author").order_by("-comment_id", "-pk")


def open_threads(articles: Iterable[Article | int]) -> dict[int, int]:
    """How many threads are open at each story, by the stories' keys; a story without one is not in the answer.

    Whether the stories may be seen is for the caller to ask. One query.
    """
    keys = {article.pk if isinstance(article, Article) else article for article in articles}
    if not keys:
        return {}
    rows = Comment.objects.filter(article__in=keys, parent__isnull=True, resolved_at__isnull=True)
    counted = rows.order_by().values("article").annotate(count=Count("pk"))
    return {row["article"]: row["count"] for row in counted}


def still_open(count: int) -> list[str]:
    """A sentence for who publishes a story with so many open threads, if there are any."""
    if not count:
        return []
    return [ngettext("%(count)d comment is open.", "%(count)d comments are open.", count) % {"count": count}]


def _authorise(by: Any, action: str, article: Article) -> None:
    if not by.may(action, article):
        raise PermissionDenied(_("You may not comment on this story."))


def _authorise_own(comment: Comment, by: Any) -> None:
    _authorise(by, "comment", comment.article)
    if comment.author_id != by.pk:
        raise PermissionDenied(_("This comment is somebody else's."))


def _locked(pk: int) -> Comment:
    """The row, locked; Blocked if it was taken back in the meantime."""
    found = Comment.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Blocked([_("This comment has been taken back in the meantime.")])
    return found


def _settle(comment: Comment, by: Any, *, is_resolved: bool) -> None:
    with transaction.atomic():
        thread = _locked(comment.parent_id or comment.pk)
        if not may_resolve(by, thread, comment.article):
            raise PermissionDenied(
                _("A thread is resolved by who began it, by the story's own people and by editors.")
            )
        if (thread.resolved_at is not None) != is_resolved:
            _set_resolved(thread, by if is_resolved else None)


def _set_resolved(thread: Comment, by: Any) -> None:
    thread.resolved_by = by
    thread.resolved_at = None if by is None else moment.clock_reading("default")
    thread.save(update_fields=["resolved_by", "resolved_at"])


def _say(comment: Comment, by: Any, text: str) -> Said:
    """Keep the comment with its text, and have those told who are called in it for the first time."""
    comment.text = cleaned(text)
    called = called_in(comment.text, comment.article, by)
    with transaction.atomic():
        comment.save()
        comment.mentions.exclude(user__in=called.people).delete()
        held = set(comment.mentions.values_list("user_id", flat=True))
        for user in called.people:
            if user.pk not in held:
                _call(comment, user)
    return Said(comment, called.unknown)


def _call(comment: Comment, user: Any) -> None:
    mention = Mention.objects.create(comment=comment, user=user)
    if settings.SENDS_MAIL and user.email:
        mail_mention.defer(mention_id=mention.pk)


def cleaned(text: str) -> str:
    """The text as it is kept: lines end in one way, and nothing in it is invisible or turns what follows.

    Raises Blocked if nothing is left, or too much.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > 2 * LONGEST:
        raise Blocked([_too_long(len(text))], "text")
    text = TURNING.sub("", composed(printable(text))).strip()
    if not text:
        raise Blocked([_("Write a comment.")], "text")
    if len(text) > LONGEST:
        raise Blocked([_too_long(len(text))], "text")
    return text


def _too_long(length: int) -> str:
    return _("A comment has %(limit)d characters at most; this one has %(length)d.") % {
        "limit": LONGEST,
        "length": length,
    }


def _plain(text: str) -> str:
    return TURNING.sub("", composed(spaced(printable(text[: 4 * LONGEST])))).strip()
