"""One act on a live blog: its state locked, the instant taken after the lock, and what follows from every act.

Posts have the chain of Releases (`articles.releasing`): a version ends where the next begins, and none changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from articles.body.reading import image_ids as pictures_in
from articles.media.models import Use
from articles.media.uses import set_uses
from articles.models import Article, AuditEntry
from articles.published import moment
from articles.publishing import Blocked
from articles.sections.kinds import Kind
from breaking import events
from breaking.live.blogs import words_of
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.models import StreamEvent


@dataclass
class Change:
    """A live blog whose state is locked. `start` is the instant that the act stamps."""

    article: Article
    by: Any
    state: LiveState
    start: datetime

    def current(self, post: LivePost) -> PostVersion:
        """What the post says now, hidden or not."""
        return PostVersion.objects.get(post=post, public_until=None)

    def add(self, version: PostVersion, before: PostVersion | None) -> PostVersion:
        """Let a version begin now, where `before` ends; the post's pictures become public or cease to be with it."""
        if before is not None:
            # Two acts within one tick of the clock.
            self.start = max(self.start, before.public_from + timedelta(microseconds=1))
            PostVersion.objects.filter(pk=before.pk).update(public_until=self.start)
        version.article_id = self.article.pk
        version.saved_by = self.by
        version.public_from, version.public_until = self.start, None
        version.save(force_insert=True)
        shown = {*version.image_ids, *pictures_in(version.body)}
        set_uses(Use.Purpose.LIVE_POST, version.post_id, shown, article_id=self.article.pk)
        return version

    def record(self, verb: str, version: PostVersion | None = None) -> None:
        """Write an act that leaves no version of its own into the audit log, and of which post, by what that says."""
        AuditEntry.objects.create(
            article_id=self.article.pk,
            verb=verb,
            by=self.by,
            revision_id=self.article.head_id,
            at=self.start,
            detail={"post": version.post_id, "words": words_of(version.headline, version.body)}
            if version
            else {},
        )

    def commit(self, kind: str, post: LivePost | None = None) -> None:
        """Count what readers may see of the blog, and tell the pages that are open: the last step."""
        shown = PostVersion.objects.filter(
            article_id=self.article.pk, public_until=None, state=PostVersion.State.PUBLISHED
        ).aggregate(posts=Count("pk"), last=Max("posted_at"))
        self.state.posts, self.state.last_post_at = shown["posts"], shown["last"]
        self.state.save()
        about = {"article_id": self.article.pk, "post_id": post.pk if post else None}
        events.announce(kind, [self.article.edition_id], **about)


@contextmanager
def changing(article_id: int, by: Any) -> Iterator[Change]:
    """Lock the state of the blog, made if there is none, for whoever may write in it.

    Raises Article.DoesNotExist, PermissionDenied, and Blocked if the story is no live blog.
    """
    with transaction.atomic():
        article = Article.objects.defer("body", "words").get(pk=article_id)
        if not by.may("live_post", article):
            raise PermissionDenied(_("You may not write in this live blog as it stands now."))
        if article.kind != Kind.LIVE:
            raise Blocked([_("This story is no live blog.")])
        LiveState.objects.bulk_create([LiveState(article_id=article.pk)], ignore_conflicts=True)
        state = LiveState.objects.select_for_update(of=("self",)).get(pk=article.pk)
        yield Change(article, by, state, moment.clock_reading("default"))


BLOG = StreamEvent.Kind.BLOG.value
POST = StreamEvent.Kind.POST.value
HIDDEN = StreamEvent.Kind.HIDDEN.value
