"""One public page: what it wants is gathered first and read together, so that a page costs the same however full.

Packages above add their parts (ticker, menus, most read) as rails, named in settings.READER_RAILS: a rail says which
stories it needs, and turns the cards that were read for the whole page into its share of the context.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol, runtime_checkable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.module_loading import import_string

from articles.published.cards import Card, card_of, read_releases
from articles.published.head import PRIVATE, Head
from articles.published.labels import Labels, read_labels
from articles.published.models import Release
from articles.published.open_graph import complete
from articles.published.pictures import Picture, read_pictures
from articles.published.reader import Reader
from articles.published.videos import Video, read_videos

FRESH_SECONDS = 5


class Rail(Protocol):
    """A part of the page that a higher package adds."""

    def wants(self, reader: Reader) -> list[int]:
        """Ids of the stories that it may show."""
        ...

    def gives(self, page: Page) -> dict[str, Any]:
        """Its share of the template's context, once the page's cards are read."""
        ...


@runtime_checkable
class KnowsPublisher(Protocol):
    """A rail that knows more of who publishes than the edition does."""

    def publisher(self, reader: Reader) -> dict[str, Any]:
        """Properties of a NewsMediaOrganization (schema.org), once the page is loaded."""
        ...


@runtime_checkable
class KnowsPages(Protocol):
    """A rail that knows pages of which no list is made: those that editors write."""

    def pages(self, reader: Reader) -> list[str]:
        """Their paths, of those alone that are to be found."""
        ...


class Page:
    """Collect with `want…`, read once with `load`, then take cards in the order of the page."""

    def __init__(
        self,
        reader: Reader,
        *,
        with_rails: bool = True,
        rails: Iterable[str] | None = None,
        portrayed: Collection[str] = (),
    ) -> None:
        """`portrayed`: the genres whose cards show who wrote them."""
        self.reader = reader
        self._portrayed = portrayed
        self._introduced: set[int] = set()
        paths = settings.READER_RAILS if rails is None else rails
        self.rails: list[Rail] = [import_string(path)() for path in paths] if with_rails else []
        self.labels = Labels({}, {}, [], [])
        self.releases: dict[int, Release] = {}
        self.pictures: dict[int, Picture] = {}
        self.videos: dict[int, Video] = {}
        self.shown: set[int] = set()
        # The story whose own page this is.
        self.reading: int | None = None
        self._story_ids: set[int] = set()
        self._image_ids: set[int] = set()
        self._video_ids: set[int] = set()
        self._author_ids: set[int] = set()
        self._tag_ids: set[int] = set()
        self._crops: set[str] = {"3x2"}

    def want(
        self,
        stories: Iterable[int] = (),
        *,
        images: Iterable[int] = (),
        videos: Iterable[int] = (),
        crops: Iterable[str] = (),
        authors: Iterable[int] = (),
        tags: Iterable[int] = (),
        introduced: Iterable[int] = (),
    ) -> None:
        """`introduced`: authors of whom the page shows the portrait and a few words."""
        self._introduced |= set(introduced)
        self._story_ids |= set(stories)
        self._image_ids |= set(images)
        self._video_ids |= set(videos)
        self._crops |= set(crops)
        self._author_ids |= set(authors)
        self._tag_ids |= set(tags)

    def load(self) -> None:
        for rail in self.rails:
            self._story_ids |= set(rail.wants(self.reader))
        self.releases = read_releases(self.reader, self._story_ids)
        for release in self.releases.values():
            self._author_ids |= set(release.author_ids)
            if release.image_id:
                self._image_ids.add(release.image_id)
        if self.reader.edition.logo_id:
            self.want(images=[self.reader.edition.logo_id], crops=["full"])
        self.labels = read_labels(self.reader, self._author_ids, self._tag_ids, self._introduced)
        self.videos = read_videos(self.reader.moment, self._video_ids, self.reader.media)
        for video in self.videos.values():
            self._image_ids.add(video.poster_id)
            if video.rights_until:
                self.reader.ends.append(video.rights_until)
        self.pictures = read_pictures(
            self.reader.moment, self._image_ids, self._crops, self.reader.media, self._portraits()
        )

    @property
    def logo(self) -> Picture | None:
        """The picture that stands for the edition's name, once the page is loaded."""
        edition = self.reader.edition
        found = self.pictures.get(edition.logo_id or 0)
        return found.described(edition.name) if found else None

    def _portraits(self) -> set[int]:
        """The pictures of those who are introduced, and of those who wrote cards that show them."""
        shown = {
            r.author_ids[0] for r in self.releases.values() if r.genre in self._portrayed and r.author_ids
        }
        labels = (self.labels.authors.get(pk) for pk in shown | self._introduced)
        return {label.portrait for label in labels if label is not None and label.portrait}

    def card(self, article_id: int) -> Card | None:
        release = self.releases.get(article_id)
        return card_of(self.reader, release, self.labels, self.pictures) if release else None

    def cards(self, article_ids: Iterable[int], limit: int | None = None) -> list[Card]:
        """Cards in that order, without those that the page shows already, marked as shown."""
        found: list[Card] = []
        for pk in article_ids:
            if limit is not None and len(found) == limit:
                break
            card = self.card(pk) if pk not in self.shown else None
            if card is not None:
                found.append(card)
                self.shown.add(pk)
        return found

    def unshown(self, cards: Iterable[Card]) -> list[Card]:
        """Those of the cards that the page does not show already, marked as shown."""
        found = [card for card in cards if card.article_id not in self.shown]
        self.shown |= {card.article_id for card in found}
        return found

    def again(self, article_ids: Iterable[int], limit: int) -> list[Card]:
        """Cards in that order, whether the page shows them elsewhere or not; never the story that is read."""
        found = (self.card(pk) for pk in article_ids if pk != self.reading)
        return [card for card in found if card is not None][:limit]

    def other_pages(self) -> list[str]:
        """Paths of the pages that the rails know of."""
        return [
            path for rail in self.rails if isinstance(rail, KnowsPages) for path in rail.pages(self.reader)
        ]

    def publisher(self) -> dict[str, Any]:
        """What the rails know of who publishes, as properties of schema.org."""
        known: dict[str, Any] = {}
        for rail in self.rails:
            if isinstance(rail, KnowsPublisher):
                known |= rail.publisher(self.reader)
        return known

    def render(
        self, request: HttpRequest, template: str, head: Head, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        reader = self.reader
        full: dict[str, Any] = {
            "edition": reader.edition,
            "logo": self.logo,
            "editions": other_editions(reader, is_everywhere=_is_everywhere(request, status)),
            "regions": self.labels.regions,
            "coverages": self.labels.coverages,
            "coverage_index_url": reader.url("coverage/"),
            "search_url": reader.url("search/"),
            "lite_url": reader.url("lite/"),
            "head": head,
            # The day alone: a page that changed with every second could never be answered 304.
            "today": timezone.localtime(reader.moment.now, reader.edition.zone).date(),
            "beacon_id": "",
            "stream_url": reader.url("stream/") if reader.preview is None else "",
            "worker_url": "/sw.js" if settings.SERVICE_WORKER and reader.preview is None else "",
            **context,
        }
        for rail in self.rails:
            full |= {name: value for name, value in rail.gives(self).items() if name not in context}
        if reader.preview is not None:
            # Nothing for machines: what unfolds links and what counts views must not know of it.
            head = Head(title=head.title, robots=PRIVATE)
            full |= {"head": head, "beacon_id": "", "preview": reader.preview}
        complete(reader, head, self.publisher())
        head.feeds.append((reader.edition.name, reader.absolute(reader.url("feed/rss.xml"))))
        response = render(request, template, full, status=status)
        response["Cache-Control"] = cache_control(reader, status)
        if reader.preview is None:
            response["Speculation-Rules"] = f'"{static(settings.SPECULATION_RULES)}"'
        return response


def cache_control(reader: Reader, status: int) -> str:
    if reader.preview is not None:
        return "no-store, private"
    return f"public, max-age={freshness(reader) if status == 200 else 0}"


def freshness(reader: Reader) -> int:
    """Seconds for which the page may be kept: five, or fewer if something on it is known to end sooner."""
    ends = [(end - reader.moment.now).total_seconds() for end in reader.ends]
    return max(0, min([FRESH_SECONDS, *(int(s) for s in ends)]))


def _is_everywhere(request: HttpRequest, status: int) -> bool:
    """Whether the page is one of those that every edition has: at an address in which nothing varies."""
    match = request.resolver_match
    return status == 200 and match is not None and match.route == request.path_info.removeprefix("/")


def other_editions(reader: Reader, *, is_everywhere: bool) -> list[dict[str, str]]:
    """The edition switch: where this page has no counterpart, it leads to the other edition's front."""
    found = []
    for edition in reader.editions:
        if edition.pk == reader.edition.pk:
            continue
        there = reader.in_edition(edition)
        path = reader.path if is_everywhere and reader.counterparts is None else reader.HOME
        url = (reader.counterparts or {}).get(edition.pk) or reader.link(there, there.url(path))
        names = {"label": edition.label, "name": edition.name}
        found.append({**names, "language": edition.language, "direction": edition.direction, "url": url})
    return found
