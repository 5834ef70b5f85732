from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response

from articles.editions.models import Edition
from articles.published import moment as moments
from articles.published.reader import Reader

logger = logging.getLogger("newsroom")
Next = Callable[[HttpRequest], HttpResponseBase]
DESK = "/admin/"
# Not pages of an edition: no edition is looked for, and no transaction opened beforehand.
PLAIN = re.compile(r"^/(media|static)/")
FETCH_METHODS = ("GET", "HEAD")


class HealthMiddleware:
    """/healthz says that the process answers, /readyz that the database does too. Before hosts are checked."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path == "/readyz":
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
            except (OperationalError, InterfaceError):
                return HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)
            return HttpResponse("ok\n", content_type="text/plain")
        return self.get_response(request)


class ReaderMiddleware:
    """Gives a reader's request its moment, its edition, language and zone; and the desk's its own policy.

    A reader's request runs in one read-only transaction from here on. The edition's prefix is taken off the path, so
    that one set of addresses serves them all.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if request.path.startswith(DESK):
                return self.desk(request)
            if PLAIN.match(request.path):
                return self.get_response(request)
            return self.reader(request)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer %s", request.path)
            return unavailable()

    def desk(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response._csp_replace = settings.DESK_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def reader(self, request: HttpRequest) -> HttpResponseBase:
        with moments.reader_moment() as moment:
            editions = list(Edition.objects.using(moment.using))
            edition, path = resolve(editions, request.get_host(), request.path_info)
            if edition is None:
                return HttpResponse(
                    translation.gettext("This newsroom has no edition yet."),
                    status=404,
                    content_type="text/plain",
                )
            request.path_info = "/" + path
            request.reader = Reader(edition, editions, moment, path, settings.SITE_URL)  # type: ignore[attr-defined]
            with translation.override(edition.language), timezone.override(edition.zone):
                response = self.get_response(request)
        return conditional(request, response)


def resolve(editions: list[Edition], host: str, path: str) -> tuple[Edition | None, str]:
    """The edition that an address belongs to, and the rest of its path."""
    name = host.partition(":")[0]
    here = [e for e in editions if e.hostname == name] or [e for e in editions if not e.hostname]
    first, slash, rest = path.lstrip("/").partition("/")
    for edition in here:
        if edition.prefix and edition.prefix == first and slash:
            return edition, rest
    return next((e for e in here if not e.prefix), None), path.removeprefix("/")


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Answer 304 to a reader who has this very page already."""
    if (
        not isinstance(response, HttpResponse)
        or response.streaming
        or response.status_code != 200
        or request.method not in FETCH_METHODS
    ):
        return response
    etag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def unavailable() -> HttpResponse:
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response
