from __future__ import annotations

from typing import Any

from articles.published.lists import ListKey, newest
from articles.published.models import MostRead
from articles.published.page import Page
from articles.published.reader import Reader

SHOWN = 4
# What is counted may have been taken down, or be on the page already: so more is asked than shown.
ASKED = 3 * SHOWN


class MostReadRail:
    """The four most read stories of the day, the latest filling up; none that the page shows already."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def wants(self, reader: Reader) -> list[int]:
        self.ids = ranked(reader, 24, ASKED)
        if len(self.ids) < ASKED:
            [latest] = newest(reader.moment, [(ListKey("edition", 0, reader.edition.pk), ASKED * 2)])
            self.ids += [pk for pk in latest if pk not in self.ids]
        return self.ids

    def gives(self, page: Page) -> dict[str, Any]:
        return {"most_read": page.cards(self.ids, SHOWN)}


def ranked(reader: Reader, hours: int, limit: int) -> list[int]:
    rows = MostRead.objects.using(reader.moment.using).filter(
        edition_id=reader.edition.pk, window_hours=hours
    )
    return list(rows.order_by("-score", "article_id").values_list("article_id", flat=True)[:limit])
