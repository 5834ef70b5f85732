"""The board of translations: stories by editions, and how each version stands, for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from articles.editions.models import Edition
from articles.models import Article, Stage
from articles.published.moment import Moment
from articles.querysets import in_status
from articles.translating.making import may_translate
from articles.translating.reading import in_public, public_to
from articles.translating.states import State, read_states, with_states
from articles.translating.versions import group_of

PER_PAGE = 24
ORIGINAL, MISSING, DRAFT, STALE, CURRENT, HIDDEN = (
    *("original", "missing", "draft", "stale", "current"),
    # There is one, which this person may not see.
    "hidden",
)
STATES = (MISSING, DRAFT, STALE, CURRENT)
# Long, and in no cell.
UNREAD = ("body", "words", "standfirst", "trail_text", "desk_note", "seo_description")


@dataclass(frozen=True)
class Asked:
    """What the board is to show: an edition, a state, and a section of the originals."""

    edition: int | None = None
    state: str = ""
    section: int | None = None
    page: int = 1


@dataclass
class Cell:
    """The version of a story in one edition. `how` says how it stands to its source, if it is stale."""

    edition: Edition
    name: str
    article: Any = None
    how: State | None = None
    may_translate: bool = False
    # Whether the story has a page on the desk for this person; of an original else the name that readers see.
    is_seen: bool = True


@dataclass
class Line:
    """A story. What this person may not see on the desk (not `is_seen`) stands here as readers see it."""

    article: Any
    cells: list[Cell]
    is_seen: bool = True


@dataclass
class Grid:
    """One page of the board. `has_more` says that there are older stories."""

    editions: list[Edition]
    lines: list[Line] = field(default_factory=list)
    has_more: bool = False


def read_grid(user: Any, asked: Asked, editions: Sequence[Edition], at: Moment) -> Grid:
    """The newest stories first: those that are public, or have a translation and are seen on the desk.

    The number of queries is the same for all pages; one more for who may not see all of them on the desk.
    """
    shown = [edition for edition in editions if asked.edition in (None, edition.pk)]
    start = (asked.page - 1) * PER_PAGE
    rows = list(_originals(user, asked, editions, at)[start : start + PER_PAGE + 1])
    grid = Grid(shown, has_more=len(rows) > PER_PAGE)
    versions = _versions(user, [row.pk for row in rows[:PER_PAGE]], at)
    unseen = [row.pk for row in rows[:PER_PAGE] if not row.is_seen]
    public = in_public(user, unseen, at) if unseen else {}
    for row in rows[:PER_PAGE]:
        article = row if row.is_seen else public[row.pk]
        cells = [_cell(user, article, edition, versions.get((row.pk, edition.pk))) for edition in shown]
        grid.lines.append(Line(article, cells, row.is_seen))
    return grid


def read_versions(user: Any, article: Article, at: Moment) -> list[Cell]:
    """All editions with the version that one story has in each; `may_translate` asks of this story, be it a translation."""
    original = Article.objects.select_related("edition").defer(*UNREAD).get(pk=group_of(article))
    versions = _versions(user, [original.pk], at)
    is_seen = user.may("view", original)
    named = original if is_seen else in_public(user, [original.pk], at).get(original.pk)
    cells = []
    for edition in Edition.objects.all():
        if edition.pk == original.edition_id:
            cells.append(Cell(edition, ORIGINAL if named else HIDDEN, named, is_seen=is_seen))
        elif found := versions.get((original.pk, edition.pk)):
            cells.append(found)
        else:
            cells.append(Cell(edition, MISSING, may_translate=may_translate(article, edition, user)))
    return cells


def with_grid_states(translations: QuerySet[Article], at: Moment) -> QuerySet[Any]:
    """The translations with `grid_state`: draft (readers see none of it), stale or current."""
    rows: QuerySet[Any] = with_states(translations, at).annotate(
        grid_state=Case(
            When(~in_status("published", at), then=Value(DRAFT)),
            When(is_stale=True, then=Value(STALE)),
            default=Value(CURRENT),
            output_field=CharField(),
        )
    )
    return rows


def _originals(user: Any, asked: Asked, editions: Sequence[Edition], at: Moment) -> QuerySet[Any]:
    versions = Article.objects.filter(translation_group=OuterRef("pk")).order_by()
    seen = Article.objects.visible_to(user).order_by().filter(pk=OuterRef("pk"))
    public = public_to(user, at).filter(article_id=OuterRef("pk"))
    on_desk = Q(is_seen=True) & (in_status("published", at) | Q(Exists(versions)))
    if asked.section:
        on_desk, public = on_desk & Q(section=asked.section), public.filter(section=asked.section)
    rows: QuerySet[Any] = Article.objects.filter(translation_group=None).annotate(is_seen=Exists(seen))
    rows = rows.exclude(stage=Stage.SPIKED).filter(on_desk | Q(is_seen=False) & Q(Exists(public)))
    if asked.edition:
        rows = rows.exclude(edition=asked.edition)
        versions = versions.filter(edition=asked.edition)
    if asked.state == MISSING and asked.edition:
        rows = rows.filter(~Exists(versions))
    elif asked.state == MISSING:
        rows = rows.annotate(held=Count("versions")).filter(held__lt=len(editions) - 1)
    elif asked.state in STATES:
        versions = versions.filter(pk__in=Article.objects.visible_to(user).order_by().values("pk"))
        rows = rows.filter(Exists(with_grid_states(versions, at).filter(grid_state=asked.state)))
    return rows.select_related("edition", "section__parent").defer(*UNREAD).order_by("-pk")


def _versions(user: Any, originals: list[int], at: Moment) -> dict[tuple[int, int], Cell]:
    """The cells of the translations that there are, by original and edition."""
    every = Article.objects.filter(translation_group__in=originals)
    seen = Article.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows = with_grid_states(every, at).annotate(is_seen=Exists(seen))
    found = list(rows.select_related("edition", "assignee", "creator").defer(*UNREAD))
    stale = read_states([row for row in found if row.is_stale])
    return {
        (row.translation_group_id, row.edition_id): Cell(
            row.edition,
            row.grid_state if row.is_seen else HIDDEN,
            row if row.is_seen else None,
            stale.get(row.pk) if row.is_seen else None,
        )
        for row in found
    }


def _cell(user: Any, original: Any, edition: Edition, version: Cell | None) -> Cell:
    if original.edition_id == edition.pk:
        return Cell(edition, ORIGINAL, original)
    if version is not None:
        return version
    return Cell(edition, MISSING, may_translate=may_translate(original, edition, user))
