"""Small servers on the loopback that answer as a test says."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

LOCAL = "127.0.0.1"
S = TypeVar("S", bound=ThreadingHTTPServer)


class Quiet:
    """What a handler of requests goes without: lines on the terminal, and texts in its answers."""

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def answer(self: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def serving(server: S) -> Iterator[S]:
    """The server, answering until the block ends."""
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
