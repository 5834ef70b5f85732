"""The clock on a wall: which instants it shows a time at, and what it shows at an instant."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from typing import NamedTuple


class Wall(NamedTuple):
    """A date and time without a zone; where the clock shows it twice, `fold` says which (0 or 1), None leaves it open."""

    naive: datetime
    fold: int | None = None


def wall_in(zone_name: str, instant: datetime) -> Wall:
    """What the clocks of the zone show at an aware instant."""
    local = instant.astimezone(zoneinfo.ZoneInfo(zone_name))
    return Wall(local.replace(tzinfo=None, fold=0), local.fold)


def readings(zone_name: str, naive: datetime) -> list[datetime]:
    """The instants at which the clocks of the zone show that time, the earlier first: none, one or two."""
    zone = zoneinfo.ZoneInfo(zone_name)
    found = [naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [at for at in found if at.astimezone(zone).replace(tzinfo=None, fold=0) == naive]
    return sorted(set(shown))


def around_gap(zone_name: str, naive: datetime) -> tuple[datetime, datetime]:
    """For a time that the clocks skip: the nearest times that they do show, as far before and after as they jump."""
    zone = zoneinfo.ZoneInfo(zone_name)
    walls = [
        naive.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
        for fold in (0, 1)
    ]
    return min(walls), max(walls)


def offset_in(zone_name: str, instant: datetime) -> str:
    """How far the zone is from UTC at an instant, such as “UTC+05:30”."""
    local = instant.astimezone(zoneinfo.ZoneInfo(zone_name))
    text = local.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"
