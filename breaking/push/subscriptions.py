"""Devices that ask for alerts: kept, changed and forgotten. All that a device sends is checked here."""

from __future__ import annotations

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
from breaking.push.base64url import decoded
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
    except (TypeError, KeyError, ValueError):
        raise Refused(_("The keys of this subscription are not valid.")) from None
    return (found[0].rstrip("="), found[1].rstrip("="))


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
    place of the one that it `replaces`. None if no such device is known. A device that was known stays the same row, and
    what it was sent stays written there.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Of two requests that name a new endpoint at once the second finds what the first has written.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [wish.endpoint])
        known = Subscription.objects.select_for_update().order_by("id")
        device = known.filter(endpoint=wish.endpoint).first()
        before = known.filter(endpoint=wish.replaces).first() if wish.replaces else None
        if device is None:
            device = before or (Subscription() if wish.topics is not None else None)
        elif before is not None and before != device:
            before.delete()
        if device is None:
            return None
        device.endpoint = wish.endpoint
        device.p256dh, device.auth = wish.keys
        if wish.topics is not None:
            device.edition_id, device.section_ids, device.is_test = edition_id, wish.topics, is_test
        device.save()
    return device


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
