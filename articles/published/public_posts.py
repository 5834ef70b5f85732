"""The one check of forms that readers send. They have no cookie, so there is no token: the browser says where from."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
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


def owner_of(address: str) -> str:
    """Whom the address belongs to: of IPv6 the network, of which one subscriber has all addresses (RFC 6177).

    What is no address is its own owner.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    # A server that listens to both writes IPv4 as ::ffff:192.0.2.1, of which all share one network.
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


def whose(address: str, purpose: str) -> bytes:
    """A keyed hash of whom the address belongs to.

    `purpose` says what for and, by a day or hour in it, for how long: hashes of two purposes have nothing in common.
    """
    key = hashlib.sha256(f"{settings.SECRET_KEY}|{purpose}".encode()).digest()
    return hmac.new(key, owner_of(address).encode(), hashlib.sha256).digest()[:16]
