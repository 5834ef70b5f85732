"""What a reader asks the archive for, read from the address: words, and what narrows them down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.published.reader import Reader

if TYPE_CHECKING:
    from articles.sections.models import Section

MAX_QUERY = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Far more than a path of two slugs or a day need.
MAX_VALUE = 200
# The ways in which what is found can be ordered; "" is the first.
SORTS: dict[str, Promise] = {
    "": _("Best match first"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}


@dataclass
class Asked:
    """Words and limits. What could not be read stands in `typed` as it came, and why in `faults`, by its name.

    `since` and `before` are instants: the days are the edition's, both included.
    """

    words: str
    typed: dict[str, str]
    section_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    faults: dict[str, str | Promise] = field(default_factory=dict)
    # The sections that can be chosen: path and name, those below others with theirs before.
    sections: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sort(self) -> str:
        return self.typed["sort"]

    @property
    def is_narrowed(self) -> bool:
        return any(self.typed.values())

    @property
    def sorts(self) -> list[tuple[str, Promise]]:
        return list(SORTS.items())

    @property
    def query(self) -> str:
        """The query of its own address, without a page; "" if nothing is asked."""
        given = {name: value for name, value in {"q": self.words, **self.typed}.items() if value}
        return f"?{urlencode(given)}" if given else ""


def read_asked(reader: Reader, sent: QueryDict) -> Asked:
    words = _clean(sent, "q")[:MAX_QUERY]
    asked = Asked(words, {name: _clean(sent, name)[:MAX_VALUE] for name in ("section", "from", "to", "sort")})
    asked.sections = _sections(reader)
    if path := asked.typed["section"]:
        section = reader.section_at(path)
        if section is None:
            asked.faults["section"] = _("There is no section of that name.")
        else:
            asked.section_id = section.pk
    since, until = (_day(asked, name) for name in ("from", "to"))
    if since and until and since > until:
        asked.faults["to"] = _("The last day is before the first.")
    if since:
        asked.since = _begins(reader, since)
    if until:
        asked.before = _begins(reader, until + timedelta(days=1))
    if asked.sort not in SORTS:
        asked.faults["sort"] = _("There is no such order.")
    return asked


def _clean(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").replace("\x00", "").strip()


def _day(asked: Asked, name: str) -> date | None:
    text = asked.typed[name]
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    # The first and last years have days that no other clock can tell.
    if day is not None and date.min.year < day.year < date.max.year:
        return day
    asked.faults[name] = _("That is not a day: write it as 2026-01-31.")
    return None


def _begins(reader: Reader, day: date) -> datetime:
    return datetime.combine(day, time(), reader.edition.zone)


def _sections(reader: Reader) -> list[tuple[str, str]]:
    def below(parent: int | None) -> list[Section]:
        return [section for section in reader.sections.values() if section.parent_id == parent]

    found: list[tuple[str, str]] = []
    for section in below(None):
        found.append((reader.section_path(section.pk), section.name))
        found += [
            (reader.section_path(child.pk), f"{section.name}: {child.name}") for child in below(section.pk)
        ]
    return found
