"""In which lists a Release stands, and since when it counts there: the rule behind Listing, and its only writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Model, Q, Value

from articles.authors.models import Author
from articles.body.reading import image_ids, plain_text, video_ids
from articles.published.models import Listing, Release
from articles.sections.kinds import KIND_NUMBERS
from articles.sections.models import Coverage, Region, Section
from articles.tags.models import Tag

Place = tuple[str, int]
# What is merged into another of its kind, and sections, which stand below another: the model and its field.
_LEADS_TO: dict[str, tuple[type[Model], str]] = {
    "tag": (Tag, "merged_into_id"),
    "author": (Author, "merged_into_id"),
    "region": (Region, "merged_into_id"),
    "coverage": (Coverage, "merged_into_id"),
    "section": (Section, "parent_id"),
}


@dataclass(frozen=True)
class Labels:
    """What places() must know of other tables: merged ids, parents of sections, and the coverages' queries."""

    merged: Mapping[tuple[str, int], int]
    parents: Mapping[int, int]
    coverages: Iterable[Coverage]

    def resolve(self, kind: str, pk: int) -> int:
        seen = {pk}
        while (target := self.merged.get((kind, pk))) is not None and target not in seen:
            seen.add(target)
            pk = target
        return pk


def read_labels() -> Labels:
    """What holds now; every change of a chain asks for it, so what is alike is read in one query."""
    found: dict[str, dict[int, int]] = {kind: {} for kind in _LEADS_TO}
    first, *others = (
        model._default_manager.filter(**{f"{field}__isnull": False})
        .order_by()
        .values_list(Value(kind), "pk", field)
        for kind, (model, field) in _LEADS_TO.items()
    )
    for kind, pk, target in first.union(*others, all=True):
        found[kind][pk] = target
    parents = found.pop("section")
    merged = {(kind, pk): target for kind, targets in found.items() for pk, target in targets.items()}
    return Labels(merged, parents, list(Coverage.objects.prefetch_related("parts")))


def places(release: Release, labels: Labels) -> dict[Place, datetime]:
    """The lists that a Release stands in, each with the instant that orders it there. Empty unless published."""
    if release.state != Release.State.PUBLISHED:
        return {}
    at = release.updated_at
    first = release.first_published_at
    found: dict[Place, datetime] = {("edition", 0): at, ("kind", KIND_NUMBERS[release.kind]): at}
    for section in _section_ids(release, labels):
        found["section", section] = at
    for kind, ids in (
        ("tag", release.tag_ids),
        ("author", release.author_ids),
        ("region", release.region_ids),
    ):
        for pk in ids:
            found[kind, labels.resolve(kind, pk)] = at
    for coverage in labels.coverages:
        if covers(coverage, release, labels):
            found["coverage", labels.resolve("coverage", coverage.pk)] = at
    day = first.astimezone(UTC)
    found["month", day.year * 100 + day.month] = first
    corrected = [datetime.fromisoformat(c["at"]) for c in release.content.get("corrections", [])]
    if corrected:
        found["correction", 0] = min(max(corrected), release.public_from)
    for pk in pictures_of(release):
        found["image", pk] = first
    for pk in video_ids(release.body):
        found["video", pk] = first
    return found


def covers(coverage: Coverage, release: Release, labels: Labels) -> bool:
    """Whether the coverage names the story, or its query picks the Release out and it is not left out."""
    if release.article_id in coverage.excluded_ids:
        return False
    named = [coverage.pinned_ids, coverage.key_ids, *(part.article_ids for part in coverage.parts.all())]
    if any(release.article_id in ids for ids in named):
        return True
    day = release.first_published_at.astimezone(UTC).date()
    if (coverage.from_date and day < coverage.from_date) or (coverage.to_date and day > coverage.to_date):
        return False
    return (
        not {labels.resolve("tag", t) for t in release.tag_ids}.isdisjoint(
            labels.resolve("tag", t) for t in coverage.tag_ids
        )
        or not _section_ids(release, labels).isdisjoint(coverage.section_ids)
        or not {labels.resolve("region", r) for r in release.region_ids}.isdisjoint(coverage.region_ids)
        or release.kind in coverage.kinds
    )


def pictures_of(release: Release) -> set[int]:
    beside = {int(picture["image"]) for picture in release.content.get("pictures", [])}
    return beside | set(image_ids(release.body)) | ({release.image_id} if release.image_id else set())


