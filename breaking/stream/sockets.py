"""The connections themselves, which the server does not show: to end those of readers who do not read.

What a reader does not take waits in the kernel, up to some megabytes, where nobody else sees it; and the server keeps a
connection on which it still has something to send, for as long as the other side is there.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import termios
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path

Peer = tuple[str, int]
DESCRIPTORS = Path("/proc/self/fd")
# Bytes that were sent and not taken.
UNREAD = 64 * 1024


def unread_by(peers: Collection[Peer]) -> set[Peer]:
    """Those of the peers for whom more than UNREAD waits in the kernel."""
    return {peer for peer, sock in own_sockets() if peer in peers and waiting(sock) > UNREAD}


def end(peers: Collection[Peer]) -> None:
    """Shut the connections with the peers down, in both directions."""
    for peer, sock in own_sockets():
        if peer in peers:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def own_sockets() -> Iterator[tuple[Peer, socket.socket]]:
    """The TCP connections of this process, with their other ends; each is a copy, closed when the next is taken.

    Linux only: elsewhere there are none, and slow readers are dropped without their connections. Raises OSError where no
    descriptor is left to look with.
    """
    if not DESCRIPTORS.is_dir():
        return
    for place in DESCRIPTORS.iterdir():
        with suppress(OSError), closing(copied(int(place.name))) as sock:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                host, port = sock.getpeername()[:2]
                yield (host.removeprefix("::ffff:"), port), sock


def copied(descriptor: int) -> socket.socket:
    """Another hand on a connection. Raises OSError for what is none."""
    copy = os.dup(descriptor)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def waiting(sock: socket.socket) -> int:
    """Bytes that the other side has not acknowledged (SIOCOUTQ, tcp(7))."""
    found: int = struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))[0]
    return found
