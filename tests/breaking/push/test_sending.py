"""Who gets an alert, what arrives at their service, and what becomes of each answer."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.review import fetching
from breaking.models import Alert
from breaking.push import halting, jobs, sending, subscriptions, transport
from breaking.push.audience import Summary, reach, size, summary
from breaking.push.messages import root_of
from breaking.push.models import Asking, Delivery, Subscription
from breaking.push.sending import enqueue, send
from breaking.push.subscriptions import Wish
from breaking.push.transport import LONGEST_WAIT, wait_of
from tests.breaking.push.alerts import make_alert
from tests.breaking.push.services import HOST, Device, claims_of, free_port
from tests.factories import make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.breaking.push.services import PushService

pytestmark = pytest.mark.django_db


def states(alert: Alert) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Delivery.objects.filter(alert=alert).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def let_pass(seconds: float) -> None:
    """As if the time had passed for what is put off or in somebody's hands."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE push_delivery SET due_at = due_at - make_interval(secs => %s)", [seconds])


# What arrives


def test_a_device_gets_what_its_reader_is_shown(service: PushService) -> None:
    edition = make_edition("ar", name="الميريديان")
    service.subscribe("one", edition=edition)
    alert = make_alert("افتتاح بوابات السد", [edition])
    assert send(alert.pk) is None
    assert service.messages() == [
        {
            "title": "الميريديان",
            "body": "افتتاح بوابات السد",
            "lang": "ar",
            "dir": "rtl",
            "tag": f"alert-{alert.pk}",
            "url": f"/ar/breaking/#alert-{alert.pk}",
            "at": int(alert.public_from.timestamp() * 1000),
        }
    ]
    assert states(alert) == {"sent": 1}


def test_the_request_is_what_the_specifications_ask_for(
    service: PushService, settings: SettingsWrapper
) -> None:
    settings.VAPID_SUBJECT = "mailto:desk@example.org"
    service.subscribe("one")
    send(make_alert(level=Alert.Level.FLASH).pk)
    headers = service.received[0].headers
    _head, claims, _key = claims_of(headers["Authorization"])
    assert (claims["aud"], claims["sub"]) == (service.url, "mailto:desk@example.org")
    assert claims["exp"] > time.time()
    assert headers["Content-Encoding"] == "aes128gcm"
    assert (headers["Urgency"], headers["TTL"]) == ("high", "3600")
    assert len(headers["Topic"]) == 32


def test_a_message_is_kept_for_no_longer_than_its_alert_runs(service: PushService) -> None:
    service.subscribe("one")
    send(make_alert(public_until=timezone.now() + timedelta(minutes=10)).pk)
    assert 590 <= int(service.received[0].headers["TTL"]) <= 600
    assert service.received[0].headers["Urgency"] == "normal"


def test_a_message_leads_to_the_story_once_readers_can_see_it(service: PushService) -> None:
    service.subscribe("one")
    story = make_article("Council votes", section=make_section("politics"), published=True)
    hidden = make_article("Not yet", section=make_section("politics"))
    send(make_alert(article_id=story.pk).pk)
    last = make_alert(article_id=hidden.pk)
    send(last.pk)
    urls = [message["url"] for message in service.messages()]
    assert urls == [f"/politics/{story.pk}/council-votes/", f"/breaking/#alert-{last.pk}"]


def test_a_test_says_so_and_reaches_the_test_audience_alone(service: PushService) -> None:
    service.subscribe("reader")
    service.subscribe("tester", is_test=True, edition=make_edition("ar", name="الميريديان"))
    send(make_alert("Trying it out", is_test=True).pk)
    assert service.paths() == ["/tester"]
    message = service.messages()[0]
    assert message["title"] == "TEST – The en edition"
    assert message["tag"].startswith("test-")


def test_an_alert_of_readers_reaches_no_one_of_the_test_audience(service: PushService) -> None:
    service.subscribe("reader")
    service.subscribe("tester", is_test=True)
    send(make_alert().pk)
    assert service.paths() == ["/reader"]


