"""How the workshop (workshop.py) and whoever asks it (decoding.py) speak.

A message is a length, that many bytes of JSON, and as many bytes of data as its `size` says. Asked for `look`, with the
picture's file, the workshop answers with what is known of it; then for `cuts`, with a file for each. `refused` names a
reason of `sentence` in decoding.py.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

MAX_HEADER = 1024 * 1024
MAX_DATA = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")


def send(to: socket.socket, header: Mapping[str, Any], data: bytes = b"") -> None:
    """Send one message. Raises OSError if nobody takes it."""
    text = json.dumps({**header, "size": len(data)}).encode()
    to.sendall(_LENGTH.pack(len(text)) + text)
    to.sendall(data)


def receive(source: socket.socket) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises EOFError at the end, OSError, and ValueError for what is no message."""
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
    if length > MAX_HEADER:
        raise ValueError("The message is too long.")
    header = json.loads(_exactly(source, length))
    size = header.pop("size") if isinstance(header, dict) else None
    if not isinstance(size, int) or not 0 <= size <= MAX_DATA:
        raise ValueError("The message does not say how long it is.")
    return header, bytes(_exactly(source, size))


def _exactly(source: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, at = memoryview(data), 0
    while at < size:
        got = source.recv_into(view[at:])
        if not got:
            raise EOFError
        at += got
    return data
