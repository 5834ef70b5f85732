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


class Tone(models.TextChoices):
    """The colours of labels: each is a token of static/css/tokens.css, and a class of components/card.css."""

    OPINION = "opinion", _("opinion")
    CULTURE = "culture", _("culture")
    SPORT = "sport", _("sport")


def tone(genre: str, *of_sections: str) -> str:
    """The colour of a label: that of opinion, else the first that a section has, its own before its parent's; or ""."""
    return Tone.OPINION if genre == Genre.OPINION else next(filter(None, of_sections), "")


# Lists are keyed by numbers; these stand for the kinds and never change their value.
KIND_NUMBERS: dict[str, int] = {
    Kind.STORY: 1,
    Kind.VIDEO: 2,
    Kind.AUDIO: 3,
    Kind.GALLERY: 4,
    Kind.INFOGRAPHIC: 5,
    Kind.LIVE: 6,
}
