"""A live blog as the desk sees it: its posts, the hidden ones with their words, and how it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from articles.body.blocks import Block, blocks
from articles.media.models import Image
from articles.models import Article
from articles.published.models import Release
from articles.published.moment import Moment, desk_moment
from articles.querysets import ArticleQuerySet, in_status
from articles.sections.kinds import Kind
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.live.writing import as_text

SHOWN = 50
GONE = PostVersion.State.GONE


@dataclass
class Card:
    """A post: its current `version`, and what it says or, if it is hidden, `said` before."""

    version: PostVersion
    said: PostVersion
    is_pinned: bool = False
    images: list[Image] = field(default_factory=list)

    @property
    def post(self) -> LivePost:
        return self.version.post

    @property
    def is_hidden(self) -> bool:
        return self.version.state == GONE

    @property
    def mark(self) -> str:
        """Changes with whatever a page shows of the post."""
        return f"{self.version.pk}{'p' if self.is_pinned else ''}"

    @cached_property
    def blocks(self) -> list[Block]:
        return blocks(self.said.body)

    @cached_property
    def text(self) -> str | None:
        """The plain text from which it can be edited; None if it has more than that can hold."""
        return as_text(self.said.body)


@dataclass
class Blog:
    """The posts that a page shows, newest first, and what is said above them."""

    article: Article
    state: LiveState
    cards: list[Card]
    counts: dict[str, int]
    etag: str
    address: str = ""
    before: int | None = None
    # The last post that is shown, if older ones follow.
    older: int | None = None


def state_of(article_id: int) -> LiveState:
    """How the blog stands; one without posts that nobody closed has no row."""
    return LiveState.objects.filter(pk=article_id).first() or LiveState(article_id=article_id)


def etag_of(article: Article, user: Any, language: str, before: int | None = None) -> str:
    """Changes with whatever a page of the blog shows to this person: acts on a blog follow one another."""
    newest = PostVersion.objects.filter(article_id=article.pk).aggregate(last=Max("pk"))["last"]
    state = LiveState.objects.filter(pk=article.pk).values_list("posts", "pinned", "closed_at").first()
    at = desk_moment()
    shown = at.public(Release.objects.filter(article_id=article.pk)).values_list("pk").first()
    facts = (newest, state, shown, before, language, user.pk, user.may("live_post", article), str(article))
    return hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()


def read_blog(article: Article, etag: str, before: int | None = None) -> Blog:
    """The newest posts of the blog, or those that are older than the post `before`. A constant number of queries."""
    state = state_of(article.pk)
    current = PostVersion.objects.filter(article_id=article.pk, public_until=None)
    counts = current.aggregate(
        shown=Count("pk", filter=~Q(state=GONE)),
        hidden=Count("pk", filter=Q(state=GONE)),
        key=Count("pk", filter=Q(is_key=True) & ~Q(state=GONE)),
    )
    rows = current
    if before is not None and (last := current.filter(post=before).first()) is not None:
        older = Q(posted_at__lt=last.posted_at) | Q(posted_at=last.posted_at, post__lt=before)
        rows = rows.filter(older)
    rows = rows.select_related("post__author", "saved_by").order_by("-posted_at", "-post")
    versions = list(rows[: SHOWN + 1])
    blog = Blog(article, state, cards_of(versions[:SHOWN], state), counts, etag, before=before)
    blog.older = versions[SHOWN - 1].post_id if len(versions) > SHOWN else None
    blog.address = _address(article, desk_moment())
    return blog


def cards_of(versions: Iterable[PostVersion], state: LiveState) -> list[Card]:
    """The posts of current versions, the hidden ones with what they said."""
    versions = list(versions)
    hidden = [version.post_id for version in versions if version.state == GONE]
    said = PostVersion.objects.filter(post__in=hidden).exclude(state=GONE)
    words = {row.post_id: row for row in said.order_by("post_id", "-public_from").distinct("post_id")}
    return _with_images([Card(v, words.get(v.post_id, v), v.post_id == state.pinned_id) for v in versions])


def cards_of_versions(versions: Iterable[PostVersion]) -> list[Card]:
    """Each version as what it said itself: one that hid the post said nothing."""
    return _with_images([Card(version, version) for version in versions])


def _with_images(cards: list[Card]) -> list[Card]:
    wanted = {pk for card in cards for pk in card.said.image_ids}
    images = Image.objects.in_bulk(wanted) if wanted else {}
    for card in cards:
        card.images = [images[pk] for pk in card.said.image_ids if pk in images]
    return cards


def _address(article: Article, at: Moment) -> str:
    """Where readers find the blog; empty if they do not."""
    rows = at.public(Release.objects.filter(article_id=article.pk))
    release = rows.select_related("section__parent").defer("body", "content").first()
    return release.path_below(article.edition.root_url) if release else ""


def blogs_for(user: Any, at: Moment) -> ArticleQuerySet:
    """The live blogs that the person may see, but for spiked ones: those that run, then what is not public, then closed.

    Each has `posts`, `last_post_at`, `closed_at`, and `is_running`: readers see it, and nobody has closed it. The last
    posted, or closed, comes first.
    """
    state = LiveState.objects.filter(pk=OuterRef("pk"))
    rows = Article.objects.visible_to(user).filter(kind=Kind.LIVE).exclude(stage="spiked")
    rows = rows.select_related("edition", "section").defer("body", "words")
    return rows.annotate(
        posts=Coalesce(Subquery(state.values("posts")[:1]), 0),
        last_post_at=Subquery(state.values("last_post_at")[:1]),
        closed_at=Subquery(state.values("closed_at")[:1]),
        is_running=ExpressionWrapper(
            in_status("published", at) & Q(closed_at=None), output_field=BooleanField()
        ),
    ).order_by(
        "-is_running", F("closed_at").desc(nulls_first=True), F("last_post_at").desc(nulls_last=True), "-pk"
    )


def running_blogs(user: Any, at: Moment) -> ArticleQuerySet:
    """Those of `blogs_for` that run."""
    return blogs_for(user, at).filter(Q(is_running=True))
