"""Alerts that are pushed, as they stand once they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import factories

if TYPE_CHECKING:
    from articles.editions.models import Edition
    from breaking.models import Alert


def make_alert(text: str = "Dam gates opened", editions: list[Edition] | None = None, **fields: Any) -> Alert:
    """An alert that began now, runs for six hours, and is to be pushed unless the test says otherwise."""
    return factories.make_alert(text, editions=editions, **({"is_pushed": True} | fields))
