"""Ids of stories in the order of a list; what is seen of them is asked of Release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.published.moment import Moment

PAGE_SIZE = 24
LAST_PAGE = 400


@dataclass(frozen=True)
class ListKey:
    """One list: its kind, the row it belongs to, its edition.

    Narrowed, if given, to what is ordered there by an instant from `since` on, or to the stories that were first
    published in `month` (yyyymm, by UTC's calendar).
    """

    kind: str
    target_id: int
    edition_id: int
    since: datetime | None = None
    month: int | None = None


_IN_LIST = """
kind = %(kind{n})s AND target_id = %(target{n})s AND edition_id = %(edition{n})s AND sort_at <= %(at)s
AND public_from <= %(at)s AND (public_until IS NULL OR public_until > %(at)s)
AND (%(since{n})s::timestamptz IS NULL OR sort_at >= %(since{n})s)
AND (%(month{n})s::int IS NULL OR article_id IN (
  SELECT m.article_id FROM published_listing m WHERE m.kind = 'month' AND m.target_id = %(month{n})s
  AND m.edition_id = %(edition{n})s AND m.sort_at <= %(at)s
  AND m.public_from <= %(at)s AND (m.public_until IS NULL OR m.public_until > %(at)s)))
"""


def _params(key: ListKey, n: int) -> dict[str, object]:
    return {
        f"kind{n}": key.kind,
        f"target{n}": key.target_id,
        f"edition{n}": key.edition_id,
        f"since{n}": key.since,
        f"month{n}": key.month,
    }


def newest(moment: Moment, wanted: list[tuple[ListKey, int]]) -> list[list[int]]:
    """Story ids of each list, newest first, as many as asked, in one query."""
    if not wanted:
        return []
    parts: list[str] = []
    params: dict[str, object] = {}
    for n, (key, limit) in enumerate(wanted):
        parts.append(
            f"(SELECT {n} AS list, article_id, sort_at FROM published_listing WHERE {_IN_LIST.format(n=n)}"
            f" ORDER BY sort_at DESC, article_id DESC LIMIT %(limit{n})s)"
        )
        params |= _params(key, n) | {f"limit{n}": limit}
    found: list[list[int]] = [[] for _ in wanted]
    union = " UNION ALL ".join(parts)
    for number, article_id, _sort_at in moment.fetch(
        f"SELECT * FROM ({union}) lists ORDER BY list, sort_at DESC, article_id DESC", params
    ):
        found[number].append(article_id)
    return found


def page_of(
    moment: Moment, key: ListKey, number: int, limit: int = PAGE_SIZE * LAST_PAGE + 1
) -> tuple[list[int], int]:
    """Ids of one page of a list (from 1), and how many stories the list has, counted no further than `limit`."""
    ids, total, _firsts = page_with_firsts(moment, key, number, [], limit)
    return ids, total


def page_with_firsts(
    moment: Moment,
    key: ListKey,
    number: int,
    others: list[ListKey],
    limit: int = PAGE_SIZE * LAST_PAGE + 1,
) -> tuple[list[int], int, list[int]]:
    """As `page_of`, and in the same query the newest story of each of the other lists, 0 for an empty one."""
    where = _IN_LIST.format(n=0)
    page = (
        "(SELECT 0 AS list, article_id, sort_at,"
        f" (SELECT count(*) FROM (SELECT 1 FROM published_listing WHERE {where} LIMIT %(limit)s) few) AS total"
        f" FROM published_listing WHERE {where}"
        f" ORDER BY sort_at DESC, article_id DESC LIMIT %(size)s OFFSET %(offset)s)"
    )
    parts = [page]
    params = _params(key, 0) | {"limit": limit, "size": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE}
    for n, other in enumerate(others, start=1):
        parts.append(
            f"(SELECT {n}, article_id, sort_at, 0 FROM published_listing WHERE {_IN_LIST.format(n=n)}"
            " ORDER BY sort_at DESC, article_id DESC LIMIT 1)"
        )
        params |= _params(other, n)
    order = "ORDER BY list, sort_at DESC, article_id DESC"
    rows = moment.fetch(f"SELECT * FROM ({' UNION ALL '.join(parts)}) lists {order}", params)
    firsts = {row[0]: row[1] for row in rows if row[0]}
    ids = [row[1] for row in rows if not row[0]]
    total = rows[0][3] if ids else 0
    return ids, total, [firsts.get(n, 0) for n in range(1, len(others) + 1)]


@dataclass(frozen=True)
class Pages:
    """Where a page stands in its list, and the addresses around it."""

    number: int
    total: int
    last: int
    base_url: str

    def url(self, number: int) -> str:
        join = "&" if "?" in self.base_url else "?"
        return self.base_url if number == 1 else f"{self.base_url}{join}page={number}"

    @property
    def previous_url(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(self.number + 1) if self.number < self.last else ""

    @property
    def first_url(self) -> str:
        return self.url(1)

    @property
    def last_url(self) -> str:
        return self.url(self.last)

    @property
    def numbers(self) -> list[tuple[int, str, bool]]:
        near = {1, self.last, *range(self.number - 2, self.number + 3)}
        return [(n, self.url(n), n == self.number) for n in sorted(near) if 1 <= n <= self.last]

    @property
    def is_capped(self) -> bool:
        return self.total > PAGE_SIZE * LAST_PAGE

    @property
    def shown_total(self) -> int:
        return min(self.total, PAGE_SIZE * LAST_PAGE)


def pages_of(number: int, total: int, base_url: str) -> Pages | None:
    """The pages of a list of `total` stories, or None if there is no page of that number."""
    last = min(LAST_PAGE, max(1, -(-total // PAGE_SIZE)))
    return Pages(number, total, last, base_url) if 1 <= number <= last else None
