"""Pages that readers see now with a picture or a video whose rights end soon, or have ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from articles.authors.models import Author
from articles.media.models import Image, Use, Video
from articles.models import Article
from articles.published.models import Listing, Release
from articles.published.moment import desk_moment
from articles.sections.models import Coverage
from articles.uses import IMAGE, VIDEO, File, live_stories

WITHIN = timedelta(days=7)
MOST = 200


def ends_by(now: datetime, within: timedelta = WITHIN) -> Q:
    """That the rights in a picture or video end before `now` (aware) + `within`, or have ended, as a condition on it."""
    return Q(rights_until__lte=now + within)


def ends_soon(item: Image | Video, now: datetime) -> bool:
    """`ends_by` of one that is there already."""
    return item.rights_until is not None and item.rights_until <= now + WITHIN


@dataclass(frozen=True)
class Ending:
    """A picture or video on public pages. `until` (aware) is when its rights end, or did if `has_ended`.

    `stories` are live ones that the person may see, `others` the number of those that they may not; each story has
    `live_headline`, the one that readers see. `authors` show it as a portrait, `coverages` as their picture.
    """

    item: Image | Video
    until: datetime
    has_ended: bool
    stories: list[Article]
    others: int
    authors: list[Author]
    coverages: list[Coverage]

    @property
    def is_video(self) -> bool:
        return isinstance(self.item, Video)

    @property
    def still_id(self) -> int:
        """The picture that stands for it in lists."""
        return self.item.poster_id if isinstance(self.item, Video) else self.item.pk


def ending(user: Any, at: datetime | None = None, within: timedelta = WITHIN) -> list[Ending]:
    """What ends before `at` (aware; None: now) + `within` and is on a public page at `at`, what ends first first.

    At most MOST; a constant number of queries. Nothing of a story is in it that `user` may not see but that there is
    one more.
    """
    moment = desk_moment(at)
    by = ends_by(moment.now, within)
    items: list[Image | Video] = [
        *Image.objects.filter(by, _on_a_page(IMAGE, moment.now)).order_by("rights_until", "pk")[:MOST],
        *Video.objects.filter(by, _on_a_page(VIDEO, moment.now)).order_by("rights_until", "pk")[:MOST],
    ]
    live = live_stories([_file(item) for item in items], moment)
    stories = _visible({story for found in live.values() for story in found}, user, moment.now)
    portraits, heroes = _beside([item.pk for item in items if isinstance(item, Image)])
    rows = []
    for until, item in _by_end(items):
        found = live.get(_file(item), set())
        shown = [stories[pk] for pk in sorted(found, reverse=True) if pk in stories]
        is_image = isinstance(item, Image)
        authors, coverages = (portraits[item.pk], heroes[item.pk]) if is_image else ([], [])
        if found or authors or coverages:
            others = len(found) - len(shown)
            rows.append(Ending(item, until, until <= moment.now, shown, others, authors, coverages))
    return rows[:MOST]


def _by_end(items: list[Image | Video]) -> list[tuple[datetime, Image | Video]]:
    dated = [(item.rights_until, item) for item in items if item.rights_until is not None]
    return sorted(dated, key=lambda row: (row[0], row[1].pk))


def _file(item: Image | Video) -> File:
    return (IMAGE if isinstance(item, Image) else VIDEO), item.pk


def _on_a_page(kind: str, now: datetime) -> Q:
    """Whether something that is not over may show the row: `live_stories` looks closer."""
    open_places = Listing.objects.filter(Q(public_until=None) | Q(public_until__gt=now))
    placed = Q(Exists(open_places.filter(kind=kind, target_id=OuterRef("pk"))))
    if kind == VIDEO:
        return placed
    shown = Exists(open_places.filter(kind=VIDEO, target_id=OuterRef("pk")))
    stills = Video.objects.filter(shown, poster=OuterRef("pk"))
    return placed | Q(Exists(Use.objects.filter(image=OuterRef("pk")))) | Q(Exists(stills))


def _visible(ids: Iterable[int], user: Any, now: datetime) -> Mapping[int, Article]:
    """The stories that the user may see, by id, each with the headline that readers see as `live_headline`."""
    seen = Article.objects.visible_to(user).filter(pk__in=list(ids)).select_related("edition", "section")
    found = {story.pk: story for story in seen.defer("body")}
    releases = desk_moment(now).public(Release.objects.filter(article_id__in=found))
    headlines = dict(releases.values_list("article_id", "headline"))
    for story in found.values():
        story.live_headline = headlines.get(story.pk, str(story))  # type: ignore[attr-defined]
    return found


def _beside(images: list[int]) -> tuple[Mapping[int, list[Author]], Mapping[int, list[Coverage]]]:
    """Whose portrait and which coverage's picture the images are."""
    portraits: dict[int, list[Author]] = defaultdict(list)
    heroes: dict[int, list[Coverage]] = defaultdict(list)
    for author in Author.objects.filter(portrait__in=images):
        portraits[author.portrait_id or 0].append(author)
    for coverage in Coverage.objects.filter(hero__in=images):
        heroes[coverage.hero_id or 0].append(coverage)
    return portraits, heroes
