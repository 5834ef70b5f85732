"""Readers of the stream on bare sockets, as many as the system gives: for the bench, and for tests of one or two.

    python -m tests.streaming PORT FIRST

is one client process of the bench, whose readers come from the addresses 127.0.FIRST.1 and on. It takes commands, one
JSON object a line, and answers each with one.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import socket
import sys
import time
from collections import defaultdict
from typing import Any

AN_ADDRESS = 100
AT_ONCE = 100
ALERT = re.compile(rb'id: (\d+)\nevent: alert\ndata: \{"id": (\d+)')
NUMBER = re.compile(rb"id: (\d+)\n\n")
TAIL = 4096


class Reader(asyncio.Protocol):
    """One open stream. `seen` holds for each alert when it came (monotonic, of the whole machine), once for each time.

    By alert: who looks through all that came costs the more the longer the bench runs, on the processors of the server.
    """

    def __init__(self, crowd: Crowd, after: int | None) -> None:
        self.crowd = crowd
        self.after = after
        self.seen: defaultdict[int, list[float]] = defaultdict(list)
        self.last = after
        self.rest = b""
        self.is_open = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        since = f"Last-Event-ID: {self.after}\r\n" if self.after else ""
        transport.write(f"GET /stream/ HTTP/1.1\r\nHost: localhost\r\n{since}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        text = self.rest + data
        whole = text.rfind(b"\n\n") + 2
        if whole < 2:
            self.rest = text[-TAIL:]
            return
        self.rest = text[whole:][-TAIL:]
        block = text[:whole]
        for found in ALERT.finditer(block):
            self.last = int(found[1])
            self.seen[int(found[2])].append(now)
        for found in NUMBER.finditer(block):
            self.last = max(self.last or 0, int(found[1]))
            self.is_open = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False


class Crowd:
    """The readers of one client process."""

    def __init__(self, port: int, first: int) -> None:
        self.port = port
        self.first = first
        self.readers: list[Reader] = []
        self.stalled: list[socket.socket] = []

    async def open(self, count: int, *, again: bool = False) -> float:
        """Open so many streams, or those again that were closed; the seconds until each was told where it stands."""
        begun = time.monotonic()
        gate = asyncio.Semaphore(AT_ONCE)
        befores = [reader.last for reader in self.readers] if again else [None] * count
        first = 0 if again else len(self.readers)
        if again:
            self.readers = []

        async def one(number: int, after: int | None) -> None:
            place = (f"127.0.{self.first + number // AN_ADDRESS // 250}.{number // AN_ADDRESS % 250 + 1}", 0)
            async with gate:
                _transport, reader = await asyncio.get_running_loop().create_connection(
                    lambda: Reader(self, after), "127.0.0.1", self.port, local_addr=place
                )
                self.readers.append(reader)

        await asyncio.gather(*(one(first + number, after) for number, after in enumerate(befores)))
        await self.until(lambda: all(reader.is_open for reader in self.readers), 60)
        return time.monotonic() - begun

    async def times(self, alert: int, patience: float) -> list[list[float]]:
        """For each reader the times at which it got the alert: one, if all is well; none, if not within the time."""
        await self.until(lambda: all(alert in reader.seen for reader in self.readers), patience)
        return [reader.seen.get(alert, []) for reader in self.readers]

    async def until(self, is_so: Any, patience: float) -> None:
        deadline = time.monotonic() + patience
        while not is_so() and time.monotonic() < deadline:
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        for reader in self.readers:
            reader.transport.abort()
        await asyncio.sleep(0.5)

    def stall(self, count: int) -> None:
        """Open streams that nobody reads, with as little room as the system allows."""
        for number in range(count):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.bind((f"127.0.{self.first + 100}.{number // AN_ADDRESS + 1}", 0))
            sock.connect(("127.0.0.1", self.port))
            sock.sendall(b"GET /stream/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.stalled.append(sock)

    def hang_up(self) -> None:
        """Close those."""
        for sock in self.stalled:
            sock.close()
        self.stalled = []

    async def obey(self, command: dict[str, Any]) -> Any:
        match command.pop("do"):
            case "open":
                return await self.open(**command)
            case "times":
                return await self.times(**command)
            case "stall":
                return self.stall(**command)
            case "hang up":
                return self.hang_up()
            case "close":
                return await self.close()
            case other:
                raise ValueError(other)


async def main(port: int, first: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = Crowd(port, first)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await crowd.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
