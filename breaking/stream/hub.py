"""The hub of a web process: it answers `P/stream/` (server-sent events, WHATWG HTML 9.2) and hands on all else.

One connection to the database hears that something has happened; one thread reads what; every open page of the edition
is sent the same bytes. Why it is built so: docs/adr/0009-stream.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from django.db import close_old_connections, connections

from articles.editions.models import Edition
from articles.published.moment import READER
from breaking.stream import answers, events, sockets
from breaking.stream.asked import Asked, Scope, read_scope
from breaking.stream.feed import Feed
from breaking.stream.listening import listen
from breaking.stream.readers import Message, Reader, Send

logger = logging.getLogger("newsroom")
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
# Also without a word from the database: the connection that hears it may be lost and not know it.
LOOK_EVERY = 3.0
BEAT_EVERY = 20
EDITIONS_KEPT = 5.0
# Connections and descriptors for pages, files and the database, beside those of streams.
SPARED = 1000
# Browsers that lost one server come back to the next over some seconds, in milliseconds from the first number on.
RETRY, JITTER = 5000, 3000


def room(connections: int) -> int:
    """How many streams fit into a process that takes so many connections; it gets all descriptors that the system gives."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    most = connections if soft == resource.RLIM_INFINITY else min(soft, connections)
    return max(most - SPARED, most // 2)


class Hub:
    """The ASGI layer, with room for `most` streams, `per_address` of them for one owner of addresses."""

    def __init__(self, app: App, most: int, per_address: int) -> None:
        self.app = app
        self.most = most
        self.per_address = per_address
        self.feeds = {using: Feed(using, self.in_thread) for using in (READER, "default")}
        self.open = 0
        self.counts: Counter[str] = Counter()
        self.editions: list[Edition] = []
        self.editions_read = -EDITIONS_KEPT
        self.reading_editions = asyncio.Lock()
        self.something = asyncio.Event()
        self.turns = itertools.cycle(range(BEAT_EVERY))
        self.slow: set[sockets.Peer] = set()
        self.thread = ThreadPoolExecutor(1, "stream")
        self.tasks: list[asyncio.Task[NoReturn]] = []
        self.is_closed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = None
        if scope["type"] == "http" and scope["path"].endswith("/stream/"):
            asked = read_scope(scope, await self.known_editions())
        if asked is None or asked.method not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(asked)
        if refusal is not None:
            await answers.refuse(send, *refusal)
        elif asked.method == "HEAD":
            await answers.begin(send)
            await send({"type": "http.response.body", "body": b""})
        else:
            self.open += 1
            self.counts[asked.owner] += 1
            try:
                await self.stream(asked, receive, send)
            finally:
                self.open -= 1
                self.counts[asked.owner] -= 1
                if not self.counts[asked.owner]:
                    del self.counts[asked.owner]

    def refusal(self, asked: Asked) -> tuple[int, int, str] | None:
        """Status, seconds until another try and sentence for whoever may not have another stream; None if they may."""
        if self.is_closed or self.open >= self.most:
            return 503, 10, "The stream has no place at the moment."
        if asked.method == "GET" and self.counts[asked.owner] >= self.per_address:
            return 429, 30, "Too many streams from this address."
        return None

    async def stream(self, asked: Asked, receive: Receive, send: Send) -> None:
        """Send until the reader leaves, is dropped or the process ends."""
        self.begin()
        feed = self.feeds["default" if asked.is_test else READER]
        reader = Reader(send, (asked.edition_id, asked.blog), asked.peer, next(self.turns))
        feed.join(reader)
        try:
            await answers.begin(send)
            await reader.now(b"retry: %d\n\n" % (RETRY + random.randrange(JITTER)))  # noqa: S311 - no secret
            missed, upto = await feed.missed(reader.key, asked.after)
            await reader.catch_up(missed, upto)
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not (reader.is_dropped or self.is_closed):
                raise
        finally:
            feed.leave(reader)
        if reader.is_dropped:
            self.slow.add(reader.peer)
        await reader.end()

    async def known_editions(self) -> list[Edition]:
        """The editions as they were some seconds ago; as they were before, while the database does not answer."""
        if time.monotonic() - self.editions_read > EDITIONS_KEPT:
            async with self.reading_editions:
                if time.monotonic() - self.editions_read > EDITIONS_KEPT:
                    try:
                        self.editions = await self.in_thread(events.editions)
                    except events.DATABASE_FAILED:
                        logger.warning("The stream cannot read the editions.")
                    self.editions_read = time.monotonic()
        return self.editions

    async def in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Read from the database, by the one thread that does, on a connection that is known to work."""

        def run() -> Any:
            close_old_connections()
            return function(*arguments)

        return await asyncio.get_running_loop().run_in_executor(self.thread, run)

    def begin(self) -> None:
        """With the first stream of the process."""
        if not self.tasks:
            sockets.take_little()
            self.tasks = [
                asyncio.create_task(listen(self.something.set)),
                asyncio.create_task(self.look()),
                asyncio.create_task(self.beat()),
            ]
            self.close_on_signal()

    def close_on_signal(self) -> None:
        """Close when the process is asked to stop; the server's own handler, which the loop calls, does the rest.

        asyncio hears of signals by the file descriptor that it waits on, and leaves the place of the function free.
        """
        if threading.current_thread() is threading.main_thread():
            loop = asyncio.get_running_loop()
            signal.signal(signal.SIGTERM, lambda _number, _frame: loop.call_soon_threadsafe(self.close))
            signal.siginterrupt(signal.SIGTERM, False)

    def close(self) -> None:
        """End all streams, each with its last word, and take no more. A second signal must not cut that short."""
        if self.is_closed:
            return
        self.is_closed = True
        for task in self.tasks:
            task.cancel()
        for feed in self.feeds.values():
            for reader in feed:
                reader.close()
        self.thread.submit(connections.close_all)

    async def look(self) -> NoReturn:
        """Read what is new whenever there is word of it, and every few seconds."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self.something.wait()
            self.something.clear()
            for feed in self.feeds.values():
                if feed.readers:
                    try:
                        await feed.look()
                    except events.DATABASE_FAILED as error:
                        logger.info("The stream could not read: %s", error)
                    except Exception:
                        # Whatever it is: the next look begins where this one did.
                        logger.exception("The stream could not read what is new")

    async def beat(self) -> NoReturn:
        """One timer for all: each second a twentieth of the readers hears that the connection lives."""
        for turn in itertools.cycle(range(BEAT_EVERY)):
            await asyncio.sleep(1)
            try:
                for feed in self.feeds.values():
                    for reader in feed:
                        if reader.turn == turn:
                            reader.beat(feed.cursor)
                if turn == 0:
                    await self.drop_slow()
                await self.end_slow()
            except Exception:
                # The next second goes on with it: what beats for all must not end with it.
                logger.exception("The stream could not look after its connections")
        raise AssertionError

    async def drop_slow(self) -> None:
        """Drop those whose connections hold too much, each time that it is looked, for long enough to have taken it."""
        readers = {reader.peer: reader for feed in self.feeds.values() for reader in feed}
        unread = await asyncio.to_thread(sockets.unread_by, readers.keys())
        for peer, reader in readers.items():
            if peer in unread and reader.is_behind:
                reader.drop()
            reader.is_behind = peer in unread

    async def end_slow(self) -> None:
        """Shut down the connections of those who were dropped."""
        if self.slow:
            slow = set(self.slow)
            await asyncio.to_thread(sockets.end, slow)
            self.slow -= slow
