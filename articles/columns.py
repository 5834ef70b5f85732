"""The columns of the desk's board: in which of them a story stands, from its stage and its chain of Releases.

What was taken down longer ago than LATELY stands in none, nor what was published longer ago and has not been changed on
the desk since, nor what was spiked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Stage
from articles.published.models import Release
from articles.published.moment import Moment

LATELY = timedelta(hours=24)
DRAFT, SUBMITTED, SCHEDULED, PUBLIC, ENDED = "draft", "submitted", "scheduled", "public", "ended"
COLUMNS: dict[str, Promise] = {
    DRAFT: _("Draft"),
    SUBMITTED: _("Submitted"),
    SCHEDULED: _("Scheduled"),
    PUBLIC: _("Public"),
    ENDED: _("Taken down"),
}
Stories = QuerySet[Article]


def in_column(stories: Stories, name: str, at: Moment) -> Stories:
    """Those of the stories that stand in the column at a moment, the newest first; of the scheduled, the next first."""
    return _RULES[name](stories, at)


def _pending(at: Moment) -> QuerySet[Release]:
    waiting = Release.objects.filter(public_from__gt=at.at, state=Release.State.PUBLISHED)
    return waiting.filter(article_id=OuterRef("pk"))


def _draft(stories: Stories, at: Moment) -> Stories:
    """Being written: readers have not seen it, or see an older text of it."""
    is_told = ~Q(state=Release.State.PUBLISHED) | Q(revision_id=OuterRef("head_id"))
    settled = at.current(Release.objects.filter(is_told, article_id=OuterRef("pk")))
    pending = _pending(at)
    drafts = stories.filter(~Exists(settled), ~Exists(pending), stage=Stage.DRAFT)
    return drafts.order_by("-saved_at", "-pk")


def _submitted(stories: Stories, at: Moment) -> Stories:
    return stories.filter(stage=Stage.SUBMITTED).order_by("-saved_at", "-pk")


def _scheduled(stories: Stories, at: Moment) -> Stories:
    """Its publication, or a change of it, waits for its time."""
    waiting = Release.objects.filter(public_from__gt=at.at, state=Release.State.PUBLISHED)
    begins = Subquery(_pending(at).order_by("public_from").values("public_from")[:1])
    found = stories.filter(stage=Stage.DRAFT, pk__in=waiting.values("article_id"))
    return found.alias(begins=begins).order_by("begins", "pk")


def _public(stories: Stories, at: Moment) -> Stories:
    """What readers were shown lately, as it stands on the desk."""
    return _lately(stories, at, Q(state=Release.State.PUBLISHED), Q(shown=F("head_id")))


def _ended(stories: Stories, at: Moment) -> Stories:
    """What was withdrawn, unpublished or moved lately."""
    return _lately(stories, at, ~Q(state=Release.State.PUBLISHED), Q())


def _lately(stories: Stories, at: Moment, states: Q, fits: Q) -> Stories:
    begun = at.current(Release.objects.filter(states, public_from__gt=at.now - LATELY))
    own = begun.filter(article_id=OuterRef("pk"))
    waiting = _pending(at)
    found = stories.filter(~Exists(waiting), stage=Stage.DRAFT, pk__in=begun.values("article_id"))
    since, shown = (Subquery(own.values(name)[:1]) for name in ("public_from", "revision_id"))
    return found.alias(since=since, shown=shown).filter(fits).order_by("-since", "-pk")


_RULES: dict[str, Callable[[Stories, Moment], Stories]] = {
    DRAFT: _draft,
    SUBMITTED: _submitted,
    SCHEDULED: _scheduled,
    PUBLIC: _public,
    ENDED: _ended,
}
