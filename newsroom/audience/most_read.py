from __future__ import annotations

from typing import Any

from articles.published.page import Page
from articles.published.reader import Reader
from newsroom.audience.counting import IN_CONTEST

SHOWN = 4
# What is counted may have been taken down, or be on the page already: so more is asked than shown.
ASKED = 3 * SHOWN


class MostReadRail:
    """The four most read stories of the day, the latest filling up; none that the page shows already.

    A page that shows so many of them that four do not remain, such as the front, repeats them: the order is what
    readers come for, and a list of one is none.
    """

    def __init__(self) -> None:
        self.ids: list[int] = []

    def wants(self, reader: Reader) -> list[int]:
        self.ids = ranked(reader, 24, ASKED)
        return self.ids

    def gives(self, page: Page) -> dict[str, Any]:
        cards = page.cards(self.ids, SHOWN)
        return {"most_read": cards if len(cards) == SHOWN else page.again(self.ids, SHOWN)}


_RANKED = f"""
SELECT article_id FROM (
  (SELECT article_id, 0 AS padding, score AS rank FROM published_mostread c
   WHERE edition_id = %(edition)s AND window_hours = %(hours)s AND {IN_CONTEST} ORDER BY score DESC, article_id LIMIT %(limit)s)
  UNION ALL
  (SELECT article_id, 1, extract(epoch FROM sort_at) FROM published_listing c
   WHERE kind = 'edition' AND target_id = 0 AND edition_id = %(edition)s AND sort_at <= %(at)s
   AND public_from <= %(at)s AND (public_until IS NULL OR public_until > %(at)s)
   AND {IN_CONTEST} ORDER BY sort_at DESC, article_id DESC LIMIT %(limit)s)
) ranked ORDER BY padding, rank DESC, article_id
"""


def ranked(reader: Reader, hours: int, limit: int) -> list[int]:
    """Ids of the most read stories of the window, then of the latest; each once, and none that is no contest's."""
    rows = reader.moment.fetch(_RANKED, {"edition": reader.edition.pk, "hours": hours, "limit": limit})
    return list(dict.fromkeys(row[0] for row in rows))
