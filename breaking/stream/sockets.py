"""The connections themselves, which the server does not show: to know of readers who do not read, and to end them.

What a reader does not take would wait in the kernel, up to some megabytes, where nobody else sees it; and the server
keeps a connection on which it still has something to send, for as long as the other side is there.
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
# Bytes that the kernel takes for a connection beyond those that are on their way.
UNSENT = 16 * 1024
# Bytes that were sent and not taken.
UNREAD = 64 * 1024


def take_little() -> None:
    """Let the kernel hold UNSENT at most for each connection, from now on, where it can (TCP_NOTSENT_LOWAT, tcp(7)).

    New ones inherit it from the socket that listens. What is on its way is not counted, so that nobody who reads is
    slowed down by it.
    """
    for sock in own_sockets():
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)


def unread_by(peers: Collection[Peer]) -> set[Peer]:
    """Those of the peers for whom more than UNREAD waits in the kernel."""
    return {peer for peer, sock in connections() if peer in peers and waiting(sock) > UNREAD}


def end(peers: Collection[Peer]) -> None:
    """Shut the connections with the peers down, in both directions."""
    for peer, sock in connections():
        if peer in peers:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def connections() -> Iterator[tuple[Peer, socket.socket]]:
    """Those of this process, with their other ends; what is said of `own_sockets` is true of them."""
    for sock in own_sockets():
        with suppress(OSError):
            host, port = sock.getpeername()[:2]
            yield (host.removeprefix("::ffff:"), port), sock


def own_sockets() -> Iterator[socket.socket]:
    """The TCP sockets of this process; each is a copy, closed when the next is taken.

    Linux only: elsewhere there are none, and slow readers are dropped without their connections. Raises OSError where no
    descriptor is left to look with.
    """
    if not DESCRIPTORS.is_dir():
        return
    for place in DESCRIPTORS.iterdir():
        with suppress(OSError), closing(copied(int(place.name))) as sock:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                yield sock


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
