"""From lines of old and new addresses to redirects: what each line would do, or a sentence that says why it cannot.

One line from the desk's form and fifty thousand from a file go the same way. Nothing is written before `Plan.carry_out`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.published.spelling import BIGGEST, with_single_slashes
from newsroom.redirects.keys import Place, Places, Refused
from newsroom.redirects.models import LONGEST, Redirect
from newsroom.redirects.site_map import BATCH, SiteMap, number_in

_https = URLValidator(schemes=["https"])


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """What was given: the addresses, the status as it was written ("" for 301), and the number of the line."""

    number: int
    old: str
    new: str
    status: str = ""


@dataclass
class Planned:
    """A line and what becomes of it; `field` is the part of the line that a refusal is about."""

    line: Line
    outcome: Outcome = Outcome.NEW
    why: str = ""
    field: str = ""
    place: Place | None = None
    target: Place | None = None
    row: Redirect | None = None

    def refuse(self, why: str, field: str = "old") -> None:
        self.outcome, self.why, self.field, self.row = Outcome.REFUSED, why, field, None


Key = tuple[int, str]


@dataclass
class Plan:
    """What the lines would do. `editions` are those whose redirects may be changed."""

    editions: list[Edition]
    origin: str
    lines: list[Planned] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[Planned]:
        return [planned for planned in self.lines if planned.outcome is outcome]

    def make(self, given: Iterable[Line]) -> Plan:
        """Read, check and join the lines, with a query for every few thousand of them."""
        self.places = Places(list(Edition.objects.all()))
        self.site = SiteMap()
        self.lines = [self._read(line) for line in given]
        self.site.look_up(self._numbers())
        self._refuse_twins()
        for planned in self.lines:
            self._check(planned)
        self._stored = self._read_stored()
        self._join_chains()
        for planned in self.lines:
            self._compare(planned)
        return self

    def carry_out(self) -> int:
        """Write all that is not refused, or nothing; return how many redirects are new or changed."""
        rows = [p.row for p in self.lines if p.row and p.outcome in (Outcome.NEW, Outcome.CHANGED)]
        with transaction.atomic():
            Redirect.objects.bulk_create(
                rows,
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["edition", "old"],
                update_fields=["article_id", "target", "leads_to", "status", "origin"],
            )
            for start in range(0, len(rows), BATCH):
                flatten(rows[start : start + BATCH])
        return len(rows)

    def _read(self, line: Line) -> Planned:
        planned = Planned(line)
        at = "old"
        try:
            planned.place = self.places.read(line.old)
            at = "status"
            status = _status(line.status)
            at = "new"
            row = Redirect(
                edition=planned.place.edition, old=planned.place.key, status=status, origin=self.origin
            )
            if status == Redirect.Status.GONE:
                if line.new.strip():
                    raise Refused(_("What is gone (410) leads to no new address."))
            else:
                planned.target = aim(row, line.new, self.places)
            planned.row = row
        except Refused as refusal:
            planned.refuse(str(refusal), at)
        return planned

    def _numbers(self) -> set[int]:
        found = {number_in(p.place) for p in self.lines if p.place}
        found |= {p.row.article_id for p in self.lines if p.row}
        return {number for number in found if number is not None}

    def _refuse_twins(self) -> None:
        first: dict[Key, Planned] = {}
        for planned in self.lines:
            if planned.row is None:
                continue
            twin = first.setdefault(_key(planned.row), planned)
            if twin is not planned:
                planned.refuse(
                    _("Line %(number)d has the same old address.") % {"number": twin.line.number}, "old"
                )

    def _check(self, planned: Planned) -> None:
        row, place, target = planned.row, planned.place, planned.target
        if row is None or place is None:
            return
        if row.edition not in self.editions:
            planned.refuse(
                _("You cannot change the redirects of %(edition)s.") % {"edition": row.edition.name}
            )
        elif target is not None and target.leads_to == place.leads_to:
            planned.refuse(_("The address would lead to itself."), "new")
        elif self.site.has(place):
            planned.refuse(_("There is a page at this address, which goes before any redirect."))
        elif row.article_id is not None and row.article_id not in self.site.stories:
            planned.refuse(
                _("There is no story with the number %(number)d.") % {"number": row.article_id}, "new"
            )

    def _read_stored(self) -> dict[Key, Redirect]:
        """The redirects that are there at the lines' old addresses, and at those that lines lead to."""
        wanted = {_key(p.row) for p in self.lines if p.row}
        wanted |= {(p.target.edition.pk, p.target.key) for p in self.lines if p.row and p.target}
        keys = sorted({key for _edition, key in wanted})
        found: dict[Key, Redirect] = {}
        for start in range(0, len(keys), BATCH):
            rows = Redirect.objects.filter(old__in=keys[start : start + BATCH])
            found |= {_key(row): row for row in rows if _key(row) in wanted}
        return found

    def _join_chains(self) -> None:
        """Let each line lead to the end of its way at once, and refuse those that come back to themselves."""
        given = {_key(p.row): p for p in self.lines if p.row}
        ends: dict[Key, tuple[Redirect, Place | None]] = {}
        for planned in given.values():
            if planned.row is not None and planned.target is not None and _key(planned.row) not in ends:
                self._follow(planned, given, ends)
        for planned in given.values():
            if planned.row is None or planned.target is None:
                continue
            end, place = ends.get(_key(planned.row), (planned.row, planned.target))
            if end is not planned.row:
                take_target(planned.row, end)
                planned.target = place
            if not planned.row.leads_to or planned.row.status == Redirect.Status.GONE:
                continue
            if planned.target is not None and self.site.leads_nowhere(planned.target):
                planned.refuse(_("There is no page of this site at the new address."), "new")

    def _follow(
        self, planned: Planned, given: dict[Key, Planned], ends: dict[Key, tuple[Redirect, Place | None]]
    ) -> None:
        assert planned.row is not None
        row, target = planned.row, planned.target
        way = [planned]
        seen = {_key(row)}
        while target is not None and not self.site.has(target):
            key = (target.edition.pk, target.key)
            if key in seen:
                for step in way:
                    step.refuse(_("The way from this address goes round in a circle."), "new")
                return
            seen.add(key)
            next_line, stored = given.get(key), self._stored.get(key)
            if key in ends:
                row, target = ends[key]
                break
            if next_line is not None and next_line.row is not None:
                way.append(next_line)
                row, target = next_line.row, next_line.target
            elif stored is not None:
                row, target = stored, self._target_of(stored)
            else:
                break
        ends |= {_key(step.row): (row, target) for step in way if step.row is not None}

    def _target_of(self, row: Redirect) -> Place | None:
        return self.places.read(row.target) if row.leads_to else None

    def _compare(self, planned: Planned) -> None:
        row = planned.row
        if row is None:
            return
        stored = self._stored.get(_key(row))
        if stored is not None:
            same = (stored.article_id, stored.target, stored.status) == (
                row.article_id,
                row.target,
                row.status,
            )
            planned.outcome = Outcome.SAME if same else Outcome.CHANGED


