from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, transaction
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg.errors import QueryCanceled

from articles.editions.figures import counted
from articles.published.head import NOINDEX, Head
from articles.published.list_heads import numbered
from articles.published.list_pages import page_number, shown
from articles.published.lists import PAGE_SIZE, pages_of
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from newsroom.search.asked import Asked, read_asked

MAX_TOTAL = 1000

# Of words that very many stories have, those are ranked that are found first; in order of time it is the right end.
_FOUND = """
WITH q AS (SELECT search_query(%(language)s, %(words)s) AS query),
hits AS (
  SELECT d.article_id, d.sort_at, ts_rank(d.vector, q.query) AS rank
  FROM published_searchdocument d
  JOIN published_release r ON r.id = d.release_id AND r.state = 'published'
    AND r.public_from <= %(at)s AND (r.public_until IS NULL OR r.public_until > %(at)s), q
  WHERE d.vector @@ q.query AND d.edition_id = %(edition)s{narrowed}
  {first}LIMIT %(most)s
)
SELECT article_id, count(*) OVER () FROM hits ORDER BY {order}
LIMIT %(limit)s OFFSET %(offset)s
"""
_ORDERS = {
    "": "rank DESC, sort_at DESC, article_id DESC",
    "newest": "sort_at DESC, article_id DESC",
    "oldest": "sort_at, article_id",
}
# A story is of each section in whose list it stands, and of the day that its card shows.
_LIMITS = {
    "section": """EXISTS (SELECT 1 FROM published_listing l WHERE l.kind = 'section' AND l.target_id = %(section)s
    AND l.edition_id = d.edition_id AND l.article_id = d.article_id
    AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s))""",
    "since": "d.sort_at >= %(since)s",
    "before": "d.sort_at < %(before)s",
}


def search(request: ReaderRequest) -> HttpResponse:
    """The stories that have all the words of `?q=`. Quotes keep a phrase together, a minus excludes.

    `section` (its path), `from` and `to` (days), `sort` narrow and order what is found. What cannot be read of these is
    answered 400, and what takes the database too long 503, with a sentence and the form as it was filled in.
    """
    reader = request.reader
    asked = read_asked(reader, request.GET)
    here = f"{reader.here}{asked.query}"
    number = page_number(request, here)
    if isinstance(number, HttpResponsePermanentRedirect):
        return number
    if asked.faults or not asked.words:
        if number > 1:
            raise Http404
        return _answer(request, asked, status=400 if asked.faults else 200)
    try:
        # Within its own savepoint, so that the page can be made when it fails.
        with transaction.atomic(using=reader.moment.using):
            ids, total = find(reader, asked, (number - 1) * PAGE_SIZE)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        asked.faults["q"] = _("That search takes too long. Use rarer words, or narrow it down.")
        return _answer(request, asked, status=503)
    pages = pages_of(number, total, here)
    if pages is None or (number > 1 and not ids):
        raise Http404
    count = f"{counted(total)}+" if total >= MAX_TOTAL else counted(total)
    said = ngettext("%(count)s story found", "%(count)s stories found", total) % {"count": count}
    more: dict[str, Any] = {"has_query": True, "pages": shown(pages), "total_text": said}
    return _answer(request, asked, ids, number=number, **more)


def _answer(
    request: ReaderRequest,
    asked: Asked,
    ids: Sequence[int] = (),
    *,
    number: int = 1,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = Page(request.reader)
    page.want(ids)
    page.load()
    title = _("Search: %(words)s") % {"words": asked.words} if asked.words else _("Search")
    head = Head(title=f"{numbered(title, number)} | {request.reader.edition.name}", robots=NOINDEX)
    context = {"q": asked.words, "asked": asked, "cards": page.cards(ids), **more}
    return page.render(request, "search/search.html", head, context, status=status)


def find(reader: Reader, asked: Asked, offset: int) -> tuple[list[int], int]:
    """Ids of the stories of one page of results, and how many there are (counted up to MAX_TOTAL)."""
    limits = {"section": asked.section_id, "since": asked.since, "before": asked.before}
    given = {name: value for name, value in limits.items() if value is not None}
    order = _ORDERS[asked.sort]
    sql = _FOUND.format(
        narrowed="".join(f" AND {_LIMITS[name]}" for name in given),
        first=f"ORDER BY {order} " if asked.sort else "",
        order=order,
    )
    rows = reader.moment.fetch(
        sql,
        {
            "language": reader.edition.language,
            "words": asked.words,
            "edition": reader.edition.pk,
            "most": MAX_TOTAL,
            "limit": PAGE_SIZE,
            "offset": offset,
            **given,
        },
    )
    return [row[0] for row in rows], int(rows[0][1]) if rows else 0
