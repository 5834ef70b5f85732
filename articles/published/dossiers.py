"""What the page of a coverage has beside the list of its stories: its picture, an explainer, what editors chose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.published.page import Page
from articles.published.pictures import Picture
from articles.published.reader import Reader

_EMPTY_LINE = re.compile(r"\r?\n\s*\r?\n")
_SQL = """
SELECT n.name, c.hero_id, c.pinned_ids, c.key_ids, n.explainer, (
  SELECT coalesce(json_agg(json_build_array(p.heading, p.article_ids) ORDER BY p.position, p.id), '[]')
  FROM sections_coveragepart p WHERE p.of_id = c.id AND p.edition_id = n.edition_id)
FROM sections_coverage c JOIN sections_coveragename n ON n.of_id = c.id AND n.edition_id = %(edition)s
WHERE c.id = %(coverage)s AND c.public_from <= %(at)s
"""


@dataclass(frozen=True)
class Dossier:
    """Numbers of stories as they are written down: what is not public is not on the page."""

    name: str = ""
    hero: int | None = None
    pinned: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    explainer: str = ""
    parts: list[tuple[str, list[int]]] = field(default_factory=list)

    @property
    def stories(self) -> Iterator[int]:
        yield from self.pinned
        yield from self.key
        for _heading, ids in self.parts:
            yield from ids

    def picture(self, page: Page) -> Picture | None:
        """Its picture, in the words of the library or, in another language than these, called as the coverage is."""
        return page.reader.called(page.pictures.get(self.hero or 0), self.name)

    def gives(self, page: Page) -> dict[str, Any]:
        """Its share of the template's context, taken before the list's: no story is a card twice.

        The timeline is an index: what it names may stand as a card elsewhere.
        """
        known = [card for pk in dict.fromkeys(self.key) if (card := page.card(pk))]
        pinned = page.cards(self.pinned)
        parts = [(heading, page.cards(ids)) for heading, ids in self.parts]
        return {
            "hero": self.picture(page),
            "pinned": pinned,
            "explainer": [part for part in map(str.strip, _EMPTY_LINE.split(self.explainer)) if part],
            "timeline": sorted(known, key=lambda card: (card.first_published_at, card.article_id)),
            "parts": [(heading, cards) for heading, cards in parts if cards],
        }


def read_dossier(reader: Reader, coverage_id: int) -> Dossier:
    """The coverage's dossier in this edition, in one query; an empty one if it is not public."""
    rows = reader.moment.fetch(_SQL, {"edition": reader.edition.pk, "coverage": coverage_id})
    return Dossier(*rows[0]) if rows else Dossier()
