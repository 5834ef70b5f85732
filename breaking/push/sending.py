"""Sending an alert to the devices that asked for it: each gets it once, whatever is repeated, killed or late.

Who gets it stands in Delivery rows before the first is sent. A sender claims some of them for LEASE, hands their letters
over with a few threads and marks each as it is answered. One that is killed leaves rows which stand as being sent: when
their time is over they are claimed again, so of what it had in hand some is sent twice, with the same topic and tag.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from articles.published import moment
from breaking.models import Alert
from breaking.push import audience, halting
from breaking.push.messages import LONGEST_LIFE, Parcel, parcel
from breaking.push.models import Delivery, Subscription
from breaking.push.transport import GONE, Answer, Letter, Lines
from breaking.urgent import URGENT

logger = logging.getLogger("newsroom.push")

TASK = "push.send"
BATCH = 50
HANDS = 8
# A job that went on for longer would hold up a correction: what has not been begun by then is given back. The slowest
# service holds what was begun for four times fetching.TIMEOUT, and LEASE is longer than both together.
SLICE_SECONDS = 20.0
LEASE = timedelta(seconds=90)
# How often it is asked, while a batch is under way, whether it is to go on.
LOOK_SECONDS = 0.5
# After these seconds what is not taken is tried again, each time one further; the last of them holds on.
WAITS = (5.0, 15.0, 45.0, 135.0, 405.0, 900.0)

_CLAIM = """
WITH due AS (
  SELECT id FROM push_delivery
  WHERE alert_id = %(alert)s AND state IN ('waiting', 'sending') AND due_at <= clock_timestamp()
  ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
UPDATE push_delivery d SET state = 'sending', attempts = d.attempts + 1, due_at = clock_timestamp() + %(lease)s
FROM due, push_subscription s WHERE d.id = due.id AND s.id = d.subscription_id
RETURNING d.id, d.attempts, s.id, s.edition_id, s.endpoint, s.p256dh, s.auth
"""


@dataclass(frozen=True)
class Claimed:
    """A delivery that this sender has for itself for a while."""

    pk: int
    attempts: int
    subscription_id: int
    edition_id: int
    endpoint: str
    p256dh: str
    auth: str

    def __repr__(self) -> str:
        return f"Claimed({self.pk})"


def enqueue(alert: Alert) -> None:
    """Have an alert sent once the current transaction is committed and its time has come, if it is to be pushed."""
    if alert.is_pushed:
        defer(alert.pk, alert.public_from)


def defer(alert_id: int, at: datetime | None) -> None:
    """Have the worker send an alert from an instant on (aware)."""
    with transaction.atomic():
        app.configure_task(TASK, schedule_at=at, **URGENT).defer(alert_id=alert_id)


def send(alert_id: int) -> datetime | None:
    """Send what is due of an alert, for SLICE_SECONDS at most; when there is more to do, or None if it is done."""
    alert = Alert.objects.filter(pk=alert_id).select_related("section").first()
    if alert is None or not alert.is_pushed or alert.public_from is None:
        return None
    if alert.public_from > moment.clock_reading("default"):
        return alert.public_from
    if not halting.goes_out(alert_id):
        halting.stop(alert_id)
        return _next_due(alert_id)
    audience.fan_out(alert)
    if alert.editions.exists() and _next_due(alert_id) is not None:
        _Sender(alert).work(time.monotonic() + SLICE_SECONDS)
    return _next_due(alert_id)


def _next_due(alert_id: int) -> datetime | None:
    open_rows = Delivery.objects.filter(
        alert_id=alert_id, state__in=[Delivery.State.WAITING, Delivery.State.SENDING]
    )
    return open_rows.order_by("due_at").values_list("due_at", flat=True).first()


class _Sender:
    def __init__(self, alert: Alert) -> None:
        self.alert = alert
        self.parcel: Parcel = parcel(alert)
        self.is_stopped = threading.Event()
        self.statuses: Counter[int | None] = Counter()

    def work(self, until: float) -> None:
        """Batch after batch until nothing is due, `until` (of time.monotonic) has come, or the alert is stopped."""
        lines = Lines(self.is_stopped)
        try:
            with ThreadPoolExecutor(HANDS) as hands:
                while time.monotonic() < until and self.looks_on():
                    batch = self.claim()
                    if not batch:
                        break
                    self.hand_over(batch, hands, lines, until)
        finally:
            lines.close()
        if self.is_stopped.is_set():
            halting.stop(self.alert.pk)
        counted = ", ".join(f"{count} × {status}" for status, count in self.statuses.most_common())
        logger.info("Alert %s: push services answered %s.", self.alert.pk, counted or "nothing")

    def looks_on(self) -> bool:
        """Whether the alert still goes out; if not, nothing of it leaves this machine from here on."""
        if not halting.goes_out(self.alert.pk):
            self.is_stopped.set()
        return not self.is_stopped.is_set()

    def claim(self) -> list[Claimed]:
        params: dict[str, Any] = {"alert": self.alert.pk, "batch": BATCH, "lease": LEASE}
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, params)
            return [Claimed(*row) for row in cursor.fetchall()]

    def hand_over(self, batch: list[Claimed], hands: ThreadPoolExecutor, lines: Lines, until: float) -> None:
        """Send a batch, mark each of it as soon as it is answered, and give back what nobody has begun with `until`."""
        looked = time.monotonic()
        ttl = self.life()
        under_way: dict[Future[Answer], Claimed] = {
            hands.submit(lines.send, self.letter(claimed, ttl)): claimed for claimed in batch
        }
        while under_way:
            done, _waiting = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            self.mark([(under_way.pop(future), future.result()) for future in done])
            now = time.monotonic()
            if now - looked > LOOK_SECONDS:
                self.looks_on()
                looked = now
            if now > until:
                self.give_back([under_way.pop(future) for future in list(under_way) if future.cancel()])

    def give_back(self, claimed: list[Claimed]) -> None:
        """Let go of what nobody has begun with."""
        rows = Delivery.objects.filter(pk__in=[one.pk for one in claimed], state=Delivery.State.SENDING)
        rows.update(state=Delivery.State.WAITING, attempts=F("attempts") - 1, due_at=Now())

    def letter(self, claimed: Claimed, ttl: int) -> Letter:
        return Letter(
            endpoint=claimed.endpoint,
            p256dh=claimed.p256dh,
            auth=claimed.auth,
            message=self.parcel.for_edition(claimed.edition_id),
            topic=self.parcel.topic,
            urgency=self.parcel.urgency,
            ttl=ttl,
        )

    def life(self) -> int:
        """For how many seconds a service is to keep the message for a device that is switched off."""
        assert self.alert.public_until is not None
        left = max(0, int((self.alert.public_until - moment.clock_reading("default")).total_seconds()))
        return left if self.alert.corrects_id is not None else min(left, LONGEST_LIFE)

    def mark(self, answered: Iterable[tuple[Claimed, Answer]]) -> None:
        """Write down what the services said."""
        taken: dict[int, list[Claimed]] = {}
        for claimed, answer in answered:
            self.statuses[answer.status] += 1
            if answer.is_taken and answer.status:
                taken.setdefault(answer.status, []).append(claimed)
            elif answer.status is None:
                self._set(claimed, answer, Delivery.State.HALTED)
            elif answer.status in GONE:
                Subscription.objects.filter(pk=claimed.subscription_id, endpoint=claimed.endpoint).delete()
            elif answer.is_for_later:
                self._put_off(claimed, answer)
            else:
                self._set(claimed, answer, Delivery.State.FAILED)
        for status, reached in taken.items():
            now = moment.clock_reading("default")
            rows = Delivery.objects.filter(pk__in=[claimed.pk for claimed in reached])
            rows.update(state=Delivery.State.SENT, status=status, sent_at=now)

    def _put_off(self, claimed: Claimed, answer: Answer) -> None:
        """Try again later, if the alert still runs then."""
        # Of a service that asks for less patience than ours each device would be asked without end.
        pause = max(answer.wait or 0.0, WAITS[min(claimed.attempts, len(WAITS)) - 1])
        due = moment.clock_reading("default") + timedelta(seconds=pause)
        if self.alert.public_until is None or due >= self.alert.public_until:
            self._set(claimed, answer, Delivery.State.FAILED)
        else:
            self._set(claimed, answer, Delivery.State.WAITING, due_at=due)

    def _set(self, claimed: Claimed, answer: Answer, state: Delivery.State, **fields: datetime) -> None:
        rows = Delivery.objects.filter(pk=claimed.pk, state=Delivery.State.SENDING)
        rows.update(state=state, status=answer.status, **fields)
