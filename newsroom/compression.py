"""Public answers made small on their way out: Brotli (RFC 7932) or gzip (RFC 1952), as the reader's browser asks.

Only what every reader gets alike is compressed. A compressed answer betrays by its length what it repeats; where an
answer holds a secret beside what a stranger chose, as the desk's pages hold tokens beside what was typed, the secret
can be guessed letter by letter (the BREACH attack, CVE-2013-3587). So it is done for answers that say `public` and for
no other: never for the desk or the API, whatever they say, nor for a preview, which is answered above this middleware.
Streams are left alone too: what is compressed has to be whole. Pictures and videos are small already.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponseBase]
# Whatever their answers say of themselves.
NEVER = ("/admin/", "/api/")
TYPES = re.compile(r"text/(?!event-stream)|image/svg\+xml|application/([a-z]+\+)?(json|xml)\b")
# Statuses whose answer has a text of its own. A part of a file (206) stays as it was asked for.
STATUSES = (200, 404, 410)
# Below this, headers weigh more than is saved.
LEAST_BYTES = 500
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
# Best first: among those that a browser likes equally.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda text: brotli.compress(text, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    # Without the time of day, so that one text has one answer.
    "gzip": lambda text: gzip.compress(text, GZIP_LEVEL, mtime=0),
}


class CompressionMiddleware:
    """Compresses after the reader's transaction is over. ETags are weak (RFC 9110, 8.8.1): one fits every encoding."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not is_public(request, response):
            return response
        if response.status_code == 304:
            # What it stands for would have said so (RFC 9110, 15.4.5).
            patch_vary_headers(response, ["Accept-Encoding"])
        elif isinstance(response, HttpResponse) and is_text(response):
            patch_vary_headers(response, ["Accept-Encoding"])
            compress(response, best_encoding(request.headers.get("Accept-Encoding", "")))
        return response


def is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether all readers get this answer alike, and it may be changed on its way."""
    kept = response.headers.get("Cache-Control", "")
    return "public" in kept and "no-transform" not in kept and not request.path.startswith(NEVER)


def is_text(response: HttpResponse) -> bool:
    return (
        response.status_code in STATUSES
        and not response.streaming
        and "Content-Encoding" not in response.headers
        and TYPES.match(response.headers.get("Content-Type", "")) is not None
    )


def compress(response: HttpResponse, encoding: str) -> None:
    """Encode the answer's text, if there is enough of it, and say how long it is."""
    if encoding and len(response.content) >= LEAST_BYTES:
        response.content = ENCODERS[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))


def best_encoding(accepted: str) -> str:
    """The encoding that an Accept-Encoding header (RFC 9110, 12.5.3) likes best; "" for the text as it is."""
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, _semicolon, rest = item.partition(";")
        weights[name.strip()] = _weight(rest)
    anything = weights.get("*", 0.0)
    best, best_weight = "", weights.get("identity", 0.0)
    for name in ENCODERS:
        weight = weights.get(name, weights.get("x-gzip", anything) if name == "gzip" else anything)
        if weight > 0 and (weight > best_weight or (not best and weight >= best_weight)):
            best, best_weight = name, weight
    return best


def _weight(parameters: str) -> float:
    """The q of an item, 1 if it says none; 0, which refuses, if what it says is no weight."""
    for parameter in parameters.split(";"):
        name, _equals, value = parameter.strip().partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"(0(\.\d{0,3})?|1(\.0{0,3})?)", value.strip()) else 0.0
    return 1.0
