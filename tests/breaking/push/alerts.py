"""Alerts as they stand once they were sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from articles.editions.models import Edition
from articles.published import moment
from breaking.models import Alert
from tests.factories import make_edition, make_user


def make_alert(text: str = "Dam gates opened", editions: list[Edition] | None = None, **fields: Any) -> Alert:
    """An alert that began now, runs for six hours and is to be pushed."""
    now = moment.clock_reading("default")
    defaults = {"public_from": now, "public_until": now + timedelta(hours=6), "is_pushed": True}
    author = fields.pop("author", None) or make_user("editor")
    alert = Alert.objects.create(text=text, author=author, **(defaults | fields))
    alert.editions.set(editions or [make_edition()])
    return alert
