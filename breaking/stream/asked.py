"""What a request asks of the stream: whose events, from which on, and whether it asks for the stream at all."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest

from articles.editions.models import Edition
from articles.published.public_posts import client_address, owner_of
from articles.published.reader import edition_at
from breaking.stream.audience import is_test_token
from breaking.stream.sockets import Peer

Scope = MutableMapping[str, Any]
PATH = "stream/"
# PostgreSQL's bigint has 19 digits; no event has a number as long as this.
DIGITS = 18


@dataclass(frozen=True)
class Asked:
    """`after` is the last event that the reader has, or None: what was then is on the page.

    `peer` is the other end of the connection; `owner` whose streams are counted together, by the proxies that are trusted.
    """

    method: str
    edition_id: int
    blog: int | None
    after: int | None
    is_test: bool
    peer: Peer
    owner: str


def read_scope(scope: Scope, editions: list[Edition]) -> Asked | None:
    """What is asked for, or None where Django is to answer: at any other address, host or scheme, and what it refuses."""
    request = ASGIRequest(scope, BytesIO())
    try:
        return read(request, editions)
    except SuspiciousOperation:
        return None


def read(request: ASGIRequest, editions: list[Edition]) -> Asked | None:
    """The same. Raises SuspiciousOperation."""
    edition, rest = edition_at(editions, request.get_host(), request.path)
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    if edition is None or rest != PATH or request.path != f"{edition.root_url}{PATH}":
        return None
    blog, token = request.GET.get("blog", ""), request.GET.get("test", "")
    if (blog and number(blog) is None) or (token and not is_test_token(token)):
        return None
    after = number(request.headers.get("Last-Event-ID", ""))
    if after is None:
        after = number(request.GET.get("after", ""))
    peer, port = request.scope["client"] or ("", 0)  # granian gives the port as text.
    return Asked(
        method=request.method or "",
        edition_id=edition.pk,
        blog=number(blog),
        after=after,
        is_test=bool(token),
        peer=(plain(peer), int(port)),
        owner=owner_of(client_address(request)),
    )


def number(text: str) -> int | None:
    """A number of an event or a story, or None for anything else. 0 stands before the first event."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def plain(host: str) -> str:
    return host.removeprefix("::ffff:")
