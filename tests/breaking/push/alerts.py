"""Alerts as they stand once they were sent."""

from __future__ import annotations

from typing import Any

from articles.editions.models import Edition
from articles.published import moment
from breaking.models import Alert
from tests import factories


def make_alert(text: str = "Dam gates opened", editions: list[Edition] | None = None, **fields: Any) -> Alert:
    """An alert that began now, runs for six hours and is to be pushed."""
    now = moment.clock_reading("default")
    return factories.make_alert(text, editions=editions, **({"public_from": now, "is_pushed": True} | fields))
