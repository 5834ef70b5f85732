"""What the site has an address for now: asked once, for any number of addresses."""

from __future__ import annotations

from collections.abc import Iterable

from articles.authors.models import AuthorName
from articles.editions.names import Name
from articles.models import Article
from articles.published import moment
from articles.published.models import Release
from articles.published.spelling import BIGGEST, PAGE_KEYS, pairs
from articles.sections.models import CoverageName, RegionName, Section
from articles.tags.models import TagName
from newsroom.pages.models import Page
from newsroom.redirects.keys import Place

NAMES: dict[str, type[Name]] = {
    "region": RegionName,
    "tag": TagName,
    "author": AuthorName,
    "coverage": CoverageName,
}
BATCH = 5000


def number_in(place: Place) -> int | None:
    """The number of the story that an address leads to, however it is spelt."""
    words = place.words or {}
    number = words.get("number", "") if "year" not in words else ""
    return int(number) if number and int(number) <= BIGGEST else None


class SiteMap:
    """Sections, pages and names of all editions; stories as far as `look_up` was asked for them."""

    def __init__(self) -> None:
        self.sections = set(Section.objects.values_list("edition_id", "slug"))
        self.pages = set(Page.objects.filter(is_shown=True).values_list("edition_id", "slug"))
        self.names = {
            (edition, kind, slug)
            for kind, model in NAMES.items()
            for edition, slug in model._default_manager.filter(is_shown=True).values_list(
                "edition_id", "slug"
            )
        }
        self.stories: dict[int, bool] = {}

    def look_up(self, numbers: Iterable[int]) -> None:
        """Ask for stories: those that exist are there, with whether readers find something at their address now."""
        wanted = sorted({number for number in numbers if number not in self.stories})
        current = moment.desk_moment()
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            existing = Article.objects.filter(pk__in=batch).values_list("pk", flat=True)
            self.stories |= dict.fromkeys(existing, False)
            releases = Release.objects.filter(article_id__in=batch)
            public = current.current(releases).values_list("article_id", flat=True)
            self.stories |= dict.fromkeys(public, True)

    def has(self, place: Place) -> bool:
        """Whether readers find something at the place by itself: a page, a story, or the way to one by its slug.

        A month's list is not asked for: it is there with its first story only.
        """
        if place.path in ("", "index.php") and place.query:
            return PAGE_KEYS.isdisjoint(key for key, _part in pairs(place.query))
        words = place.words
        if words is None or "year" in words:
            return False
        edition = place.edition.pk
        match words:
            case {"kind": kind, "slug": slug}:
                return (edition, kind, slug) in self.names
            case {"number": _}:
                return self.stories.get(number_in(place) or 0, False)
            case {"section": path}:
                return (edition, path.rpartition("/")[2]) in self.sections
            case {"path": path}:
                last = path.rpartition("/")[2]
                return (edition, last) in self.sections or (edition, path) in self.pages
        return True

    def leads_nowhere(self, place: Place) -> bool:
        """Whether a place can be no target: nothing is there, nor will be a month or a story that is not public yet."""
        words = place.words
        if words is None:
            return True
        if "year" in words:
            return False
        if "number" in words:
            return (number_in(place) or 0) not in self.stories
        return not self.has(place)
