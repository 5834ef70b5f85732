"""What the worker does for alerts: begins the scheduled ones, mails about emergencies, and drills; and what is forgotten."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from breaking import alerts, drill, mailing
from breaking.stream import events
from breaking.urgent import PRIORITY, URGENT


@app.task(name="breaking.begin", **URGENT, retry=RetryStrategy(max_attempts=8, wait=2))
def begin(alert_id: int) -> None:
    """Let a scheduled alert's post, push and events go out when its time has come."""
    alerts.begin(alert_id)


# Waits of 4, 16, 64 seconds and so on: a server that does not answer is tried again for four days.
@app.task(name="breaking.mail_emergency", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def mail_emergency(mail_id: int) -> None:
    """Tell an editor that an alert was sent without a second person, once."""
    mailing.mail_emergency(mail_id)


@app.periodic(cron="* * * * *")
@app.task(name="breaking.drill", priority=PRIORITY, queueing_lock="breaking-drill", lock="breaking-drill")
def run_drill(timestamp: int) -> None:
    """Every minute: a drill, if one is due."""
    drill.run_if_due()


@app.task(name="breaking.conclude_drill", priority=PRIORITY, retry=RetryStrategy(max_attempts=3, wait=5))
def conclude_drill(drill_id: int) -> None:
    """Count which devices of the test audience a drill has reached."""
    drill.conclude(drill_id)


@app.periodic(cron="17 * * * *")
@app.task(name="breaking.forget_events", queueing_lock="breaking-forget-events")
def forget_events(timestamp: int) -> None:
    """Every hour: the end of what open pages were told more than a day ago."""
    events.forget()
