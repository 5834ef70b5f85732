"""The drill: a test alert of the site itself through the whole path, and an alarm on the desk when it does not arrive.

The worker opens the stream of the first edition at the site's own address, as one of the test audience, and sends the
alert; the row, the event, the hub and the server have to bring it back. A minute later it is counted how many push
services of the test audience's devices have taken it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from articles.editions.models import Edition
from articles.published import moment
from breaking import alerts
from breaking.models import Alert, Drill
from breaking.push import audience, halting
from breaking.push.models import Subscription
from breaking.stream.audience import signed
from breaking.urgent import PRIORITY

logger = logging.getLogger("newsroom.drill")

ARRIVES_WITHIN = timedelta(seconds=60)
LASTS = timedelta(minutes=2)
# A drill that is this much later than it should be is missed: the worker looks once a minute.
LATE = timedelta(minutes=5)
KEPT = timedelta(days=7)
LONGEST_LINE = 64 * 1024


class Silent(Exception):
    """The stream did not bring the alert back; the message says how, for the desk."""


def run_if_due() -> None:
    """Hold a drill if the last one is as long ago as DRILL_MINUTES says; 0 is never."""
    last = Drill.objects.first()
    now = moment.clock_reading("default")
    # Half a minute less, as the worker is not on time to the second.
    pause = timedelta(minutes=settings.DRILL_MINUTES) - timedelta(seconds=30)
    if settings.DRILL_MINUTES and (last is None or last.at <= now - pause):
        run()


def run() -> Drill | None:
    """Hold a drill, and say how it went; None where the site has no edition yet."""
    edition = Edition.objects.first()
    if edition is None:
        return None
    until = monotonic() + ARRIVES_WITHIN.total_seconds()
    drill: Drill | None = None
    try:
        with closing(_opened(edition, until)) as connection:
            response = connection.getresponse()
            if response.status != 200:
                raise Silent(f"{response.status} {response.reason}")
            _begin(response, until)
            drill = _sent(edition)
            _wait(response, drill.alert_id, until)
            drill.streamed_at = moment.clock_reading("default")
    except (Silent, OSError, HTTPException) as why:
        drill = drill or _sent(edition)
        drill.why_not = f"{type(why).__name__}: {why}"[:300]
        logger.warning("The drill did not arrive: %s", drill.why_not)
    drill.save(update_fields=["streamed_at", "why_not"])
    _forget()
    return drill


def conclude(drill_id: int) -> None:
    """A minute after a drill: how many devices of the test audience it reached, of those that have not gone since.

    What was stopped on purpose is no fault: then there is none to be reached.
    """
    drill = Drill.objects.select_related("alert").get(pk=drill_id)
    alert = drill.alert
    is_stopped = alert.halted_at is not None or halting.is_halted()
    drill.devices = audience.size(alert) if alert.is_pushed and not is_stopped else 0
    drill.reached = audience.summary(alert).sent
    drill.ended_at = moment.clock_reading("default")
    drill.save(update_fields=["devices", "reached", "ended_at"])


def alarm(now: datetime) -> str:
    """A sentence if alerts may not arrive, by the last drill; "" if all is well or drills are off."""
    if not settings.DRILL_MINUTES:
        return ""
    last = Drill.objects.first()
    if last is None:
        return _("No drill has been held yet: the worker has to run.")
    if last.at < now - timedelta(minutes=settings.DRILL_MINUTES) - LATE:
        return _("The last drill is overdue: the worker does not run, or does not keep up.")
    if last.streamed_at is None and (last.why_not or last.at < now - ARRIVES_WITHIN):
        return _("The last drill did not come back through the stream. %(why)s") % {"why": last.why_not}
    if last.ended_at is not None and last.reached < last.devices:
        return _("The last drill reached %(reached)d of %(devices)d test devices by push.") % {
            "reached": last.reached,
            "devices": last.devices,
        }
    return ""


def _sent(edition: Edition) -> Drill:
    """The test alert, sent; pushed, too, where there is a device to push it to and pushes are not stopped."""
    now = moment.clock_reading("default")
    is_pushed = Subscription.objects.filter(is_test=True).exists() and not halting.is_halted()
    with transaction.atomic():
        text = f"TEST {now:%Y-%m-%d %H:%M:%S.%f} UTC: this is a drill."
        alert = alerts.rehearse(text=text, editions=[edition], lasts=LASTS, is_pushed=is_pushed)
        drill = Drill.objects.create(alert=alert)
        later = app.configure_task(
            "breaking.conclude_drill", schedule_at=now + ARRIVES_WITHIN, priority=PRIORITY
        )
        later.defer(drill_id=drill.pk)
    return drill


def _forget() -> None:
    """Delete drills of more than a week ago: nobody wrote them, and nobody was told."""
    before = moment.clock_reading("default") - KEPT
    drills = Alert.objects.filter(author=None, is_test=True, public_from__lt=before)
    drills.filter(corrections=None).delete()


def _opened(edition: Edition, until: float) -> HTTPConnection:
    site = urlsplit(settings.SITE_URL)
    kind = HTTPSConnection if site.scheme == "https" else HTTPConnection
    host = edition.hostname or site.hostname or "localhost"
    connection = kind(host, None if edition.hostname else site.port, timeout=max(1.0, until - monotonic()))
    headers = {"Accept": "text/event-stream", "User-Agent": "Newsroom drill"}
    connection.request("GET", f"{edition.root_url}stream/?test={signed()}", headers=headers)
    return connection


def _begin(response: HTTPResponse, until: float) -> None:
    """Read up to the first number: from then on nothing is missed. What comes before says only how to come back."""
    while (line := _line(response, until)) is not None:
        if line.startswith("id:"):
            return
    raise Silent("the stream ended")


def _wait(response: HTTPResponse, alert_id: int, until: float) -> None:
    """Read events until that of the alert comes."""
    for kind, data in _events(response, until):
        if kind == "alert" and json.loads(data).get("id") == alert_id:
            return
    raise Silent("the stream ended")


def _events(response: HTTPResponse, until: float) -> Iterator[tuple[str, str]]:
    """Kind and data of each event (HTML Living Standard, 9.2.6); lines of comments are heartbeats."""
    kind, data = "message", list[str]()
    while (line := _line(response, until)) is not None:
        name, _colon, value = line.partition(":")
        if not line:
            if data:
                yield kind, "\n".join(data)
            kind, data = "message", []
        elif name == "event":
            kind = value.removeprefix(" ")
        elif name == "data":
            data.append(value.removeprefix(" "))


def _line(response: HTTPResponse, until: float) -> str | None:
    """The next line without its end; None at the end of the stream. Raises Silent when the time is over."""
    if monotonic() > until:
        raise Silent("nothing came within a minute")
    try:
        line = response.readline(LONGEST_LINE)
    except TimeoutError:
        raise Silent("nothing came within a minute") from None
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None
