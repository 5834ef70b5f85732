"""Reads a board: which stories stand in which column for one person, and what each card says of its story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.utils.functional import Promise

from articles.admin.panel import STATUS_LABELS, VERBS
from articles.blockers import lacks_picture
from articles.body.blocks import blocks
from articles.body.reading import word_count
from articles.columns import COLUMNS, DRAFT, SUBMITTED, in_column
from articles.drafts.models import Presence
from articles.drafts.presence import open_now
from articles.models import Article, Byline, Revision
from articles.published import moment
from articles.published.models import Release
from articles.published.moment import Moment
from articles.review.comments import open_threads
from newsroom.desk.board.filters import Filters
from newsroom.desk.board.ways import ASIDE, Way, ways_from

SHOWN = 30
# Of a column no more are counted.
COUNTED = 1000


@dataclass(frozen=True)
class Facts:
    """What a Revision says of itself, which no later one changes."""

    words: int
    lacks_picture: bool


@dataclass
class Card:
    """One story on the board. `release` is the key of what readers see now, None if they see nothing."""

    article: Article
    column: str
    release: int | None
    facts: Facts
    is_overdue: bool
    threads: int
    open_by: list[Presence]
    ways: list[Way]
    aside: list[str]

    @property
    def note(self) -> str:
        """What an editor wants of it, as long as it is being written."""
        return self.article.desk_note.strip() if self.column == DRAFT else ""

    @property
    def is_due(self) -> bool:
        """Whether its time still matters."""
        return self.column in (DRAFT, SUBMITTED)

    @property
    def status(self) -> str:
        return str(STATUS_LABELS.get(self.article.public_status, ""))

    @property
    def initials(self) -> str:
        names = str(self.article.assignee).split()
        return "".join(name[0] for name in (names[0], names[-1]) if name).upper() if len(names) > 1 else ""

    @property
    def is_changed(self) -> bool:
        """Whether readers see an older text of it."""
        shown = getattr(self.article, "shown_revision", None)
        return shown is not None and shown != self.article.head_id


@dataclass
class Column:
    name: str
    label: Promise
    cards: list[Card]
    count: int
    list_url: str

    @property
    def more(self) -> int:
        """How many stand there without a card; at least so many if they were not all counted."""
        return min(self.count, COUNTED) - len(self.cards)

    @property
    def count_said(self) -> str:
        return f"{COUNTED}+" if self.is_counted_out else str(self.count)

    @property
    def is_counted_out(self) -> bool:
        return self.count > COUNTED


@dataclass
class Board:
    columns: list[Column]
    now: datetime
    cards: dict[int, Card] = field(default_factory=dict)


def read_board(user: Any, filters: Filters, now: datetime | None = None) -> Board:
    """The board of one person, in a number of queries that does not grow with the stories."""
    at = moment.desk_moment(now)
    stories = filters.apply(Article.objects.visible_to(user), user)
    standing = _standing(stories, at)
    shown = {pk: name for name, pks in standing.items() for pk in pks[:SHOWN]}
    cards = {card.article.pk: card for card in read_cards(user, shown, at)}
    columns = [
        Column(
            name,
            label,
            [cards[pk] for pk in standing[name][:SHOWN] if pk in cards],
            len(standing[name]),
            filters.list_url(name, user),
        )
        for name, label in COLUMNS.items()
    ]
    return Board(columns, at.now, cards)


def _standing(stories: QuerySet[Article], at: Moment) -> dict[str, list[int]]:
    """The keys of the stories in each column in their order, at most one more than are counted."""
    parts = [
        in_column(stories, name, at)
        .annotate(column=Value(name, CharField()))
        .values_list("column", "pk")[: COUNTED + 1]
        for name in COLUMNS
    ]
    found: dict[str, list[int]] = defaultdict(list)
    for name, pk in parts[0].union(*parts[1:], all=True):
        found[name].append(pk)
    return found


def column_of(article: Article) -> str:
    """In which column one story stands now; empty for none."""
    at = moment.desk_moment()
    one = Article.objects.filter(pk=article.pk)
    parts = [
        in_column(one, name, at)
        .annotate(column=Value(name, CharField()))
        .values_list("column", flat=True)[:1]
        for name in COLUMNS
    ]
    return next(iter(parts[0].union(*parts[1:], all=True)), "")


def read_cards(user: Any, shown: dict[int, str], at: Moment) -> list[Card]:
    """The cards of the stories, by the columns in which they stand."""
    rows: Any = Article.objects.visible_to(user).filter(pk__in=shown).with_status(at.now).with_signers()
    rows = rows.select_related("edition", "section__parent", "desk", "assignee").defer(*UNREAD)
    begun = at.current(Release.objects.filter(article_id=OuterRef("pk")))
    rows = rows.annotate(shown_release=Subquery(begun.values("pk")[:1]))
    bylines = Prefetch("bylines", Byline.objects.select_related("author"))
    articles: list[Article] = list(rows.prefetch_related(bylines))
    facts = _facts({article.head_id for article in articles if article.head_id})
    threads = open_threads(articles)
    opened = defaultdict(list)
    for presence in open_now(user).filter(article_id__in=shown):
        opened[presence.article_id].append(presence)
    return [
        Card(
            article,
            column := shown[article.pk],
            getattr(article, "shown_release", None),
            facts.get(article.head_id or 0, Facts(0, lacks_picture=True)),
            _is_overdue(article, column, at.now),
            threads.get(article.pk, 0),
            opened[article.pk],
            ways_from(article, column, user),
            [verb for verb in ASIDE if user.may(verb, article) and _applies(verb, article)],
        )
        for article in articles
    ]


def read_card(user: Any, article: Article) -> Card:
    """The card of a story that the person may see, also if it stands in no column."""
    return read_cards(user, {article.pk: column_of(article)}, moment.desk_moment())[0]


# Long, and not on any card.
UNREAD = ("body", "short_headline", "standfirst", "trail_text", "seo_title", "seo_description")


def _is_overdue(article: Article, column: str, now: datetime) -> bool:
    return column in (DRAFT, SUBMITTED) and article.is_late(now)


def _applies(verb: str, article: Article) -> bool:
    return VERBS[verb].applies(article)


# Of Revisions that were looked at, by their keys: their bodies are long to read and never change. See ADR 0007.
_KNOWN: dict[int, Facts] = {}
_KNOWN_AT_MOST = 20_000


def _facts(revisions: Iterable[int]) -> dict[int, Facts]:
    wanted = set(revisions)
    missing = wanted - _KNOWN.keys()
    found = {pk: known for pk in wanted if (known := _KNOWN.get(pk)) is not None}
    if missing:
        parts = Revision.objects.filter(pk__in=missing).values_list(
            "pk", "content__body", "content__pictures"
        )
        made = {pk: _facts_of(body or "", pictures or []) for pk, body, pictures in parts}
        if len(_KNOWN) > _KNOWN_AT_MOST:
            _KNOWN.clear()
        _KNOWN.update(made)
        found |= made
    return found


def _facts_of(body: str, pictures: Collection[Any]) -> Facts:
    parts = blocks(body)
    return Facts(word_count(parts), lacks_picture(pictures, parts))
