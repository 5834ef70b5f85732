"""A clock that a test sets: what the desk stamps and what readers are shown follow it, and it only goes forwards.

It starts a day ahead of the server's, so that the guard on Releases, which asks the true clock, is never in the way.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.db.models import Value

from articles.published import media_views, moment
from articles.published.moment import READER, Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

AHEAD = timedelta(days=1)
TICK = timedelta(milliseconds=1)


class SiteClock:
    """`now` is the instant of the last reading; each reading is a TICK later than the one before."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def forward(self, **span: float) -> datetime:
        """Let time pass, as `timedelta` counts it (`hours=2`); return the new instant."""
        return self.forward_to(self.now + timedelta(**span))

    def forward_to(self, instant: datetime) -> datetime:
        assert instant >= self.now, "the clock goes forwards only"
        self.now = instant
        return instant

    def read(self) -> datetime:
        return self.forward_to(self.now + TICK)

    @contextmanager
    def reader_moment(self) -> Iterator[Moment]:
        with transaction.atomic(using=READER):
            at = self.read()
            yield Moment(READER, Value(at), at)


@pytest.fixture
def site_clock(monkeypatch: pytest.MonkeyPatch) -> SiteClock:
    """The site's clock, in the test's hands."""
    clock = SiteClock(datetime.now(UTC) + AHEAD)

    def clock_reading(using: str) -> datetime:
        return clock.read()

    patched: Any = clock.reader_moment
    monkeypatch.setattr(moment, "clock_reading", clock_reading)
    monkeypatch.setattr(moment, "reader_moment", patched)
    monkeypatch.setattr(media_views, "reader_moment", patched)
    return clock
