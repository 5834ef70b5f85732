from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.published import moment
from breaking.push import models, sending, subscriptions
from breaking.urgent import URGENT

DELIVERIES_KEPT = timedelta(days=30)


# Whatever fails begins anew: what was sent is marked, and not sent again.
@app.task(name=sending.TASK, **URGENT, retry=RetryStrategy(max_attempts=9, exponential_wait=3))
def send(alert_id: int) -> None:
    """Send an alert to its devices for a while, and ask for the rest of it to be sent."""
    again = sending.send(alert_id)
    if again is not None:
        sending.defer(alert_id, again)


@app.periodic(cron="17 * * * *")
@app.task(name="push.forget", queueing_lock="push-forget")
def forget(timestamp: int) -> None:
    """Every hour: the end of what need not be kept."""
    now = moment.clock_reading("default")
    with transaction.atomic():
        subscriptions.forget_counts(now)
        models.Delivery.objects.filter(alert__public_from__lt=now - DELIVERIES_KEPT).delete()
