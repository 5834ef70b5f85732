"""What readers get at an old address. Reads only, in the reader's own transaction; nothing is counted."""

from __future__ import annotations

from copy import copy
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.urls import Resolver404, resolve

from articles.published.missing import removed
from articles.published.reader import Reader, ReaderRequest, edition_at
from articles.published.spelling import PAGE_KEYS, kept_query, pairs
from newsroom.redirects.keys import below, key_of
from newsroom.redirects.models import Redirect

# What a path of ours keeps unencoded, as in Reader.url.
SAFE = "/?=&.-_~"


class Onward(HttpResponsePermanentRedirect):
    """The way on from an old address."""


def numbered(request: ReaderRequest) -> HttpResponse | None:
    """The answer at the root of an edition to the number of a page of another system, as in `/?p=123`.

    The only address that has a page of ours and may have redirects too; no other page is asked for by such a key.
    """
    if request.reader.path not in ("", "index.php"):
        return None
    if PAGE_KEYS.isdisjoint(key for key, _part in pairs(request.META.get("QUERY_STRING", ""))):
        return None
    return answer(request)


def answer(request: ReaderRequest) -> HttpResponse | None:
    """301 or 410 at an old address, None at one that is none. Whatever it leads to is there, or it leads nowhere."""
    reader = request.reader
    query = request.META.get("QUERY_STRING", "")
    # PostgreSQL takes no NUL, which no stored address holds.
    keys = [key for key in (key_of(reader.path, query), key_of(reader.path)) if "\x00" not in key]
    base, rest = below(keys[-1])
    rows = Redirect.objects.using(reader.moment.using).filter(edition_id=reader.edition.pk)
    rows = rows.only("old", "article_id", "target", "status")
    found = {row.old: row for row in rows.filter(old__in=[*keys, base] if base else keys)}
    row = next((found[key] for key in keys if key in found), None)
    if row is None:
        row = found.get(base) if base else None
        if row is None or not row.target.startswith("/") or "?" in row.target:
            return None
        return _at(request, f"{row.target}{rest}")
    # A query that names the page of old is no part of what is asked of the page there.
    asked = "" if "?" in row.old else kept_query(query)
    return _followed(request, row, asked)


def _followed(request: ReaderRequest, row: Redirect, asked: str) -> HttpResponse | None:
    if row.status == Redirect.Status.GONE:
        return removed(request)
    if row.target.startswith("https://"):
        return Onward(row.target)
    if row.article_id is not None:
        return _at(request, f"{request.reader.edition.root_url}{row.article_id}/", asked)
    return _at(request, row.target, asked)


def _at(request: ReaderRequest, target: str, asked: str = "") -> HttpResponse | None:
    """301 to a path of ours if there is a page; where that is itself a way to one or 410, its answer at once."""
    path, _mark, query = target.partition("?")
    edition, rest = edition_at(request.reader.editions, request.get_host(), path)
    if edition is None or path.startswith(settings.DESK_PATH):
        return None
    # The page itself is asked, without what the old address was asked with.
    asking = copy(request)
    asking.META = {**request.META, "QUERY_STRING": query}
    asking.GET = QueryDict(query)
    asking.path_info = f"/{rest}"
    before = request.reader
    asking.reader = Reader(edition, before.editions, before.moment, rest, before.site_url)
    try:
        found = resolve(asking.path_info)
        response: HttpResponse = found.func(asking, *found.args, **found.kwargs)
    except (Http404, Resolver404):
        return None
    if response.status_code == 410:
        return response
    if response.status_code not in (200, 301):
        return None
    there = response["Location"] if response.status_code == 301 else quote(path, safe=SAFE)
    query = query if response.status_code == 200 else ""
    if asked and not query and "?" not in there:
        query = asked
    return Onward(f"{there}?{query}" if query else there)
