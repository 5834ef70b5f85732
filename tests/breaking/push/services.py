"""A push service on the loopback, and devices that have subscribed to it: what is sent to them is really decrypted."""

from __future__ import annotations

import base64
import contextlib
import http.server
import json
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breaking.push.models import Subscription
from tests.factories import make_edition

HOST = "127.0.0.1"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def keyed(key: bytes, data: bytes) -> bytes:
    code = hmac.HMAC(key, hashes.SHA256())
    code.update(data)
    return code.finalize()


@dataclass
class Device:
    """A browser's half of a subscription."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def keys(self) -> dict[str, str]:
        return {"p256dh": b64(self.point), "auth": b64(self.secret)}

    def read(self, body: bytes) -> bytes:
        """Decrypt as RFC 8291 (3.3 and 3.4) and RFC 8188 (2) have it, with their very steps instead of our functions."""
        salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
        sender, cipher = body[21 : 21 + length], body[21 + length :]
        assert len(cipher) <= size <= 4096
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), point)
        input_key = keyed(keyed(self.secret, shared), b"WebPush: info\0" + self.point + sender + b"\1")
        extracted = keyed(salt, input_key)
        key = keyed(extracted, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = keyed(extracted, b"Content-Encoding: nonce\0\1")[:12]
        plain = AESGCM(key).decrypt(nonce, cipher, None).rstrip(b"\0")
        assert plain[-1:] == b"\2"
        return plain[:-1]


def claims_of(authorization: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Head and claims of the token in a header as RFC 8292 has it, its signature verified; and the key it names."""
    scheme, _space, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _dot, signature = parts["t"].rpartition(".")
    r, s = (int.from_bytes(half, "big") for half in (unb64(signature)[:32], unb64(signature)[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    key.verify(utils.encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(unb64(part)) for part in signed.split("."))
    return head, claims, parts["k"]


@dataclass
class Received:
    """One request to the service."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float


class PushService:
    """Answers 201, or what `answers` has for the path, one after the other; `before` is called with each request first."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: dict[str, list[tuple[int, dict[str, str]]]] = {}
        self.before: Callable[[Received], None] = lambda _received: None
        self.devices: dict[str, Device] = {}
        self.connections = 0
        handler = type("Here", (_Handler,), {"service": self})
        self.server = _Server((HOST, 0), handler)
        self.url = f"http://{HOST}:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def subscribe(self, name: str = "", **fields: Any) -> Subscription:
        """A device of a reader of the first edition, unless the test says otherwise."""
        device, name = Device(), name or f"device-{len(self.devices)}"
        self.devices[f"/{name}"] = device
        edition = fields.pop("edition", None) or make_edition()
        return Subscription.objects.create(
            endpoint=f"{self.url}/{name}", edition=edition, **device.keys(), **fields
        )

    def subscribe_many(self, count: int) -> None:
        """Devices that share one pair of keys, for tests in which nothing is decrypted."""
        keys, edition = Device().keys(), make_edition()
        Subscription.objects.bulk_create(
            Subscription(endpoint=f"{self.url}/many-{n}", edition=edition, **keys) for n in range(count)
        )

    def messages(self, name: str = "") -> list[dict[str, Any]]:
        """What was sent, or what was sent to one device, decrypted."""
        return [
            json.loads(self.devices[received.path].read(received.body))
            for received in list(self.received)
            if not name or received.path == f"/{name}"
        ]

    def paths(self) -> list[str]:
        return [received.path for received in list(self.received)]


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: PushService

    def setup(self) -> None:
        super().setup()
        self.service.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received = Received(self.path, dict(self.headers), body, time.monotonic())
        self.service.received.append(received)
        self.service.before(received)
        waiting = self.service.answers.get(self.path)
        status, headers = waiting.pop(0) if waiting else (201, {})
        with contextlib.suppress(OSError):
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

    def handle(self) -> None:
        # A sender that was killed leaves its lines in the middle of a word.
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def running() -> Iterator[PushService]:
    service = PushService()
    try:
        yield service
    finally:
        service.close()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])
