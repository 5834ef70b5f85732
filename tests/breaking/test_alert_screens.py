"""Alerts on the desk: every address asked by everybody, and what the pages say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breaking import alerts, approvals
from breaking.models import Alert, AlertAct
from breaking.push import halting
from breaking.push.models import Subscription
from tests.desk.forms import signed_in, visitor
from tests.factories import PASSWORD, make_alert, make_article, make_edition, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import SettingsWrapper

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "/admin/breaking/alert/"
HOUR = timedelta(hours=1)
PEOPLE = ("anonymous", "nobody", "elsewhere", "journalist", "author", "editor", "admin", "superuser")


def draft(by: User | None = None, **more: Any) -> Alert:
    said = {"text": "The bridge is closed", "editions": [make_edition()], "lasts": HOUR, "level": "flash"}
    return alerts.draft(by or make_user("editor"), **(said | more))


def typed(**more: Any) -> dict[str, Any]:
    return {
        "text": "The bridge is closed",
        "level": "ticker",
        "editions": [make_edition().pk],
        "hours": 6,
    } | more


def page(client: Client, url: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def client_of(who: str, alert: Alert) -> Client:
    match who:
        case "author":
            assert alert.author
            return signed_in(alert.author)
        case "superuser":
            return signed_in(make_user("", is_superuser=True))
    return visitor(who)


# Each address of an alert that waits, or that runs: who gets how far. 302 is done, or the way to sign in.
IN = ("author", "editor", "admin", "superuser")
ADDRESSES: dict[str, tuple[bool, dict[str, Any], tuple[str, ...]]] = {
    "edit": (False, {"level": "flash", "text": "Other words"}, IN),
    "send": (False, {}, ()),
    "stand_down": (False, {}, IN),
    "approve": (False, {"password": PASSWORD}, ("editor", "admin", "superuser")),
    "extend": (True, {"hours": "3"}, IN),
    "halt": (True, {}, IN),
    "link": (True, {"story": ""}, IN),
    "correct": (True, {"text": "The bridge is open"}, IN),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("verb", sorted(ADDRESSES))
def test_an_address_answers_whoever_asks_by_their_rights(verb: str, who: str) -> None:
    is_public, post, may = ADDRESSES[verb]
    alert = make_alert(is_pushed=True) if is_public else draft()
    if verb == "edit":
        post = typed(**post)
    if verb == "approve":
        post = post | {"digest": approvals.digest_of(alert.pk)}
    before = (alert.acts.count(), Alert.objects.count())
    answer = client_of(who, alert).post(
        f"{LIST}{alert.pk}/{verb}/", post | {"version": Alert.objects.get().version}
    )
    if who in ("anonymous", "nobody"):
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]
    elif who in may:
        assert answer.status_code == 302
    else:
        assert answer.status_code in (403, 404, 422)
    if who not in may:
        assert (alert.acts.count(), Alert.objects.count()) == before
        assert Alert.objects.get().public_from == alert.public_from


@pytest.mark.parametrize("verb", ["send", "stand_down", "approve", "extend", "halt", "link"])
def test_an_act_is_not_an_address_to_visit(verb: str) -> None:
    alert = make_alert()
    assert signed_in(make_user("editor")).get(f"{LIST}{alert.pk}/{verb}/").status_code == 405
    assert signed_in(make_user("editor")).get(f"{LIST}stop/").status_code == 405


@pytest.mark.parametrize("who", PEOPLE)
def test_an_alert_that_waits_is_seen_by_the_editors_of_its_editions_alone(who: str) -> None:
    alert = draft()
    client = client_of(who, alert)
    assert (client.get(f"{LIST}{alert.pk}/change/").status_code == 200) == (who in IN)
    assert (alert.text in client.get(LIST).content.decode()) == (who in IN)


def test_a_flash_that_is_typed_waits_and_another_sends_it() -> None:
    author, second = make_user("editor"), make_user("editor")
    signed_in(author).post(f"{LIST}add/", typed(level="flash"))
    alert = Alert.objects.get()
    assert alert.public_from is None
    shown = page(signed_in(author), f"{LIST}{alert.pk}/change/")
    assert shown.select_one("#alert-password") is None
    assert str(second) in shown.select_one("#approval").get_text()
    shown = page(signed_in(second), f"{LIST}{alert.pk}/change/")
    assert shown.select_one(".alert-line.is-flash .alert-text").get_text() == alert.text
    digest = shown.select_one("input[name=digest]")["value"]
    signed_in(second).post(f"{LIST}{alert.pk}/approve/", {"digest": digest, "password": PASSWORD})
    assert Alert.objects.get().sent_by == second


def test_who_may_not_send_alone_posts_in_vain() -> None:
    boss = make_user("admin", is_superuser=True)
    client = signed_in(boss)
    alert = draft(boss)
    digest = approvals.digest_of(alert.pk)
    now = f"{timezone.now():%Y-%m-%dT%H:%M}"
    forged = {"public_from": now, "public_until": now, "sent_by": boss.pk, "is_test": "", "kind": "alone"}
    for path, post in (
        (f"{alert.pk}/send/", forged),
        (f"{alert.pk}/approve/", {"digest": digest, "password": PASSWORD, **forged}),
        (f"{alert.pk}/approve/", {"digest": digest, "password": PASSWORD, "emergency": "1", "reason": "x"}),
        (f"{alert.pk}/approve/", {"digest": digest, "password": PASSWORD, "only": "1"}),
        (f"{alert.pk}/change/", forged),
        (f"{alert.pk}/edit/", typed(level="flash", version=alert.version, **forged)),
        ("", {"action": "send", "_selected_action": [alert.pk]}),
        ("", {"action": "delete_selected", "_selected_action": [alert.pk], "post": "yes"}),
        (f"{alert.pk}/delete/", {"post": "yes"}),
    ):
        assert client.post(f"{LIST}{path}", post).status_code in (200, 302, 404, 405, 422), path
        assert Alert.objects.get().public_from is None, path


def test_a_wrong_password_is_said_and_nothing_typed_is_lost(settings: SettingsWrapper) -> None:
    settings.ALERT_BREAK_GLASS = True
    me = make_user("editor")
    alert = draft(me)
    post = {
        "digest": approvals.digest_of(alert.pk),
        "password": "wrong",
        "emergency": "1",
        "reason": "Alone here",
    }
    answer = signed_in(me).post(f"{LIST}{alert.pk}/approve/", post)
    assert answer.status_code == 422
    shown = BeautifulSoup(answer.content, "html.parser")
    assert "not your password" in shown.select_one("[role=alert]").get_text()
    assert shown.select_one("#glass-reason").get_text() == "Alone here"
    assert "wrong" not in [field.get("value") for field in shown.select("input")]


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        ({"text": "x" * 281}, "at most 280 fit"),
        ({"text": "\u202e"}, "Write the line"),
        ({"text": "x" * 9000}, "2000 characters"),
        ({"level": "siren"}, "Select a valid choice"),
        ({"editions": [999]}, "Select a valid choice"),
        ({"editions": ["x"]}, "is not a valid value"),
        ({"hours": "1000"}, "Select a valid choice"),
        ({"starts_at": "2020-01-01T10:00"}, "within the next seven days"),
        ({"starts_at": "soon"}, "Give a date and a time"),
        ({"story": "9" * 30}, "Select a valid choice"),
        ({"live_blog": "1"}, "Select a valid choice"),
        ({"section": "abc"}, "Select a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(post: dict[str, Any], sentence: str) -> None:
    answer = signed_in(make_user("editor")).post(f"{LIST}add/", typed() | post)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert sentence in text
    assert post.get("text", "The bridge is closed")[:200] in text
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "post", [{"version": "x"}, {"version": "-1"}, {"version": "9" * 40}, {"version": ""}]
)
def test_an_edit_without_what_was_seen_is_refused(post: dict[str, Any]) -> None:
    me = make_user("editor")
    alert = draft(me)
    signed_in(me).post(f"{LIST}{alert.pk}/edit/", typed(text="Other words", level="flash") | post)
    assert Alert.objects.get().text == alert.text


def test_the_form_of_an_edit_shows_what_stands() -> None:
    me = make_user("editor")
    story = make_article()
    starts = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=40)
    alert = draft(me, starts_at=starts, is_pushed=True, article_id=story.pk, lasts=timedelta(hours=3))
    shown = page(signed_in(me), f"{LIST}{alert.pk}/edit/")
    fields = {one["name"]: one.get("value", "") for one in shown.select("form.alert-form input[name][value]")}
    assert fields["starts_at"] == f"{starts.astimezone(make_edition().zone):%Y-%m-%dT%H:%M}"
    assert fields["story"] == str(story.pk)
    assert shown.select_one("option[selected][value='3']")
    assert shown.select_one("#id_is_pushed").has_attr("checked")
    assert shown.select_one("#id_text").get_text().strip() == alert.text


@pytest.mark.parametrize(
    ("path", "name"),
    [("add/", "data-alert-form"), ("{}/correct/", "alert-wrong"), ("{}/change/", "alert-page")],
)
def test_a_test_is_marked_wherever_it_is_shown(path: str, name: str) -> None:
    alert = make_alert(is_test=True)
    text = signed_in(make_user("editor")).get(f"{LIST}{path.format(alert.pk)}").content.decode()
    assert name in text
    assert "TEST" in text
    shown = page(signed_in(make_user("editor")), LIST)
    assert shown.select_one("#result_list .alert-test").get_text() == "TEST"


def test_the_page_counts_the_devices_that_a_push_would_reach() -> None:
    edition = make_edition()
    for number, fields in enumerate(
        ({}, {"section_ids": [5]}, {"is_test": True}, {"edition": make_edition("es")})
    ):
        Subscription.objects.create(
            endpoint=f"https://push.example/{number}", **({"edition": edition} | fields)
        )
    alert = draft(is_pushed=True)
    assert "1 device" in page(signed_in(make_user("editor")), f"{LIST}{alert.pk}/change/").get_text()


@pytest.mark.parametrize(("who", "may"), [("journalist", False), ("editor", True), ("admin", True)])
def test_the_stop_switch_is_one_press_away_for_editors(who: str, may: bool) -> None:
    client = signed_in(make_user(who))
    assert bool(page(client, LIST).select_one(".alert-stop")) == may
    assert (client.post(f"{LIST}stop/", {"to": "stop"}).status_code == 302) == may
    assert halting.is_halted() == may
    if may:
        assert "All pushes are stopped" in page(client, LIST).get_text()
        client.post(f"{LIST}stop/", {"to": "let"})
        assert not halting.is_halted()
        assert AlertAct.objects.count() == 2


STATES: dict[str, Callable[[], Alert]] = {
    "waiting": draft,
    "draft": lambda: draft(level="ticker"),
    "scheduled": lambda: make_alert(public_from=timezone.now() + HOUR),
    "running": make_alert,
    "over": lambda: make_alert(public_from=timezone.now() - timedelta(hours=9)),
    "down": lambda: alerts.stand_down(make_alert().pk, make_user("editor")),
    "dropped": lambda: alerts.stand_down(draft().pk, make_user("editor")),
}


@pytest.mark.parametrize("state", sorted(STATES))
def test_the_list_says_how_an_alert_stands_and_filters_by_it(state: str) -> None:
    alert = STATES[state]()
    assert alert.state(timezone.now()) == state
    client = signed_in(make_user("editor"))
    for asked in STATES:
        rows = page(client, f"{LIST}?state={asked}").select("#result_list tbody tr")
        assert len(rows) == (asked == state)
    assert page(client, LIST).select_one(f".alert-state.is-{state}")
    assert client.get(f"{LIST}{alert.pk}/change/").status_code == 200


def test_the_list_has_what_waits_at_its_head_and_then_the_newest_by_the_edition_s_clock() -> None:
    author, at = make_user("editor"), datetime(2026, 11, 26, 3, 30, tzinfo=UTC)
    waits = draft(author, text="One that waits")
    alerts.stand_down(draft(author, text="Thrown away").pk, author)
    make_alert("An older one", public_from=at, editions=[make_edition("es", time_zone="America/Lima")])
    tomorrow = timezone.now() + timedelta(days=1)
    make_alert("Tomorrow's", public_from=tomorrow)
    make_alert("The newest")
    shown = page(signed_in(author), LIST)
    lines = [line.get_text(strip=True) for line in shown.select("#result_list .field-line")]
    assert lines == [waits.text, "Tomorrow's", "The newest", "Thrown away", "An older one"]
    starts = [" ".join(cell.get_text().split()) for cell in shown.select("#result_list .field-starts")]
    assert starts[4] == "25 Nov 22:30 America/Lima"
    assert starts[0] == "-"


def test_the_first_page_calls_those_who_may_approve() -> None:
    author = make_user("editor")
    draft(author, editions=[make_edition()])
    for who, is_called in ((make_user("editor"), True), (author, True), (make_user(), False)):
        assert bool(page(signed_in(who), "/admin/").select_one("#alerts-waiting")) == is_called
    elsewhere = make_user("editor", edition=make_edition("es"))
    assert page(signed_in(elsewhere), "/admin/").select_one("#alerts-waiting") is None


def test_the_first_page_says_when_a_drill_did_not_arrive(settings: SettingsWrapper) -> None:
    settings.DRILL_MINUTES = 15
    assert "No drill" in page(signed_in(make_user("editor")), "/admin/").select_one("#drill").get_text()
    assert page(signed_in(make_user()), "/admin/").select_one("#drill") is None


@pytest.mark.parametrize("words", ["stop pushes", "approval"])
def test_the_palette_knows_the_way(words: str) -> None:
    found = signed_in(make_user("editor")).get("/admin/palette/", {"q": words}).json()
    assert any("/breaking/alert/" in row["url"] for group in found["groups"] for row in group["rows"])


def test_a_confidential_story_is_not_named_to_who_may_not_see_it() -> None:
    spanish = make_edition("es")
    secret = make_article("The secret of the vault", confidential=True)
    alert = make_alert(article_id=secret.pk, editions=[make_edition(), spanish])
    text = signed_in(make_user()).get(f"{LIST}{alert.pk}/change/").content.decode()
    assert "secret of the vault" not in text


def test_the_pages_ask_the_database_the_same_however_much_there_is() -> None:
    client = signed_in(make_user("editor"))
    counts = []
    for _ in range(2):
        alert = draft(text=f"Line {len(counts)}", is_pushed=True)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"{LIST}{alert.pk}/change/")
            client.get(LIST)
        counts.append(len(asked))
        for number in range(5):
            make_alert(f"Another {len(counts)} {number}")
            make_user("editor")
    assert counts[1] <= counts[0]
    assert counts[0] <= 40
