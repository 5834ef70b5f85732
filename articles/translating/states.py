"""Whether a translation still answers its source. The rule stands here once, for one story and for many in a query.

It is stale if the source was published anew, and not as a minor edit, with a later text than the one it answers, and
what readers see by now says something else. Minor edits, republishing the same words, and whatever is no word for
readers (tags, section, address) leave it current.
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


class _Words(Func):
    """The words of a content, as one value that can be compared."""

    template = "jsonb_build_array(%(expressions)s)"
    output_field = JSONField()

    def __init__(self, path: str) -> None:
        super().__init__(*(F(f"{path}__{name}") for name in WORDS))


class _Differ(Func):
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = BooleanField()


def with_states(rows: QuerySet[Article], at: Moment) -> QuerySet[Any]:
    """Annotate translations with `source_shown` (the text of it that readers see), `was_source_public` and `is_stale`."""
    chain = Release.objects.filter(
        article_id=OuterRef("source_article_id"), state=Release.State.PUBLISHED, public_from__lte=at.at
    )
    # A story is locked while it gets a Revision: of one story, the later has the higher key.
    later = chain.filter(is_significant=True, revision_id__gt=OuterRef("source_revision_id"))
    shown = Subquery(at.current(chain).values("revision_id")[:1])
    # In no order: that of Revisions joins their stories, under the name by which this row is asked for its source.
    new = Revision.objects.order_by().annotate(words=_Words("content")).filter(pk=OuterRef("source_shown"))
    head = F("source_article__head_id")
    return rows.annotate(source_shown=shown, was_source_public=Exists(chain), source_head=head).annotate(
        is_stale=Case(
            When(~Q(Exists(later)) | Q(source_shown=None), then=Value(value=False)),
            # Asked last, and of few: both texts are read for it.
            When(
                _Differ(_Words("source_revision__content"), Subquery(new.values("words")[:1])),
                then=Value(value=True),
            ),
            default=Value(value=False),
            output_field=BooleanField(),
        )
    )


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
