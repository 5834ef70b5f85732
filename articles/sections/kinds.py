"""What a story is: `Kind` says how it is built, `Genre` what it claims to be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    STORY = "story", _("story")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")
    GALLERY = "gallery", _("gallery")
    INFOGRAPHIC = "infographic", _("infographic")
    LIVE = "live", _("live blog")


class Genre(models.TextChoices):
    NEWS = "news", _("news")
    OPINION = "opinion", _("opinion")
    ANALYSIS = "analysis", _("analysis")
    FEATURE = "feature", _("feature")
    BLOG = "blog", _("blog")
    REVIEW = "review", _("review")
    EXPLAINER = "explainer", _("explainer")
    SPONSORED = "sponsored", _("sponsored")


# Labels of these sections have a colour of their own: a section, or the one above it, is known by its slug.
_TONES = {
    "opinion": ("opinion", "opinión", "comment", "رأي", "آراء"),
    "culture": ("culture", "arts", "arts-culture", "cultura", "ثقافة", "فنون"),
    "sport": ("sport", "sports", "deportes", "deporte", "رياضة"),
}
_TONE_OF = {slug: tone for tone, slugs in _TONES.items() for slug in slugs}


def tone(genre: str, *slugs: str) -> str:
    """The colour of a label: that of opinion, else of the first of these sections' slugs that has one, else ""."""
    if genre == Genre.OPINION:
        return "opinion"
    return next((_TONE_OF[slug] for slug in slugs if slug in _TONE_OF), "")


# Lists are keyed by numbers; these stand for the kinds and never change their value.
KIND_NUMBERS: dict[str, int] = {
    Kind.STORY: 1,
    Kind.VIDEO: 2,
    Kind.AUDIO: 3,
    Kind.GALLERY: 4,
    Kind.INFOGRAPHIC: 5,
    Kind.LIVE: 6,
}
