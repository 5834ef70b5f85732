"""What a request asks of the stream: whose events, from which on, and whether it asks for the stream at all."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from articles.editions.models import Edition
from articles.published.reader import edition_at
from breaking.stream.audience import is_test_token
from breaking.stream.sockets import Peer

Scope = MutableMapping[str, Any]
PATH = "stream/"
# PostgreSQL's bigint has 19 digits; no event has a number as long as this.
DIGITS = 18


@dataclass(frozen=True)
class Asked:
    """`after` is the last event that the reader has, or None: what was then is on the page."""

    method: str
    edition_id: int
    blog: int | None
    after: int | None
    is_test: bool
    peer: Peer


def read_scope(scope: Scope, editions: list[Edition]) -> Asked | None:
    """What is asked for, or None where Django is to answer: at any other address, host or scheme."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get(b"host", "")
    if not is_ours(host) or not is_safe(scope, headers):
        return None
    edition, rest = edition_at(editions, host, scope["path"])
    if edition is None or rest != PATH or scope["path"] != f"{edition.root_url}{PATH}":
        return None
    query = parse_qs(scope["query_string"].decode("latin-1"))
    blog, token = query.get("blog", [""])[-1], query.get("test", [""])[-1]
    after = number(headers.get(b"last-event-id", ""))
    if after is None:
        after = number(query.get("after", [""])[-1])
    if (blog and number(blog) is None) or (token and not is_test_token(token)):
        return None
    peer = scope["client"] or ("", 0)  # granian gives the port as text.
    return Asked(
        scope["method"], edition.pk, number(blog), after, bool(token), (plain(peer[0]), int(peer[1]))
    )


def is_ours(host: str) -> bool:
    return bool(host) and validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def is_safe(scope: Scope, headers: dict[bytes, str]) -> bool:
    """Whether it comes over TLS, if readers have to; Django redirects it otherwise."""
    if not settings.SECURE_SSL_REDIRECT or scope["scheme"] == "https":
        return True
    trusted = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    return trusted is not None and headers.get(b"x-forwarded-proto", "").split(",")[0].strip() == "https"


def number(text: str) -> int | None:
    """A number of an event or a story, or None for anything else. 0 stands before the first event."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def plain(host: str) -> str:
    return host.removeprefix("::ffff:")
