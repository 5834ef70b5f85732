"""Whether an address of the site answers, asked of the site itself as a reader would."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.blockers import is_path
from articles.publishing import Blocked

HOPS = 5


def must_answer(request: HttpRequest, data: dict[str, Any]) -> None:
    """Raise Blocked unless readers find a page at `moved_to`, be it by way of redirects inside the site.

    What is no path of a site at all is left to the verb, which says so.
    """
    path = data["moved_to"]
    if not is_path(path):
        return
    for _hop in range(HOPS):
        if not is_path(path) or path.startswith(settings.DESK_PATH):
            break
        status, path = _asked(request, path)
        if status == 200:
            return
    raise Blocked([_("Readers find no page at that address.")], "moved_to")


def _asked(request: HttpRequest, path: str) -> tuple[int, str]:
    """The status of an address, and where it leads. Nobody is signed in there, and nothing is sent."""
    parts = urlsplit(path)
    kept = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "REMOTE_ADDR", "wsgi.url_scheme")
    environ = {name: request.META[name] for name in kept if name in request.META}
    environ |= {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": request.scheme or "http",
    }
    response = _site().get_response(WSGIRequest(environ))
    return response.status_code, response.headers.get("Location", "")


@cache
def _site() -> BaseHandler:
    site = BaseHandler()
    site.load_middleware()
    return site
