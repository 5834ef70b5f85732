"""Months, weeks and days as the desk's calendar shows them, on the clock of an edition."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import get_language

from articles.editions.clocks import readings

MONTH, WEEK, DAY = VIEWS = ("month", "week", "day")
QUARTERS = (0, 15, 30, 45)
# Django's calendar of dates has room on both sides of these.
FIRST, LAST = date(1900, 2, 1), date(9000, 1, 1)


@dataclass
class Slot:
    """A quarter of an hour of a day, to which something can be carried. A clock may skip it."""

    time: str
    is_past: bool
    is_skipped: bool


@dataclass
class Hour:
    number: int
    slots: list[Slot]
    items: list[Any] = field(default_factory=list)


@dataclass
class Day:
    date: date
    is_today: bool
    is_past: bool
    # Not one of the month that is shown.
    is_beside: bool
    items: list[Any] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)
    # How many more there are than those shown.
    more: int = 0
    # "23" or "25" if the clocks change on it, else empty.
    length: str = ""


@dataclass(frozen=True)
class Span:
    """The days that a page shows, `first` to `last`, of a view around `on`."""

    view: str
    on: date
    first: date
    last: date

    @property
    def dates(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def instants(self, zone_name: str) -> tuple[datetime, datetime]:
        """When the first day begins and the last is over."""
        return begins(self.first, zone_name), begins(self.last + timedelta(days=1), zone_name)

    @property
    def before(self) -> date:
        return _clamped(self._beside(-1))

    @property
    def after(self) -> date:
        return _clamped(self._beside(1))

    def _beside(self, step: int) -> date:
        match self.view:
            case "month":
                first = self.on.replace(day=1)
                return (first + timedelta(days=31 if step > 0 else -1)).replace(day=1)
            case "week":
                return self.on + timedelta(days=7 * step)
        return self.on + timedelta(days=step)


def span_of(view: str, on: date) -> Span:
    """The days of a view around a date; weeks begin as the desk's language has it."""
    on = _clamped(on)
    match view:
        case "month":
            first = on.replace(day=1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return Span(view, on, week_start(first), week_start(last) + timedelta(days=6))
        case "week":
            first = week_start(on)
            return Span(view, on, first, first + timedelta(days=6))
    return Span(DAY, on, on, on)


def week_start(on: date) -> date:
    # Django counts from Sunday, Python from Monday. Django knows no day of Arabic; CLDR has Saturday.
    day = 6 if (get_language() or "").startswith("ar") else int(get_format("FIRST_DAY_OF_WEEK"))
    first = (day - 1) % 7
    return on - timedelta(days=(on.weekday() - first) % 7)


def begins(on: date, zone_name: str) -> datetime:
    """The instant at which a day begins; where the clocks skip midnight, that of the jump."""
    return datetime.combine(on, time.min, zoneinfo.ZoneInfo(zone_name)).astimezone(UTC)


def days_of(span: Span, zone_name: str, now: datetime) -> list[Day]:
    """The days without what is in them; with their hours unless it is a month."""
    wall = now.astimezone(zoneinfo.ZoneInfo(zone_name)).replace(tzinfo=None)
    days = []
    for on in span.dates:
        is_beside = span.view == MONTH and on.month != span.on.month
        day = Day(on, on == wall.date(), on < wall.date(), is_beside, length=_length(on, zone_name))
        if span.view != MONTH:
            day.hours = [_hour(on, number, zone_name, wall, changes=bool(day.length)) for number in range(24)]
        days.append(day)
    return days


def _hour(on: date, number: int, zone_name: str, now: datetime, *, changes: bool) -> Hour:
    slots = []
    for minute in QUARTERS:
        at = datetime.combine(on, time(number, minute))
        skipped = changes and not readings(zone_name, at)
        slots.append(Slot(f"{number:02}:{minute:02}", at <= now, skipped))
    return Hour(number, slots)


def _length(on: date, zone_name: str) -> str:
    hours = (begins(on + timedelta(days=1), zone_name) - begins(on, zone_name)) / timedelta(hours=1)
    return "" if hours == 24 else f"{hours:g}"


def _clamped(on: date) -> date:
    return min(max(on, FIRST), LAST)
