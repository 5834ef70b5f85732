"""Bulk content for load tests: as the verbs would have left it, but written by the owner through COPY.

The same number and seed give the same stories, dated back from the hour of loading, one every few minutes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from articles.editions.models import Edition
from articles.models import Stage
from articles.published.models import SCHEMA, Release
from articles.published.places import Labels, places, read_labels
from articles.releasing import RENDERED
from articles.revisions import COLUMNS
from articles.sections.models import RegionName, Section
from articles.tags.models import TagName
from newsroom.accounts.models import User
from newsroom.bulk_pictures import write_pictures
from newsroom.bulk_text import BulkText
from newsroom.database import OWNER, connected_as

BETWEEN = timedelta(minutes=7)
MOST = 2_000_000

_TABLES = {
    "articles_article": (
        *("id", "edition_id", "section_id", "creator_id", "head_id", "stage", "embargoed_until"),
        *("is_sensitive", "confidential", "kind", "genre", "slug", "slugline", "headline", "kicker"),
        *("standfirst", "trail_text", "body", "dateline_place", "seo_title", "seo_description"),
        *(
            "short_headline",
            "desk_note",
            "origin_agency",
            "origin_guid",
            "origin_version",
            "created_at",
            "saved_at",
        ),
    ),
    "articles_revision": (
        *("id", "article_id", "number", "schema", "content", "origin", "reason", "author_id", "created_at"),
    ),
    "articles_byline": ("article_id", "author_id", "credited_as", "role", "position"),
    "articles_articletag": ("content_object_id", "tag_id", "position"),
    "articles_article_regions": ("article_id", "region_id"),
    "published_release": (
        *("article_id", "revision_id", "state", "edition_id", "kind", "genre", "section_id", "slug"),
        *("headline", "kicker", "standfirst", "trail_text", "image_id", "body", "author_ids", "tag_ids"),
        *("region_ids", "first_published_at", "updated_at", "is_significant", "is_sensitive", "notice"),
        *("moved_to", "content", "schema", "public_from"),
    ),
    "published_listing": (*("kind", "target_id", "edition_id", "sort_at", "article_id", "public_from"),),
}
_DOCUMENTS = """
INSERT INTO published_searchdocument (release_id, article_id, edition_id, sort_at, vector)
SELECT r.id, r.article_id, r.edition_id, r.first_published_at,
  search_vector(e.language, r.headline, r.kicker || ' ' || r.standfirst, regexp_replace(r.body, '<[^>]*>', ' ', 'g'))
