"""Saying to a push service who sends: a token signed with the site's key (RFC 8292, with JWS of RFC 7515 and 7518)."""

from __future__ import annotations

import json
import time
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from breaking.push.base64url import decoded, written

# A token may be good for a day at most (RFC 8292, 2); one that is made anew every six hours outlives every clock's error.
GOOD_FOR = 12 * 3600
MADE_ANEW = 6 * 3600
_HALF = 32


def application_key() -> str:
    """The public half of the site's key, as browsers want it to subscribe: the uncompressed point in base64url."""
    return _public(settings.VAPID_PRIVATE_KEY)


def authorization(origin: str, now: float | None = None) -> str:
    """The header for requests to a push service; `origin` is its scheme and host. `now` is in seconds of the epoch."""
    at = int(time.time() if now is None else now)
    began = at - at % MADE_ANEW
    token = _token(settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT, origin, began + GOOD_FOR)
    return f"vapid t={token}, k={application_key()}"


@lru_cache(maxsize=4)
def _private(key: str) -> ec.EllipticCurvePrivateKey:
    secret = int.from_bytes(decoded(key), "big")
    return ec.derive_private_key(secret, ec.SECP256R1())


@lru_cache(maxsize=4)
def _public(key: str) -> str:
    public = _private(key).public_key()
    return written(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@lru_cache(maxsize=64)
def _token(key: str, subject: str, origin: str, expires: int) -> str:
    head = written(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    claims = written(json.dumps({"aud": origin, "exp": expires, "sub": subject}).encode())
    signed = f"{head}.{claims}"
    r, s = utils.decode_dss_signature(_private(key).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{written(r.to_bytes(_HALF, 'big') + s.to_bytes(_HALF, 'big'))}"
