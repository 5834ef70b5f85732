"""The key with which this site signs its pushes (RFC 8292), as the operator writes it: 32 bytes in base64url.

It is the secret number of a key on the curve P-256, as every tool for web push prints it. Readers' browsers bind what
they subscribe to to its public half: with another key nobody is reached any more.
"""

from __future__ import annotations

import secrets

from breaking.push.base64url import decoded
from breaking.push.base64url import written as written_bytes

# The number of points of the curve (SP 800-186, 3.2.1.3): a secret lies between it and nought.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BYTES = 32


def new_key() -> str:
    """A key that nobody else has."""
    return written(secrets.randbelow(ORDER - 1) + 1)


def written(secret: int) -> str:
    return written_bytes(secret.to_bytes(BYTES, "big"))


def read_key(text: str) -> int:
    """The secret number of a key. ValueError says in words what is wrong with it, and nothing of the key itself."""
    try:
        key = decoded(text)
    except ValueError:
        key = b""
    secret = int.from_bytes(key, "big")
    if len(key) != BYTES or not 0 < secret < ORDER:
        raise ValueError(
            "must be a private key of the curve P-256, its 32 bytes in base64url (43 characters), as tools for web "
            "push print it"
        )
    return secret
