"""Where a story shows, channel by channel: rows for the screen of its effects.

A channel is a function from the Facts of a story to rows. A package above adds its own (alerts, push) to CHANNELS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.encoding import uri_to_iri
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.editions.models import Edition
from articles.jobs import tell_hub
from articles.models import Article
from articles.published.feeds import ITEMS, WRITERS
from articles.published.models import Listing, Release
from articles.published.sitemaps import NEWS_AGE
from articles.sections.kinds import KIND_NUMBERS, Kind
from articles.sections.models import Section

# Lists that have a page with a feed, by kind of Listing; those of names stand below a word of their own.
NAMED = ("tag", "author", "region", "coverage")
WITH_FEED = ("edition", "section", *NAMED)


@dataclass(frozen=True)
class Row:
    """A place where the story is, was or will be: since when, until when (None: no end is known), and what is so now."""

    what: str
    url: str = ""
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()

    def time(self, now: datetime) -> str:
        """now, coming or over."""
        if self.since is not None and self.since > now:
            return "coming"
        return "over" if self.until is not None and self.until <= now else "now"


@dataclass
class Facts:
    """All that the channels build their rows from, read in a fixed number of queries (see effects.py)."""

    article: Article
    now: datetime
    chain: list[Release]
    listings: list[Listing]
    sections: dict[int, Section]
    # What an edition calls a tag, author, region or coverage, and its slug there: by kind and id.
    names: dict[tuple[str, int], tuple[str, str]]
    # Since when and until when a search finds the story.
    searchable: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    # Of the announcements: the task, the Release, the queue's word for its state, when it is due.
    jobs: list[tuple[str, int, str, datetime | None]] = field(default_factory=list)

    @property
    def edition(self) -> Edition:
        return self.article.edition

    @property
    def current(self) -> Release | None:
        begun = [release for release in self.chain if release.public_from <= self.now]
        return begun[-1] if begun else None

    def is_now(self, since: datetime, until: datetime | None) -> bool:
        return since <= self.now and (until is None or until > self.now)

    def url(self, path: str = "") -> str:
        return self.edition.root_url + quote(path, safe="/-_~.")

    def section_path(self, section_id: int) -> str:
        section = self.sections.get(section_id)
        return section.path_below(self.sections.get(section.parent_id or 0)) if section else ""

    def address(self, release: Release) -> str:
        return self.url(f"{self.section_path(release.section_id)}/{release.article_id}/{release.slug}/")

    def stays(self) -> Iterator[tuple[Listing, datetime, datetime | None]]:
        """The lists that the story stands in, each stay once, however often its place there changed."""
        held: dict[tuple[str, int, int], list[tuple[Listing, datetime, datetime | None]]] = {}
        for row in sorted(self.listings, key=lambda row: row.public_from):
            stays = held.setdefault((row.kind, row.target_id, row.edition_id), [])
            if stays and stays[-1][2] == row.public_from:
                stays[-1] = (row, stays[-1][1], row.public_until)
            else:
                stays.append((row, row.public_from, row.public_until))
        for stays in held.values():
            yield from stays


def addresses(facts: Facts) -> list[Row]:
    """Every spelling that its address ever had, and what it answers now."""
    spans: dict[str, tuple[datetime, datetime | None]] = {}
    for release in facts.chain:
        if release.state == Release.State.PUBLISHED:
            address = facts.address(release)
            since = spans.get(address, (release.public_from, None))[0]
            spans[address] = (since, release.public_until)
    return [
        Row(
            _readable(address),
            address if _answers(facts, address) else "",
            since,
            until,
            _answer(facts, address, since),
        )
        for address, (since, until) in spans.items()
    ]


def _readable(address: str) -> str:
    """The address as its letters are. Behind each slash of an Arabic one stands a mark that keeps its parts in their order."""
    shown = uri_to_iri(address)
    return shown if shown == address else shown.replace("/", "/\u200e")


def _answers(facts: Facts, address: str) -> bool:
    current = facts.current
    return current is not None and current.state in (Release.State.PUBLISHED, Release.State.MOVED)


def _answer(facts: Facts, address: str, since: datetime) -> str:
    current = facts.current
    if current is None:
        return _("not found (404) until then")
    match current.state:
        case Release.State.PUBLISHED if facts.address(current) == address:
            return _("shows the story (200)")
        case Release.State.PUBLISHED:
            return _("leads to %(address)s (301)") % {"address": facts.address(current)}
        case Release.State.MOVED:
            return _("leads to %(address)s (301)") % {"address": current.moved_to}
        case Release.State.WITHDRAWN:
            return _("withdrawn, with a notice (410)")
    return _("gone (410)")


def lists(facts: Facts) -> list[Row]:
    """The pages that list it, and the pictures and videos whose files are served because of it."""
    rows = []
    files: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for row, since, until in facts.stays():
        if row.kind in _FILES:
            files.setdefault(row.kind, []).append((since, until))
        elif (found := _list(facts, row)) is not None:
            rows.append(Row(found[0], found[1] if facts.is_now(since, until) else "", since, until))
    return rows + [_files(kind, files[kind]) for kind in _FILES if kind in files]


def _files(kind: str, stays: list[tuple[datetime, datetime | None]]) -> Row:
    """How many files of a kind are served, from the first stay to the last."""
    ends = [until for _since, until in stays]
    until = None if None in ends else max(end for end in ends if end)
    return Row(_FILES[kind](len(stays)), "", min(since for since, _until in stays), until)


def _pictures(count: int) -> str:
    return ngettext("%(count)d picture file", "%(count)d picture files", count) % {"count": count}


def _videos(count: int) -> str:
    return ngettext("%(count)d video file", "%(count)d video files", count) % {"count": count}


_FILES: dict[str, Callable[[int], str]] = {Listing.Kind.IMAGE: _pictures, Listing.Kind.VIDEO: _videos}


def _list(facts: Facts, row: Listing) -> tuple[str, str] | None:
    """A list's name and address; None for one without a page."""
    match row.kind:
        case Listing.Kind.EDITION:
            return _("Front and latest of %(edition)s") % {"edition": facts.edition.name}, facts.url(
                "latest/"
            )
        case Listing.Kind.SECTION:
            section = facts.sections.get(row.target_id)
            name = section.name if section else str(row.target_id)
            path = facts.section_path(row.target_id)
            return _("Section: %(name)s") % {"name": name}, facts.url(f"{path}/") if path else ""
        case Listing.Kind.MONTH:
            year, month = divmod(row.target_id, 100)
            path = f"{year}/{month:02}/"
            return _("Archive of %(month)s") % {"month": f"{year}-{month:02}"}, facts.url(path)
        case Listing.Kind.CORRECTION:
            return _("Corrections and clarifications"), facts.url("corrections/")
        case Listing.Kind.KIND:
            is_live = row.target_id == KIND_NUMBERS[Kind.LIVE]
            return (_("Live blogs"), facts.url("live-blogs/")) if is_live else None
    name, slug = facts.names.get((row.kind, row.target_id), ("", ""))
    label = f"{_KINDS[row.kind]}: {name or row.target_id}"
    return label, facts.url(f"{row.kind}/{slug}/") if slug else ""


