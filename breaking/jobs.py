from __future__ import annotations

from procrastinate.contrib.django import app

from breaking.stream import events


@app.periodic(cron="17 * * * *")
@app.task(name="breaking.forget_events", queueing_lock="breaking-forget-events")
def forget_events(timestamp: int) -> None:
    """Every hour: the end of what open pages were told more than a day ago."""
    events.forget()
