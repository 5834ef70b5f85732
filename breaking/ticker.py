"""The alerts that run, as every page shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.published.page import Page
from articles.published.reader import Reader
from breaking.models import Alert

IN_TICKER = 10
FIELDS = ("id", "text", "level", "article_id", "corrects_id", "public_from", "public_until")


@dataclass(frozen=True)
class Line:
    """One alert; `url` is the path of its story, or "" while it has none that readers can see."""

    id: int
    text: str
    url: str
    at: datetime
    level: str = Alert.Level.TICKER
    until: datetime | None = None
    corrects: int | None = None


class Ticker:
    """The newest running alerts of the edition."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []

    def wants(self, reader: Reader) -> list[int]:
        at = reader.moment.at
        rows = Alert.objects.using(reader.moment.using).filter(
            editions=reader.edition.pk, public_from__lte=at, public_until__gt=at, stood_down_at=None
        )
        self.alerts = list(rows.order_by("-public_from", "-id").only(*FIELDS)[:IN_TICKER])
        reader.ends += [alert.public_until for alert in self.alerts if alert.public_until]
        return [alert.article_id for alert in self.alerts if alert.article_id]

    def gives(self, page: Page) -> dict[str, Any]:
        return {"alerts": [line_of(page, alert) for alert in self.alerts]}


def line_of(page: Page, alert: Alert) -> Line:
    card = page.card(alert.article_id) if alert.article_id else None
    assert alert.public_from is not None
    url = card.url if card else ""
    return Line(
        alert.pk, alert.text, url, alert.public_from, alert.level, alert.public_until, alert.corrects_id
    )


def lines(reader: Reader, ids: Collection[int]) -> list[Line]:
    """Those of the alerts that run in the edition now, for pages that are open already."""
    at = reader.moment.at
    rows = Alert.objects.using(reader.moment.using).filter(
        pk__in=ids, editions=reader.edition.pk, public_from__lte=at, public_until__gt=at, stood_down_at=None
    )
    alerts = list(rows.only(*FIELDS))
    page = Page(reader, with_rails=False)
    page.want(alert.article_id for alert in alerts if alert.article_id)
    page.load()
    return [line_of(page, alert) for alert in alerts]


def as_json(line: Line) -> dict[str, Any]:
    """What open pages get of a line."""
    return {
        "id": line.id,
        "text": line.text,
        "url": line.url,
        "level": line.level,
        "at": line.at.isoformat(timespec="seconds"),
        "until": line.until.isoformat(timespec="seconds") if line.until else None,
        "corrects": line.corrects,
    }