_KINDS: dict[str, Promise] = {
    "tag": gettext_lazy("Tag"),
    "author": gettext_lazy("Author"),
    "region": gettext_lazy("Region"),
    "coverage": gettext_lazy("Coverage"),
}


def feeds(facts: Facts) -> list[Row]:
    """The feeds of those lists: the story is in them while it is among their newest."""
    rows = []
    for row, since, until in facts.stays():
        found = _list(facts, row) if row.kind in WITH_FEED else None
        if found is None or not found[1]:
            continue
        base = facts.url() if row.kind == Listing.Kind.EDITION else found[1]
        formats = WRITERS if facts.is_now(since, until) else ()
        links = tuple((_FORMATS[format], f"{base}feed/{format}") for format in formats)
        rows.append(Row(found[0], "", since, until, links=links))
    return rows


_FORMATS = {"rss.xml": "RSS", "atom.xml": "Atom", "feed.json": "JSON"}


def sitemaps(facts: Facts) -> list[Row]:
    """The sitemap of its month, and for two days the one of the news."""
    rows = []
    code = facts.edition.code
    for row, since, until in facts.stays():
        if row.kind != Listing.Kind.MONTH:
            continue
        fresh_until = row.sort_at + NEWS_AGE
        if fresh_until > since:
            ends = min(until, fresh_until) if until else fresh_until
            rows.append(_file(facts, _("News sitemap"), f"news-{code}", since, ends))
        month = f"{row.target_id // 100}-{row.target_id % 100:02}"
        name = _("Sitemap of %(month)s") % {"month": month}
        rows.append(_file(facts, name, f"articles-{code}-{month}", since, until))
    return rows


def _file(facts: Facts, what: str, name: str, since: datetime, until: datetime | None) -> Row:
    return Row(what, f"/sitemaps/{name}.xml" if facts.is_now(since, until) else "", since, until)


def search(facts: Facts) -> list[Row]:
    """Since when its words are found."""
    url = facts.url("search/")
    return [
        Row(_("Search"), url if facts.is_now(since, until) else "", since, until)
        for since, until in facts.searchable
    ]


def announcements(facts: Facts) -> list[Row]:
    """Whether those who listen were told: each Release that shows the story is announced once, when it begins.

    The hub is told of those that take it down too.
    """
    begins = {release.pk: release.public_from for release in facts.chain}
    return [
        Row(
            _("The hub of our feeds is told")
            if task == tell_hub.name
            else _("Announced to what follows the site"),
            "",
            begins.get(release_id, due),
            None if status in ("todo", "doing") else begins.get(release_id, due),
            str(_STATUSES.get(status, status)),
        )
        for task, release_id, status, due in facts.jobs
        if release_id in begins
    ]


_STATUSES: dict[str, Promise] = {
    "todo": gettext_lazy("waits for its time, or for the worker"),
    "doing": gettext_lazy("is being done"),
    "succeeded": gettext_lazy("done"),
    "failed": gettext_lazy("failed"),
    "cancelled": gettext_lazy("cancelled"),
    "aborted": gettext_lazy("stopped"),
}

Channel = Callable[[Facts], list[Row]]
CHANNELS: list[tuple[Any, Channel]] = [
    (gettext_lazy("Addresses"), addresses),
    (gettext_lazy("Lists"), lists),
    (format_lazy(gettext_lazy("Feeds, while it is among the newest {count}"), count=ITEMS), feeds),
    (gettext_lazy("Sitemaps"), sitemaps),
    (gettext_lazy("Search"), search),
    (gettext_lazy("Announcements"), announcements),
]
