"""The server's entry: a few plain-ASGI layers over Django as WSGI in a fixed pool of threads.

Fixed threads keep their database connections, and Django's own ASGI handler costs twice the time a request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast
from urllib.parse import quote_from_bytes

from a2wsgi import WSGIMiddleware
from django.conf import settings
from servestatic import ServeStaticASGI

from articles.published.file_parts import FilePart
from newsroom.web_server import CONNECTIONS
from newsroom.wsgi import application as django_application

# isort: split
# The hub reads models, which are there once Django is set up.
from breaking.stream.hub import Hub, room

THREADS = 8
PIECE = 256 * 1024
FILE = "newsroom.file"
ASCII = bytes(range(128))
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def _without_file(environ: dict[str, Any], start_response: Any) -> Any:
    """Django's answer; of a part of a file its headers alone, and word of it for whoever sends the body."""
    response = django_application(environ, start_response)
    if not isinstance(response, FilePart):
        return response
    environ["asgi.scope"][FILE] = response
    response.close()
    return []


class FileParts:
    """Sends parts of files outside of the threads, so that slow readers of videos keep nobody else waiting."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: MutableMapping[str, Any]) -> None:
            if FILE in scope and message["type"] == "http.response.body":
                await send_part(scope.pop(FILE), send)
            else:
                await send(message)

        await self.app(scope, receive, sent)


async def send_part(part: FilePart, send: Send) -> None:
    with await asyncio.to_thread(part.path.open, "rb") as file:
        await asyncio.to_thread(file.seek, part.start)
        left = part.length
        while left > 0 and (data := await asyncio.to_thread(file.read, min(PIECE, left))):
            left -= len(data)
            await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


_django = FileParts(WSGIMiddleware(cast("Any", _without_file), workers=THREADS))
_static = ServeStaticASGI(
    _django,
    root=str(settings.STATIC_ROOT),
    prefix="static/",
    max_age=60,
    mimetypes=settings.STATIC_TYPES,
    immutable_file_test=lambda _path, url: HASHED.search(url) is not None,
)


_hub = Hub(_static, most=room(CONNECTIONS), per_address=settings.ENVIRONMENT.stream_per_address)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    async def received() -> MutableMapping[str, Any]:
        # a2wsgi asks for a coroutine, and granian's own awaitable is none: without this no POST is read.
        return await receive()

    if scope["type"] == "http":
        # No query has other bytes (RFC 3986, 3.4), but who writes a link by hand sends its letters as they are.
        if not scope["query_string"].isascii():
            scope["query_string"] = quote_from_bytes(scope["query_string"], safe=ASCII).encode()
        await _hub(scope, received, send)
