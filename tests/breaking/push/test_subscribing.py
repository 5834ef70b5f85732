"""What a device may ask of the site, and what it is told."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from breaking.push import subscriptions
from breaking.push.models import Asking, Delivery, Subscription
from breaking.push.vapid import application_key
from tests.articles.published.pages import soup
from tests.breaking.push.alerts import make_alert
from tests.breaking.push.services import Device
from tests.factories import make_edition, make_section

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
KNOWN = "https://fcm.googleapis.com/fcm/send/abc"
OTHER = "https://updates.push.services.mozilla.com/wpush/v2/xyz"


@pytest.fixture(autouse=True)
def editions() -> None:
    make_edition(name="The Daily Meridian")
    make_edition("ar", name="الميريديان")


def post(client: Client, what: str, body: Any, root: str = "/", **extra: Any) -> HttpResponse:
    sent = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"} | extra.pop("headers", {})
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    path = f"{root}push/{what}/"
    return client.post(path, text, content_type="application/json", headers=sent, **extra)


def wish(endpoint: Any = KNOWN, topics: Any = (), **more: Any) -> dict[str, Any]:
    return {"subscription": {"endpoint": endpoint, "keys": Device().keys()}, "topics": topics, **more}


def test_a_device_that_asks_gets_alerts_of_the_edition_for_all_topics(client: Client) -> None:
    response = post(client, "subscribe", wish())
    assert response.status_code == 200
    assert response.json() == {"topics": [], "elsewhere": "", "test": False}
    row = Subscription.objects.get()
    assert (row.edition.code, row.section_ids, row.is_test) == ("en", [], False)


def test_a_device_asks_for_topics(client: Client) -> None:
    news, sport = make_section("news"), make_section("sport")
    post(client, "subscribe", wish(topics=[sport.pk, 0]))
    assert Subscription.objects.get().section_ids == [0, sport.pk]
    post(client, "topics", {"endpoint": KNOWN, "topics": [news.pk]})
    assert Subscription.objects.get().section_ids == [news.pk]


def test_a_device_that_asks_again_is_one_row_with_what_it_chose_last(client: Client) -> None:
    post(client, "subscribe", wish())
    again = wish()
    post(client, "subscribe", again, "/ar/")
    row = Subscription.objects.get()
    assert (row.edition.code, row.p256dh) == ("ar", again["subscription"]["keys"]["p256dh"])


def test_a_device_learns_what_it_has(client: Client) -> None:
    sport = make_section("sport")
    assert post(client, "topics", {"endpoint": KNOWN}).status_code == 404
    post(client, "subscribe", wish(topics=[sport.pk]))
    assert post(client, "topics", {"endpoint": KNOWN}).json()["topics"] == [sport.pk]
    elsewhere = post(client, "topics", {"endpoint": KNOWN}, "/ar/").json()
    assert elsewhere["elsewhere"] == "The Daily Meridian"


def test_a_device_that_wants_no_more_is_forgotten_with_what_was_sent_to_it(client: Client) -> None:
    post(client, "subscribe", wish())
    Delivery.objects.create(alert=make_alert(), subscription=Subscription.objects.get())
    assert post(client, "unsubscribe", {"endpoint": KNOWN}).status_code == 204
    assert not Subscription.objects.exists()
    assert not Delivery.objects.exists()
    assert post(client, "unsubscribe", {"endpoint": KNOWN}).status_code == 204


def test_a_new_address_of_a_device_takes_over_what_it_had_chosen(client: Client) -> None:
    sport = make_section("sport")
    post(client, "subscribe", wish(topics=[sport.pk]))
    renewed = {"subscription": {"endpoint": OTHER, "keys": Device().keys()}, "replaces": KNOWN}
    assert post(client, "subscribe", renewed, "/ar/").status_code == 200
    row = Subscription.objects.get()
    assert (row.endpoint, row.section_ids, row.edition.code) == (OTHER, [sport.pk], "en")


def test_a_new_address_of_a_device_that_is_not_known_is_not_kept(client: Client) -> None:
    renewed = {"subscription": {"endpoint": OTHER, "keys": Device().keys()}, "replaces": KNOWN}
    assert post(client, "subscribe", renewed).status_code == 404
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("endpoint", [None, "http://127.0.0.1/x", "https://fcm.googleapis.com/" + "x" * 1000])
def test_an_endpoint_of_no_known_service_is_refused_with_a_sentence(client: Client, endpoint: Any) -> None:
    response = post(client, "subscribe", wish(endpoint))
    assert response.status_code == 400
    sentence = response.content.decode()
    assert response["Content-Type"].startswith("text/plain")
    assert sentence.endswith(".\n")
    assert sentence.count("\n") == 1
    assert not Subscription.objects.exists()


def test_a_host_that_links_may_lead_to_is_no_push_service(client: Client, settings: SettingsWrapper) -> None:
    settings.FETCH_ALLOW_HOSTS = ("archive.internal",)
    assert post(client, "subscribe", wish("http://archive.internal/x")).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        *("", "{", "[]", "null", "7", '"x"', "[" * 4000, b"\xff\xfe", "NaN", "{}", '{"subscription": []}'),
        *('{"subscription": {}}', '{"subscription": {"endpoint": "x"}}', "x" * 4097, "{" + " " * 5000 + "}"),
    ],
)
def test_what_is_no_subscription_is_refused_with_a_sentence(client: Client, body: Any) -> None:
    response = post(client, "subscribe", body)
    assert response.status_code == 400
    assert response.content.decode().endswith(".\n")


@pytest.mark.parametrize(
    "keys",
    [
        *(None, [], "x", {}, {"p256dh": "", "auth": ""}, {"p256dh": None, "auth": None}),
        *({"p256dh": "A" * 87, "auth": "A" * 22}, {"auth": "AAAA"}),
        *({"auth": "Ä" * 22}, {"p256dh": "x" * 5000}, {"auth": [1]}),
    ],
)
def test_keys_that_are_none_are_refused(client: Client, keys: Any) -> None:
    if isinstance(keys, dict) and len(keys) == 1:
        keys = Device().keys() | keys
    body = {"subscription": {"endpoint": KNOWN, "keys": keys}, "topics": []}
    assert post(client, "subscribe", body).status_code == 400
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("topics", ["all", 7, [True], ["1"], [1.0], [987654321], [-1], [[1]], {"a": 1}])
def test_topics_that_the_edition_does_not_have_are_refused(client: Client, topics: Any) -> None:
    assert post(client, "subscribe", wish(topics=topics)).status_code == 400


def test_a_topic_of_another_edition_or_below_a_section_is_refused(client: Client) -> None:
    below = make_section("football", parent=make_section("sport"))
    foreign = make_section("sport", edition=make_edition("ar"))
    for section in (below, foreign):
        assert post(client, "subscribe", wish(topics=[section.pk])).status_code == 400


@pytest.mark.parametrize("what", ["subscribe", "unsubscribe", "topics"])
def test_only_a_page_of_this_site_may_send_it(client: Client, what: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert post(client, what, wish(), headers=headers).status_code == 403
    assert client.get(f"/push/{what}/").status_code == 405
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("what", ["subscribe", "unsubscribe", "topics"])
def test_no_answer_sets_a_cookie_or_is_kept(client: Client, what: str) -> None:
    response = post(client, what, wish() if what == "subscribe" else {"endpoint": KNOWN})
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"


def test_a_network_that_asks_without_end_is_told_when_to_ask_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_AN_HOUR", 3)
    statuses = [
        post(client, "topics", {"endpoint": KNOWN}, REMOTE_ADDR="192.0.2.1").status_code for _ in range(4)
    ]
    assert statuses == [404, 404, 404, 429]
    refused = post(client, "subscribe", wish(), REMOTE_ADDR="192.0.2.1")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert post(client, "subscribe", wish(), REMOTE_ADDR="192.0.2.2").status_code == 200
    assert b"192.0.2" not in b"".join(bytes(row.digest) for row in Asking.objects.all())


def test_nothing_of_a_device_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    asked = wish()
    with caplog.at_level(logging.DEBUG):
        post(client, "subscribe", asked)
        post(client, "subscribe", wish("https://internal.example/secret-path"))
    secrets = [KNOWN, "secret-path", *asked["subscription"]["keys"].values()]
    assert [secret for secret in secrets if secret in caplog.text] == []
    assert [
        s for s in secrets if s in repr(subscriptions.read(json.dumps(asked).encode(), [], with_keys=True))
    ] == [KNOWN]


def test_the_page_offers_the_first_level_of_sections_and_the_site_s_key(client: Client) -> None:
    make_section("football", parent=make_section("sport", position=1))
    make_section("news", position=2)
    response = client.get("/push/")
    page = soup(response)
    assert not response.cookies
    labels = [label.get_text(strip=True) for label in page.select("[data-topics] label")]
    assert labels == ["Top news", "Sport", "News"]
    panel = page.select_one("form[data-key]")
    assert panel is not None
    assert panel["data-key"] == application_key()
    assert page.select_one("main noscript") is not None


def test_the_page_is_led_to_from_every_page_and_from_where_one_would_look(client: Client) -> None:
    assert soup(client.get("/ar/")).select_one("footer a[href='/ar/push/']") is not None
    for path in ("/breaking/", "/preferences/"):
        assert soup(client.get(path)).select_one("main a[href='/push/']") is not None
