"""One open stream: what waits to be sent to it, and its end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any

from breaking.stream.events import Piece

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
# How many bytes may wait for one reader here, if they are not one event; the server before us keeps at most 16 kB and
# two messages more (newsroom/web_server.py), the kernel 16 kB (breaking/stream/sockets.py).
HELD = 16 * 1024
# Events that wait together are sent in one message, of so many bytes at most.
TOGETHER = 4 * 1024
# What was missed may be more than that, and is sent as fast as it is taken; a piece has this long.
PATIENCE = 30.0
# What shows a page that the connection lives; it takes one that is silent for a dead one (static/js/stream.js).
BEAT = b"event: at\ndata: {}\n"


class Reader:
    """A connection. Whoever has something for it puts it in and goes on: nobody waits for a reader.

    `key` is edition and live blog, `peer` address and port of the connection, `turn` the second at which it hears that
    the connection lives, `seen` the number of the last event that was put in. An idle reader has no task but the one
    that its request runs in.
    """

    __slots__ = (
        *(
            "held",
            "is_behind",
            "is_dropped",
            "key",
            "peer",
            "queue",
            "seen",
            "send",
            "sender",
            "task",
            "turn",
        ),
        "waiting",
    )

    def __init__(self, send: Send, key: tuple[int, int | None], peer: tuple[str, int], turn: int) -> None:
        self.send = send
        self.key = key
        self.peer = peer
        self.turn = turn
        self.seen = 0
        self.held = 0
        self.queue: deque[bytes] = deque()
        # What happens while it is told what it missed; None from then on.
        self.waiting: list[Piece] | None = []
        self.task = asyncio.current_task()
        self.sender: asyncio.Task[None] | None = None
        self.is_dropped = False
        self.is_behind = False

    def tell(self, piece: Piece) -> None:
        """Have an event sent, unless it has been already."""
        if self.waiting is not None:
            self.waiting.append(piece)
        elif piece.id > self.seen:
            self.seen = piece.id
            self.put(piece.data)

    def put(self, data: bytes) -> None:
        """Have bytes sent after those that wait. Whoever takes too little is dropped, with all that waits for it."""
        if self.held and self.held + len(data) > HELD:
            self.drop()
            return
        self.held += len(data)
        self.queue.append(data)
        if self.sender is None:
            self.sender = asyncio.create_task(self._send())

    async def _send(self) -> None:
        while self.queue:
            data = self.queue.popleft()
            while self.queue and len(data) + len(self.queue[0]) <= TOGETHER:
                data += self.queue.popleft()
            await self.send(body(data))
            self.held -= len(data)
        self.sender = None

    async def catch_up(self, missed: Iterable[Piece], upto: int) -> None:
        """Send what was missed, up to the event `upto`, then what has happened meanwhile. It may be dropped for it."""
        for piece in missed:
            if piece.id > self.seen:
                await self.now(piece.data)
        self.seen = max(self.seen, upto)
        await self.now(standing(self.seen))
        waiting, self.waiting = self.waiting or [], None
        for piece in waiting:
            self.tell(piece)

    async def now(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.send(body(data))
        except TimeoutError:
            self.drop()

    def beat(self, cursor: int) -> None:
        """Show that the connection lives, and from where on a replay would have to begin."""
        if self.waiting is not None:
            self.put(BEAT + b"\n")
        else:
            self.seen = max(self.seen, cursor)
            self.put(standing(self.seen))

    def drop(self) -> None:
        """End it without a word: it would not read it."""
        self.is_dropped = True
        self.close()

    def close(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def end(self) -> None:
        """After the last word: nothing waits any more, and the answer is complete."""
        self.queue.clear()
        if self.sender is not None:
            self.sender.cancel()
            with suppress(asyncio.CancelledError):
                await self.sender
        await self.send(body(b"", more=False))


def standing(number: int) -> bytes:
    """An event that says where the next replay would begin. Comments, and numbers without data, reach no script."""
    return BEAT + b"id: %d\n\n" % number


def body(data: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}
