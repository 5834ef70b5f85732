from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from newsroom.audience import counting


@app.periodic(cron="*/5 * * * *")
@app.task(name="audience.refresh", queueing_lock="audience-refresh")
def refresh(timestamp: int) -> None:
    """Every five minutes: the order of Most Read, and the end of what need not be kept."""
    with transaction.atomic():
        counting.refresh_most_read()
        counting.forget()
