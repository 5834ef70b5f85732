"""Encrypting a message for one device, so that its push service cannot read it (RFC 8291, with the coding of RFC 8188)."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# Services take 4,096 bytes (RFC 8030, 7.2). Ours are below 3 KB, whatever stands in them.
LONGEST = 3072
RECORD = 4096
_SALT = 16
_LAST = b"\x02"


@dataclass(frozen=True)
class Keys:
    """What a device gave: its public point (65 bytes) and its shared secret (16 bytes)."""

    point: bytes
    secret: bytes

    def __repr__(self) -> str:
        return "Keys()"

    def __post_init__(self) -> None:
        """Raise ValueError for what is no point of the curve, or no secret of that length."""
        if len(self.point) != 65 or self.point[:1] != b"\x04" or len(self.secret) != 16:
            raise ValueError("not the keys of a device")
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, self.point)


def encrypted(
    message: bytes, keys: Keys, sender: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body of a request with `Content-Encoding: aes128gcm`. `sender` and `salt` are fresh ones but in tests."""
    if len(message) > LONGEST:
        raise ValueError(f"A message has at most {LONGEST} bytes.")
    sender = sender or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(_SALT)
    device = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, keys.point)
    own = sender.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = sender.exchange(ec.ECDH(), device)
    material = _derived(shared, keys.secret, b"WebPush: info\x00" + keys.point + own, 32)
    key = _derived(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + struct.pack("!IB", RECORD, len(own)) + own
    return head + AESGCM(key).encrypt(nonce, message + _LAST, None)


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)
