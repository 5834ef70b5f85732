"""Stopping what has not been sent yet: one alert, or everything. What was stopped is never sent later."""

from __future__ import annotations

from typing import Any

from django.db import connection

from breaking.push.models import Halt

# An alert that was taken down or is over goes out no more either.
_GOES = """
SELECT EXISTS (
  SELECT 1 FROM breaking_alert WHERE id = %s AND halted_at IS NULL AND stood_down_at IS NULL AND is_pushed
  AND public_from <= clock_timestamp() AND public_until > clock_timestamp()
) AND NOT EXISTS (SELECT 1 FROM push_halt)
"""
# What a sender has in hand is its own until its time is over: by then the sender is dead.
_STOP = """
UPDATE push_delivery SET state = 'halted'
WHERE alert_id = %s AND (state = 'waiting' OR state = 'sending' AND due_at <= clock_timestamp())
"""


def goes_out(alert_id: int) -> bool:
    """Whether the alert may be sent at this instant."""
    with connection.cursor() as cursor:
        cursor.execute(_GOES, [alert_id])
        return bool(cursor.fetchone()[0])


def stop(alert_id: int) -> int:
    """Mark as stopped what waits of an alert; how many those were."""
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [alert_id])
        return int(cursor.rowcount)


def is_halted() -> bool:
    """Whether all pushes of the site are stopped."""
    return Halt.objects.exists()


def halt_all(by: Any) -> bool:
    """Stop all pushes of the site, those of alerts to come included, until `release_all`; False if they were stopped."""
    return Halt.objects.get_or_create(only=True, defaults={"by": by})[1]


def release_all() -> None:
    """Let pushes go out again: those of alerts from now on, not what was stopped."""
    Halt.objects.all().delete()
