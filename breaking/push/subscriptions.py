"""Devices that ask for alerts: kept, changed and forgotten. All that a device sends is checked here."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.published import moment
from articles.published.public_posts import whose
from breaking.push.encryption import Keys
from breaking.push.endpoints import Refused, check_endpoint
from breaking.push.models import Asking, Subscription

# Of a request: the longest endpoint, its keys and a hundred topics.
LARGEST = 4096
# An office shares one network address, and a device asks once for each visit to the page.
MOST_AN_HOUR = 300
SPAN = timedelta(hours=1)


class TooMany(Exception):
    """The network address has asked as often as it may within the hour."""


@dataclass(frozen=True)
class Wish:
    """What a device sent, checked. `topics` is None where it said nothing of them."""

    endpoint: str
    topics: list[int] | None = None
    replaces: str = ""
    keys: tuple[str, str] = field(default=("", ""), repr=False)


def read(body: bytes, topics: Iterable[int], *, with_keys: bool) -> Wish:
    """What a request says. `topics` are those that its edition has. Raises Refused with a sentence."""
    try:
        sent = json.loads(body) if len(body) <= LARGEST else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise Refused(_("What your browser sent cannot be read."))
    if not with_keys:
        return Wish(check_endpoint(sent.get("endpoint")), _topics(sent.get("topics"), topics))
    subscription = sent.get("subscription")
    if not isinstance(subscription, dict):
        raise Refused(_("What your browser sent cannot be read."))
    replaces = sent.get("replaces") or ""
    return Wish(
        check_endpoint(subscription.get("endpoint")),
        _topics(sent.get("topics"), topics),
        check_endpoint(replaces) if replaces else "",
        _keys(subscription.get("keys")),
    )


def _topics(sent: Any, known: Iterable[int]) -> list[int] | None:
    if sent is None:
        return None
    known = set(known)
    if not isinstance(sent, list) or not all(type(topic) is int and topic in known for topic in sent):
        raise Refused(_("There is no such topic in this edition."))
    return sorted(set(sent))


def _keys(sent: Any) -> tuple[str, str]:
    try:
        found = (str(sent["p256dh"]), str(sent["auth"]))
        Keys(*(decoded(key) for key in found))
    except (TypeError, KeyError, ValueError, binascii.Error):
        raise Refused(_("The keys of this subscription are not valid.")) from None
    return (found[0].rstrip("="), found[1].rstrip("="))


def decoded(key: str) -> bytes:
    """The bytes of base64url. ValueError (binascii.Error) for anything else."""
    if len(key) > 100:
        raise ValueError("too long")
    key = key.rstrip("=")
    return base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)


def count(address: str) -> None:
    """Count a request of a network address. TooMany if it has asked enough for this hour."""
    at = moment.clock_reading("default")
    digest = whose(address, f"push|{at:%Y-%m-%d %H}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO push_asking AS a (digest, count) VALUES (%s, 1)"
            " ON CONFLICT (digest) DO UPDATE SET count = a.count + 1 RETURNING count",
            [digest],
        )
        if cursor.fetchone()[0] > MOST_AN_HOUR:
            raise TooMany


def keep(wish: Wish, edition_id: int, *, is_test: bool = False) -> Subscription | None:
    """Keep a device, once however often it asks; what it chose last holds, edition and audience too.

    A wish without topics chooses nothing: it tells new keys, or the endpoint that the push service gives the device in the
    place of the one that it `replaces`. None if no such device is known.
    """
    p256dh, auth = wish.keys
    fields: dict[str, Any] = {"p256dh": p256dh, "auth": auth}
    with transaction.atomic():
        known = Subscription.objects.select_for_update().order_by("id")
        same = known.filter(endpoint=wish.endpoint).first()
        before = known.filter(endpoint=wish.replaces).first() if wish.replaces else None
        if wish.topics is not None:
            fields |= {"edition_id": edition_id, "section_ids": wish.topics, "is_test": is_test}
        elif same is None and before is None:
            return None
        elif same is None and before is not None:
            names = ("edition_id", "section_ids", "is_test", "created_at")
            fields |= {name: getattr(before, name) for name in names}
        if before is not None and before != same:
            before.delete()
        return Subscription.objects.update_or_create(endpoint=wish.endpoint, defaults=fields)[0]


def choose(wish: Wish, edition: Edition) -> Subscription | None:
    """Change the topics of a device, or with none only say which it has; None for one that gets no alerts here."""
    with transaction.atomic():
        found = Subscription.objects.select_for_update().filter(endpoint=wish.endpoint).first()
        if found is not None and wish.topics is not None and not found.is_test:
            found.edition_id = edition.pk
            found.section_ids = wish.topics
            found.save(update_fields=["edition", "section_ids"])
    return found


def forget(endpoint: str) -> bool:
    """Forget a device and what was sent to it; says whether it was there."""
    return Subscription.objects.filter(endpoint=endpoint).delete()[0] > 0


def forget_counts(at: datetime) -> None:
    """Delete the counts of requests that no limit asks for any more."""
    Asking.objects.filter(at__lt=at - 2 * SPAN).delete()
