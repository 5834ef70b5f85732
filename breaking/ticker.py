"""The alerts that run, as every page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.published.page import Page
from articles.published.reader import Reader
from breaking.models import Alert

IN_TICKER = 10
FIELDS = ("id", "text", "level", "article_id", "public_from", "public_until")


@dataclass(frozen=True)
class Line:
    """One alert; `url` is the path of its story, or "" while it has none that readers can see."""

    id: int
    text: str
    url: str
    at: datetime


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
    return Line(alert.pk, alert.text, card.url if card else "", alert.public_from)
