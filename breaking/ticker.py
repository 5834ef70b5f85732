"""The alerts that readers see: one way to ask for them, for pages, feeds, breaking.json and the stream alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from articles.editions.directions import direction_of, led
from articles.published.page import Page
from articles.published.reader import Reader
from breaking.models import Alert

IN_TICKER = 10
FIELDS = ("id", "text", "level", "article_id", "corrects_id", "public_from", "public_until")


@dataclass(frozen=True)
class Line:
    """One alert, with whole seconds by the edition's clock.

    `direction` is that of its text (ltr or rtl); `url` is the path of its story, or "" while it has none that readers can see; `corrects` the number of the alert
    that it corrects, which may be one that they cannot see any more.
    """

    id: int
    text: str
    direction: str
    url: str
    level: str
    at: datetime
    until: datetime
    corrects: int | None

    @property
    def is_flash(self) -> bool:
        return self.level == Alert.Level.FLASH


def sent(reader: Reader, *, with_tests: bool = False) -> QuerySet[Alert]:
    """The alerts of the edition that began and were not stood down, newest first; tests for the test audience alone."""
    moment = reader.moment
    rows = Alert.objects.using(moment.using).filter(
        editions=reader.edition.pk, public_from__lte=moment.at, stood_down_at=None
    )
    if not with_tests:
        rows = rows.filter(is_test=False)
    return rows.order_by("-public_from", "-id").only(*FIELDS)


def running(reader: Reader, *, with_tests: bool = False) -> QuerySet[Alert]:
    """Those of them that have not expired."""
    return sent(reader, with_tests=with_tests).filter(public_until__gt=reader.moment.at)


def lines(
    reader: Reader, ids: Iterable[int], *, with_tests: bool = False, with_stories: bool = True
) -> list[Line]:
    """The running alerts among those numbers, newest first: what the stream sends. Tests need the desk's moment."""
    rows = running(reader, with_tests=with_tests).filter(pk__in=ids)
    return read_lines(reader, rows, with_stories=with_stories)


def read_lines(reader: Reader, rows: QuerySet[Alert], *, with_stories: bool = True) -> list[Line]:
    """The alerts with the addresses of their stories, where no page is made; or without, as if they had none."""
    page = Page(reader, with_rails=False)
    alerts = list(rows)
    if with_stories:
        page.want(story_ids(alerts))
        page.load()
    return [line_of(page, alert) for alert in alerts]


def story_ids(alerts: Iterable[Alert]) -> list[int]:
    return [alert.article_id for alert in alerts if alert.article_id]


def line_of(page: Page, alert: Alert) -> Line:
    """The alert as a page shows it that has read its story, and is kept no longer than the alert runs."""
    reader = page.reader
    assert alert.public_from is not None
    assert alert.public_until is not None
    if alert.public_until > reader.moment.now:
        reader.ends.append(alert.public_until)
    card = page.card(alert.article_id) if alert.article_id else None
    at, until = (
        timezone.localtime(instant, reader.edition.zone).replace(microsecond=0)
        for instant in (alert.public_from, alert.public_until)
    )
    text = reader.ordered(alert.text)
    direction = direction_of(text, reader.edition.direction)
    url = card.url if card else ""
    return Line(alert.pk, text, direction, url, alert.level, at, until, alert.corrects_id)


def as_json(line: Line) -> dict[str, Any]:
    """What breaking.json lists and the stream sends. `at` and `until` (ISO 8601) have the edition's own offset.

    The text runs by its first letter: where that would mislead, there is a mark before it.
    """
    return {
        "id": line.id,
        "text": led(line.text, line.direction),
        "url": line.url,
        "level": line.level,
        "at": line.at.isoformat(),
        "until": line.until.isoformat(),
        "corrects": line.corrects,
    }


class Ticker:
    """The newest running alerts of the edition, and of these the newest flash."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []

    def wants(self, reader: Reader) -> list[int]:
        self.alerts = list(running(reader)[:IN_TICKER])
        return story_ids(self.alerts)

    def gives(self, page: Page) -> dict[str, Any]:
        found = [line_of(page, alert) for alert in self.alerts]
        return {"alerts": found, "flash": next((line for line in found if line.is_flash), None)}
