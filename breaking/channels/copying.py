"""The next day's schedule from that of the last day that has one."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from articles.editions.clocks import around_gap, readings, wall_in
from breaking.channels.models import LONGEST, Broadcast, Channel

DAY = timedelta(days=1)


def copy_last_day(channel: Channel) -> int:
    """Repeat what begins on the last day with broadcasts a day later, at the same times by the edition's clock.

    What would overlap is left out. Returns how many were made. Whoever calls holds the channel's lock.
    """
    zone_name = channel.edition.time_zone
    last = channel.broadcasts.order_by("-starts_at").first()
    if last is None:
        return 0
    day = last.starts_at.astimezone(channel.edition.zone).date()
    begins = datetime.combine(day, time(), channel.edition.zone)
    until, made = last.ends_at, []
    for row in channel.broadcasts.filter(starts_at__gte=begins).order_by("starts_at"):
        starts_at, ends_at = (a_day_later(zone_name, at) for at in (row.starts_at, row.ends_at))
        if not until <= starts_at < ends_at <= starts_at + LONGEST:
            continue
        until = ends_at
        made.append(
            Broadcast(
                channel=channel,
                title=row.title,
                description=row.description,
                is_live=row.is_live,
                starts_at=starts_at,
                ends_at=ends_at,
            )
        )
    Broadcast.objects.bulk_create(made)
    return len(made)


def a_day_later(zone_name: str, at: datetime) -> datetime:
    """The same time on the next day's clock; one that the clocks skip is taken as they jump, one that comes twice first."""
    naive = wall_in(zone_name, at).naive + DAY
    found = readings(zone_name, naive) or readings(zone_name, around_gap(zone_name, naive)[1])
    return found[0]
