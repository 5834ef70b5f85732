"""The verbs of alerts: post, extend, stand down. A flash needs two people, and until two can approve it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.published import moment
from articles.publishing import Blocked
from breaking.models import Alert

LONGEST = timedelta(days=7)


def post(
    by: Any,
    *,
    text: str,
    editions: Iterable[Edition],
    lasts: timedelta,
    article_id: int | None = None,
    level: str = Alert.Level.TICKER,
) -> Alert:
    """Put a line into the ticker of the editions, from now on and for `lasts`.

    Raises PermissionDenied, and Blocked with sentences for whoever asked.
    """
    _authorise(by)
    editions = list(editions)
    why = [
        sentence
        for sentence, is_so in (
            (
                _("A flash needs the approval of a second person, which this newsroom cannot give yet."),
                level != Alert.Level.TICKER,
            ),
            (_("Write the line."), not text.strip()),
            (_("Choose at least one edition."), not editions),
            (
                _("An alert lasts at least a minute and at most a week."),
                not timedelta(minutes=1) <= lasts <= LONGEST,
            ),
        )
        if is_so
    ]
    if why:
        raise Blocked(why)
    with transaction.atomic():
        now = moment.clock_reading("default")
        alert = Alert.objects.create(
            text=" ".join(text.split()),
            level=level,
            article_id=article_id,
            public_from=now,
            public_until=now + lasts,
            author=by,
        )
        alert.editions.set(editions)
    return alert


def extend(alert_id: int, by: Any, *, until: datetime) -> Alert:
    """Let a running alert run until another instant (aware). Raises Alert.DoesNotExist too."""
    with transaction.atomic():
        alert, now = _running(alert_id, by)
        if not now < until <= now + LONGEST:
            raise Blocked([_("Choose a time within the next seven days.")])
        alert.public_until = until
        alert.save(update_fields=["public_until"])
    return alert


def stand_down(alert_id: int, by: Any) -> Alert:
    """Take a running alert off every page, the archive too."""
    with transaction.atomic():
        alert, now = _running(alert_id, by)
        alert.stood_down_at = now
        alert.save(update_fields=["stood_down_at"])
    return alert


def _running(alert_id: int, by: Any) -> tuple[Alert, datetime]:
    _authorise(by)
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    now = moment.clock_reading("default")
    if alert.stood_down_at is not None or alert.public_until is None or alert.public_until <= now:
        raise Blocked([_("This alert is over.")])
    return alert, now


def _authorise(by: Any) -> None:
    if not by.may("ticker"):
        raise PermissionDenied(_("You may not write alerts."))
