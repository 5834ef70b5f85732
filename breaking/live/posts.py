"""The verbs of live blogs: post, edit, hide and show again, pin, mark a key event, close and reopen.

Each takes the person, asks `may` for `live_post`, and acts in one transaction with the blog's state locked; the pages
that are open are told by its last step. No text that was public is ever changed or lost: an edit is another version,
and so is hiding, which says nothing itself.
Raises PermissionDenied, Blocked with sentences, StalePost, Article.DoesNotExist and LivePost.DoesNotExist.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from articles.authors.models import Author
from articles.publishing import Blocked
from breaking.live.changing import BLOG, HIDDEN, POST, Change, changing
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.live.writing import Words, checked
from breaking.models import Alert

PUBLISHED, GONE = PostVersion.State.PUBLISHED, PostVersion.State.GONE


class StalePost(Exception):
    """The post was changed since whoever edits it has seen it. `current` is what it says now."""

    def __init__(self, current: PostVersion) -> None:
        super().__init__("The post was changed by somebody else meanwhile.")
        self.current = current


def publish(
    article_id: int,
    by: Any,
    *,
    body: str,
    headline: str = "",
    byline: str = "",
    is_key: bool = False,
    is_breaking: bool = False,
    alert: Alert | None = None,
    image_ids: Iterable[int] = (),
    key: UUID | None = None,
    posted_at: datetime | None = None,
) -> LivePost:
    """Put a post at the top of the blog, now. `body` is HTML (`writing.from_text` makes it of plain text).

    The same `key` makes no second post: the one that is there is returned, whatever has become of it. `posted_at`
    (aware) dates a post that was published elsewhere before.
    """
    with changing(article_id, by) as change:
        if key is not None and (there := _posted(change, key)) is not None:
            return there
        if change.state.closed_at is not None:
            raise Blocked([_("This live blog is closed. Reopen it to post again.")])
        words = checked(Words(body, headline, byline, tuple(image_ids)), change.start)
        post = LivePost(article_id=article_id, author=by, alert=alert, **({"key": key} if key else {}))
        post.save(force_insert=True)
        change.add(
            PostVersion(
                post=post,
                **words.columns(),
                author_ids=list(Author.objects.filter(user=by).values_list("pk", flat=True)),
                is_key=is_key,
                is_breaking=is_breaking,
                posted_at=posted_at or change.start,
            ),
            None,
        )
        change.commit(POST, post)
        return post


def edit(
    post_id: int,
    by: Any,
    *,
    base_version: int,
    body: str | None = None,
    headline: str | None = None,
    byline: str | None = None,
    is_key: bool | None = None,
    is_breaking: bool | None = None,
    image_ids: Iterable[int] | None = None,
) -> PostVersion:
    """Change what is given; `base_version` is the version that whoever edits has seen. What changes nothing adds none.

    Raises StalePost if another stands there by now, unless it says the same: a press that is repeated.
    """
    post = LivePost.objects.get(pk=post_id)
    with changing(post.article_id, by) as change:
        before = change.current(post)
        if before.state == GONE:
            if before.pk != base_version:
                raise StalePost(before)
            raise Blocked([_("This post is hidden. Show it again to edit it.")])
        words = Words(
            before.body if body is None else body,
            before.headline if headline is None else headline,
            before.byline if byline is None else byline,
            tuple(before.image_ids if image_ids is None else image_ids),
        )
        words = checked(words, change.start, before)
        flags = {
            "is_key": before.is_key if is_key is None else is_key,
            "is_breaking": before.is_breaking if is_breaking is None else is_breaking,
        }
        is_same_text = all(getattr(before, name) == value for name, value in words.columns().items())
        if is_same_text and all(getattr(before, name) == value for name, value in flags.items()):
            return before
        if before.pk != base_version:
            raise StalePost(before)
        edited_at = before.edited_at if is_same_text else change.start
        return _follow(change, post, before, POST, **words.columns(), **flags, edited_at=edited_at)


def mark_key(post_id: int, by: Any, *, is_key: bool = True) -> PostVersion:
    """Make the post a key event of the blog, or no longer one. Its story is released anew by nobody: see ADR 0011."""
    post = LivePost.objects.get(pk=post_id)
    with changing(post.article_id, by) as change:
        before = _shown(change, post)
        if before.is_key == is_key:
            return before
        return _follow(change, post, before, POST, is_key=is_key)


def hide(post_id: int, by: Any) -> PostVersion:
    """Take the post off the page, and its pictures with it. The desk keeps what it said."""
    post = LivePost.objects.get(pk=post_id)
    with changing(post.article_id, by) as change:
        before = change.current(post)
        if before.state == GONE:
            return before
        if change.state.pinned_id == post.pk:
            change.state.pinned = None
            change.record("unpin", before)
        return _follow(
            change, post, before, HIDDEN, state=GONE, body="", headline="", byline="", image_ids=[]
        )


def show_again(post_id: int, by: Any) -> PostVersion:
    """Show a hidden post as it was when it was hidden, at its old place."""
    post = LivePost.objects.get(pk=post_id)
    with changing(post.article_id, by) as change:
        hidden = change.current(post)
        if hidden.state == PUBLISHED:
            return hidden
        said = PostVersion.objects.filter(post=post, state=PUBLISHED).latest("public_from")
        version = _another(said)
        change.add(version, hidden)
        change.commit(POST, post)
        return version


def pin(post_id: int, by: Any) -> LiveState:
    """Keep the post at the top, in place of one that is pinned already."""
    post = LivePost.objects.get(pk=post_id)
    with changing(post.article_id, by) as change:
        return _set(change, "pin", _shown(change, post), pinned=post)


def unpin(article_id: int, by: Any) -> LiveState:
    """Pin nothing any more in the blog."""
    with changing(article_id, by) as change:
        pinned = change.state.pinned
        return _set(change, "unpin", change.current(pinned) if pinned else None, pinned=None)


def close(article_id: int, by: Any) -> LiveState:
    """End the blog: 'as it happened'. Nothing is posted any more; what stands can be mended."""
    with changing(article_id, by) as change:
        return _set(change, "close", closed_at=change.state.closed_at or change.start)


def reopen(article_id: int, by: Any) -> LiveState:
    """Let the blog run on."""
    with changing(article_id, by) as change:
        return _set(change, "reopen", closed_at=None)


def _posted(change: Change, key: UUID) -> LivePost | None:
    """The post that this request has made before. Raises Blocked if the key is another request's."""
    post = LivePost.objects.filter(key=key).first()
    if post is not None and (post.article_id, post.author_id) != (change.article.pk, change.by.pk):
        raise Blocked([_("This was posted already, somewhere else. Load the page anew.")])
    return post


def _shown(change: Change, post: LivePost) -> PostVersion:
    current = change.current(post)
    if current.state == GONE:
        raise Blocked([_("This post is hidden. Show it again first.")])
    return current


def _another(version: PostVersion, **fields: Any) -> PostVersion:
    """A version that is not stored yet and says the same but for `fields`."""
    made = copy(version)
    made.pk, made._state = None, ModelState()
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _follow(change: Change, post: LivePost, before: PostVersion, kind: str, **fields: Any) -> PostVersion:
    version = change.add(_another(before, **fields), before)
    change.commit(kind, post)
    return version


def _set(change: Change, verb: str, version: PostVersion | None = None, **fields: Any) -> LiveState:
    """Write the state, and the act into the audit log; of what is so already nobody is told and nothing recorded."""
    if all(getattr(change.state, name) == value for name, value in fields.items()):
        return change.state
    for name, value in fields.items():
        setattr(change.state, name, value)
    change.record(verb, version)
    change.commit(BLOG)
    return change.state
