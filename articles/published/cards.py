"""Stories as lists show them: all cards of a page are read at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from articles.published.additions import instants
from articles.published.genres import mark_of
from articles.published.labels import Label, Labels, credited
from articles.published.models import Release
from articles.published.pictures import Picture
from articles.published.reader import Reader

CARD_FIELDS = (
    *("id", "article_id", "state", "edition_id", "kind", "genre", "section_id", "slug", "headline", "kicker"),
    *(
        "standfirst",
        "trail_text",
        "image_id",
        "author_ids",
        "first_published_at",
        "updated_at",
        "is_sensitive",
    ),
    *("public_from", "public_until"),
)

# What cards show of the content, taken out of it by the database: the way to it.
IN_CONTENT: dict[str, tuple[str | int, ...]] = {
    "short_headline": ("short_headline",),
    "bylines": ("bylines",),
    "duration_seconds": ("duration_seconds",),
    "lead_alt": ("pictures", 0, "alt_text"),
}


@dataclass(frozen=True)
class Card:
    article_id: int
    url: str
    kind: str
    genre: str
    headline: str
    short_headline: str
    kicker: str
    standfirst: str
    trail_text: str
    section_name: str
    section_url: str
    updated_at: datetime
    first_published_at: datetime
    names: tuple[str, ...]
    picture: Picture | None
    duration: str = ""
    tone: str = ""
    portrait: Picture | None = None
    # Of a live blog: when its last post was made, and whether no more will come.
    happened_at: datetime | None = None
    is_over: bool = False

    @property
    def is_live(self) -> bool:
        return self.kind == "live" and not self.is_over

    @property
    def mark(self) -> str:
        """What tells it apart from news; "" of news."""
        return mark_of(self.genre)


def read_releases(reader: Reader, article_ids: Iterable[int]) -> dict[int, Release]:
    """The public Releases of these stories in this edition, without body and content, in one query."""
    wanted = sorted(set(article_ids))
    if not wanted:
        return {}
    rows = reader.moment.public(Release.objects.filter(article_id__in=wanted, edition_id=reader.edition.pk))
    held = {name: F("__".join(["content", *map(str, way)])) for name, way in IN_CONTENT.items()}
    rows = rows.only(*CARD_FIELDS).annotate(**held, **instants())
    found: dict[int, Release] = {release.article_id: release for release in rows}
    reader.ends += [r.public_until for r in found.values() if r.public_until]
    return found


def card_of(reader: Reader, release: Release, labels: Labels, pictures: dict[int, Picture]) -> Card:
    section = reader.sections.get(release.section_id)
    authors: list[Label] = [labels.authors[pk] for pk in release.author_ids if pk in labels.authors]
    bylines: list[dict[str, Any]] = _in_content(release, "bylines") or []
    picture = pictures.get(release.image_id or 0)
    return Card(
        article_id=release.article_id,
        url=reader.article_url(release.section_id, release.article_id, release.slug),
        kind=release.kind,
        genre=release.genre,
        headline=reader.ordered(release.headline),
        short_headline=reader.ordered(_in_content(release, "short_headline") or release.headline),
        kicker=reader.ordered(release.kicker),
        standfirst=reader.ordered(release.standfirst),
        trail_text=reader.ordered(release.trail_text or release.standfirst),
        section_name=section.name if section else "",
        section_url=reader.section_url(release.section_id) if section else "",
        updated_at=release.updated_at,
        first_published_at=release.first_published_at,
        names=tuple(filter(None, (credited(line, labels.authors) for line in bylines))),
        picture=picture.described(_in_content(release, "lead_alt") or "") if picture else None,
        duration=clock_face(_in_content(release, "duration_seconds")),
        tone=reader.tone(release.section_id, release.genre),
        portrait=authors[0].portrayed(pictures) if authors else None,
        happened_at=getattr(release, "happened_at", None),
        is_over=_has_passed(reader, getattr(release, "over_at", None)),
    )


def _has_passed(reader: Reader, instant: datetime | None) -> bool:
    return instant is not None and instant <= reader.moment.now


def _in_content(release: Release, name: str) -> Any:
    """What `read_releases` took out of the content, or of a Release that is whole, such as a preview's, that itself."""
    held: dict[str, Any] = release.__dict__
    if name in held:
        return held[name]
    found: Any = held.get("content", {})
    for step in IN_CONTENT[name]:
        try:
            found = found[step]
        except (KeyError, IndexError):
            return None
    return found


def clock_face(seconds: int | None) -> str:
    """75 is "1:15", 3675 is "1:01:15", nothing is ""."""
    if not seconds:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
