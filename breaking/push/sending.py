"""Sending to the devices of readers."""

from __future__ import annotations

from django.db.models import Q

from breaking.models import Alert
from breaking.push.models import Delivery, Subscription


def enqueue(alert: Alert) -> None:
    """In the transaction of the sending: a Delivery for each device of its editions and topic; of a test, of the test audience.

    Running it twice makes no second one.
    """
    editions = alert.editions.values("pk")
    devices = Subscription.objects.filter(edition__in=editions, is_test=alert.is_test)
    if alert.section_id is not None:
        devices = devices.filter(Q(section_ids=[]) | Q(section_ids__contains=[alert.section_id]))
    rows = (Delivery(alert=alert, subscription_id=pk) for pk in devices.values_list("pk", flat=True))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
