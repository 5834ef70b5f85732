"""What is sent of an event: read when it is sent, as the one who gets it may read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as site
from django.core import signing
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.editions.models import Edition
from breaking import ticker
from breaking.events import announce
from breaking.jobs import forget_events
from breaking.live import published
from breaking.models import StreamEvent
from breaking.stream import events
from breaking.stream.asked import read_scope
from breaking.stream.audience import SALT, is_test_token, signed
from tests.breaking.live.making import Blog
from tests.breaking.test_pages import make_alert
from tests.factories import make_edition, make_image

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from breaking.models import Alert
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def told(alert: Alert, kind: str = "alert", **about: Any) -> int:
    """The number of the event that says so in the first edition of the alert."""
    edition = alert.editions.get()
    announce(kind, [edition.pk], alert_id=alert.pk, **about)
    return StreamEvent.objects.latest("pk").pk


def parsed(piece: events.Piece) -> tuple[int, str, Any]:
    id, event, data, *rest = piece.data.decode().split("\n")
    assert rest == ["", ""]
    return (
        int(id.removeprefix("id: ")),
        event.removeprefix("event: "),
        json.loads(data.removeprefix("data: ")),
    )


def sent(after: int = 0) -> list[tuple[int, str, Any]]:
    return [parsed(piece) for piece in events.since("reader", after)[0]]


def replayed(
    after: int = 0, edition: Edition | None = None, blog: int | None = None
) -> list[tuple[str, Any]]:
    pieces, _upto = events.replay("reader", (edition or make_edition()).pk, blog, after)
    return [parsed(piece)[1:] for piece in pieces]


def test_an_alert_is_one_event_of_one_line_of_json(site_clock: SiteClock) -> None:
    alert = make_alert(site_clock, "«Dam»\ngates\u2028opened \N{WATER WAVE}", level="flash")
    number = told(alert)
    [(id, kind, data)] = sent()
    assert (id, kind) == (number, "alert")
    assert (data["id"], data["text"], data["level"], data["url"]) == (alert.pk, alert.text, "flash", "")
    assert data["corrects"] is None


def test_an_alert_that_was_stood_down_is_not_sent_any_more_and_its_end_is(site_clock: SiteClock) -> None:
    alert = make_alert(site_clock)
    told(alert)
    alert.stood_down_at = site_clock.read()
    alert.save()
    told(alert, "down")
    assert [(kind, data) for _, kind, data in sent()] == [("down", {"id": alert.pk})]


def test_an_alert_that_expired_is_not_sent_any_more(site_clock: SiteClock) -> None:
    told(make_alert(site_clock))
    site_clock.forward(hours=1)
    assert sent() == []


def test_events_are_read_on_from_a_number(site_clock: SiteClock) -> None:
    first, second = told(make_alert(site_clock)), told(make_alert(site_clock))
    assert [id for id, *_ in sent(first)] == [second]
    assert events.since("reader", second) == ([], second)
    assert events.newest("reader") == second


def test_more_events_than_are_read_at_once_are_read_in_turns(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 2)
    numbers = [told(make_alert(site_clock)) for _ in range(3)]
    assert events.since("reader", 0)[1] == numbers[1]
    assert [id for id, *_ in sent(numbers[1])] == numbers[2:]


def test_an_event_belongs_to_its_edition(site_clock: SiteClock) -> None:
    arabic = make_edition("ar")
    told(make_alert(site_clock, "Here"))
    told(make_alert(site_clock, "هناك", edition=arabic))
    assert [piece.edition_id for piece in events.since("reader", 0)[0]] == [make_edition().pk, arabic.pk]
    assert [data["text"] for _, data in replayed(edition=arabic)] == ["هناك"]


def test_a_replay_says_of_each_alert_the_last_word_alone(site_clock: SiteClock) -> None:
    first, second = make_alert(site_clock, "First"), make_alert(site_clock, "Second")
    told(first)
    told(second)
    told(first)
    told(second, "down")
    assert [(kind, data["id"]) for kind, data in replayed()] == [("alert", first.pk), ("down", second.pk)]


def test_a_replay_goes_back_a_day_and_no_further(site_clock: SiteClock) -> None:
    told(make_alert(site_clock, "Long ago"))
    StreamEvent.objects.update(at=Now() - timedelta(hours=24, seconds=1))
    told(make_alert(site_clock, "A day ago"))
    StreamEvent.objects.filter(at__gt=Now() - timedelta(hours=1)).update(at=Now() - timedelta(hours=23))
    assert [data["text"] for _, data in replayed()] == ["A day ago"]


def test_a_replay_of_very_much_is_of_the_newest(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "REPLAYED", 3)
    for number in range(8):
        told(make_alert(site_clock, f"{number}"))
    assert [data["text"] for _, data in replayed()] == ["5", "6", "7"]


def test_posts_are_told_to_the_pages_of_their_live_blog_alone(site_clock: SiteClock) -> None:
    edition = make_edition()
    told(make_alert(site_clock))
    one, other = Blog("One").pk, Blog("Other").pk
    for blog in (one, other):
        announce("hidden", [edition.pk], article_id=blog, post_id=blog * 10)
    assert [piece.blog for piece in events.since("reader", 0)[0]] == [None, one, other]
    assert [kind for kind, _ in replayed()] == ["alert"]
    assert [kind for kind, _ in replayed(blog=one)] == ["alert", "hidden"]
    assert replayed(blog=one)[1][1] == {"blog": one, "id": one * 10}


def test_a_test_is_told_to_those_who_test_and_says_that_it_is_one(site_clock: SiteClock) -> None:
    told(make_alert(site_clock, "Only a test", is_test=True), is_test=True)
    [piece] = events.since("default", 0)[0]
    assert parsed(piece)[2]["text"] == "Only a test"
    assert parsed(piece)[2]["test"] is True


@pytest.mark.reader_role
def test_what_is_hidden_changes_no_byte_for_readers() -> None:
    now = timezone.now() - timedelta(seconds=1)
    shown = make_alert(Standing(now), hours=48, text="Shown")
    told(shown)
    before = [piece.data for piece in events.since("reader", 0)[0]]
    assert len(before) == 1
    told(make_alert(Standing(now), hours=48, text="Only a test", is_test=True), is_test=True)
    # Not even where the event itself forgot that it is one.
    told(make_alert(Standing(now), hours=48, text="Only a test", is_test=True))
    told(make_alert(Standing(now + timedelta(hours=1)), hours=48, text="Not yet"))
    down = make_alert(Standing(now), hours=48, text="Stood down")
    told(down)
    down.stood_down_at = now
    down.save(update_fields=["stood_down_at"])
    assert [piece.data for piece in events.since("reader", 0)[0]] == before
    assert [piece.data for piece in events.replay("reader", make_edition().pk, None, 0)[0]] == before


@pytest.mark.parametrize("using", ["reader", "default"])
def test_what_is_committed_after_the_moment_is_left_to_the_next(site_clock: SiteClock, using: str) -> None:
    first, second = told(make_alert(site_clock)), told(make_alert(site_clock))
    StreamEvent.objects.filter(pk=second).update(at=site_clock.now + timedelta(minutes=1))
    pieces, upto = events.since(using, 0)
    assert ([piece.id for piece in pieces], upto) == ([first], first)
    pieces, upto = events.replay(using, make_edition().pk, None, 0)
    assert ([piece.id for piece in pieces], upto) == ([first], first)
    assert events.newest(using) == first
    site_clock.forward(minutes=1)
    assert [piece.id for piece in events.since(using, first)[0]] == [second]


def spoiled(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, is_it: Any) -> None:
    """Have a function fail as a database does, wherever `is_it` says so of its arguments."""
    function = getattr(where, name)

    def spoiling(*arguments: Any, **named: Any) -> Any:
        if is_it(*arguments):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return function(*arguments, **named)

    monkeypatch.setattr(where, name, spoiling)


def test_an_alert_that_cannot_be_read_keeps_no_other(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    alerts = [make_alert(site_clock, f"{number}") for number in range(7)]
    numbers = [told(alert) for alert in alerts]
    spoiled(monkeypatch, ticker, "line_of", lambda _page, alert: alert.pk == alerts[4].pk)
    assert [id for id, *_ in sent()] == [*numbers[:4], *numbers[5:]]
    assert [data["text"] for _, data in replayed()] == list("012356")
    assert {r.levelname for r in caplog.records if "could not read 1 events" in r.message} == {
        "WARNING",
        "ERROR",
    }


def test_an_alert_whose_story_cannot_be_read_is_told_without_the_way_to_it(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = make_alert(site_clock)
    alert.article_id = Blog().pk
    alert.save()
    told(alert)
    [(_, _, data)] = sent()
    assert data["url"]
    spoiled(monkeypatch, ticker.Page, "load", lambda _page: True)
    assert [data | {"url": ""}] == [found for _, _, found in sent()]


def test_a_post_that_cannot_be_shown_keeps_no_alert(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Blog()
    post = blog.post()
    announce("post", [make_edition().pk], article_id=blog.pk, post_id=post)
    number = told(make_alert(site_clock))
    assert [kind for _, kind, _ in sent()] == ["post", "alert"]
    monkeypatch.setattr(published, "show", None)
    assert [id for id, *_ in sent()] == [number]


def test_posts_are_replayed_at_the_cost_of_one(site_clock: SiteClock) -> None:
    edition, blog = make_edition(), Blog()
    image = make_image(rendered=True)

    def queries(number: int) -> int:
        for _ in range(number):
            post = blog.post(
                f'<p>{number}</p><figure data-image="{image.pk}"></figure>', image_ids=[image.pk]
            )
            announce("post", [edition.pk], article_id=blog.pk, post_id=post)
        with CaptureQueriesContext(connection) as asked:
            replayed(blog=blog.pk)
        return len(asked)

    assert queries(1) == queries(20)
    assert len(replayed(blog=blog.pk)) == 21


class Standing:
    """The instant at which an alert is made to begin."""

    def __init__(self, at: Any) -> None:
        self.at = at

    def read(self) -> Any:
        return self.at


def test_events_are_forgotten_after_a_day(site_clock: SiteClock) -> None:
    told(make_alert(site_clock))
    StreamEvent.objects.update(at=Now() - timedelta(hours=25))
    kept = told(make_alert(site_clock))
    forget_events(0)
    assert list(StreamEvent.objects.values_list("pk", flat=True)) == [kept]


def test_a_token_of_the_desk_s_is_good_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed()
    assert is_test_token(token)
    assert not is_test_token(token + "x")
    assert not is_test_token(signing.dumps("another word", salt=SALT))
    monkeypatch.setattr(signing.time, "time", lambda: timezone.now().timestamp() + 24 * 3600 + 1)
    assert not is_test_token(token)


def scope(
    path: str = "/stream/", query: str = "", host: str = "localhost:8000", **headers: str
) -> dict[str, Any]:
    given = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "client": ("127.0.0.1", 5),
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }


def test_the_edition_is_the_one_of_host_and_prefix() -> None:
    english, arabic = make_edition(), make_edition("ar")
    for path, edition in (("/stream/", english), ("/ar/stream/", arabic)):
        asked = read_scope(scope(path), [english, arabic])
        assert asked is not None
        assert asked.edition_id == edition.pk


@pytest.mark.parametrize(
    ("path", "query", "host"),
    [
        *(("/xx/stream/", "", "localhost"), ("/AR/stream/", "", "localhost"), ("//stream/", "", "localhost")),
        *(("/news/stream/", "", "localhost"), ("/stream/stream/", "", "localhost")),
        *(("/stream/", "", "evil.example"), ("/stream/", "", ""), ("/stream/", "", "localhost:x")),
        *(("/stream/", "blog=all", "localhost"), ("/stream/", "test=1", "localhost")),
        # More than Django reads.
        ("/stream/", "a&" * 4001, "localhost"),
    ],
)
def test_any_other_address_is_none_of_the_stream_s(path: str, query: str, host: str) -> None:
    assert read_scope(scope(path, query, host), [make_edition(), make_edition("ar")]) is None


@pytest.mark.parametrize("last", ["", "-1", "abc", "1.5", "9" * 19, "9" * 100_000, "٣", "1\x00", " 1", "1e3"])
def test_a_number_that_is_none_is_as_good_as_none(last: str) -> None:
    asked = read_scope(scope(last_event_id=last), [make_edition()])
    assert asked is not None
    assert asked.after is None


def test_the_header_goes_before_the_query() -> None:
    asked = read_scope(scope(query="after=3&blog=12", last_event_id="5"), [make_edition()])
    assert asked is not None
    assert (asked.after, asked.blog) == (5, 12)
    asked = read_scope(scope(query="after=3"), [make_edition()])
    assert asked is not None
    assert asked.after == 3


def test_where_readers_come_over_tls_the_stream_is_for_those_alone(settings: SettingsWrapper) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert read_scope(scope(), [make_edition()]) is None
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert read_scope(scope(x_forwarded_proto="http"), [make_edition()]) is None
    assert read_scope(scope(x_forwarded_proto="https"), [make_edition()]) is not None


@pytest.mark.parametrize(
    ("address", "owner"),
    [
        ("forged, 198.51.100.1", "198.51.100.1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::/64"),
    ],
)
def test_streams_are_counted_by_whom_the_address_belongs_to(
    monkeypatch: pytest.MonkeyPatch, address: str, owner: str
) -> None:
    monkeypatch.setattr(site, "ENVIRONMENT", replace(site.ENVIRONMENT, trusted_proxy_count=1))
    asked = read_scope(scope(x_forwarded_for=address), [make_edition()])
    assert asked is not None
    assert (asked.owner, asked.peer) == (owner, ("127.0.0.1", 5))