FROM published_release r JOIN editions_edition e ON e.id = r.edition_id WHERE r.article_id >= %s
"""


class Command(BaseCommand):
    help = "Fills the first edition that has sections with many stories. For load tests, on a database to throw away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, default=0, metavar="N")
        parser.add_argument("--pictures", type=int, default=0, metavar="N", help="Rows without files.")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *args: Any, **options: Any) -> None:
        number, pictures = options["articles"], options["pictures"]
        if not (0 <= number <= MOST and 0 <= pictures <= MOST and number + pictures):
            raise CommandError(f"--articles and --pictures are numbers from 1 to {MOST:,}.")
        edition = Edition.objects.filter(sections__isnull=False).first()
        sections = list(Section.objects.filter(edition=edition).order_by("pk"))
        creator = User.objects.order_by("pk").first()
        if edition is None or not sections or creator is None:
            raise CommandError(
                "Stories need an edition with a section, and a member of staff: load the demo first."
            )
        chance = random.Random(options["seed"])  # noqa: S311
        if pictures:
            with connected_as(connection, OWNER), transaction.atomic(), connection.cursor() as cursor:
                write_pictures(cursor, pictures, creator.pk, chance)
            self.stdout.write(f"{pictures:,} pictures.")
        if number:
            self.stories(number, _Stories(edition, sections, creator, chance))

    def stories(self, number: int, stories: _Stories) -> None:
        with connected_as(connection, OWNER), transaction.atomic(), connection.cursor() as cursor:
            stories.write(cursor, number)
        with connected_as(connection, OWNER), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE published_release, published_listing, published_searchdocument")
        self.stdout.write(f"{number:,} stories.")


class _Stories:
    """The rows of all tables, from one source of chance."""

    def __init__(
        self, edition: Edition, sections: list[Section], creator: User, chance: random.Random
    ) -> None:
        self.edition = edition
        self.sections = sections
        self.creator = creator
        self.chance = chance
        self.text = BulkText(chance)
        self.labels: Labels = read_labels()
        self.tags = list(
            TagName.objects.filter(edition=edition).order_by("of_id").values_list("of_id", flat=True)
        )
        self.regions = list(
            RegionName.objects.filter(edition=edition).order_by("of_id").values_list("of_id", flat=True)
        )
        self.start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)

    def write(self, cursor: Any, number: int) -> None:
        # Their first days lie behind us, which the guard lets nobody but the owner write.
        cursor.execute("ALTER TABLE published_release DISABLE TRIGGER release_guard")
        first_article = _reserve(cursor, "articles_article", number)
        first_revision = _reserve(cursor, "articles_revision", number)
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
        for n in range(number):
            at = self.start - BETWEEN * (number - n)
            self.story(rows, first_article + n, first_revision + n, at)
            if n % 5000 == 4999:
                _copy(cursor, rows)
        _copy(cursor, rows)
        cursor.execute(_DOCUMENTS, [first_article])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE published_release ENABLE TRIGGER release_guard")

    def story(self, rows: dict[str, list[tuple[Any, ...]]], pk: int, revision: int, at: datetime) -> None:
        content = self.content()
        section = self.chance.choice(self.sections)
        content["section"] = section.pk
        release = self.release(content, pk, revision, section, at)
        words = {name: content[name] for name in COLUMNS}
        rows["articles_article"].append(
            (
                *(pk, self.edition.pk, section.pk, self.creator.pk, revision, Stage.DRAFT.value, None),
                *(False, False, words["kind"], "", words["slug"], "", words["headline"], words["kicker"]),
                *(words["standfirst"], "", words["body"], words["dateline_place"], "", ""),
                *("", "", "", "", "", at, at),
            )
        )
        rows["articles_revision"].append(
            (revision, pk, 1, SCHEMA, Jsonb(content), "save", "", self.creator.pk, at)
        )
        rows["articles_byline"].append((pk, None, content["bylines"][0]["credited_as"], "writer", 0))
        rows["articles_articletag"] += [(pk, tag, n) for n, tag in enumerate(content["tags"])]
        rows["articles_article_regions"] += [(pk, region) for region in content["regions"]]
        rows["published_release"].append(_release_row(release))
        rows["published_listing"] += [
            (kind, target, self.edition.pk, sort_at, pk, at)
            for (kind, target), sort_at in places(release, self.labels).items()
        ]

    def release(
        self, content: dict[str, Any], pk: int, revision: int, section: Section, at: datetime
    ) -> Release:
        return Release(
            article_id=pk,
            revision_id=revision,
            state=Release.State.PUBLISHED.value,
            edition_id=self.edition.pk,
            kind=content["kind"],
            genre=content["genre"] or section.default_genre,
            section_id=section.pk,
            slug=content["slug"],
            headline=content["headline"],
            kicker=content["kicker"],
            standfirst=content["standfirst"],
            body=content["body"],
            tag_ids=content["tags"],
            region_ids=content["regions"],
            first_published_at=at,
            updated_at=at,
            public_from=at,
            content={name: content[name] for name in RENDERED},
        )

    def content(self) -> dict[str, Any]:
        """A Revision's content, in the shape of articles.revisions.snapshot."""
        headline = self.text.headline()
        words: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        return {
            **words,
            "kind": "story",
            "slug": "-".join(headline.lower().split())[:80].strip("-"),
            "headline": headline,
            "kicker": self.text.word().capitalize(),
            "standfirst": self.text.sentence(),
            "body": self.text.body(),
            "dateline_place": self.text.word().capitalize(),
            "duration_seconds": None,
            "is_sensitive": False,
            "embargoed_until": None,
            "further_sections": [],
            "regions": _some(self.chance, self.regions, 1),
            "tags": _some(self.chance, self.tags, 3),
            "bylines": [{"author": None, "credited_as": self.text.name(), "role": "writer"}],
            "pictures": [],
            "related": [],
            "sources": [],
            "corrections": [],
        }


def _release_row(release: Release) -> tuple[Any, ...]:
    values = [getattr(release, column) for column in _TABLES["published_release"]]
    return tuple(Jsonb(value) if isinstance(value, dict) else value for value in values)


def _some(chance: random.Random, ids: list[int], most: int) -> list[int]:
    return sorted(chance.sample(ids, min(len(ids), chance.randint(0, most))))


def _reserve(cursor: Any, table: str, number: int) -> int:
    """Take `number` ids of the table's sequence that follow one another; return the first."""
    cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
    first: int = cursor.fetchone()[0]
    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + number - 1])
    return first


def _copy(cursor: Any, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for table, columns in _TABLES.items():
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in _taken(rows[table]):
                copy.write_row(row)


def _taken(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    yield from rows
    rows.clear()
