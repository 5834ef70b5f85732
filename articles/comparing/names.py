"""What the ids in a story's contents are called, for one person, in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.authors.models import Author
from articles.media.models import Image, Video
from articles.models import Article
from articles.revisions import Content
from articles.sections.models import Region, Section
from articles.tags.models import Tag

_PICTURES = re.compile(r'data-image(?:s|-id)="([0-9,]+)"')
_VIDEOS = re.compile(r'data-video-id="([0-9]+)"')
_STORIES = re.compile(r'data-articles="([0-9,]+)"')


@dataclass
class Names:
    """The names of sections, tags, regions, authors, stories and videos, and the rows of pictures, by their ids; `zone` tells times."""

    sections: dict[int, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    regions: dict[int, str] = field(default_factory=dict)
    authors: dict[int, str] = field(default_factory=dict)
    stories: dict[int, str] = field(default_factory=dict)
    pictures: dict[int, Image] = field(default_factory=dict)
    videos: dict[int, str] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @staticmethod
    def said(names: dict[int, str], pk: int) -> str:
        """A row's name; a number for one that is gone, or that this person may not see."""
        return names.get(pk) or _("no. %(number)d, not to be found") % {"number": pk}


def names_of(contents: Iterable[Content], user: Any, zone: ZoneInfo) -> Names:
    """The names of everything that the contents point to, as far as `user` may see it."""
    held = [content for content in contents if content]
    bodies = "\n".join(str(content.get("body") or "") for content in held)
    pictures = {row["image"] for row in _rows(held, "pictures")} | _ids(_PICTURES, bodies)
    stories = set(_flat(held, "related")) | _ids(_STORIES, bodies)
    sections = {content.get("section") for content in held} | set(_flat(held, "further_sections"))
    return Names(
        _named(Section.objects.select_related("parent"), sections, _section_name),
        _named(Tag.objects.all(), _flat(held, "tags")),
        _named(Region.objects.all(), _flat(held, "regions")),
        _named(Author.objects.all(), (row["author"] for row in _rows(held, "bylines"))),
        _named(Article.objects.visible_to(user).only("headline", "slugline"), stories),
        Image.objects.in_bulk([pk for pk in pictures if pk]),
        _named(Video.objects.all(), _ids(_VIDEOS, bodies)),
        zone,
    )


def _flat(contents: list[Content], name: str) -> list[int]:
    return [pk for content in contents for pk in content.get(name) or ()]


def _rows(contents: list[Content], name: str) -> list[dict[str, Any]]:
    return [row for content in contents for row in content.get(name) or ()]


def _ids(pattern: re.Pattern[str], bodies: str) -> set[int]:
    return {int(pk) for found in pattern.findall(bodies) for pk in found.split(",") if pk}


def _named(rows: QuerySet[Any], ids: Iterable[Any], name: Any = str) -> dict[int, str]:
    wanted = {pk for pk in ids if pk}
    return {row.pk: name(row) for row in rows.filter(pk__in=wanted)} if wanted else {}


def _section_name(section: Any) -> str:
    return f"{section.parent} › {section}" if section.parent else str(section)