def _key(row: Redirect) -> Key:
    return row.edition_id, row.old


def _status(text: str) -> int:
    text = text.strip() or "301"
    if text not in ("301", "410"):
        raise Refused(_("The status is 301 or 410, not “%(text)s”.") % {"text": text[:20]})
    return int(text)


def aim(row: Redirect, new: str, places: Places) -> Place | None:
    """Let a redirect lead to what was given as its new address; return the place if that is one of ours.

    A story's number, or any spelling of its address, becomes the number. Raises Refused.
    """
    new = new.strip()
    if not new:
        raise Refused(_("There is no new address; with the status 410 none is needed."))
    if new.isascii() and new.isdigit() and int(new) <= BIGGEST:
        row.article_id = int(new)
        return None
    parts = _split(new)
    if parts.netloc and not (parts.scheme in ("http", "https") and places.is_ours(parts.netloc)):
        _be_whole(new)
        row.target = new
        return None
    place = places.read(new)
    if place.path.split("/")[0] == "admin":
        raise Refused(_("The desk is no address for readers."))
    number = number_in(place)
    if number is not None:
        row.article_id = number
        return None
    query = f"?{place.query}" if place.query else ""
    row.target = with_single_slashes(f"{place.edition.root_url}{place.path}") + query
    if place.edition.hostname != row.edition.hostname:
        row.target = f"https://{place.edition.hostname or urlsplit(settings.SITE_URL).netloc}{row.target}"
    row.leads_to = place.leads_to
    if len(row.target) > LONGEST:
        raise Refused(_("The address is longer than %(limit)d characters.") % {"limit": LONGEST})
    return place


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise Refused(_("“%(address)s” is not an address.") % {"address": address[:80]}) from None


def _be_whole(address: str) -> None:
    """Refused unless it is an https address that a browser reads as we do."""
    try:
        _https(address)
    except ValidationError:
        raise Refused(_("An address of another site is whole and begins with https://.")) from None
    if len(address) > LONGEST or "@" in urlsplit(address).netloc or "\\" in unquote(address):
        raise Refused(_("An address of another site is whole and begins with https://."))


def take_target(row: Redirect, other: Redirect) -> None:
    """Let a redirect lead where another leads."""
    row.article_id, row.target, row.leads_to = other.article_id, other.target, other.leads_to
    row.status = other.status


def flatten(rows: list[Redirect]) -> None:
    """Let what leads to the old addresses of these redirects lead where they lead themselves."""
    by_key = {f"{row.edition_id}:{row.old}": row for row in rows}
    behind = list(Redirect.objects.filter(leads_to__in=list(by_key)))
    for row in behind:
        take_target(row, by_key[row.leads_to])
    Redirect.objects.bulk_update(behind, ["article_id", "target", "leads_to", "status"], batch_size=BATCH)
