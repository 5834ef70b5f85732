"""What a story's genre means to readers: how it is labelled, whose voice it is, whether it grows old."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from articles.sections.kinds import Genre

# News goes without saying.
LABELS: dict[str, Promise] = {
    Genre.OPINION: gettext_lazy("Opinion"),
    Genre.ANALYSIS: gettext_lazy("Analysis"),
    Genre.FEATURE: gettext_lazy("Feature"),
    Genre.BLOG: gettext_lazy("Blog"),
    Genre.REVIEW: pgettext_lazy("a genre", "Review"),
    Genre.EXPLAINER: gettext_lazy("Explainer"),
    Genre.SPONSORED: gettext_lazy("Sponsored"),
}
# Told apart from news wherever their headlines stand.
MARKED: Collection[str] = frozenset({Genre.OPINION, Genre.ANALYSIS, Genre.SPONSORED})
# One person speaks: with a face, and with a few words on who that is.
VOICES: Collection[str] = frozenset({Genre.OPINION, Genre.ANALYSIS, Genre.BLOG, Genre.REVIEW})
# Whose authors are shown on a front.
PORTRAYED: Collection[str] = frozenset({*VOICES, Genre.FEATURE})
# Written about the days in which they were published; the others are as good years later.
AGEING: Collection[str] = frozenset({Genre.NEWS, Genre.OPINION, Genre.ANALYSIS})


def label_of(genre: str) -> str:
    """The word that stands above a story; "" for news."""
    return str(LABELS.get(genre, ""))


def mark_of(genre: str) -> str:
    """The word that stands above a story's headline in a list; "" where none need."""
    return label_of(genre) if genre in MARKED else ""


def disclaimer(genre: str, edition: str, authors: int) -> str:
    """What the edition says of a story that does not speak for it; "" of all others."""
    match genre:
        case Genre.OPINION:
            sentence = ngettext(
                "The views expressed here are the author’s own, and not necessarily those of %(edition)s.",
                "The views expressed here are the authors’ own, and not necessarily those of %(edition)s.",
                max(1, authors),
            )
            return sentence % {"edition": edition}
        case Genre.SPONSORED:
            return _("This was paid for by a sponsor. The newsroom of %(edition)s had no part in it.") % {
                "edition": edition
            }
        case _:
            return ""
