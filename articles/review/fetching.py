"""Asking a server on the internet whether an address answers, without being led into networks of our own.

The address comes from a text, so it may point anywhere (OWASP, server-side request forgery). Asked are http and https on
their own ports; every network address that the name stands for must be a global one, and the connection is made to the
very address that was looked at, so that a name which answers differently a moment later wins nothing. Each redirect is
looked at in the same way. Hosts of FETCH_ALLOW_HOSTS are exempt from what is said of ports and networks.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

# For connecting, and then for the whole of an answer's head; in seconds.
TIMEOUT = 5
REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
# Of the answer to what is sent on a line that is used again; a longer one ends the line.
LONGEST_BODY = 64 * 1024
HEADERS = {"User-Agent": "Newsroom link check", "Accept": "*/*", "Connection": "close"}
_LEADS_ON = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAsked(Exception):
    """The address is not one that may be asked; says why."""


@dataclass(frozen=True)
class Target:
    """Where to connect, and what to ask for there. `address` was looked at already."""

    is_tls: bool
    host: str
    port: int
    address: str
    path: str


def status_of(url: str) -> int:
    """The HTTP status at the end of at most three redirects, 100 to 599; 0 if nothing answers, or may be asked."""
    try:
        for _hop in range(REDIRECTS + 1):
            status, location = _asked(target_of(url))
            if status not in _LEADS_ON or not location:
                return status if status < 600 else 0
            url = urljoin(url, location)
    except (NotAsked, OSError, http.client.HTTPException, ValueError):
        return 0
    return 0


def target_of(url: str) -> Target:
    """Look at an address and at the networks that its host stands in.

    Raises NotAsked for one that may not be asked, OSError for a name that nobody knows, ValueError for no URL at all.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise NotAsked("not an address of the web")
    host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    port = parts.port or PORTS[parts.scheme]
    is_exempt = parts.hostname in settings.FETCH_ALLOW_HOSTS
    if not is_exempt and port not in PORTS.values():
        raise NotAsked("not a port of the web")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = [str(entry[4][0]) for entry in found]
    if not is_exempt and not all(is_global(address) for address in addresses):
        raise NotAsked("not an address of the internet")
    path = iri_to_uri(parts.path or "/") + (f"?{iri_to_uri(parts.query)}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, addresses[0], path)


def is_global(text: str) -> bool:
    """Whether it is the address of one machine on the public internet, also as IPv4 within IPv6."""
    address: IPAddress = ipaddress.ip_address(text)
    inner = _within(address) if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_global(str(inner))
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        return False
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified
    is_local = address.is_private or address.is_link_local or address.is_loopback
    return address.is_global and not (is_odd or is_local)


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which packets for this one would go (RFC 4291, 2.5.5.2; RFC 3056; RFC 4380; RFC 6052)."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _asked(target: Target) -> tuple[int, str]:
    """Status and Location. Many servers answer HEAD with a fault where GET is fine, so a fault is asked for again."""
    status, location = _answer("HEAD", target)
    return _answer("GET", target) if status >= 400 else (status, location)


def _answer(method: str, target: Target) -> tuple[int, str]:
    """The head of an answer; of its body nothing is read."""
    with closing(Line(target)) as line:
        status, head = line.ask(method, target.path, HEADERS, reads_body=False)
    return status, head.get("Location", "")


class Line:
    """A connection to the very address that was looked at. OSError or HTTPException where there is none."""

    def __init__(self, target: Target) -> None:
        self.socket = socket.create_connection((target.address, target.port), TIMEOUT)
        self.connection = http.client.HTTPConnection(target.host, target.port)
        # Left to itself it would look the name up anew, and connect to whatever that says by then.
        self.connection.auto_open = 0
        self.connection.sock = self.socket
        if not target.is_tls:
            return
        try:
            context = ssl.create_default_context()
            self.socket = context.wrap_socket(
                self.socket, server_hostname=target.host, do_handshake_on_connect=False
            )
            self.connection.sock = self.socket
            with _limited(self.socket):
                self.socket.do_handshake()
        except BaseException:
            self.close()
            raise

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        reads_body: bool = True,
    ) -> tuple[int, Message]:
        """Status and head of the answer. With `reads_body` the line can be used again unless `is_spent` says otherwise."""
        with _limited(self.socket):
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            if reads_body and len(response.read(LONGEST_BODY)) == LONGEST_BODY:
                self.close()
            return response.status, response.headers

    @property
    def is_spent(self) -> bool:
        """Whether either side has closed it. Where it was closed, nothing is connected again behind our back."""
        return self.connection.sock is not self.socket

    def close(self) -> None:
        self.connection.close()
        self.socket.close()


@contextmanager
def _limited(line: socket.socket) -> Iterator[None]:
    """Cut what is done within after TIMEOUT: a server that sends a byte now and then runs into no limit of one reading.

    TimeoutError then, whatever the end of the conversation looks like to whoever waited in it.
    """
    is_over = threading.Event()
    end = threading.Timer(TIMEOUT, _cut, [line, is_over])
    end.daemon = True
    end.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not is_over.is_set():
            raise
    finally:
        end.cancel()
    if is_over.is_set():
        raise TimeoutError("The answer took too long.")


def _cut(line: socket.socket, is_over: threading.Event) -> None:
    """End a conversation that another thread waits in: what it reads next is its end, and it learns why."""
    is_over.set()
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return
