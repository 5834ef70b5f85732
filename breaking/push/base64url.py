"""Bytes as text, as all that web push writes them: base64url without padding (RFC 4648, 5)."""

from __future__ import annotations

import base64


def written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes, with or without padding. ValueError for what is no base64url, or longer than any key."""
    if len(text) > 100:
        raise ValueError("too long")
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
