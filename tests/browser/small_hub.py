"""A stream beside the site, as small as can be: true HTTP, of which a test decides what is said, refused and cut off."""

from __future__ import annotations

import json
import queue
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.test.testcases import LiveServerThread, _StaticFilesHandler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Whether a reader has left is learned by writing to it.
HEARTBEAT = 0.2
_CUT = b""


@dataclass(eq=False)
class Line:
    """One reader's connection: what it asked by, and whether it is still there."""

    asked: dict[str, list[str]]
    last_event_id: str
    pieces: queue.Queue[bytes] = field(default_factory=queue.Queue)
    is_open: bool = True

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield b"retry: 300\n\n"
            while True:
                try:
                    piece = self.pieces.get(timeout=HEARTBEAT)
                except queue.Empty:
                    piece = b": \n\n"
                if piece == _CUT:
                    return
                yield piece
        finally:
            self.is_open = False


class SmallHub:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.refuses = False
        self.refused = 0
        self.number = 0

    def before(self, site: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The WSGI application that answers for the stream itself, and for all else by `site`."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if not environ["PATH_INFO"].endswith("/stream/"):
                return site(environ, start_response)
            if self.refuses:
                self.refused += 1
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            line = Line(parse_qs(environ["QUERY_STRING"]), environ.get("HTTP_LAST_EVENT_ID", ""))
            self.lines.append(line)
            start_response("200 OK", [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")])
            return line

        return answer

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if line.is_open]

    def send(self, kind: str, data: dict[str, Any]) -> None:
        """Say an event to whoever listens."""
        self.number += 1
        piece = f"id: {self.number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n".encode()
        for line in self.open:
            line.pieces.put(piece)

    def cut(self) -> None:
        """End all connections, as a server that is restarted does."""
        for line in self.open:
            line.pieces.put(_CUT)


@contextmanager
def running(hub: SmallHub) -> Iterator[str]:
    """Serve the site of the test's database with `hub` in front, and give its address."""
    server = LiveServerThread(
        "localhost", lambda site: hub.before(_StaticFilesHandler(site)), connections_override={}
    )
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://localhost:{server.port}"
    finally:
        hub.cut()
        server.terminate()
