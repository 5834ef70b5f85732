"""The one check of forms that readers send. They have no cookie, so there is no token: the browser says where from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed

View = Callable[..., HttpResponse]


def public_post(view: View) -> View:
    """Only POST, and only from a page of this site, by Sec-Fetch-Site and Origin (W3C Fetch Metadata, RFC 6454)."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            return HttpResponseForbidden(
                "This form is sent from its own page only.\n", content_type="text/plain"
            )
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.get_host():
            return HttpResponseForbidden(
                "This form is sent from its own page only.\n", content_type="text/plain"
            )
        return view(request, *args, **kwargs)

    return checked


def client_address(request: HttpRequest) -> str:
    """The reader's address: the peer's, or what the outermost trusted proxy wrote into X-Forwarded-For."""
    return forwarded_address(
        str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", "")
    )


def forwarded_address(peer: str, forwarded_for: str) -> str:
    """The same by the peer's address and the header's text."""
    trusted = settings.ENVIRONMENT.trusted_proxy_count
    forwarded = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    if trusted and len(forwarded) >= trusted:
        return forwarded[-trusted]
    return peer
