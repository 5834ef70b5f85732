"""Live TV in the demo: channels with the same programmes every day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from articles.editions.models import Edition
from articles.media.models import Image
from articles.media.uses import set_use
from articles.published.moment import clock_reading
from articles.publishing import instant_in
from breaking.channels.models import Broadcast, Channel

# From the day before that of loading: for so many days the demo has something on.
DAYS = 60


def make_channel(edition: Edition, position: int, row: dict[str, Any], poster: Image | None) -> None:
    """One channel of the file of texts, with its schedule."""
    channel = Channel.objects.create(
        edition=edition,
        slug=row["key"],
        poster=poster,
        position=position,
        **{name: row[name] for name in ("name", "description", "stream_url", "audio_url")},
    )
    set_use("channel", channel.pk, poster)
    yesterday = clock_reading("default").astimezone(edition.zone).date() - timedelta(days=1)
    starts = [
        (
            instant_in(edition.time_zone, datetime.combine(day, time.fromisoformat(programme["at"])), 0),
            programme,
        )
        for day in (yesterday + timedelta(days=number) for number in range(DAYS))
        for programme in row["programmes"]
    ]
    Broadcast.objects.bulk_create(
        Broadcast(
            channel=channel,
            title=programme["title"],
            description=programme.get("description", ""),
            starts_at=at,
            ends_at=ends_at,
            is_live=programme.get("is_live", False),
        )
        for (at, programme), (ends_at, _next) in pairwise(starts)
    )
