"""What answers where nothing is to be read (410 taken down, 404 not there) or nothing is to be written (405)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from articles.published.cards import Card
from articles.published.head import NOINDEX, Head
from articles.published.lists import ListKey, newest
from articles.published.models import Release
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest

FETCH_METHODS = ("GET", "HEAD")


def not_allowed() -> HttpResponse:
    """405 to whoever would write where there is only something to read."""
    response = HttpResponseNotAllowed(
        FETCH_METHODS, "This address can only be read.\n", content_type="text/plain"
    )
    response["Cache-Control"] = "no-store"
    return response


def gone(request: ReaderRequest, release: Release) -> HttpResponse:
    """410: of a withdrawn story the headline and the notice, of an unpublished one nothing."""
    page, latest = _page_with_latest(request.reader)
    return page.render(request, "410.html", *gone_parts(request.reader, release, latest), status=410)


def gone_parts(reader: Reader, release: Release, latest: list[Card]) -> tuple[Head, dict[str, Any]]:
    """What may be told of a story that was taken down, and beside it the latest."""
    headline, notice = reader.ordered(release.headline), reader.ordered(release.notice)
    title = f"{headline or _('No longer available')} | {reader.edition.name}"
    context = {"headline": headline, "notice": notice, "latest": latest}
    return Head(title=title, robots=NOINDEX), context


def removed(request: ReaderRequest) -> HttpResponse:
    """410 at an address of old that is no story's and leads nowhere."""
    page, latest = _page_with_latest(request.reader)
    heading = _("This page has been removed")
    head = Head(title=f"{heading} | {request.reader.edition.name}", robots=NOINDEX)
    return page.render(request, "410.html", head, {"headline": heading, "latest": latest}, status=410)


def not_found(request: ReaderRequest) -> HttpResponse:
    """The one answer for whatever is not there: never was, is not yet, or must not be known to be."""
    page, latest = _page_with_latest(request.reader)
    head = Head(title=f"{_('Page not found')} | {request.reader.edition.name}", robots=NOINDEX)
    return page.render(request, "404.html", head, {"latest": latest}, status=404)


def _page_with_latest(reader: Reader) -> tuple[Page, list[Any]]:
    page = Page(reader)
    [ids] = newest(reader.moment, [(ListKey("edition", 0, reader.edition.pk), 6)])
    page.want(ids)
    page.load()
    return page, page.cards(ids, 4)
