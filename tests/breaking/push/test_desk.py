"""The desk's page of devices: who sees it, and how a device gets into the test audience."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breaking.push.models import Subscription
from tests.breaking.push.services import Device
from tests.desk.forms import signed_in, visitor
from tests.factories import make_edition, make_section, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PAGE = "/admin/push/subscription/"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
ANSWERS = {"anonymous": 302, "nobody": 302, "journalist": 403, "editor": 200, "admin": 200}
QUERIES = 9


def client_of(who: str) -> Client:
    make_edition()
    return visitor(who)


def post(client: Client, what: str, **extra: Any) -> HttpResponse:
    body = {"endpoint": ENDPOINT, "topics": None}
    if what == "subscribe":
        body = {"subscription": {"endpoint": ENDPOINT, "keys": Device().keys()}, "topics": []}
    return client.post(f"{PAGE}{what}/", json.dumps(body | extra), content_type="application/json")


@pytest.mark.parametrize("who", ANSWERS)
def test_the_counts_are_for_those_who_may_send_alerts(who: str) -> None:
    assert client_of(who).get(PAGE).status_code == ANSWERS[who]


@pytest.mark.parametrize("who", ANSWERS)
@pytest.mark.parametrize("what", ["subscribe", "topics", "unsubscribe"])
def test_the_test_audience_is_for_those_who_may_send_alerts(what: str, who: str) -> None:
    client = client_of(who)
    if what == "topics":
        Subscription.objects.create(endpoint=ENDPOINT, edition=make_edition(), **Device().keys())
    allowed = 204 if what == "unsubscribe" else 200
    expected = allowed if ANSWERS[who] == 200 else ANSWERS[who]
    response = post(client, what)
    assert response.status_code == expected
    assert Subscription.objects.filter(is_test=True).exists() == (what == "subscribe" and expected == 200)
    assert client.get(f"{PAGE}{what}/").status_code == (405 if ANSWERS[who] == 200 else ANSWERS[who])


def test_a_device_joins_the_test_audience_and_leaves_that_of_readers() -> None:
    Subscription.objects.create(endpoint=ENDPOINT, edition=make_edition(), **Device().keys())
    client = client_of("editor")
    assert post(client, "topics").json()["test"] is False
    assert post(client, "subscribe").json()["test"] is True
    assert Subscription.objects.get().is_test
    assert post(client, "unsubscribe").status_code == 204
    assert post(client, "topics").status_code == 404


def test_another_site_s_page_makes_no_device_a_part_of_it() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("editor"))
    assert post(client, "subscribe").status_code == 403
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "{", "[]", json.dumps({"subscription": {"endpoint": "http://10.0.0.1/"}})]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(body: str) -> None:
    make_edition()
    response = client_of("editor").post(f"{PAGE}subscribe/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.content.decode().endswith(".\n")


def test_the_page_has_numbers_and_no_device() -> None:
    sport = make_section("sport")
    for number in range(3):
        Subscription.objects.create(
            endpoint=f"{ENDPOINT}{number}", edition=make_edition(), section_ids=[sport.pk], **Device().keys()
        )
    text = client_of("editor").get(PAGE).content.decode()
    assert "3 devices get its alerts." in text
    assert ENDPOINT not in text


def test_the_page_asks_as_much_for_many_devices_as_for_none(django_assert_max_num_queries: Any) -> None:
    sport, client = make_section("sport"), client_of("editor")
    make_edition("ar")
    Subscription.objects.bulk_create(
        Subscription(
            endpoint=f"{ENDPOINT}{n}", edition=make_edition(), section_ids=[sport.pk], **Device().keys()
        )
        for n in range(50)
    )
    client.get(PAGE)
    with django_assert_max_num_queries(QUERIES):
        client.get(PAGE)


def test_no_device_is_shown_changed_or_deleted_by_an_address_of_its_own() -> None:
    client = signed_in(make_user("admin"))
    row = Subscription.objects.create(endpoint=ENDPOINT, edition=make_edition(), **Device().keys())
    for path in ("add/", f"{row.pk}/", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"):
        assert client.get(f"{PAGE}{path}").status_code == 404
        assert client.post(f"{PAGE}{path}", {"post": "yes"}).status_code == 404
