"""The heads of what the hub answers."""

from __future__ import annotations

from breaking.stream.readers import Send

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    # Never kept, and never changed on its way: what would be compressed would be held back first.
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    # A connection that the hub may shut down (breaking/stream/sockets.py) must not carry anybody's next request.
    (b"connection", b"close"),
    (b"x-content-type-options", b"nosniff"),
]


async def begin(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})


async def refuse(send: Send, status: int, seconds: int, sentence: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(seconds).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{sentence}\n".encode()})
