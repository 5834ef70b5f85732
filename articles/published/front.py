"""The automatic front: the newest story with a picture leads, then the sections, composed like a newspaper's page.

Sections of plain news share bands of three or four columns, the first of them leads alone; opinion, videos and
pictures have a band of their own each, set between those.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeVar

from django.http import HttpResponse

from articles.published.cards import Card
from articles.published.genres import PORTRAYED
from articles.published.head import Head
from articles.published.lists import ListKey, newest
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.site_graph import site_data
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Section

LATEST = 24
SECTION_STORIES = 15
STYLES = {Kind.VIDEO: "video", Kind.GALLERY: "pictures", Kind.INFOGRAPHIC: "row"}
# How many cards each style of container is made for.
CARDS = {"opinion": 4, "video": 4, "row": 4, "pictures": 5, "lead": 6, "column": 3}
COLUMNS = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Container:
    """A section on the front. `key` is unique on the page."""

    key: int
    name: str
    url: str
    style: str
    tone: str
    cards: list[Card]


@dataclass(frozen=True)
class Band:
    """What stands side by side from one edge of the page to the other."""

    containers: list[Container]

    @property
    def columns(self) -> int:
        return len(self.containers)


def front(request: ReaderRequest) -> HttpResponse:
    reader = request.reader
    sections = sections_of(reader)
    edition = reader.edition.pk
    wanted = [(ListKey("edition", 0, edition), LATEST)]
    wanted += [(ListKey("section", section.pk, edition), SECTION_STORIES) for section in sections]
    latest, *by_section = newest(reader.moment, wanted)
    stories = {section.pk: ids for section, ids in zip(sections, by_section, strict=True)}
    page = Page(reader, portrayed=PORTRAYED)
    page.want([*latest, *(pk for ids in by_section for pk in ids)], crops=["16x9", "share"])
    page.load()
    context: dict[str, Any] = _top(page, latest)
    context["bands"] = _bands(page, [(section, stories[section.pk]) for section in sections])
    name = reader.edition.name
    head = Head(
        title=f"{name} – {reader.edition.slogan}" if reader.edition.slogan else name,
        description=reader.edition.footer_text or name,
        canonical=reader.absolute(reader.url()),
        properties=[("og:title", name)],
        image=context["splash"].picture if context["splash"] else None,
    )
    head.json_ld = site_data(reader, page.publisher(), page.logo)
    return page.render(request, "published/front.html", head, context)


def _top(page: Page, latest: list[int]) -> dict[str, Any]:
    pictured = [pk for pk in latest if (card := page.card(pk)) and card.picture]
    lead = page.cards(pictured, 1) or page.cards(latest, 1)
    majors = page.cards(pictured, 3)
    return {
        "splash": lead[0] if lead else None,
        "majors": majors,
        "sublinks": page.cards(latest, 2),
        "secondary": page.cards(latest, 5),
    }


def _style(section: Section) -> str:
    """The style of a section's band, or "" for one that shares a band with others."""
    if section.default_genre == Genre.OPINION:
        return "opinion"
    return STYLES.get(Kind(section.default_kind), "")


def _bands(page: Page, sections: list[tuple[Section, list[int]]]) -> list[Band]:
    """Bands of their own and shared ones by turns, in the order of their sections, without those that are empty."""
    shown = [
        (s, ids) for s, ids in sections if any(pk in page.releases and pk not in page.shown for pk in ids)
    ]
    own = [Band([_container(page, s, ids, _style(s))]) for s, ids in shown if _style(s)]
    rest = [(s, ids) for s, ids in shown if not _style(s)]
    shared = [Band([_container(page, s, ids, "lead")]) for s, ids in rest[:1]]
    shared += [
        Band([_container(page, s, ids, "column" if len(group) > 1 else "row") for s, ids in group])
        for group in _shared_out(rest[1:])
    ]
    turns = zip_longest(own, shared) if len(own) >= len(shared) else zip_longest(shared, own)
    return [band for turn in turns for band in turn if band and all(c.cards for c in band.containers)]


def _shared_out(items: list[T]) -> list[list[T]]:
    """The items in as few groups of at most COLUMNS as there can be, their lengths as even as can be."""
    groups: list[list[T]] = []
    left = list(items)
    while left:
        size = len(left) // -(-len(left) // COLUMNS)
        groups.append(left[:size])
        left = left[size:]
    return groups


def _container(page: Page, section: Section, ids: list[int], style: str) -> Container:
    cards = page.cards(ids, CARDS[style])
    reader = page.reader
    tone = "opinion" if style == "opinion" else reader.tone(section.pk, "")
    return Container(section.pk, section.name, reader.section_url(section.pk), style, tone, cards)


def sections_of(reader: Reader) -> list[Section]:
    """Top sections in order; one of news or of articles is shown by its parts, the others as wholes."""
    found: list[Section] = []
    for section in reader.sections.values():
        if section.parent_id is None:
            children = reader.children_of(section)
            is_plain = section.default_genre in (Genre.NEWS, Genre.OPINION)
            splits = children and is_plain and section.default_kind == Kind.STORY
            found += children if splits else [section]
    return found
