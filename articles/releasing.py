"""How a story's chain of Releases is changed: the part that all verbs of `publishing` share.

A verb opens a `Change`, adds or drops Releases on it, and `commit`s it: end instants, lists and search follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.base import ModelState
from django.utils.text import slugify

from articles.body.blocks import Kind as Block
from articles.body.blocks import blocks
from articles.jobs import defer_announcement, defer_hub
from articles.media.models import Video
from articles.models import Article, AuditEntry, Revision
from articles.published import moment
from articles.published.models import Release
from articles.published.places import read_labels, reindex, relist
from articles.revisions import Content, Stale, lock
from articles.sections.kinds import Kind
from articles.signals import chain_changed

RETIME = """
UPDATE published_release r SET public_until = n.next
FROM (SELECT id, lead(public_from) OVER (ORDER BY public_from) AS next FROM published_release WHERE article_id = %s) n
WHERE r.id = n.id AND r.public_until IS DISTINCT FROM n.next
"""
# Each version of a story names the others, so that the pages of all of them change with one.
ANNOUNCE = """
SELECT pg_notify('published', 'article:' || id) FROM (
  SELECT %(story)s::bigint AS id UNION
  SELECT article_id FROM published_release WHERE translation_group = %(group)s OR article_id = %(group)s
) versions
"""
# What a Release shows of a Revision beyond its own columns; the desk's private columns are not among it.
RENDERED = (
    *("short_headline", "dateline_place", "seo_title", "seo_description", "duration_seconds"),
    *("further_sections", "bylines", "pictures", "related", "sources", "corrections"),
)
# What a Release takes over from those before it.
INHERITED = (
    *("revision_id", "edition_id", "section_id", "kind", "genre"),
    *("slug", "headline", "first_published_at", "updated_at"),
)


@dataclass
class Change:
    """One verb at work on one locked story. `start` is the instant that it stamps what begins now."""

    article: Article
    by: Any
    chain: list[Release]
    start: datetime
    # What the audit entries of stories that change together say of that: the bundle's number and name.
    together: dict[str, Any] = field(default_factory=dict)
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
        # What begins at `start` is what the verb itself has added.
        return [r for r in self.chain if r.public_from > self.start]

    def shown_before(self, at: datetime) -> list[Release]:
        """The Releases that show the story and begin before `at`, in order."""
        return [r for r in self.chain if r.public_from < at and r.state == Release.State.PUBLISHED]

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

    def set_stage(self, stage: str, submitted: Revision | None = None) -> None:
        """Write the story's stage; `submitted` is the text that is handed in, if one is."""
        self.article.stage = stage
        self.article.submitted_revision = submitted
        self.article.save(update_fields=["stage", "submitted_revision"])

    def carry_on(self) -> None:
        """Make anew what is still to come and was made for another past: its dates, and the name that an end keeps."""
        for waiting in self._pending:
            if waiting.state == Release.State.PUBLISHED:
                fresh = copy(waiting)
                fresh.pk, fresh._state = None, ModelState()
                fresh.first_published_at, fresh.updated_at = dates_of(
                    self, waiting.public_from, significant=waiting.is_significant
                )
            else:
                words = {"notice": waiting.notice, "moved_to": waiting.moved_to}
                fresh = end_of(self, waiting.state, waiting.public_from, **words)
            if any(getattr(fresh, name) != getattr(waiting, name) for name in INHERITED):
                self.drop(waiting)
                self.add(fresh)

    def close(self) -> None:
        """Let each Release end where the next begins, and bring the lists in line."""
        with connection.cursor() as cursor:
            cursor.execute(RETIME, [self.article.pk])
        relist(self.article.pk, self.start, read_labels())

    def commit(self, verb: str, **detail: Any) -> None:
        """Close the chain, bring lists and search in line, write the audit log, and tell who listens."""
        effective = self.added[0] if self.added else None
        self.carry_on()
        self.close()
        reindex(self.article.pk, self.start)
        group = next((r.translation_group for r in self.chain if r.translation_group), self.article.pk)
        with connection.cursor() as cursor:
            cursor.execute(ANNOUNCE, {"story": self.article.pk, "group": group})
        AuditEntry.objects.create(
            article_id=self.article.pk,
            verb=verb,
            by=self.by,
            revision_id=effective.revision_id if effective else self.article.head_id,
            at=self.start,
            effective_at=effective.public_from if effective else None,
            detail={**detail, **self.together, **({"dropped": self.dropped} if self.dropped else {})},
        )
        chain_changed.send(sender=Change, change=self, verb=verb)
        for release in self.added:
            defer_hub(release)
            if release.state == Release.State.PUBLISHED:
                defer_announcement(release, release.public_from)


