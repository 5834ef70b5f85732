"""Whether a translation still answers its source. The rule stands here once, for one story and for many in a query.

It is stale if the source, after the text that is answered, was published anew with other words than readers had seen
just before, and not as a minor edit, and what they see by now is not what is answered. Minor edits, republishing what
readers saw, and whatever is no word for them (tags, section, address) leave it current.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.functional import Promise

from articles.comparing.bodies import changed_blocks
from articles.comparing.contents import LABELS, plain
from articles.models import Article, Revision
from articles.published import moment
from articles.published.models import Release
from articles.published.moment import Moment
from articles.releasing import RENDERED

# What of a text a translation has to follow; all else of a content is its own, or is no text.
WORDS = ("headline", "kicker", "standfirst", "body", "dateline_place", "pictures", "corrections")


class Name(StrEnum):
    CURRENT = "current"
    STALE = "stale"
    # Of a source that was never public.
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True)
class State:
    """How a translation stands to its source: `old` is the text that it answers, `new` the one that it is to answer.

    `changed` of `total` blocks of the body differ between the two, and `fields` beside it.
    """

    name: Name
    old: Revision | None = None
    new: Revision | None = None
    changed: int = 0
    total: int = 0
    fields: list[str] = field(default_factory=list)
    is_source_shown: bool = False

    @property
    def is_stale(self) -> bool:
        return self.name == Name.STALE

    @property
    def is_changed(self) -> bool:
        return bool(self.changed or self.fields)

    @property
    def labels(self) -> list[Promise | str]:
        """What the changed fields are called."""
        return [LABELS[name] for name in self.fields]


# The same as a Release holds it.
SHOWN = tuple(f"content__{name}" if name in RENDERED else name for name in WORDS)


class _Words(Func):
    """What stands at the paths, as one value that can be compared."""

    template = "jsonb_build_array(%(expressions)s)"
    output_field = JSONField()

    def __init__(self, *paths: str) -> None:
        super().__init__(*map(F, paths))


class _Differ(Func):
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = BooleanField()


def with_states(rows: QuerySet[Article], at: Moment) -> QuerySet[Any]:
    """Annotate translations with `source_shown` (the text of it that readers see), `was_source_public` and `is_stale`."""
    chain = Release.objects.filter(
        article_id=OuterRef("source_article_id"), state=Release.State.PUBLISHED, public_from__lte=at.at
    )
    shown = Subquery(at.current(chain).values("revision_id")[:1])
    rows = rows.annotate(
        source_shown=shown, was_source_public=Exists(chain), source_head=F("source_article__head_id")
    )
    differs = _Differ(_text(OuterRef("source_revision_id")), _text(OuterRef("source_shown")))
    return rows.alias(answered_at=_last_said(chain)).annotate(
        is_stale=Case(
            When(Q(source_shown=None) | Q(source_shown=F("source_revision_id")), then=Value(value=False)),
            # Asked last, and of few: texts are read for it.
            When(Q(differs) & _is_changed(chain), then=Value(value=True)),
            default=Value(value=False),
            output_field=BooleanField(),
        )
    )


def _text(key: Any) -> Subquery:
    """The words of that Revision."""
    # In no order: that of Revisions joins their stories, under the name by which a row is asked for its source.
    rows = Revision.objects.order_by().filter(pk=key)
    return Subquery(rows.values(words=_Words(*(f"content__{name}" for name in WORDS)))[:1])


def _last_said(chain: QuerySet[Release]) -> Subquery:
    """When readers last began to see the words that are answered; None if they never did."""
    # The text is asked for as a row of its own: it is read once, and not for each Release.
    answered = _text(OuterRef(OuterRef("source_revision_id")))
    said = chain.annotate(words=_Words(*SHOWN)).filter(words=answered)
    return Subquery(said.order_by("-public_from").values("public_from")[:1])


def _is_changed(chain: QuerySet[Release]) -> Q:
    """Whether a Release since then, or if there is no such time one of a later text, was to change the words, and did."""
    before = Release.objects.filter(
        article_id=OuterRef(OuterRef("article_id")),
        state=Release.State.PUBLISHED,
        public_from__lt=OuterRef(OuterRef("public_from")),
    )
    # Column by column: the database finds two long texts of unlike length different without reading them.
    same = Release.objects.filter(
        pk=Subquery(before.order_by("-public_from").values("pk")[:1]),
        **{name: OuterRef(name) for name in SHOWN},
    )
    changes = chain.filter(~Q(Exists(same)), is_significant=True)
    # A story is locked while it gets a Revision: of one story, the later has the higher key.
    later = changes.filter(revision_id__gt=OuterRef("source_revision_id"))
    since = changes.filter(public_from__gt=OuterRef("answered_at"))
    return Q(Exists(since)) | (Q(Exists(later)) & Q(answered_at=None))


def state_of(article: Article) -> State:
    """How the translation stands to its source now."""
    row = with_states(Article.objects.filter(pk=article.pk), moment.desk_moment()).get()
    return read_states([row])[row.pk]


def read_states(rows: list[Any]) -> dict[int, State]:
    """The states of translations that come from `with_states`, by their keys, in one query."""
    new = {row.pk: row.source_shown or _desk_text(row) for row in rows}
    wanted = {row.source_revision_id for row in rows} | set(new.values())
    texts = Revision.objects.in_bulk([pk for pk in wanted if pk])
    return {row.pk: _state(row, texts.get(row.source_revision_id), texts.get(new[row.pk])) for row in rows}


def _desk_text(row: Any) -> int | None:
    """Of a source that readers do not see, what stands on the desk; if it was public once, the text that is answered."""
    text: int | None = row.source_revision_id if row.was_source_public else row.source_head
    return text


def _state(row: Any, old: Revision | None, new: Revision | None) -> State:
    name = Name.UNPUBLISHED
    if row.was_source_public:
        name = Name.STALE if row.is_stale else Name.CURRENT
    if old is None or new is None:
        return State(name, old, new)
    was, is_now = old.content, new.content
    changed, total = changed_blocks(was.get("body") or "", is_now.get("body") or "")
    fields = [word for word in WORDS if word != "body" and plain(was.get(word)) != plain(is_now.get(word))]
    return State(name, old, new, changed, total, fields, row.source_shown is not None)