def _section_ids(release: Release, labels: Labels) -> set[int]:
    own = {release.section_id, *release.content.get("further_sections", [])}
    return own | {labels.parents[pk] for pk in own if pk in labels.parents}


@dataclass
class _Run:
    place: Place
    edition_id: int
    sort_at: datetime
    start: datetime
    end: datetime | None


def _runs(chain: list[Release], labels: Labels) -> list[_Run]:
    """Walk the chain and keep a run open while its (list, edition, sort_at) repeats."""
    done: list[_Run] = []
    live: dict[tuple[Place, int], _Run] = {}
    for release in chain:
        wanted = {(place, release.edition_id): at for place, at in places(release, labels).items()}
        for key, run in list(live.items()):
            if wanted.get(key) != run.sort_at:
                run.end = release.public_from
                done.append(live.pop(key))
        for (place, edition_id), at in wanted.items():
            if (place, edition_id) not in live:
                live[place, edition_id] = _Run(place, edition_id, at, release.public_from, None)
    return done + list(live.values())


def relist(article_id: int, at: datetime, labels: Labels | None = None, *, write: bool = True) -> int:
    """Bring the story's Listing rows that are not over at `at` in line with its chain; return how many differed.

    Rows that are over are never touched.
    """
    chain = list(Release.objects.filter(_not_over(at), article_id=article_id).order_by("public_from"))
    wanted = {
        (run.place[0], run.place[1], run.edition_id, run.sort_at, run.start > at): run
        for run in _runs(chain, labels or read_labels())
    }
    gone: list[int] = []
    changed: list[Listing] = []
    # Until when the story stood in a place by a row that is over: it is in no list twice, in the past neither.
    over = Listing.objects.filter(article_id=article_id, public_until__lte=at).order_by()
    taken: dict[tuple[str, int, int], datetime] = {
        (kind, target, edition): last
        for kind, target, edition, last in over.values_list("kind", "target_id", "edition_id").annotate(
            last=Max("public_until")
        )
    }
    for row in Listing.objects.filter(_not_over(at), article_id=article_id).order_by("public_from"):
        ahead = row.public_from > at
        run = wanted.get((row.kind, row.target_id, row.edition_id, row.sort_at, ahead))
        if run is not None and (not ahead or row.public_from == run.start):
            del wanted[row.kind, row.target_id, row.edition_id, row.sort_at, ahead]
            if row.public_until != run.end:
                row.public_until = run.end
                changed.append(row)
        elif ahead:
            gone.append(row.pk)
        else:
            row.public_until = taken[row.kind, row.target_id, row.edition_id] = at
            changed.append(row)
    for run in wanted.values():
        run.start = max(run.start, taken.get((*run.place, run.edition_id), run.start))
    if write:
        _write(article_id, gone, changed, wanted.values())
    return len(gone) + len(changed) + len(wanted)


def _not_over(at: datetime) -> Q:
    """Of a chain or of listings, what still counts at `at` or later: a long-lived story has hundreds that do not."""
    return Q(public_until__isnull=True) | Q(public_until__gt=at)


def _write(article_id: int, gone: list[int], changed: list[Listing], new: Iterable[_Run]) -> None:
    if gone:
        Listing.objects.filter(pk__in=gone).delete()
    if changed:
        Listing.objects.bulk_update(changed, ["public_until"])
    Listing.objects.bulk_create(
        [
            Listing(
                kind=run.place[0],
                target_id=run.place[1],
                edition_id=run.edition_id,
                sort_at=run.sort_at,
                article_id=article_id,
                public_from=run.start,
                public_until=run.end,
            )
            for run in new
        ]
    )


def reindex(article_id: int, at: datetime) -> None:
    """Write the search documents of the story's Releases that are not over at `at`, and drop those that are."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM published_searchdocument WHERE article_id = %s", [article_id])
        shown = Release.objects.filter(_not_over(at), article_id=article_id, state="published")
        for release in shown.select_related("edition"):
            cursor.execute(_DOCUMENT, _document(release))


_DOCUMENT = """
INSERT INTO published_searchdocument (release_id, article_id, edition_id, sort_at, vector)
VALUES (%s, %s, %s, %s, search_vector(%s, %s, %s, %s))
"""


def _document(release: Release) -> list[Any]:
    return [
        release.pk,
        release.article_id,
        release.edition_id,
        release.first_published_at,
        release.edition.language,
        release.headline,
        f"{release.kicker} {release.standfirst}",
        plain_text(release.body),
    ]