def test_a_correction_takes_the_place_of_what_it_corrects_and_reaches_who_got_that(
    service: PushService,
) -> None:
    sport, news = make_section("sport"), make_section("news")
    device = service.subscribe("one", section_ids=[sport.pk])
    first = make_alert("Six hurt", section=sport)
    send(first.pk)
    device.section_ids = [news.pk]
    device.save()
    second = make_alert("Five hurt", section=sport, corrects=first)
    send(second.pk)
    third = make_alert("Four hurt", section=sport, corrects=second)
    send(third.pk)
    messages = service.messages("one")
    assert [message["body"] for message in messages] == ["Six hurt", "Five hurt", "Four hurt"]
    assert {message["tag"] for message in messages} == {f"alert-{first.pk}"}
    assert messages[1]["title"] == "Correction – The en edition"
    assert len({received.headers["Topic"] for received in service.received}) == 1
    assert int(service.received[1].headers["TTL"]) > 5 * 3600
    assert root_of(third) == first.pk


def test_two_alerts_have_nothing_in_common_by_which_one_would_replace_the_other(service: PushService) -> None:
    service.subscribe("one")
    for text in ("First", "Second"):
        send(make_alert(text).pk)
    assert len({message["tag"] for message in service.messages()}) == 2
    assert len({received.headers["Topic"] for received in service.received}) == 2


# Who gets it


def test_topics_choose_who_gets_an_alert(service: PushService) -> None:
    sport, news = make_section("sport"), make_section("news")
    football = make_section("football", parent=sport)
    choices = {"all": [], "sport": [sport.pk], "news": [news.pk], "top": [0], "both": [0, news.pk]}
    for name, chosen in choices.items():
        service.subscribe(name, section_ids=chosen)
    reached: dict[str, set[str]] = {}
    for about, section in {"football": football, "sport": sport, "nothing": None}.items():
        service.received.clear()
        send(make_alert(section=section).pk)
        reached[about] = {path[1:] for path in service.paths()}
        assert size(make_alert(section=section)) == len(reached[about])
    assert reached["football"] == {"all", "sport"}
    assert reached["sport"] == {"all", "sport"}
    assert reached["nothing"] == {"all", "top", "both"}


def test_an_alert_of_two_editions_reaches_each_device_once_in_its_language(service: PushService) -> None:
    arabic = make_edition("ar")
    sport = make_section("sport")
    service.subscribe("en")
    service.subscribe("ar", edition=arabic, section_ids=[0])
    service.subscribe("es", edition=make_edition("es"))
    send(make_alert(section=sport, editions=[make_edition(), arabic]).pk)
    assert sorted(service.paths()) == ["/ar", "/en"]
    assert service.messages("ar")[0]["lang"] == "ar"


def test_a_device_that_came_later_gets_none_of_the_alerts_before(service: PushService) -> None:
    alert = make_alert()
    service.subscribe("late")
    assert send(alert.pk) is None
    assert service.received == []


def test_an_alert_is_sent_once_however_often_it_is_asked_for(service: PushService) -> None:
    for _ in range(3):
        service.subscribe()
    alert = make_alert()
    for _ in range(3):
        send(alert.pk)
    assert len(service.received) == 3
    assert len(set(service.paths())) == 3


def test_many_devices_are_sent_to_over_few_lines(service: PushService) -> None:
    service.subscribe_many(120)
    alert = make_alert()
    assert send(alert.pk) is None
    assert len(set(service.paths())) == len(service.received) == 120
    assert service.connections <= sending.HANDS
    assert summary(alert) == Summary(waiting=0, sent=120, failed=0, halted=0)


def test_counting_who_gets_it_takes_as_many_queries_for_a_hundred_as_for_one(
    service: PushService, django_assert_num_queries: Any
) -> None:
    from breaking.push.audience import fan_out

    service.subscribe_many(100)
    alert = make_alert()
    with django_assert_num_queries(1):
        assert fan_out(alert) == 100
    with django_assert_num_queries(1):
        assert fan_out(alert) == 0


# What becomes of an answer


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(service: PushService, status: int) -> None:
    service.subscribe("gone")
    service.subscribe("there")
    service.answers["/gone"] = [(status, {})]
    alert = make_alert()
    assert send(alert.pk) is None
    assert list(Subscription.objects.values_list("endpoint", flat=True)) == [f"{service.url}/there"]
    assert states(alert) == {"sent": 1}


