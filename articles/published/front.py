"""The automatic front: the newest story with a picture leads, the sections follow in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from articles.published.cards import Card
from articles.published.genres import PORTRAYED
from articles.published.lists import ListKey, newest
from articles.published.page import Head, Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.site_graph import site_data
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Section

LATEST = 24
CONTAINER_CARDS = 5
STYLES = {Kind.VIDEO: "video", Kind.GALLERY: "pictures"}


@dataclass(frozen=True)
class Container:
    name: str
    url: str
    style: str
    cards: list[Card]


def front(request: ReaderRequest) -> HttpResponse:
    reader = request.reader
    sections = sections_of(reader)
    edition = reader.edition.pk
    wanted = [(ListKey("edition", 0, edition), LATEST)]
    wanted += [(ListKey("section", section.pk, edition), CONTAINER_CARDS * 3) for section in sections]
    latest, *by_section = newest(reader.moment, wanted)
    page = Page(reader, portrayed=PORTRAYED)
    page.want([*latest, *(pk for ids in by_section for pk in ids)], crops=["16x9", "share"])
    page.load()
    context: dict[str, Any] = _top(page, latest)
    context["containers"] = [
        container
        for section, ids in zip(sections, by_section, strict=True)
        if (container := _container(page, section, ids)).cards
    ]
    name = reader.edition.name
    head = Head(
        title=f"{name} – {reader.edition.slogan}" if reader.edition.slogan else name,
        description=reader.edition.footer_text or name,
        canonical=reader.absolute(reader.url()),
        properties=[("og:title", name)],
        image=context["splash"].picture if context["splash"] else None,
    )
    head.json_ld = site_data(reader, page.publisher())
    return page.render(request, "published/front.html", head, context)


def _top(page: Page, latest: list[int]) -> dict[str, Any]:
    pictured = [pk for pk in latest if (card := page.card(pk)) and card.picture]
    lead = page.cards(pictured, 1) or page.cards(latest, 1)
    majors = page.cards(pictured, 3)
    return {
        "splash": lead[0] if lead else None,
        "majors": majors,
        "sublinks": page.cards(latest, 2),
        "secondary": page.cards(latest, 6),
    }


def _container(page: Page, section: Section, ids: list[int]) -> Container:
    style = STYLES.get(Kind(section.default_kind), "standard")
    if section.default_genre == Genre.OPINION:
        style = "opinion"
    return Container(
        section.name, page.reader.section_url(section.pk), style, page.cards(ids, CONTAINER_CARDS)
    )


def sections_of(reader: Reader) -> list[Section]:
    """Top sections in order; a section of plain news is shown by its parts, the others as wholes."""
    found: list[Section] = []
    for section in reader.sections.values():
        if section.parent_id is None:
            children = reader.children_of(section)
            splits = children and section.default_genre == Genre.NEWS and section.default_kind == Kind.STORY
            found += children if splits else [section]
    return found
