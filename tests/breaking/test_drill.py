"""The drill, against a small server that speaks the stream's format."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from breaking import alerts, drill
from breaking.models import Alert, AlertAct, Drill, StreamEvent
from breaking.push.messages import parcel
from breaking.push.models import Delivery, Subscription
from breaking.stream.audience import is_test_token
from tests.factories import make_alert, make_edition, make_user
from tests.serving import LOCAL, Quiet, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


class Stream(ThreadingHTTPServer):
    """Answers each request with `status` and, once its alert is there, what `said` makes of its number."""

    status = 200
    asked: str = ""
    opened = threading.Event()
    said: Any = None


class Handler(Quiet, BaseHTTPRequestHandler):
    server: Stream

    def do_GET(self) -> None:
        self.server.asked = self.path
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.server.status != 200:
            return
        self.wfile.write(b"retry: 5000\n\nevent: at\ndata: {}\nid: 1\n\n")
        for line in self.server.said():
            self.wfile.write(line.encode())
            self.wfile.flush()


@pytest.fixture
def stream(settings: SettingsWrapper) -> Iterator[Stream]:
    """The site's stream, at the site's address."""
    with serving(Stream((LOCAL, 0), Handler)) as server:
        settings.SITE_URL = f"http://{LOCAL}:{server.server_port}"
        settings.DRILL_MINUTES = 15
        yield server


def sent_by(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the drill's alerts, as soon as they are sent: the server has no connection to this transaction."""
    numbers: list[int] = []
    rehearse = drill.alerts.rehearse

    def noted(**said: Any) -> Alert:
        alert = rehearse(**said)
        numbers.append(alert.pk)
        return alert

    monkeypatch.setattr(drill.alerts, "rehearse", noted)
    return numbers


def after(numbers: list[int]) -> int:
    until = time.monotonic() + 20
    while not numbers and time.monotonic() < until:
        time.sleep(0.01)
    return numbers[0]


def event(number: int) -> str:
    return f"id: 7\nevent: alert\ndata: {json.dumps({'id': number, 'text': 'TEST'})}\n\n"


