"""A worker that is killed in the middle of a push: every endpoint is reached, and none more than twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from breaking.push import sending
from breaking.push.audience import Summary, summary
from breaking.push.models import Delivery
from newsroom.environment import ROOT
from tests.breaking.push.alerts import make_alert
from tests.breaking.push.services import HOST
from tests.factories import make_edition
from tests.working import run_worker

if TYPE_CHECKING:
    from tests.breaking.push.services import PushService, Received

pytestmark = pytest.mark.django_db(transaction=True)
FEW, MANY = 120, 1000
# The ends, and both sides of the first, a middle and the last batch.
KILLS = (1, 2, 49, 50, 51, 499, 500, 501, 949, 951, 999, 1000)


def worker(*arguments: str) -> subprocess.Popen[bytes]:
    """The worker as it is started anywhere, on the test's database; it knows the service on the loopback."""
    place = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environ = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
        "DATABASE_URL": place.geturl(),
        "PUSH_HOSTS": HOST,
        "FETCH_ALLOW_HOSTS": HOST,
        "DRILL_MINUTES": "0",
    }
    command = [sys.executable, "manage.py", "worker", *(arguments or ["--once"])]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)


def let_the_dead_rest() -> None:
    """As if the time had passed after which a worker counts as dead, and what it had in hand is taken up again."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        cursor.execute("UPDATE push_delivery SET due_at = due_at - %s", [sending.LEASE])


def kill_at(service: PushService, number: int) -> None:
    """Run the worker, have it killed when that many requests have reached the service, and wait for its end."""
    begun: list[subprocess.Popen[bytes]] = []
    is_begun, lock = threading.Event(), threading.Lock()
    count = 0

    def kill(_received: Any) -> None:
        nonlocal count
        with lock:
            count += 1
            is_it = count == number
        if is_it:
            is_begun.wait(10)
            os.kill(begun[0].pid, signal.SIGKILL)

    service.before = kill
    begun.append(worker())
    is_begun.set()
    assert begun[0].wait(60) == -signal.SIGKILL
    service.before = lambda _received: None


@pytest.mark.parametrize(
    ("devices", "number"),
    [(FEW, 50), (FEW, 119), *(pytest.param(MANY, number, marks=pytest.mark.sweep) for number in KILLS)],
)
def test_a_push_whose_worker_was_killed_reaches_everybody_and_nobody_more_than_twice(
    service: PushService, devices: int, number: int
) -> None:
    service.subscribe_many(devices)
    alert = make_alert()
    sending.enqueue(alert)
    kill_at(service, number)
    before = Counter(service.paths())
    assert max(before.values()) == 1
    let_the_dead_rest()
    run_worker()
    reached = Counter(service.paths())
    assert len(reached) == devices
    assert max(reached.values()) <= 2
    # What was in the hands of the dead, and no more than that.
    repeated = sum(reached.values()) - devices
    assert repeated <= sending.BATCH
    assert {received.headers["Topic"] for received in service.received} == {
        service.received[0].headers["Topic"]
    }
    assert summary(alert) == Summary(waiting=0, sent=devices, failed=0, halted=0)
    print("repeated", repeated)


def test_a_worker_that_is_killed_before_it_sends_anything_leaves_nothing_undone(service: PushService) -> None:
    service.subscribe_many(3)
    alert = make_alert()
    sending.enqueue(alert)
    with connection.cursor() as cursor:
        # It took the job, and was gone.
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        dead = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    let_the_dead_rest()
    run_worker()
    assert len(set(service.paths())) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.sweep
def test_two_workers_at_once_send_nothing_twice(service: PushService) -> None:
    service.subscribe_many(FEW)
    alert = make_alert()
    sending.enqueue(alert)
    sending.enqueue(alert)
    others = [worker(), worker()]
    assert [other.wait(60) for other in others] == [0, 0]
    reached = Counter(service.paths())
    assert (len(reached), max(reached.values())) == (FEW, 1)


def test_an_alert_waits_for_no_other_whose_push_service_is_slow(service: PushService) -> None:
    for name, edition in (("slow", make_edition()), ("quick", make_edition("es"))):
        service.subscribe(name, edition=edition)
        sending.enqueue(make_alert(editions=[edition]))
    is_asked, goes_on = {name: threading.Event() for name in ("/slow", "/quick")}, threading.Event()

    def hold(received: Received) -> None:
        is_asked[received.path].set()
        if received.path == "/slow":
            goes_on.wait(20)

    service.before = hold
    running = worker("--concurrency", "1")
    try:
        assert is_asked["/slow"].wait(30)
        assert is_asked["/quick"].wait(3)
    finally:
        goes_on.set()
        running.terminate()
        assert running.wait(10) == 0
