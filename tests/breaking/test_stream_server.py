"""The stream of the true server, with all that comes between: granian, PostgreSQL, sockets."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.editions.models import Edition
from breaking.events import announce
from breaking.models import Alert
from breaking.stream.audience import signed
from tests.browser.killable import KillableSite
from tests.factories import make_edition, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("stream")]

PATIENCE = 20.0


class Page:
    """One open stream as a browser has it: it keeps the last number, and comes back with that."""

    def __init__(self, port: int, path: str = "/stream/", **headers: str) -> None:
        self.port, self.path, self.headers = port, path, headers
        self.last = ""
        self.alerts: list[int] = []
        self.open()

    def open(self) -> None:
        self.connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        last = {"Last-Event-ID": self.last} if self.last else {}
        self.connection.request("GET", self.path, headers=last | self.headers)
        self.sock = self.connection.sock
        self.response = self.connection.getresponse()
        if self.response.status == 200:
            # The first number comes when all that was missed has been told.
            while not self.block().get("id"):
                pass

    def block(self) -> dict[str, str]:
        """The next event, also one without data; {} at the end."""
        found: dict[str, str] = {"": ""}
        while (line := self.response.readline()).strip():
            name, _, value = line.decode().strip().partition(":")
            found[name] = value.strip()
        if not line:
            return {}
        self.last = found.get("id", self.last)
        if found.get("event") == "alert":
            self.alerts.append(json.loads(found["data"])["id"])
            found["id"] = ""
        return found

    def until(self, alert: Alert) -> None:
        deadline = time.monotonic() + PATIENCE
        while alert.pk not in self.alerts:
            assert time.monotonic() < deadline
            assert self.block()

    def come_back(self) -> None:
        """As a browser does: again and again, until there is a server."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.open()
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def an_edition() -> Edition:
    """The same row after each test, which empties the tables: the server knows it for some seconds."""
    return make_edition(pk=1)


def alert(edition: Edition, text: str = "Dam gates opened", **fields: Any) -> Alert:
    """An alert as the verb leaves it: committed with its event."""
    with transaction.atomic():
        now = timezone.now()
        times = {"public_from": now, "public_until": now + timedelta(hours=1)}
        made = Alert.objects.create(text=text, author=make_user("editor"), **(times | fields))
        made.editions.add(edition)
        announce("alert", [edition.pk], alert_id=made.pk, is_test=made.is_test)
    return made


@contextmanager
def serving(**environ: str) -> Iterator[KillableSite]:
    server = KillableSite()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environ.items():
            patch.setenv(name, value)
        server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any, static_files: None) -> Iterator[KillableSite]:
    with django_db_blocker.unblock(), serving(STREAM_PER_ADDRESS="4", TRUSTED_PROXY_COUNT="1") as server:
        yield server


def test_a_page_is_told_each_alert_once_also_when_it_comes_back_or_the_database_hangs_up(
    server: KillableSite,
) -> None:
    edition = an_edition()
    page, other = Page(server.port), Page(server.port)
    headers = dict(page.response.getheaders())
    assert headers["content-type"].startswith("text/event-stream")
    assert headers["cache-control"].startswith("no-store")
    assert headers["x-accel-buffering"] == "no"
    assert headers["connection"] == "close"
    assert not {"set-cookie", "content-encoding"} & set(headers)
    first = alert(edition)
    page.until(first)
    page.close()
    second = alert(edition)
    page.come_back()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
        cursor.execute("RESET ROLE")
    third = alert(edition)
    for one in (page, other):
        one.until(third)
        assert one.alerts == [first.pk, second.pk, third.pk]
        one.close()


def test_a_test_reaches_those_who_test_and_nobody_else(server: KillableSite) -> None:
    edition = an_edition()
    page, tester = Page(server.port), Page(server.port, f"/stream/?test={signed()}")
    test = alert(edition, is_test=True)
    alert(edition, public_from=timezone.now() + timedelta(minutes=30))
    true = alert(edition)
    page.until(true)
    tester.until(true)
    assert (page.alerts, tester.alerts) == ([true.pk], [test.pk, true.pk])
    page.close()
    tester.close()


