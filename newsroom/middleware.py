from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template.loader import render_to_string
from django.urls import Resolver404, is_valid_path
from django.urls import resolve as resolve_path
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.editions.models import Edition
from articles.published import moment as moments
from articles.published.missing import FETCH_METHODS, not_allowed
from articles.published.page import FRESH_SECONDS
from articles.published.reader import OF_THE_HOST, Reader, ReaderRequest, edition_at, editions_at, first_at
from articles.published.spelling import leads_to, plain, with_single_slashes
from newsroom.redirects import answering as redirects
from newsroom.views import bad_request, page_not_found

logger = logging.getLogger("newsroom")
Next = Callable[[HttpRequest], HttpResponseBase]
DESK = "/admin/"
# A file of a picture or video, or captions. No page of an edition: none is looked for, and no transaction opened before.
RENDITION = re.compile(r"^/media/[0-9a-f]{32}\.[a-z0-9]{3,4}$")
# No address of ours comes near: three slugs, each percent-encoded.
LONGEST_PATH = 1000
# Django leaves bytes that are not UTF-8 percent-encoded; the server before it may have put U+FFFD for them.
BROKEN_BYTE = re.compile("%[89a-f][0-9a-f]|\ufffd", re.IGNORECASE)


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
        if is_unreadable(request):
            return bad_request(request)
        # Raises DisallowedHost, which is answered 400, before anything is built on the name.
        request.get_host()
        try:
            if request.path.startswith(DESK):
                return self.desk(request)
            # They belong to the desk; what answers a reader neither reads nor takes back any.
            request.COOKIES = {}
            if RENDITION.match(request.path):
                return self.file(request)
            return self.reader(request)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer %s", request.path)
            return unavailable()

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A database that fails in the middle of a page is answered as one that is not there at all."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.error("The database failed at %s", request.path, exc_info=exception)
        return unavailable()

    def desk(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # A page that the desk shows as readers get it has their policy.
        if not hasattr(response, "_csp_replace"):
            response._csp_replace = settings.DESK_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def file(self, request: HttpRequest) -> HttpResponseBase:
        """The file of a picture or video."""
        response = self.get_response(request)
        if response.status_code == 404:
            # A cache that kept it would go on with it when the file is there.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def reader(self, request: HttpRequest) -> HttpResponseBase:
        with moments.reader_moment() as moment:
            editions = list(Edition.objects.using(moment.using))
            edition, path = edition_at(editions, request.get_host(), with_single_slashes(request.path_info))
            answer = self.answer
            if edition is None:
                edition, answer = first_at(editions, request.get_host()), self.outside
            if edition is None:
                return HttpResponse(
                    translation.gettext("This newsroom has no edition yet."),
                    status=404,
                    content_type="text/plain",
                )
            reader = Reader(edition, editions, moment, path, settings.SITE_URL)
            request.reader = reader  # type: ignore[attr-defined]
            with translation.override(edition.interface_language), timezone.override(edition.zone):
                response = answer(request, reader)
        if response.status_code in (301, 302):
            # Kept for ever, a redirect would outlive the next change of the address.
            response.headers.setdefault("Cache-Control", f"public, max-age={FRESH_SECONDS}")
        return conditional(request, response)

    def outside(self, request: HttpRequest, reader: Reader) -> HttpResponseBase:
        """What is of the whole host, where no edition stands at its root; the root leads to the first of them."""
        path = reader.path
        if request.method not in FETCH_METHODS:
            return not_allowed()
        if OF_THE_HOST.match(path):
            return self.get_response(request)
        here = editions_at(reader.editions, request.get_host())
        roots = {edition.prefix: edition.root_url for edition in here if edition.prefix}
        if path.lower() in roots:
            return HttpResponsePermanentRedirect(roots[path.lower()])
        return page_not_found(request) if path else HttpResponseRedirect(reader.edition.root_url)

    def answer(self, request: HttpRequest, reader: Reader) -> HttpResponseBase:
        """The page at the address as it is spelt; else a redirect to the one that is meant, at its one spelling."""
        asked, request.path_info = request.path_info, f"/{reader.path}"
        if request.method not in FETCH_METHODS and not takes_posts(request.path_info):
            return not_allowed()
        is_right = asked == f"{reader.edition.root_url}{reader.path}"
        if OF_THE_HOST.match(reader.path) and (reader.edition.prefix or not is_right):
            return page_not_found(request)
        here = editions_at(reader.editions, request.get_host())
        prefixes = {edition.prefix for edition in here if edition.prefix}
        if f"{request.path}/" == DESK or (not reader.edition.prefix and reader.path.lower() in prefixes):
            return HttpResponsePermanentRedirect(f"/{reader.path.lower()}/")
        old = redirects.numbered(cast("ReaderRequest", request))
        if old is not None:
            return old
        if request.path_info.endswith("/") or is_valid_path(request.path_info):
            response = self.at(request, reader, reader.path, is_right=is_right)
        else:
            response = self.at(request, reader, f"{reader.path}/", is_right=False)
        meant = plain(reader.path)
        if is_valid_path(f"/{meant[:-1]}"):
            meant = meant[:-1]
        if response.status_code != 404 or meant == reader.path or OF_THE_HOST.match(meant):
            return response
        return self.at(request, reader, meant, is_right=False)

    def at(self, request: HttpRequest, reader: Reader, path: str, *, is_right: bool) -> HttpResponseBase:
        """The page at a path below the edition's root; a redirect to it if that is not how it was asked for."""
        request.path_info, reader.path = f"/{path}", path
        response = self.get_response(request)
        if response.status_code == 301 and not isinstance(response, redirects.Onward):
            # Found by a part of its address: what is known of this very address goes before that.
            return redirects.answer(cast("ReaderRequest", request)) or response
        if is_right or response.status_code != 200 or request.method not in FETCH_METHODS:
            return response
        return leads_to(request, reader.here)


def is_unreadable(request: HttpRequest) -> bool:
    """Whether the path is longer than any of ours, holds a NUL or is not UTF-8 once percent-decoded."""
    path = request.path_info
    return "\x00" in path or len(path) > LONGEST_PATH or BROKEN_BYTE.search(path) is not None


def takes_posts(path: str) -> bool:
    """Whether the view at the path checks its POSTs itself; see articles.published.public_posts."""
    try:
        return bool(getattr(resolve_path(path).func, "csrf_exempt", False))
    except Resolver404:
        return False


def conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Answer 304 to a reader who has this very page already, in whichever encoding it was sent.

    The ETag is weak, as it has to be to stand for all of them; see newsroom.compression.
    """
    if (
        not isinstance(response, HttpResponse)
        or response.streaming
        or response.status_code != 200
        or request.method not in FETCH_METHODS
    ):
        return response
    etag = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"] = etag
    changed = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    answer = (
        get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
    )
    # A browser takes the headers of a 304 for those of the page that it has: the page's own policy is among them.
    if hasattr(response, "_csp_update"):
        answer._csp_update = response._csp_update  # type: ignore[attr-defined]
    return answer


def unavailable() -> HttpResponse:
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response
