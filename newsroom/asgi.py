"""The server's entry: a few plain-ASGI layers over Django as WSGI in a fixed pool of threads.

Fixed threads keep their database connections, and Django's own ASGI handler costs twice the time a request.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from servestatic import ServeStaticASGI

from newsroom.wsgi import application as django_application

THREADS = 8
HASHED = re.compile(r"\.[0-9a-f]{12}\.[^/]+$")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_django = WSGIMiddleware(cast("Any", django_application), workers=THREADS)
_static = ServeStaticASGI(
    _django,
    root=str(settings.STATIC_ROOT),
    prefix="static/",
    max_age=60,
    mimetypes=settings.STATIC_TYPES,
    immutable_file_test=lambda _path, url: HASHED.search(url) is not None,
)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    async def received() -> MutableMapping[str, Any]:
        # a2wsgi asks for a coroutine, and granian's own awaitable is none: without this no POST is read.
        return await receive()

    if scope["type"] == "http":
        await _static(scope, received, send)
