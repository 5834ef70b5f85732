"""Handing messages to push services (RFC 8030): over lines that are kept for as long as there is something to send.

Nothing here knows the database, so that many threads may do it. Endpoints, keys and messages are in no log and in no
exception that one could hold.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from articles.review.fetching import Line, NotAsked, Target, target_of
from breaking.push.base64url import decoded
from breaking.push.encryption import Keys, encrypted
from breaking.push.endpoints import Refused, check_endpoint, origin_of
from breaking.push.vapid import authorization

# What a service says that it does not take at all, now or ever, and what it says of a device that is gone.
GONE = frozenset({404, 410})
LATER = frozenset({408, 425, 429})
# No answer came, or there is no address that may be asked.
SILENT = 0
# Longer than any alert runs.
LONGEST_WAIT = 30 * 86400.0


@dataclass(frozen=True)
class Letter:
    """One message for one device."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    message: bytes = field(repr=False)
    topic: str
    urgency: str
    ttl: int


@dataclass(frozen=True)
class Answer:
    """The HTTP status, SILENT for none; None where the sending was stopped first. `wait` are seconds, if it named any."""

    status: int | None
    wait: float | None = None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_for_later(self) -> bool:
        return self.status is not None and (
            self.status == SILENT or self.status in LATER or self.status >= 500
        )


class Lines:
    """The open connections of one sender: for each of its threads one to each service."""

    def __init__(self, is_stopped: threading.Event) -> None:
        self.is_stopped = is_stopped
        self._here = threading.local()
        self._lock = threading.Lock()
        self._targets: dict[str, Target] = {}
        self._open: list[Line] = []

    def send(self, letter: Letter) -> Answer:
        """Hand over one letter; nothing of it leaves this machine once `is_stopped` is set."""
        try:
            check_endpoint(letter.endpoint)
            origin = origin_of(letter.endpoint)
            body = encrypted(letter.message, Keys(decoded(letter.p256dh), decoded(letter.auth)))
        except (Refused, ValueError):
            # Taken in by other rules than today's.
            return Answer(400)
        parts = urlsplit(letter.endpoint)
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        headers = {
            "Authorization": authorization(origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(letter.ttl),
            "Topic": letter.topic,
            "Urgency": letter.urgency,
        }
        return self._handed_over(origin, path, headers, body)

    def _handed_over(self, origin: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        held: dict[str, Line] = self._here.__dict__.setdefault("lines", {})
        line = held.pop(origin, None)
        is_used = line is not None
        try:
            if line is None:
                line = self._line(origin)
            if self.is_stopped.is_set():
                return Answer(None)
            status, head = line.ask("POST", path, headers, body)
        except (NotAsked, ValueError):
            return Answer(400)
        except (OSError, http.client.HTTPException) as why:
            if line is not None:
                line.close()
            # A line that stood idle may have been closed from the other end meanwhile, which says nothing of the service.
            # One that was slow has the message.
            is_again = is_used and not isinstance(why, TimeoutError)
            return self._handed_over(origin, path, headers, body) if is_again else Answer(SILENT)
        if not line.is_spent:
            held[origin] = line
        return Answer(status, wait_of(head.get("Retry-After", ""), datetime.now(UTC)))

    def _line(self, origin: str) -> Line:
        with self._lock:
            target = self._targets.get(origin)
        if target is None:
            target = target_of(f"{origin}/")
        line = Line(target)
        with self._lock:
            self._targets[origin] = target
            self._open.append(line)
        return line

    def close(self) -> None:
        for line in self._open:
            line.close()


def wait_of(text: str, now: datetime) -> float | None:
    """Seconds of a Retry-After, a number or a date (RFC 9110, 10.2.3), LONGEST_WAIT at most; None for what is neither."""
    try:
        if text.isascii() and text.isdigit():
            seconds = float(text[:9])
        else:
            at = parsedate_to_datetime(text)
            seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, seconds), LONGEST_WAIT)