def test_a_drill_goes_the_whole_way_and_its_arrival_is_noted(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, numbers = make_edition(), sent_by(monkeypatch)
    stream.said = lambda: (": heartbeat\n\n", event(after(numbers) + 1), event(after(numbers)))
    held = drill.run()
    assert held is not None
    assert held.streamed_at is not None
    assert held.why_not == ""
    path, _mark, token = stream.asked.partition("?test=")
    assert path == f"{edition.root_url}stream/"
    assert is_test_token(token)
    alert = held.alert
    assert (alert.is_test, alert.author, alert.text[:5]) == (True, None, "TEST ")
    assert StreamEvent.objects.get().is_test
    assert not AlertAct.objects.exists()
    assert drill.alarm(timezone.now()) == ""


@pytest.mark.parametrize("status", [404, 503])
def test_a_stream_that_refuses_is_an_alarm_and_the_drill_is_kept(stream: Stream, status: int) -> None:
    make_edition()
    stream.status = status
    drill.run()
    assert str(status) in Drill.objects.get().why_not
    assert "did not come back" in drill.alarm(timezone.now())


def test_the_alert_is_sent_once_the_stream_says_where_it_stands() -> None:
    """What comes before, how long to wait before coming back, is sent while alerts are still missed."""
    said = BytesIO(b"retry: 5000\n\nevent: at\ndata: {}\nid: 7\n\nevent: alert\n")
    drill._begin(said, time.monotonic() + 5)  # type: ignore[arg-type]
    assert said.read() == b"\nevent: alert\n"
    with pytest.raises(drill.Silent):
        drill._begin(BytesIO(b"retry: 5000\n\n"), time.monotonic() + 5)  # type: ignore[arg-type]


def test_a_stream_that_ends_or_brings_nothing_is_an_alarm(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_edition()
    monkeypatch.setattr(drill, "ARRIVES_WITHIN", timedelta(seconds=1))
    stream.said = lambda: (event(0), "data\n\n")
    drill.run()
    assert "ended" in Drill.objects.get().why_not
    stream.said = lambda: (time.sleep(2) or "" for _ in range(2))
    drill.run()
    assert "within a minute" in Drill.objects.first().why_not
    assert Drill.objects.count() == Alert.objects.count() == 2


def test_nobody_at_the_address_is_an_alarm(settings: SettingsWrapper) -> None:
    make_edition()
    settings.SITE_URL, settings.DRILL_MINUTES = "http://127.0.0.1:9", 15
    drill.run()
    assert "did not come back" in drill.alarm(timezone.now())


def test_devices_of_the_test_audience_are_counted_a_minute_later(settings: SettingsWrapper) -> None:
    settings.SITE_URL, settings.DRILL_MINUTES = "http://127.0.0.1:9", 15
    edition = make_edition()
    device = Subscription.objects.create(edition=edition, endpoint="https://push.example/1", is_test=True)
    Subscription.objects.create(edition=edition, endpoint="https://push.example/2")
    held = drill.run()
    assert held is not None
    assert held.alert.is_pushed
    job = ProcrastinateJob.objects.get(task_name="breaking.conclude_drill")
    assert job.args == {"drill_id": held.pk}
    drill.conclude(held.pk)
    Drill.objects.update(streamed_at=timezone.now(), why_not="")
    assert "0 of 1 test devices" in drill.alarm(timezone.now())
    Delivery.objects.update_or_create(alert=held.alert, subscription=device, defaults={"state": "sent"})
    drill.conclude(held.pk)
    assert drill.alarm(timezone.now()) == ""


@pytest.mark.parametrize("how", ["gone", "stopped", "stopped before", "kept"])
def test_what_is_gone_or_stopped_on_purpose_is_no_alarm(settings: SettingsWrapper, how: str) -> None:
    settings.SITE_URL, settings.DRILL_MINUTES = "http://127.0.0.1:9", 15
    device = Subscription.objects.create(
        edition=make_edition(), endpoint="https://push.example/1", is_test=True
    )
    if how == "stopped before":
        alerts.stop_all(make_user("editor"))
    held = drill.run()
    assert held is not None
    assert held.alert.is_pushed == (how != "stopped before")
    if how == "gone":
        device.delete()
    if how == "stopped":
        alerts.stop_all(make_user("editor"))
    drill.conclude(held.pk)
    Drill.objects.update(streamed_at=timezone.now(), why_not="")
    assert bool(drill.alarm(timezone.now())) == (how == "kept")


def test_a_drill_takes_the_place_of_the_one_before_upon_a_device_without_a_sound(
    settings: SettingsWrapper,
) -> None:
    settings.SITE_URL = "http://127.0.0.1:9"
    edition = make_edition()
    held = [drill.run() for _ in range(2)]
    said = [json.loads(parcel(one.alert).for_edition(edition.pk)) for one in held if one]
    assert [(one["tag"], one["silent"]) for one in said] == [("drill", True)] * 2


def test_it_is_held_when_it_is_due_and_missed_when_it_is_not_held(settings: SettingsWrapper) -> None:
    settings.SITE_URL, settings.DRILL_MINUTES = "http://127.0.0.1:9", 15
    make_edition()
    assert "No drill" in drill.alarm(timezone.now())
    drill.run_if_due()
    drill.run_if_due()
    assert Drill.objects.count() == 1
    later = timezone.now() + timedelta(minutes=21)
    assert "overdue" in drill.alarm(later)
    Drill.objects.update(at=timezone.now() - timedelta(minutes=15))
    drill.run_if_due()
    assert Drill.objects.count() == 2


def test_no_drill_and_no_alarm_where_they_are_off(settings: SettingsWrapper) -> None:
    settings.DRILL_MINUTES = 0
    make_edition()
    drill.run_if_due()
    assert not Drill.objects.exists()
    assert drill.alarm(timezone.now()) == ""


def test_old_drills_are_forgotten_and_nothing_else_is(settings: SettingsWrapper) -> None:
    settings.SITE_URL, settings.DRILL_MINUTES = "http://127.0.0.1:9", 15
    make_edition()
    held = drill.run()
    assert held is not None
    before = timezone.now() - timedelta(days=8)
    Alert.objects.filter(pk=held.alert_id).update(public_from=before)
    kept = [make_alert(public_from=before), make_alert("A test", is_test=True, public_from=before)]
    drill.run()
    assert not Drill.objects.filter(pk=held.pk).exists()
    assert Alert.objects.filter(pk__in=[alert.pk for alert in kept]).count() == 2
