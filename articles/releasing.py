"""How a story's chain of Releases is changed: the part that all verbs of `publishing` share.

A verb opens a `Change`, adds or drops Releases on it, and `commit`s it: end instants, lists and search follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from articles.jobs import defer_announcement
from articles.models import Article, AuditEntry, Revision
from articles.published import moment
from articles.published.models import Release
from articles.published.places import read_labels, reindex, relist
from articles.revisions import Content, lock

RETIME = """
UPDATE published_release r SET public_until = n.next
FROM (SELECT id, lead(public_from) OVER (ORDER BY public_from) AS next FROM published_release WHERE article_id = %s) n
WHERE r.id = n.id AND r.public_until IS DISTINCT FROM n.next
"""
# What a Release shows of a Revision beyond its own columns; the desk's private columns are not among it.
RENDERED = (
    *("dateline_place", "seo_title", "seo_description", "duration_seconds"),
    *("further_sections", "bylines", "pictures", "related", "sources", "corrections"),
)


@dataclass
class Change:
    """One verb at work on one locked story. `start` is the instant that it stamps what begins now."""

    article: Article
    by: Any
    chain: list[Release]
    start: datetime
    dropped: list[dict[str, Any]] = field(default_factory=list)
    added: list[Release] = field(default_factory=list)

    @property
    def current(self) -> Release | None:
        begun = [r for r in self.chain if r.public_from < self.start]
        return begun[-1] if begun else None

    @property
    def pending_change(self) -> Release | None:
        return next((r for r in self._pending if r.state == Release.State.PUBLISHED), None)

    @property
    def pending_end(self) -> Release | None:
        return next((r for r in self._pending if r.state != Release.State.PUBLISHED), None)

    @property
    def _pending(self) -> list[Release]:
        return [r for r in self.chain if r.public_from >= self.start]

    def add(self, release: Release) -> Release:
        release.save(force_insert=True)
        self.added.append(release)
        self.chain = sorted([*self.chain, release], key=lambda r: r.public_from)
        return release

    def drop(self, release: Release | None) -> None:
        """Delete a Release that has not begun, at once: another may begin at its instant. The audit log keeps it."""
        if release is not None:
            self.dropped.append(_as_record(release))
            self.chain = [r for r in self.chain if r.pk != release.pk]
            Release.objects.filter(pk=release.pk).delete()

    def commit(self, verb: str, **detail: Any) -> None:
        """Close the chain, bring lists and search in line, write the audit log, and tell who listens."""
        with connection.cursor() as cursor:
            cursor.execute(RETIME, [self.article.pk])
            relist(self.article.pk, self.start, read_labels())
            reindex(self.article.pk, self.start)
            cursor.execute("SELECT pg_notify('published', %s)", [f"article:{self.article.pk}"])
        effective = self.added[0] if self.added else None
        AuditEntry.objects.create(
            article_id=self.article.pk,
            verb=verb,
            by=self.by,
            revision_id=effective.revision_id if effective else self.article.head_id,
            at=self.start,
            effective_at=effective.public_from if effective else None,
            detail={**detail, **({"dropped": self.dropped} if self.dropped else {})},
        )
        for release in self.added:
            if release.state == Release.State.PUBLISHED:
                defer_announcement(release, release.public_from)


@contextmanager
def changing(article_id: int, by: Any) -> Iterator[Change]:
    """Lock the story and read its chain. The stamp is taken after the lock, so that the later verb is the later one.

    Raises Article.DoesNotExist.
    """
    with transaction.atomic():
        article = lock(article_id)
        chain = list(Release.objects.filter(article_id=article_id).order_by("public_from"))
        yield Change(article, by, chain, clock(chain))


def clock(chain: list[Release]) -> datetime:
    """The instant of a verb: the database's clock now, and after whatever has begun in this chain."""
    now = moment.clock_reading("default")
    begun = [r.public_from for r in chain if r.public_from <= now]
    return max([now, *(at + timedelta(microseconds=1) for at in begun)])


def release_of(
    change: Change,
    revision: Revision,
    at: datetime,
    *,
    significant: bool,
    first_published_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Release:
    """An unsaved Release that shows `revision` from `at` on.

    A minor edit carries `updated_at` on from what it replaces; the first publication is always significant.
    """
    content: Content = revision.content
    before = [r for r in change.chain if r.public_from < at and r.state == Release.State.PUBLISHED]
    first = before[0].first_published_at if before else first_published_at or at
    carried = before[-1].updated_at if before else at
    pictures = content["pictures"]
    section_genre = change.article.section.default_genre if change.article.section else "news"
    return Release(
        article_id=change.article.pk,
        revision_id=revision.pk,
        state=Release.State.PUBLISHED,
        edition_id=change.article.edition_id,
        kind=content["kind"],
        genre=content["genre"] or section_genre,
        section_id=content["section"],
        slug=slug_of(content),
        headline=content["headline"],
        kicker=content["kicker"],
        standfirst=content["standfirst"],
        trail_text=content["trail_text"],
        image_id=pictures[0]["image"] if pictures else None,
        body=content["body"],
        author_ids=[b["author"] for b in content["bylines"] if b["author"]],
        tag_ids=content["tags"],
        region_ids=content["regions"],
        translation_group=change.article.source_article_id,
        first_published_at=first,
        updated_at=updated_at or (at if significant or not before else carried),
        is_significant=significant or not before,
        is_sensitive=content["is_sensitive"],
        embargoed_until=datetime.fromisoformat(content["embargoed_until"])
        if content["embargoed_until"]
        else None,
        content={name: content[name] for name in RENDERED},
        schema=revision.schema,
        public_from=at,
    )


def end_of(change: Change, before: Release, state: str, at: datetime, **words: str) -> Release:
    """An unsaved Release that takes the story down at `at`: no body, and of `gone` not even a headline."""
    keeps_name = state != Release.State.GONE
    return Release(
        article_id=change.article.pk,
        revision_id=before.revision_id,
        state=state,
        edition_id=before.edition_id,
        kind=before.kind,
        genre=before.genre,
        section_id=before.section_id,
        slug=before.slug if keeps_name else "",
        headline=before.headline if keeps_name else "",
        first_published_at=before.first_published_at,
        updated_at=before.updated_at,
        is_significant=True,
        public_from=at,
        **words,
    )


def slug_of(content: Content) -> str:
    return (content["slug"] or slugify(content["headline"], allow_unicode=True))[:80].strip("-") or "story"


def _as_record(release: Release) -> dict[str, Any]:
    return {
        "release": release.pk,
        "revision": release.revision_id,
        "state": release.state,
        "headline": release.headline,
        "public_from": release.public_from.isoformat(),
    }
