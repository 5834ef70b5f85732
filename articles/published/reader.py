"""What a reader's request knows before its view runs: the moment, the editions and the parts of this one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar, Self
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest

from articles.editions.directions import ordered
from articles.editions.models import Edition
from articles.published.moment import Moment
from articles.published.pictures import Media, Picture
from articles.sections.kinds import tone
from articles.sections.models import Section

# Of the whole host: below an edition's prefix they are not there.
OF_THE_HOST = re.compile(
    r"(admin|api|media|static|sitemaps|\.well-known)(/|$)|(sitemap\.xml|robots\.txt|favicon\.ico|sw\.js)$"
)


@dataclass(frozen=True)
class Preview:
    """What a page is that is shown before its time: not kept, not found, not counted.

    `until` is the instant at which the link that leads to it ends; None on the desk.
    """

    until: datetime | None = None


@dataclass
class Reader:
    """One request for a public page. `path` is what follows the edition's root, without a leading slash."""

    edition: Edition
    editions: list[Edition]
    moment: Moment
    path: str
    site_url: str
    # Instants at which something shown here is known to end; the nearest limits how long the page may be kept.
    ends: list[datetime] = field(default_factory=list)
    media: Media = field(default_factory=Media)
    preview: Preview | None = None
    # Where this page leads in other editions, by their numbers; None unless a view said so.
    counterparts: dict[int, str] | None = None

    # Path of the page on which a reader begins.
    HOME: ClassVar[str] = ""

    def __post_init__(self) -> None:
        if self.edition.hostname:
            ours = urlsplit(settings.SITE_URL)
            port = f":{ours.port}" if ours.port else ""
            self.site_url = f"{ours.scheme}://{self.edition.hostname}{port}"

    def in_edition(self, edition: Edition) -> Self:
        """The reader at the same moment, in another edition."""
        return type(self)(edition, self.editions, self.moment, "", settings.SITE_URL)

    def is_elsewhere(self, paths: Mapping[int, str]) -> None:
        """Say where this page is found in other editions: a path below the root of each, by their numbers."""
        self.counterparts = {}
        for edition in self.editions:
            if edition.pk in paths and edition.pk != self.edition.pk:
                there = self.in_edition(edition)
                self.counterparts[edition.pk] = self.link(there, there.url(paths[edition.pk]))

    def link(self, there: Reader, path: str) -> str:
        """How a page of this edition leads to a path of another: a whole address if it is of another host."""
        return path if there.site_url == self.site_url else there.absolute(path)

    @cached_property
    def sections(self) -> dict[int, Section]:
        """All sections of the edition by id, in their order."""
        rows = (
            Section.objects.using(self.moment.using)
            .filter(edition_id=self.edition.pk)
            .order_by("position", "id")
        )
        return {section.pk: section for section in rows}

    def section_path(self, section_id: int) -> str:
        """`news/politics`, or "" for a section of another edition."""
        section = self.sections.get(section_id)
        return section.path_below(self.sections.get(section.parent_id or 0)) if section else ""

    def url(self, path: str = "") -> str:
        """Path of an address of this edition, percent-encoded once."""
        return self.edition.root_url + quote(path, safe="/?=&.-_~")

    def tone(self, section_id: int, genre: str) -> str:
        """The colour of labels of a story of that section and genre, or of the section itself if of none."""
        section = self.sections.get(section_id)
        above = self.sections.get(section.parent_id or 0) if section else None
        return tone(genre, *(s.tone for s in (section, above) if s))

    def section_url(self, section_id: int) -> str:
        return self.url(f"{self.section_path(section_id)}/")

    def article_url(self, section_id: int, article_id: int, slug: str) -> str:
        section = self.section_path(section_id)
        return self.url(f"{section}/{article_id}/{slug}/" if section else f"{article_id}/{slug}/")

    def ordered(self, text: str) -> str:
        """A text of the edition as it leaves for readers: each number in it is drawn where it is read."""
        return ordered(text, self.edition.direction)

    def called(self, picture: Picture | None, name: str) -> Picture | None:
        """A picture that stands in all editions. The library describes it in the language of the first of them, and
        elsewhere the name of what it stands for must do."""
        is_described = self.edition.language == self.editions[0].language
        return picture if picture is None or is_described else picture.described(name)

    def absolute(self, path: str) -> str:
        return self.site_url + path

    @property
    def here(self) -> str:
        """Path of this page, without its query."""
        return self.url(self.path)

    def section_at(self, path: str) -> Section | None:
        """The section that a path of one or two slugs names."""
        return next((s for s in self.sections.values() if self.section_path(s.pk) == path), None)

    def section_called(self, path: str) -> Section | None:
        """The section that a path's last slug names, whatever stands above it and however it is cased."""
        slug = path.rpartition("/")[2].lower()
        return next((s for s in self.sections.values() if s.slug.lower() == slug), None)

    def children_of(self, section: Section) -> list[Section]:
        return [s for s in self.sections.values() if s.parent_id == section.pk]


def editions_at(editions: list[Edition], host: str) -> list[Edition]:
    """Those that have the host name for themselves, or else those that have none."""
    name = host.partition(":")[0]
    return [e for e in editions if e.hostname == name] or [e for e in editions if not e.hostname]


def first_at(editions: list[Edition], host: str) -> Edition | None:
    return next(iter(editions_at(editions, host)), None)


def edition_at(editions: list[Edition], host: str, path: str) -> tuple[Edition | None, str]:
    """The edition that an address belongs to, and the path below its root. `host` may have a port, or be empty.

    A prefix is found in any case; an edition's root without its slash is not its front yet.
    """
    here = editions_at(editions, host)
    path = path.removeprefix("/")
    first, slash, rest = path.partition("/")
    for edition in here:
        if edition.prefix and edition.prefix == first.lower() and slash:
            return edition, rest
    return next((e for e in here if not e.prefix), None), path


class ReaderRequest(HttpRequest):
    """A request that newsroom.middleware.ReaderMiddleware has prepared."""

    reader: Reader
