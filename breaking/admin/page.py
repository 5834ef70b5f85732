"""What the page of an alert says: how it stands, to whom it goes, who said yes, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from articles.editions.models import Edition
from articles.editions.scope import editions_for
from articles.models import Article
from articles.published import moment
from breaking import approvals
from breaking.models import Alert, AlertAct, Approval
from breaking.push import audience
from breaking.wording import edits

State = Alert.State


@dataclass
class Page:
    """An alert as one person sees it now. `digest` is what they approve, `why_not` why they are no second person.

    `devices` is how many there are to be reached, `sent` how far that has come.
    """

    alert: Alert
    now: datetime
    state: str
    zone: str
    story: Article | None
    live_blog: Article | None
    acts: list[AlertAct]
    approval: Approval | None
    digest: str
    devices: int
    sent: audience.Summary | None
    why_not: str
    may: dict[str, bool]
    asked: list[Any]
    is_alone: bool

    @property
    def state_label(self) -> Any:
        return State(self.state).label

    @property
    def dies_at(self) -> datetime | None:
        return self.approval.at + approvals.LIVES if self.approval else None

    @property
    def is_open(self) -> bool:
        return self.state in (State.RUNNING, State.SCHEDULED)

    @property
    def is_unsent(self) -> bool:
        return self.state in (State.DRAFT, State.WAITING)


def page_of(alert: Alert, user: Any) -> Page:
    now = moment.clock_reading("default")
    state = alert.state(now)
    editions = list(alert.editions.all())
    waits = state == State.WAITING
    why_not = approvals.why_no_second(alert, user) if waits and settings.ALERT_APPROVALS else ""
    seen = Article.objects.visible_to(user).in_bulk(
        [pk for pk in (alert.article_id, alert.live_blog_id) if pk]
    )
    return Page(
        alert=alert,
        now=now,
        state=state,
        zone=zone_of(editions),
        story=seen.get(alert.article_id or 0),
        live_blog=seen.get(alert.live_blog_id or 0),
        acts=list(alert.acts.select_related("by")),
        approval=approvals.valid(alert.pk, max(alert.starts_at or now, now)) if waits else None,
        digest=approvals.digest_of(alert.pk) if waits else "",
        devices=audience.size(alert) if alert.is_pushed else 0,
        sent=audience.summary(alert) if alert.is_pushed and alert.public_from else None,
        why_not=why_not,
        may=_may(user, [edition.pk for edition in editions], why_not),
        asked=approvals.people_for(alert) if waits and settings.ALERT_APPROVALS else [],
        is_alone=not settings.ALERT_APPROVALS,
    )


def zone_of(editions: Iterable[Edition]) -> str:
    """The name of the zone by whose clock the desk tells the instants of an alert: that of the first of its editions."""
    return next((edition.time_zone for edition in editions), "UTC")


def seen_by(rows: QuerySet[Alert], user: Any) -> QuerySet[Alert]:
    """Alerts that the person may look at: what readers saw, and what waits or is a test in editions of theirs.

    No drills: they are many, tell only that nothing happened, and are forgotten.
    """
    rows = rows.filter(author__isnull=False)
    public = Q(public_from__lte=moment.clock_reading("default"), is_test=False)
    if not user.may("ticker"):
        return rows.filter(public)
    mine = Alert.objects.filter(editions__in=editions_for(user, as_editor=True)).values("pk")
    return rows.filter(public | Q(pk__in=mine))


def _may(user: Any, edition_ids: list[int], why_not: str) -> dict[str, bool]:
    is_editor = user.may("ticker") and edits(user, edition_ids)
    approves = is_editor and user.may("approve_alert")
    return {
        "change": is_editor,
        "stop": user.may("ticker") and edits(user, edition_ids, in_any=True),
        "approve": approves and not why_not,
        "break_glass": approves and bool(settings.ALERT_APPROVALS and settings.ALERT_BREAK_GLASS),
    }
