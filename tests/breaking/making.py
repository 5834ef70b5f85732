"""Channels with something on them, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from breaking.channels.models import Broadcast, Channel
from tests.factories import make_edition

if TYPE_CHECKING:
    from datetime import datetime

STREAM = "https://streams.example.org/harbour/live.m3u8"


def make_channel(name: str = "Harbour TV", **fields: Any) -> Channel:
    defaults = {"edition": make_edition(), "slug": name.lower().replace(" ", "-"), "stream_url": STREAM}
    return Channel.objects.create(name=name, **(defaults | fields))


def make_broadcast(
    channel: Channel, at: datetime, title: str = "Evening news", *, hours: float = 1, **fields: Any
) -> Broadcast:
    """A live broadcast that begins at `at`, unless the test says that it is recorded."""
    ends_at = at + timedelta(hours=hours)
    fields = {"is_live": True, **fields}
    return Broadcast.objects.create(channel=channel, title=title, starts_at=at, ends_at=ends_at, **fields)