@contextmanager
def changing(article_id: int, by: Any) -> Iterator[Change]:
    """Lock the story and read its chain. The stamp is taken after the lock, so that the later verb is the later one.

    Raises Article.DoesNotExist; Stale if what the verb drops begins before the verb is committed.
    """
    with changing_together([article_id], by) as (change,):
        yield change


@contextmanager
def changing_together(article_ids: Iterable[int], by: Any) -> Iterator[list[Change]]:
    """Lock several stories, in the order of their ids so that no two wait for each other, and read their chains.

    All are stamped with one instant, at which nothing of any of them begins. One transaction: all or none is changed.
    Raises Article.DoesNotExist; Stale if what is dropped begins before the commit.
    """
    articles: list[Article] = []
    try:
        with transaction.atomic():
            articles.extend(lock(pk) for pk in sorted(set(article_ids)))
            chains: dict[int, list[Release]] = {article.pk: [] for article in articles}
            for release in Release.objects.filter(article_id__in=chains).order_by(
                "article_id", "public_from"
            ):
                chains[release.article_id].append(release)
            start = clock([release for chain in chains.values() for release in chain])
            yield [Change(article, by, chains[article.pk], start) for article in articles]
    except IntegrityError as error:
        if not is_too_late(error):
            raise
        raise Stale(articles[0].head) from error


def stamp_anew(changes: Iterable[Change]) -> None:
    """Take a later instant for all, after what took its time: the guard wants what begins now to begin now."""
    changes = list(changes)
    start = clock([release for change in changes for release in change.chain])
    for change in changes:
        change.start = start


def is_too_late(error: IntegrityError) -> bool:
    """Whether the guard refused, because a Release that the verb drops has begun meanwhile."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "release_keep"


def clock(chain: list[Release]) -> datetime:
    """The instant of a verb: the database's clock now, or the first one after it at which nothing begins."""
    now = moment.clock_reading("default")
    starts = {r.public_from for r in chain}
    while now in starts:
        now += timedelta(microseconds=1)
    return now


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
    first, updated = dates_of(change, at, significant=significant, first=first_published_at)
    pictures = content["pictures"]
    video = lead_video(content)
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
        image_id=pictures[0]["image"] if pictures else video.poster_id if video else None,
        body=content["body"],
        author_ids=[b["author"] for b in content["bylines"] if b["author"]],
        tag_ids=content["tags"],
        region_ids=content["regions"],
        translation_group=change.article.translation_group_id,
        first_published_at=first,
        updated_at=updated_at or updated,
        is_significant=significant or not change.shown_before(at),
        is_sensitive=content["is_sensitive"],
        embargoed_until=datetime.fromisoformat(content["embargoed_until"])
        if content["embargoed_until"]
        else None,
        content={name: content[name] for name in RENDERED}
        | ({"duration_seconds": video.duration_seconds} if video else {}),
        schema=revision.schema,
        public_from=at,
    )


def lead_video(content: Content) -> Video | None:
    """The video of our own that a video story is about, if it is one: its length and its poster are the story's."""
    if content["kind"] != Kind.VIDEO:
        return None
    first = next((block for block in blocks(content["body"]) if block.kind == Block.VIDEO), None)
    return Video.objects.filter(pk=first.video_id).first() if first and first.video_id else None


def dates_of(
    change: Change, at: datetime, *, significant: bool, first: datetime | None = None
) -> tuple[datetime, datetime]:
    """When readers are told that the story was first published and last updated, if it is shown from `at` on."""
    before = change.shown_before(at)
    if not before:
        return first or at, at
    return before[0].first_published_at, at if significant else before[-1].updated_at


def end_of(change: Change, state: str, at: datetime, **words: str) -> Release:
    """An unsaved Release that takes the story down at `at`: no body, and of `gone` not even a headline.

    The headline is the last that readers were shown before.
    """
    before = change.shown_before(at)[-1]
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
    slug = (content["slug"] or slugify(content["headline"], allow_unicode=True))[:80].strip("-") or "story"
    # Digits alone would read as the month of an archive.
    return f"story-{slug}" if slug.isdigit() else slug


def _as_record(release: Release) -> dict[str, Any]:
    return {
        "release": release.pk,
        "revision": release.revision_id,
        "state": release.state,
        "headline": release.headline,
        "public_from": release.public_from.isoformat(),
    }
