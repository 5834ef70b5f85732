"""The one public address behind which the desk's side stands: /preview/{token}/.

A middleware and no view, because readers' requests may not reach the desk's tables: it answers tokens that open
something, and hands on everything else untouched, so that the ordinary answer for what never was is given.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from articles.previews.links import note_opening, open_link
from articles.previews.shared import shared_file, shared_page
from articles.published.head import PRIVATE

logger = logging.getLogger("newsroom")
ADDRESS = re.compile(
    r"(?P<root>/preview/(?P<token>[A-Za-z0-9_-]{43})/)"
    r"(?:media/(?P<file>[0-9a-f]{32})\.(?P<format>[a-z0-9]{3,4}))?"
)
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": PRIVATE, "Referrer-Policy": "no-referrer"}


class ShareLinkMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = ADDRESS.fullmatch(request.path_info) if request.method in ("GET", "HEAD") else None
        return (address and self.answer(request, address)) or self.get_response(request)

    def answer(self, request: HttpRequest, address: re.Match[str]) -> HttpResponseBase | None:
        # Raises DisallowedHost, which is answered 400 as everywhere.
        request.get_host()
        try:
            link = open_link(address["token"])
            if link is None:
                return None
            if address["file"]:
                response = shared_file(request, link, address["file"], address["format"])
            else:
                response = shared_page(link, f"{address['root']}media/")
                if request.method == "GET":
                    note_opening(link)
        except Http404:
            return None
        except (OperationalError, InterfaceError):
            # Readers' own pages will hardly fare better, and say so as they always do.
            logger.exception("The database did not answer a share link")
            return None
        for name, value in HEADERS.items():
            response[name] = value
        return response
