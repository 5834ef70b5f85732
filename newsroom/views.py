"""What answers when no page does."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.published.missing import not_found
from articles.published.reader import ReaderRequest
from newsroom.redirects.answering import answer

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The way on from an address of old, or else the one answer for whatever is not there."""
    if hasattr(request, "reader"):
        reader_request = cast("ReaderRequest", request)
        return answer(reader_request) or not_found(reader_request)
    if request.path.startswith("/admin/"):
        return render(request, "desk/404.html", status=404)
    return HttpResponse("Not found.\n", content_type="text/plain", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read: it is too large, or not what a form sends."""
    if not request.path.startswith("/admin/"):
        return HttpResponse("This request cannot be understood.\n", content_type="text/plain", status=400)
    if isinstance(exception, TOO_LARGE):
        return render(request, "desk/413.html", status=413)
    return render(request, "desk/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "desk/403.html", {"why": str(exception or "")}, status=403)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    return render(None, "500.html", status=500)
