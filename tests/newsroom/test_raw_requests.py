"""What only a raw connection can send, to the true server: it answers in kind or hangs up, and goes on serving."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import pytest

from tests.browser.killable import KillableSite
from tests.factories import make_article, make_section

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True)]

LINE = "GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@pytest.fixture
def server(transactional_db: None, static_files: None) -> Iterator[KillableSite]:
    make_article(section=make_section(), published=True)
    server = KillableSite()
    server.start()
    yield server
    server.kill()


def send(server: KillableSite, data: bytes) -> bytes:
    """All that comes back until the server hangs up or is silent for two seconds."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
        try:
            connection.sendall(data)
            while chunk := connection.recv(65536):
                found += chunk
        except (TimeoutError, ConnectionError):
            pass
    return found


def status(answer: bytes) -> int:
    """The status of an answer, 0 of none."""
    match = STATUS.match(answer)
    return int(match[1]) if match else 0


# What is sent, and the statuses that may answer it; 0 is a connection that is closed without a word.
REQUESTS: dict[str, tuple[bytes, set[int]]] = {
    "no host": (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
    "an empty host": (b"GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", {400}),
    "two hosts": (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        {400},
    ),
    "another's host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", {400}),
    "a host with a path": (b"GET / HTTP/1.1\r\nHost: localhost/x\r\nConnection: close\r\n\r\n", {400}),
    "a whole address of another": (
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        {400},
    ),
    "HTTP/1.0 without host": (b"GET / HTTP/1.0\r\n\r\n", {400}),
    "two slashes": (LINE.format(target="//").encode(), {301, 404}),
    "two slashes and a host": (LINE.format(target="//evil.example/").encode(), {301, 404}),
    "a raw NUL": (b"GET /\x00/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", {0, 400}),
    "a NUL": (LINE.format(target="/%00/").encode(), {400}),
    "raw letters": (LINE.format(target="/سياسة/").encode(), {0, 400, 404}),
    "raw bytes": (b"GET /\xff\xfe/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", {0, 400}),
    "half an escape": (LINE.format(target="/%/%4/%zz/").encode(), {400, 404}),
    "a path of 8 KB": (LINE.format(target="/" + "a" * 8000 + "/").encode(), {400, 414}),
    "a path of 100 KB": (LINE.format(target="/" + "a" * 100_000 + "/").encode(), {0, 400, 414, 431}),
    "a query of 8 KB": (LINE.format(target="/?q=" + "a" * 8000).encode(), {200}),
    "a query of raw bytes": (
        b'GET /?q=\xff\xfe<b>" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
        {0, 200, 400},
    ),
    "a query of raw letters": (LINE.format(target="/search/?q=حرب").encode(), {200}),
    "a raw digit": (LINE.format(target="/breaking.json?after=٣").encode(), {200, 400, 404}),
    "a stream after a raw digit": (LINE.format(target="/stream/?blog=٣").encode(), {204}),
    "a check with a raw query": (LINE.format(target="/healthz?é").encode(), {200}),
    "a file with a raw query": (LINE.format(target="/robots.txt?é").encode(), {200}),
    "the desk with a raw query": (LINE.format(target="/admin/?x=é").encode(), {302}),
    "steps upwards": (LINE.format(target="/../../etc/passwd").encode(), {400, 404}),
    "a header of 16 KB": (
        LINE.replace("\r\n\r\n", f"\r\nX-Long: {'a' * 16_000}\r\n\r\n").format(target="/").encode(),
        {200, 431},
    ),
    "2 MB of headers": (
        LINE.replace("\r\n\r\n", f"\r\nX-Long: {'a' * 2_000_000}\r\n\r\n").format(target="/").encode(),
        {0, 400, 431},
    ),
    "5000 headers": (
        LINE.replace("\r\n\r\n", "\r\n" + "X: y\r\n" * 5000 + "\r\n").format(target="/").encode(),
        {0, 400, 431},
    ),
    "a range": (LINE.replace("\r\n\r\n", "\r\nRange: bytes=0-9\r\n\r\n").format(target="/").encode(), {200}),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", {400, 404, 405}),
    "a tunnel": (
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        {400, 404, 405},
    ),
    "a trace": (b"TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", {405}),
    "a body with a post": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\na=bc",
        {405},
    ),
    "a body in pieces": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\na=bc\r\n0\r\n\r\n",
        {405},
    ),
    "two lengths": (
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 9\r\nConnection: close\r\n\r\na=bc",
        {0, 400},
    ),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", {0, 400}),
    "nothing": (b"\r\n\r\n", {0, 400}),
}


def test_the_true_server_answers_what_makes_no_sense_and_goes_on(server: KillableSite) -> None:
    wrong = {}
    for name, (data, allowed) in REQUESTS.items():
        answer = send(server, data)
        if status(answer) not in allowed or b"Traceback" in answer or b"evil.example" in answer:
            wrong[name] = answer[:300]
    assert wrong == {}
    assert status(send(server, LINE.format(target="/").encode())) == 200
