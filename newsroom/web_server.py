"""How the web server is started, wherever it is: on one machine, in tests, in the bench."""

from __future__ import annotations

import sys

# Open connections of one process, streams above all (breaking/stream/hub.py refuses them before pages have no place),
# those that wait to be taken in, and the bytes that wait for one connection, or come before a request's body.
CONNECTIONS = 65536
BACKLOG = 4096
HTTP_BUFFER = 16 * 1024


def command(host: str, port: int, *, workers: int = 1, grace: int) -> list[str]:
    """The web server's program and arguments. `grace`: the seconds that a process has to end its answers at a stop.

    HTTP/1.1 alone: the hub ends slow readers by their connections, which must be nobody else's.
    """
    return [
        *(sys.executable, "-m", "granian", "newsroom.asgi:application", "--interface", "asginl", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--workers-kill-timeout", str(grace), "--log-level", "warning"),
        *("--http", "1", "--http1-buffer-size", str(HTTP_BUFFER)),
        *("--backlog", str(BACKLOG), "--backpressure", str(CONNECTIONS)),
    ]
