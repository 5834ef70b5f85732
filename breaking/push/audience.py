"""Who gets an alert, how many that are, and how far the sending has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from articles.editions.models import Edition
from articles.sections.models import Section
from breaking.models import Alert
from breaking.push.models import Delivery, Subscription

# The one rule of who gets an alert. Whoever may have got what is corrected gets the correction, whatever they chose since.
_WANTED = """
FROM breaking_alert a JOIN push_subscription s ON s.is_test = a.is_test
WHERE a.id = %(alert)s AND (
  a.is_test
  OR EXISTS (SELECT 1 FROM push_delivery d
             WHERE d.alert_id = a.corrects_id AND d.subscription_id = s.id AND d.attempts > 0 AND d.state <> 'failed')
  OR (EXISTS (SELECT 1 FROM breaking_alert_editions e WHERE e.alert_id = a.id AND e.edition_id = s.edition_id)
      AND (s.section_ids = '{}' OR s.section_ids && CASE
        WHEN s.edition_id = %(topic_edition)s THEN %(topics)s::bigint[] ELSE ARRAY[%(top_news)s]::bigint[] END)))
"""
# Devices that were there when the alert began, as they had chosen when its sending did: it is written down once.
_NOT_YET = "NOT EXISTS (SELECT 1 FROM push_delivery WHERE alert_id = a.id)"
_FAN_OUT = f"""
INSERT INTO push_delivery (alert_id, subscription_id, state, attempts)
SELECT a.id, s.id, 'waiting', 0 {_WANTED} AND s.created_at <= a.public_from AND {_NOT_YET} ORDER BY s.id
ON CONFLICT (alert_id, subscription_id) DO NOTHING
"""
_SIZE = f"SELECT count(*) {_WANTED} AND (a.public_from IS NULL OR s.created_at <= a.public_from)"


def fan_out(alert: Alert) -> int:
    """Write a Delivery for every device that the alert is for, in one statement and once; how many those are."""
    with connection.cursor() as cursor:
        cursor.execute(_FAN_OUT, _params(alert))
        return int(cursor.rowcount)


def size(alert: Alert) -> int:
    """How many devices the alert is for, before it is sent too."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, _params(alert))
        return int(cursor.fetchone()[0])


def _params(alert: Alert) -> dict[str, Any]:
    section = alert.section
    return {
        "alert": alert.pk,
        "top_news": Subscription.TOP_NEWS,
        "topic_edition": section.edition_id if section else 0,
        "topics": [pk for pk in (section.pk, section.parent_id) if pk] if section else [],
    }


@dataclass(frozen=True)
class Summary:
    """How many deliveries of an alert stand how. Devices that are gone since are in none of them."""

    waiting: int
    sent: int
    failed: int
    halted: int


def summary(alert: Alert) -> Summary:
    rows = Delivery.objects.filter(alert=alert).values_list("state").annotate(Count("id"))
    states = Counter(dict(rows))
    return Summary(
        waiting=states[Delivery.State.WAITING] + states[Delivery.State.SENDING],
        sent=states[Delivery.State.SENT],
        failed=states[Delivery.State.FAILED],
        halted=states[Delivery.State.HALTED],
    )


@dataclass(frozen=True)
class Reach:
    """How many devices an edition has. `everything` take all its topics; `topics` are rows of name and number."""

    edition: Edition
    total: int
    everything: int
    top_news: int
    topics: list[tuple[str, int]]


_COUNTS = """
SELECT edition_id, topic, count(*) FROM push_subscription
CROSS JOIN LATERAL unnest(CASE section_ids WHEN '{}' THEN ARRAY[-1]::bigint[] ELSE section_ids || -2::bigint END) topic
WHERE NOT is_test GROUP BY 1, 2
"""
_ALL, _CHOOSY = -1, -2


def reach() -> tuple[list[Reach], int]:
    """The devices of readers by edition and topic, and how many the test audience has. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        counts: dict[tuple[int, int], int] = {(edition, topic): n for edition, topic, n in cursor.fetchall()}
    found: list[Reach] = []
    sections = list(Section.objects.filter(parent=None).select_related("edition").order_by("position", "id"))
    for edition in Edition.objects.all():
        topics = [
            (section.name, counts.get((edition.pk, section.pk), 0))
            for section in sections
            if section.edition_id == edition.pk
        ]
        everything = counts.get((edition.pk, _ALL), 0)
        total = everything + counts.get((edition.pk, _CHOOSY), 0)
        top_news = counts.get((edition.pk, Subscription.TOP_NEWS), 0)
        found.append(Reach(edition, total, everything, top_news, topics))
    return found, Subscription.objects.filter(is_test=True).count()