@pytest.mark.parametrize("status", [400, 401, 403, 413, 301])
def test_what_a_service_refuses_is_not_sent_again(service: PushService, status: int) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(status, {"Location": "http://169.254.169.254/"})]
    alert = make_alert()
    assert send(alert.pk) is None
    row = Delivery.objects.get()
    assert (row.state, row.status, len(service.received)) == ("failed", status, 1)


def test_a_service_says_when_to_come_again(service: PushService) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(429, {"Retry-After": "120"})]
    alert = make_alert()
    again = send(alert.pk)
    assert again is not None
    assert 115 < (again - timezone.now()).total_seconds() <= 120
    send(alert.pk)
    assert len(service.received) == 1
    let_pass(121)
    assert send(alert.pk) is None
    assert states(alert) == {"sent": 1}
    assert len(service.received) == 2


def test_a_service_in_trouble_is_asked_ever_more_rarely(service: PushService) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(503, {})] * 3
    alert = make_alert()
    waits = []
    for _ in range(3):
        again = send(alert.pk)
        assert again is not None
        waits.append(round((again - timezone.now()).total_seconds()))
        let_pass(waits[-1] + 1)
    assert waits == [5, 15, 45]
    assert send(alert.pk) is None
    assert Delivery.objects.get().attempts == 4


def test_what_would_come_after_the_end_of_the_alert_is_given_up(service: PushService) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(503, {"Retry-After": "7200"})]
    alert = make_alert(public_until=timezone.now() + timedelta(hours=1))
    assert send(alert.pk) is None
    assert states(alert) == {"failed": 1}


def test_a_service_that_nobody_reaches_is_tried_again(service: PushService) -> None:
    row = service.subscribe("one")
    row.endpoint = f"http://{HOST}:{free_port()}/one"
    row.save()
    assert send(make_alert().pk) is not None
    assert Delivery.objects.get().status == transport.SILENT


def test_a_service_that_is_slow_upon_a_kept_line_is_asked_once(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)
    monkeypatch.setattr(sending, "HANDS", 1)
    service.subscribe("first")
    service.subscribe("slow")
    answered = threading.Event()
    service.before = lambda received: received.path == "/slow" and answered.wait(5) and None
    alert = make_alert()
    assert send(alert.pk) is not None
    answered.set()
    assert service.paths() == ["/first", "/slow"]
    assert service.connections == 1
    assert states(alert) == {"sent": 1, "waiting": 1}


@pytest.mark.parametrize("soon", ["0", "1", "Thu, 01 Jan 99999999999999999999 00:00:00 GMT"])
def test_a_service_that_asks_for_less_patience_than_ours_gets_ours(service: PushService, soon: str) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(429, {"Retry-After": soon})]
    again = send(make_alert().pk)
    assert again is not None
    assert 4 < (again - timezone.now()).total_seconds() <= 5


def test_who_is_in_an_alert_s_audience_is_written_down_once(service: PushService) -> None:
    sport, news = make_section("sport"), make_section("news")
    service.subscribe("one", section_ids=[sport.pk])
    other = service.subscribe("other", section_ids=[news.pk])
    service.answers["/one"] = [(503, {})]
    alert = make_alert(section=sport)
    send(alert.pk)
    Subscription.objects.filter(pk=other.pk).update(section_ids=[])
    let_pass(10)
    assert send(alert.pk) is None
    assert service.paths() == ["/one", "/one"]


def test_a_device_that_is_given_another_address_meanwhile_gets_an_alert_once(service: PushService) -> None:
    one, two = service.subscribe("one"), service.subscribe("two")
    service.answers["/two"] = [(503, {})]
    alert = make_alert()
    send(alert.pk)
    for row, name in ((one, "three"), (two, "four")):
        device = Device()
        service.devices[f"/{name}"] = device
        keys = device.keys()
        wish = Wish(f"{service.url}/{name}", replaces=row.endpoint, keys=(keys["p256dh"], keys["auth"]))
        subscriptions.keep(wish, row.edition_id)
    let_pass(10)
    assert send(alert.pk) is None
    # The first two are sent at once, in whichever order they come.
    *at_once, last = service.paths()
    assert (sorted(at_once), last) == (["/one", "/two"], "/four")
    assert states(alert) == {"sent": 2}
    right = make_alert("The bridge is open", corrects=alert)
    send(right.pk)
    assert set(service.paths()[3:]) == {"/three", "/four"}


