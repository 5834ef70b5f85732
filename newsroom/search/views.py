from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.published.head import NOINDEX, Head
from articles.published.list_pages import page_number, shown
from articles.published.lists import PAGE_SIZE, pages_of
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest

MAX_TOTAL = 1000
MAX_QUERY = 200

_FOUND = """
WITH q AS (SELECT search_query(%(language)s, %(words)s) AS query),
hits AS (
  SELECT d.article_id, d.sort_at, ts_rank(d.vector, q.query) AS rank
  FROM published_searchdocument d
  JOIN published_release r ON r.id = d.release_id AND r.state = 'published'
    AND r.public_from <= %(at)s AND (r.public_until IS NULL OR r.public_until > %(at)s), q
  WHERE d.vector @@ q.query AND d.edition_id = %(edition)s
  LIMIT %(most)s
)
SELECT article_id, count(*) OVER () FROM hits ORDER BY rank DESC, sort_at DESC, article_id DESC
LIMIT %(limit)s OFFSET %(offset)s
"""


def search(request: ReaderRequest) -> HttpResponse:
    """The stories that have all the words of `?q=`, best first. Quotes keep a phrase together, a minus excludes."""
    reader = request.reader
    words = request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]
    here = f"{reader.here}?{urlencode({'q': words})}" if words else reader.here
    number = page_number(request, here)
    if isinstance(number, HttpResponsePermanentRedirect):
        return number
    ids, total = find(reader, words, (number - 1) * PAGE_SIZE) if words else ([], 0)
    pages = pages_of(number, total, here)
    if pages is None or (number > 1 and not ids):
        raise Http404
    page = Page(reader)
    page.want(ids)
    page.load()
    cards = page.cards(ids)
    title = _("Search: %(words)s") % {"words": words} if words else _("Search")
    head = Head(title=f"{title} | {reader.edition.name}", robots=NOINDEX)
    count = f"{total:,}+" if total >= MAX_TOTAL else f"{total:,}"
    context = {
        "q": words,
        "has_query": bool(words),
        "cards": cards,
        "pages": shown(pages),
        "total_text": ngettext("%(count)s story found", "%(count)s stories found", total) % {"count": count},
    }
    return page.render(request, "search/search.html", head, context)


def find(reader: Reader, words: str, offset: int) -> tuple[list[int], int]:
    """Ids of the stories of one page of results, and how many there are (counted up to MAX_TOTAL)."""
    rows = reader.moment.fetch(
        _FOUND,
        {
            "language": reader.edition.language,
            "words": words,
            "edition": reader.edition.pk,
            "most": MAX_TOTAL,
            "limit": PAGE_SIZE,
            "offset": offset,
        },
    )
    return [row[0] for row in rows], int(rows[0][1]) if rows else 0
