"""What is on: an edition's channels with their schedules as readers see them, and whether anything is live."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from articles.published.moment import Moment
from articles.published.reader import Reader
from breaking.channels.models import LONGEST, Broadcast, Channel

# Today and tomorrow, on the edition's calendar.
LISTED_DAYS = 2


@dataclass(frozen=True)
class Programme:
    """A broadcast as it is listed."""

    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    is_live: bool
    is_on: bool


@dataclass
class Shown:
    """A channel, what is on, what is next, and the days with what is yet to end on each."""

    channel: Channel
    now: Programme | None = None
    following: Programme | None = None
    days: list[tuple[date, list[Programme]]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"channel-{self.channel.slug}"

    @property
    def live(self) -> Programme | None:
        """The live broadcast that is on or comes next."""
        listed = (programme for _day, programmes in self.days for programme in programmes)
        return next((programme for programme in listed if programme.is_live), None)

    @property
    def hosts(self) -> list[str]:
        """The hosts that see a reader who plays it."""
        urls = (self.channel.stream_url, self.channel.audio_url)
        return list(dict.fromkeys(urlsplit(url).hostname or "" for url in urls if url))


def _of(moment: Moment, edition_id: int) -> QuerySet[Broadcast]:
    """The broadcasts of the edition's shown channels."""
    return Broadcast.objects.using(moment.using).filter(
        channel__edition_id=edition_id, channel__is_shown=True
    )


def on_air(moment: Moment, edition_id: int) -> dict[str, Subquery]:
    """Two columns to read with other rows: `live_until`, when what is live now ends, and `live_from`, when the next begins.

    Either is None where there is no such broadcast. They are the same for every row, and the database asks once.
    """
    live = _of(moment, edition_id).filter(is_live=True)
    on = live.filter(starts_at__lte=moment.at, starts_at__gt=moment.now - LONGEST, ends_at__gt=moment.at)
    ahead = live.filter(starts_at__gt=moment.at)
    return {
        "live_until": Subquery(on.order_by("-ends_at").values("ends_at")[:1]),
        "live_from": Subquery(ahead.order_by("starts_at").values("starts_at")[:1]),
    }


def read(reader: Reader) -> list[Shown]:
    """The edition's shown channels in their order, in two queries; and in which other editions there are any.

    What changes them next is among the reader's ends.
    """
    moment, edition = reader.moment, reader.edition
    rows = Channel.objects.using(moment.using).filter(is_shown=True).order_by("position", "id")
    reader.is_elsewhere({channel.edition_id: "live/" for channel in rows})
    shown = {channel.pk: Shown(channel) for channel in rows if channel.edition_id == edition.pk}
    if not shown:
        return []
    today = timezone.localtime(moment.now, edition.zone).date()
    midnights = [
        datetime.combine(today + timedelta(days=days), time(), edition.zone) for days in (1, LISTED_DAYS)
    ]
    reader.ends.append(midnights[0])
    listed = _of(moment, edition.pk).filter(
        ends_at__gt=moment.at, starts_at__gt=moment.now - LONGEST, starts_at__lt=midnights[1]
    )
    of_channel: dict[int, list[Broadcast]] = defaultdict(list)
    for broadcast in listed.order_by("starts_at"):
        of_channel[broadcast.channel_id].append(broadcast)
    for pk, broadcasts in of_channel.items():
        _fill(shown[pk], broadcasts, reader)
    return list(shown.values())


def _fill(shown: Shown, broadcasts: list[Broadcast], reader: Reader) -> None:
    now = reader.moment.now
    days: dict[date, list[Programme]] = {}
    for row in broadcasts:
        is_on = row.starts_at <= now
        programme = Programme(row.title, row.description, row.starts_at, row.ends_at, row.is_live, is_on)
        day = timezone.localtime(max(row.starts_at, now), reader.edition.zone).date()
        days.setdefault(day, []).append(programme)
        reader.ends.append(row.ends_at if is_on else row.starts_at)
        if is_on:
            shown.now = programme
        elif shown.following is None:
            shown.following = programme
    shown.days = list(days.items())
