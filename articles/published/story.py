"""A story as its pages show it, in whichever form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.published.corrections import Correction
from articles.published.gallery import Shot
from articles.published.genres import VOICES
from articles.published.labels import Label
from articles.published.pictures import Picture
from articles.published.rendering import Part
from articles.published.versions import Version
from articles.sections.kinds import Kind


@dataclass(frozen=True)
class Signature:
    name: str
    url: str
    role: str
    is_organisation: bool = False
    job_title: str = ""
    about: str = ""
    portrait: Picture | None = None


@dataclass(frozen=True)
class Story:
    """What the template of a story's page reads; addresses are paths unless said otherwise."""

    article_id: int
    url: str
    kind: str
    genre: str
    label: str
    disclaimer: str
    headline: str
    short_headline: str
    kicker: str
    standfirst: str
    section_name: str
    section_url: str
    first_published_at: datetime
    updated_at: datetime
    is_updated: bool
    age: str
    is_sensitive: bool
    bylines: list[Signature]
    sources: list[dict[str, str]]
    dateline_place: str
    words: int
    minutes_read: int
    hero: Picture | None
    hero_caption: str
    hero_credit: str
    gallery: list[Shot]
    parts: list[Part]
    tags: list[Label]
    corrections: list[Correction]
    breadcrumb: list[dict[str, str]]
    share: list[dict[str, str]]
    languages: list[Version]
    # The video that a video story is about; it is not among `parts`.
    video: Part | None = None
    # Of a story that runs: whether nothing more is added to it.
    is_over: bool = False

    @property
    def corrections_above(self) -> list[Correction]:
        return [correction for correction in self.corrections if correction.is_above]

    @property
    def corrections_below(self) -> list[Correction]:
        return [correction for correction in self.corrections if not correction.is_above]

    @property
    def voices(self) -> list[Signature]:
        """Who speaks, where that matters: those whose portrait stands at the top, and a few words at the end."""
        return [s for s in self.bylines if s.portrait or s.about] if self.genre in VOICES else []

    @property
    def is_wide(self) -> bool:
        """Whether its pictures need the page's whole width."""
        return self.kind in (Kind.GALLERY, Kind.INFOGRAPHIC)

    @property
    def is_live(self) -> bool:
        return self.kind == Kind.LIVE and not self.is_over
