"""Who is told of what: the events as one of the database's roles sees them, in their order, and the readers of them."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from breaking.stream import events
from breaking.stream.events import Piece
from breaking.stream.readers import Reader

InThread = Callable[..., Awaitable[Any]]
# Readers who come back in one moment are told by one reading of what they missed.
SHARED = 1.0
RETRY = 1.0
# After so many bytes all but a twentieth of the readers should have got them, within some seconds.
BURST = 4 * 1024
BURST_PATIENCE = 2.0
NEARLY_ALL = 20
Key = tuple[int, int | None]


class Replay:
    """What was missed after `after`, read when the newest event was `upto`; several readers take it."""

    def __init__(self, after: int, pieces: list[Piece], upto: int) -> None:
        self.after = after
        self.pieces = pieces
        self.upto = upto
        self.read_at = time.monotonic()


class Feed:
    """Events from `cursor` on, as the alias `using` sees them: `reader` for everybody, `default` for those who test."""

    def __init__(self, using: str, in_thread: InThread) -> None:
        self.using = using
        self.in_thread = in_thread
        self.cursor = 0
        self.has_begun = False
        # Bytes since it was last looked whether nearly all have got theirs.
        self.told = 0
        self.readers: dict[Key, set[Reader]] = defaultdict(set)
        self.replays: dict[Key, Replay] = {}
        self.locks: dict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.looking = asyncio.Lock()

    def __iter__(self) -> Iterator[Reader]:
        for group in self.readers.values():
            yield from group

    async def look(self) -> None:
        """Read what is new and tell it. Raises what the database raises; nothing is lost by that."""
        async with self.looking:
            if not self.has_begun:
                self.cursor = await self.in_thread(events.newest, self.using)
                self.has_begun = True
            while True:
                start = self.cursor
                pieces, upto = await self.in_thread(events.since, self.using, start)
                for piece in pieces:
                    self.tell(piece)
                    # Before anything is waited for: whoever joins from now on is told of this one by a replay.
                    self.cursor = piece.id
                    self.told += len(piece.data)
                    if self.told > BURST:
                        await self.settled()
                        self.told = 0
                self.cursor = upto
                if upto == start:
                    return

    def tell(self, piece: Piece) -> None:
        for key, group in self.readers.items():
            if key[0] == piece.edition_id and piece.blog in (None, key[1]):
                for reader in group:
                    reader.tell(piece)

    async def settled(self) -> None:
        """Let what was told be sent to nearly all: a burst must not drop those who would take it. Soon it goes on anyway."""
        deadline = time.monotonic() + BURST_PATIENCE
        while time.monotonic() < deadline:
            behind = [reader for reader in self if reader.held]
            if len(behind) * NEARLY_ALL < sum(len(group) for group in self.readers.values()):
                return
            await asyncio.sleep(0.02)

    def join(self, reader: Reader) -> None:
        if not self.readers:
            # Nobody waits for what happened before; whoever has missed it is told by a replay.
            self.has_begun = False
        self.readers[reader.key].add(reader)

    def leave(self, reader: Reader) -> None:
        group = self.readers[reader.key]
        group.discard(reader)
        if not group:
            del self.readers[reader.key]
            self.replays.pop(reader.key, None)
            self.locks.pop(reader.key, None)

    async def missed(self, key: Key, after: int | None) -> tuple[list[Piece], int]:
        """What somebody who has seen the event `after` has missed, and up to where. None: nothing before now.

        Waits until the database answers. A number that no event has yet is as good as none.
        """
        while True:
            try:
                if not self.has_begun or (after is not None and after > self.cursor):
                    await self.look()
                if after is None or after >= self.cursor:
                    return [], self.cursor
                async with self.locks[key]:
                    return await self._shared(key, after)
            except events.DATABASE_FAILED:
                await asyncio.sleep(RETRY)

    async def _shared(self, key: Key, after: int) -> tuple[list[Piece], int]:
        known = self.replays.get(key)
        is_good = (
            known is not None
            and known.after <= after
            and known.upto >= self.cursor
            and time.monotonic() - known.read_at < SHARED
        )
        if known is None or not is_good:
            pieces, upto = await self.in_thread(events.replay, self.using, *key, after)
            known = self.replays[key] = Replay(after, pieces, upto)
        return [piece for piece in known.pieces if piece.id > after], known.upto
