"""Who may see tests: whoever holds a token that the desk has signed within the last day."""

from __future__ import annotations

from django.core import signing

from breaking.stream.events import KEPT

SALT = "breaking.stream.test"
WORD = "test"


def signed() -> str:
    """For `P/stream/?test=…`."""
    return signing.dumps(WORD, salt=SALT)


def is_test_token(token: str) -> bool:
    try:
        return bool(signing.loads(token, salt=SALT, max_age=KEPT) == WORD)
    except signing.BadSignature:
        return False
