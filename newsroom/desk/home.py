"""The first page of the desk: what waits for whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from articles.models import Article, Stage
from articles.published import moment
from articles.published.models import Release
from breaking.models import Alert

SHOWN = 12


def home(user: Any) -> dict[str, Any]:
    """Lists for one person: submitted, being written, scheduled, and the alerts that run now."""
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
    return {
        "submitted": _newest(open_stories.filter(stage=Stage.SUBMITTED)),
        "mine": _newest(mine.filter(stage=Stage.DRAFT)),
        "scheduled": open_stories.filter(pk__in=pending).order_by("next_at")[:SHOWN],
        "alerts": alerts[:SHOWN],
        "latest": _newest(open_stories.filter(public_status="published")) if user.may("publish") else [],
    }


def _newest(stories: Any) -> QuerySet[Article]:
    newest: QuerySet[Article] = stories.order_by("-saved_at", "-pk")[:SHOWN]
    return newest
