"""How old a story is, in whole months and then years: a sentence that changes rarely, and when it next will."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.translation import ngettext

# As on the Guardian's site: from then on a reader is told.
YOUNG = timedelta(days=30)
MONTHS_IN_YEAR = 12


def age_notice(at: datetime, now: datetime, zone: tzinfo, *, is_update: bool) -> tuple[str, datetime]:
    """The sentence at `now` on a story of the instant `at`, "" while it is young, and when another is due.

    `at` is the story's last update if `is_update`, else its first publication. Months and years are the
    calendar's in `zone`; the instants are aware, the one returned is in UTC.
    """
    months = 0
    for number, begins in _steps(at, zone):
        if begins > now:
            break
        months = number
    return _sentence(months, is_update=is_update), begins


def has_years(at: datetime, now: datetime, zone: tzinfo) -> bool:
    """Whether the sentence at `now` counts years."""
    return _later(at, MONTHS_IN_YEAR, zone) <= now


def _steps(at: datetime, zone: tzinfo) -> Iterator[tuple[int, datetime]]:
    """The ages in months at which the sentence changes, each with the instant at which it does."""
    yield 1, at.astimezone(UTC) + YOUNG
    months = 2
    while True:
        yield months, _later(at, months, zone)
        months += 1 if months < MONTHS_IN_YEAR else MONTHS_IN_YEAR


def _later(at: datetime, months: int, zone: tzinfo) -> datetime:
    """The same day and hour so many months later, or the month's last day if it has no such day."""
    local = at.astimezone(zone)
    years, month = divmod(local.month - 1 + months, MONTHS_IN_YEAR)
    year = local.year + years
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def _sentence(months: int, *, is_update: bool) -> str:
    years = months // MONTHS_IN_YEAR
    count = years or months
    if not count:
        return ""
    if is_update:
        sentence = (
            ngettext(
                "This story was last updated %(count)d year ago.",
                "This story was last updated %(count)d years ago.",
                count,
            )
            if years
            else ngettext(
                "This story was last updated %(count)d month ago.",
                "This story was last updated %(count)d months ago.",
                count,
            )
        )
    else:
        sentence = (
            ngettext("This story is %(count)d year old.", "This story is %(count)d years old.", count)
            if years
            else ngettext("This story is %(count)d month old.", "This story is %(count)d months old.", count)
        )
    return sentence % {"count": count}