def test_a_line_that_the_service_has_closed_is_made_anew(service: PushService) -> None:
    for _ in range(sending.BATCH + 10):
        service.subscribe()
    service.answers = {path: [(201, {"Connection": "close"})] for path in service.devices}
    alert = make_alert()
    assert send(alert.pk) is None
    assert states(alert) == {"sent": sending.BATCH + 10}
    assert len(service.received) == sending.BATCH + 10


def test_a_service_that_is_no_longer_known_is_asked_nothing(
    service: PushService, settings: SettingsWrapper
) -> None:
    service.subscribe("one")
    settings.PUSH_HOSTS = ("fcm.googleapis.com",)
    alert = make_alert()
    assert send(alert.pk) is None
    assert service.connections == 0
    assert states(alert) == {"failed": 1}


def test_a_service_in_a_network_of_our_own_is_asked_nothing(
    service: PushService, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name is known, and stands for the loopback now."""
    import socket

    settings.PUSH_HOSTS, settings.FETCH_ALLOW_HOSTS = ("push.example",), ()
    row = service.subscribe("one")
    row.endpoint = "https://push.example/one"
    row.save()
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: answer)
    send(make_alert().pk)
    assert service.connections == 0
    assert Delivery.objects.get().status == 400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 30.0),
        ("0", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("9" * 400, LONGEST_WAIT),
        (format_datetime(datetime(2026, 1, 1, 0, 2, tzinfo=UTC), usegmt=True), 120.0),
        (format_datetime(datetime(2025, 1, 1, tzinfo=UTC), usegmt=True), 0.0),
    ],
)
def test_both_forms_of_retry_after_are_read(text: str, seconds: float | None) -> None:
    assert wait_of(text, datetime(2026, 1, 1, tzinfo=UTC)) == seconds


def test_nothing_of_a_device_or_a_message_is_logged(
    service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    row = service.subscribe("secret-device")
    broken = service.subscribe("broken")
    Subscription.objects.filter(pk=broken.pk).update(p256dh="A" * 87)
    service.answers["/secret-device"] = [(500, {}), (403, {})]
    alert = make_alert("The words of the alert")
    with caplog.at_level(logging.DEBUG):
        send(alert.pk)
        let_pass(60)
        send(alert.pk)
    assert f"Alert {alert.pk}" in caplog.text
    # Where SQL is logged, which DEBUG alone turns on, its parameters are.
    told = "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    secrets = ["secret-device", row.p256dh, row.auth, "The words of the alert", "vapid t="]
    assert [secret for secret in secrets if secret in told] == []
    assert row.auth not in repr(sending.Claimed(1, 1, 1, 1, row.endpoint, row.p256dh, row.auth))


# Stopping


@pytest.mark.parametrize(
    "how",
    ["alert", *(pytest.param(how, marks=pytest.mark.sweep) for how in ("site", "stood down"))],
)
def test_within_two_seconds_of_a_stop_nothing_more_goes_out(service: PushService, how: str) -> None:
    """A service that takes half a second for each; stopped from another connection, as the desk would."""
    service.subscribe_many(300)
    alert, editor = make_alert(), make_user("editor")
    stopped: list[float] = []

    def stop_at_the_twentieth(_received: Any) -> None:
        if len(service.received) == 20 and not stopped:
            stopped.append(time.monotonic())
        time.sleep(0.3)

    goes_out = halting.goes_out

    def looked(alert_id: int) -> bool:
        # The test's transaction has the one connection, on which the stop is written between two looks.
        if stopped and len(stopped) == 1:
            stopped.append(0)
            if how == "site":
                halting.halt_all(editor)
            else:
                field = "halted_at" if how == "alert" else "stood_down_at"
                Alert.objects.filter(pk=alert.pk).update(**{field: timezone.now()})
        return goes_out(alert_id)

    service.before = stop_at_the_twentieth
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(halting, "goes_out", looked)
        assert send(alert.pk) is None
    last = max(received.at for received in service.received)
    assert last - stopped[0] < 2
    counted = summary(alert)
    assert sum(states(alert).values()) == 300
    assert counted.halted == 300 - len(service.received)
    assert counted.sent == len(service.received) < 60


def test_what_was_stopped_is_not_sent_when_the_switch_is_turned_back(service: PushService) -> None:
    service.subscribe("one")
    editor = make_user("editor")
    halting.halt_all(editor)
    halting.halt_all(editor)
    assert halting.is_halted()
    alert = make_alert()
    from breaking.push.audience import fan_out

    fan_out(alert)
    assert send(alert.pk) is None
    halting.release_all()
    assert send(alert.pk) is None
    assert states(alert) == {"halted": 1}
    assert service.received == []


def test_what_is_not_to_be_pushed_goes_nowhere(service: PushService) -> None:
    service.subscribe("one")
    assert send(make_alert(is_pushed=False).pk) is None
    assert service.received == []


def test_what_waits_for_its_approval_goes_nowhere(service: PushService) -> None:
    service.subscribe("one")
    waiting = Alert.objects.create(text="Dam gates opened", is_pushed=True, author=make_user("editor"))
    assert send(waiting.pk) is None
    assert service.received == []


def test_an_alert_that_begins_later_waits(service: PushService) -> None:
    service.subscribe("one")
    begins = timezone.now() + timedelta(hours=1)
    assert send(make_alert(public_from=begins).pk) == begins
    assert service.received == []


# What two senders do to each other, and what a dead one leaves


def test_what_a_sender_has_in_hand_no_other_takes(service: PushService) -> None:
    service.subscribe_many(3)
    alert = make_alert()
    from breaking.push.audience import fan_out

    fan_out(alert)
    one, other = sending._Sender(alert), sending._Sender(alert)
    assert len(one.claim()) == 3
    assert other.claim() == []
    let_pass(sending.LEASE.total_seconds() - 5)
    assert other.claim() == []
    let_pass(6)
    assert len(other.claim()) == 3


def test_what_nobody_has_begun_with_is_given_back(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.subscribe_many(20)
    monkeypatch.setattr(sending, "SLICE_SECONDS", 0.01)
    release = threading.Event()
    service.before = lambda _received: release.wait(0.2) and None
    alert = make_alert()
    assert send(alert.pk) is not None
    counted = summary(alert)
    assert counted.sent == len(service.received) < 20
    assert counted.waiting == 20 - counted.sent
    assert set(Delivery.objects.filter(state="waiting").values_list("attempts", flat=True)) == {0}


# Jobs


def test_an_alert_is_queued_in_the_transaction_of_its_verb_and_only_if_it_is_pushed() -> None:
    enqueue(make_alert(is_pushed=False))
    assert not ProcrastinateJob.objects.exists()
    alert = make_alert()
    enqueue(alert)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args, job.scheduled_at) == (
        "push.send",
        {"alert_id": alert.pk},
        alert.public_from,
    )


def test_the_job_asks_for_the_rest_of_its_work(service: PushService) -> None:
    service.subscribe("one")
    service.answers["/one"] = [(503, {})]
    alert = make_alert()
    jobs.send(alert.pk)
    job = ProcrastinateJob.objects.get()
    assert job.scheduled_at == Delivery.objects.get().due_at
    let_pass(10)
    ProcrastinateJob.objects.all().delete()
    jobs.send(alert.pk)
    assert not ProcrastinateJob.objects.exists()


def test_an_alert_that_is_gone_ends_its_job() -> None:
    jobs.send(987654321)
    assert not ProcrastinateJob.objects.exists()


def test_what_need_not_be_kept_is_deleted(service: PushService) -> None:
    device = service.subscribe("one")
    old = make_alert(public_from=timezone.now() - timedelta(days=31))
    for alert in (old, make_alert()):
        Delivery.objects.create(alert=alert, subscription=device)
    Asking.objects.create(digest=b"a" * 16, at=timezone.now() - timedelta(hours=3))
    Asking.objects.create(digest=b"b" * 16)
    jobs.forget(0)
    assert Delivery.objects.count() == 1
    assert [bytes(row.digest) for row in Asking.objects.all()] == [b"b" * 16]


# The desk's counts


def test_devices_are_counted_by_edition_and_topic(service: PushService) -> None:
    sport = make_section("sport")
    make_edition("ar")
    service.subscribe("all")
    service.subscribe("some", section_ids=[0, sport.pk])
    service.subscribe("tester", is_test=True)
    editions, tests = reach()
    english, arabic = editions
    assert (english.total, english.everything, english.top_news, english.topics) == (2, 1, 1, [("Sport", 1)])
    assert (arabic.total, arabic.topics) == (0, [])
    assert tests == 1
