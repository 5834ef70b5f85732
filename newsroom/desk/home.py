"""The first page of the desk: what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KT

from articles.drafts.models import Draft
from articles.drafts.presence import open_now
from articles.models import Article, Stage
from articles.published import moment
from articles.published.models import Release
from breaking.models import Alert

SHOWN = 12


def home(user: Any) -> dict[str, Any]:
    """Lists for one person: unsaved, submitted, being written, scheduled, and the alerts that run now."""
    at = moment.desk_moment()
    seen = Article.objects.visible_to(user).select_related("section", "edition").defer("body")
    open_stories: Any = seen.with_status().prefetch_related("bylines__author")
    own = Q(creator=user) | Q(assignee=user) | Q(bylines__author__user=user)
    # A text of theirs that was put back on the desk, such as one that was scheduled and is held.
    put_back = Q(head__origin="restore", head__merged_from__author=user) & ~Q(desk_note="")
    mine = open_stories.filter(own | put_back).distinct()
    pending = Release.objects.filter(public_from__gt=at.now).values("article_id")
    alerts = Alert.objects.filter(
        stood_down_at=None, public_from__lte=at.now, public_until__gt=at.now
    ).order_by("-public_from")
    lists = {
        "submitted": _newest(open_stories.filter(stage=Stage.SUBMITTED)),
        "mine": _newest(mine.filter(stage=Stage.DRAFT)),
        "scheduled": list(open_stories.filter(pk__in=pending).order_by("next_at")[:SHOWN]),
        "latest": _newest(open_stories.filter(public_status="published")) if user.may("publish") else [],
    }
    _mark_open(user, lists.values())
    return {**lists, "alerts": alerts[:SHOWN], "unsaved": _unsaved(user, seen)}


def _newest(stories: Any) -> list[Article]:
    return list(stories.order_by("-saved_at", "-pk")[:SHOWN])


def _mark_open(user: Any, lists: Iterable[list[Article]]) -> None:
    """Give each story `open_by`: what the others have open now."""
    rows = list(open_now(user))
    for story in chain.from_iterable(lists):
        story.open_by = [row for row in rows if row.article_id == story.pk]  # type: ignore[attr-defined]


def _unsaved(user: Any, seen: Any) -> list[Draft]:
    """What the person typed and did not save, new stories too, each with the `headline` that was typed."""
    drafts = Draft.objects.filter(Q(article=None) | Q(article__in=seen.order_by().values("pk")), user=user)
    named = drafts.annotate(headline=KT("fields__headline__0")).defer("fields")
    return list(named.select_related("article__edition").defer("article__body").order_by("-saved_at")[:SHOWN])