def test_an_address_has_its_share_and_another_its_own(server: KillableSite) -> None:
    an_edition()
    pages = [Page(server.port, **{"X-Forwarded-For": "forged, 192.0.2.1"}) for _ in range(4)]
    one_more = Page(server.port, **{"X-Forwarded-For": "192.0.2.1"})
    assert (one_more.response.status, one_more.response.getheader("Retry-After")) == (429, "30")
    other = Page(server.port, **{"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})
    assert other.response.status == 200
    pages[0].close()
    deadline = time.monotonic() + PATIENCE
    while (again := Page(server.port, **{"X-Forwarded-For": "192.0.2.1"})).response.status == 429:
        assert time.monotonic() < deadline
        again.close()
    for page in (*pages[1:], one_more, other, again):
        page.close()


def test_all_else_is_answered_as_elsewhere(server: KillableSite) -> None:
    an_edition()
    for method, path, host, status in (
        ("HEAD", "/stream/", "localhost", 200),
        ("POST", "/stream/", "localhost", 405),
        ("PUT", "/stream/", "localhost", 405),
        ("GET", "/xx/stream/", "localhost", 404),
        # Django's own answer: nothing streams there, and no browser asks again.
        ("GET", "/stream/?blog=x", "localhost", 204),
        ("GET", "/stream/?test=forged", "localhost", 204),
        ("GET", "/stream/", "evil.example", 400),
    ):
        page = http.client.HTTPConnection("localhost", server.port, timeout=PATIENCE)
        page.request(method, path, headers={"Host": host})
        response = page.getresponse()
        response.read()
        assert response.status == status, (method, path, host)
        page.close()


def test_events_whose_transactions_overlap_are_told_in_the_order_of_their_commits(
    server: KillableSite,
) -> None:
    edition = an_edition()
    page = Page(server.port)
    held, go_on = threading.Event(), threading.Event()
    found: list[Alert] = []

    def slowly() -> None:
        try:
            with transaction.atomic():
                found.append(alert(edition, "First"))
                held.set()
                go_on.wait(PATIENCE)
        finally:
            connection.close()

    def meanwhile() -> None:
        try:
            found.append(alert(edition, "Second"))
        finally:
            connection.close()

    threads = [threading.Thread(target=slowly), threading.Thread(target=meanwhile)]
    threads[0].start()
    assert held.wait(PATIENCE)
    threads[1].start()
    time.sleep(0.3)
    go_on.set()
    for thread in threads:
        thread.join()
    page.until(found[-1])
    assert page.alerts == [one.pk for one in found]
    page.close()


@pytest.mark.sweep
def test_a_stop_ends_the_streams_with_their_last_word_within_five_seconds() -> None:
    an_edition()
    with serving() as server:
        pages = [Page(server.port) for _ in range(20)]
        assert server.process is not None
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        for page in pages:
            while page.block():
                pass
            # http.client would have raised IncompleteRead: it was the end, not a broken connection.
            page.close()
        server.process.wait(5)
        server.process = None
        assert time.monotonic() - begun < 5


@pytest.mark.sweep
def test_a_server_that_is_killed_and_started_again_costs_no_page_an_alert() -> None:
    edition = an_edition()
    with serving() as server:
        pages = [Page(server.port) for _ in range(10)]
        sent = [alert(edition)]
        for page in pages:
            page.until(sent[0])
        server.kill()
        sent += [alert(edition), alert(edition)]
        server.start()
        for page in pages:
            page.close()
            page.come_back()
        sent.append(alert(edition))
        for page in pages:
            page.until(sent[-1])
            assert page.alerts == [one.pk for one in sent]
            page.close()


@pytest.mark.sweep
def test_pages_of_several_web_processes_are_all_told_and_may_change_between_them() -> None:
    edition = an_edition()
    with serving() as one, serving() as two:
        pages = [Page(site.port) for site in (one, two) for _ in range(5)]
        sent = []
        for _ in range(5):
            sent.append(alert(edition))
            for page in pages:
                page.until(sent[-1])
                page.close()
                page.port = one.port + two.port - page.port
            sent.append(alert(edition))
            for page in pages:
                page.come_back()
        for page in pages:
            page.until(sent[-1])
            assert page.alerts == [made.pk for made in sent]
            page.close()


def test_a_page_that_does_not_read_is_hung_up_on_before_64_kb_wait_for_it_and_the_others_are_told(
    server: KillableSite,
) -> None:
    edition = an_edition()
    quick = Page(server.port)
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", server.port))
    slow.sendall(b"GET /stream/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    told = 0
    while told < 64 * 1024:
        last = alert(edition, "🌊" * 280)
        quick.until(last)
        told += len(last.text.encode())
    # What waits in the kernel, in the server and in the hub together is less than what it was told.
    deadline = time.monotonic() + 10
    while has_connection(server, slow.getsockname()[1]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    slow.close()
    quick.close()


def has_connection(server: KillableSite, port: int) -> bool:
    """Whether the server holds a connection from that port."""
    assert server.process is not None
    processes = psutil.Process(server.process.pid).children(recursive=True)
    return any(c.raddr and c.raddr.port == port for p in processes for c in p.net_connections("tcp"))


@pytest.mark.sweep
def test_an_idle_page_hears_within_twenty_seconds_that_the_connection_lives() -> None:
    an_edition()
    with serving() as server:
        page = Page(server.port)
        page.sock.settimeout(22)
        assert page.response.readline() == b"event: at\n"
        page.close()
