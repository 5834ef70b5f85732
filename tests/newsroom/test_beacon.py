from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from newsroom.audience.counting import forget, refresh_most_read
from newsroom.audience.models import HourlyCount, Sighting
from tests.articles.published.pages import headlines, soup
from tests.factories import make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def send(
    client: Client, body: Any, path: str = "/beacon/", address: str = "192.0.2.1", **headers: str
) -> HttpResponse:
    sent = {"User-Agent": BROWSER, "Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"} | headers
    return client.post(path, str(body), content_type="text/plain", headers=sent, REMOTE_ADDR=address)


def views() -> dict[int, int]:
    return dict(HourlyCount.objects.values_list("article_id", "views"))


def test_a_view_is_counted(client: Client) -> None:
    story = make_article(published=True)
    assert send(client, story.pk).status_code == 204
    assert views() == {story.pk: 1}


def test_a_reload_is_counted_once_and_a_later_visit_again(client: Client, site_clock: SiteClock) -> None:
    story = make_article(published=True)
    send(client, story.pk)
    site_clock.forward(minutes=29)
    send(client, story.pk)
    assert sum(views().values()) == 1
    site_clock.forward(minutes=2)
    send(client, story.pk)
    assert sum(HourlyCount.objects.values_list("views", flat=True)) == 2


def test_two_readers_are_two(client: Client) -> None:
    story = make_article(published=True)
    send(client, story.pk)
    send(client, story.pk, address="192.0.2.2")
    assert views() == {story.pk: 2}


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("192.0.2.1", "::ffff:192.0.2.1")],
)
def test_the_addresses_of_one_subscriber_are_one_reader(client: Client, first: str, second: str) -> None:
    story = make_article(published=True)
    send(client, story.pk, address=first)
    send(client, story.pk, address=second)
    assert views() == {story.pk: 1}


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 HeadlessChrome/140.0",
        "facebookexternalhit/1.1 preview",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0)",
    ],
)
def test_bots_are_not_counted(client: Client, agent: str) -> None:
    story = make_article(published=True)
    assert send(client, story.pk, **{"User-Agent": agent}).status_code == 204
    assert views() == {}


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_counted_is_not(client: Client, header: str) -> None:
    story = make_article(published=True)
    assert send(client, story.pk, **{header: "1"}).status_code == 204
    assert views() == {}


@pytest.mark.parametrize(
    "body", ["", "x", "-1", "0", "999999", "1e3", "9" * 19, "9" * 10_000, "\x00", "٣", "1; DROP TABLE x"]
)
def test_a_forged_number_counts_nothing_and_learns_nothing(client: Client, body: str) -> None:
    make_article(published=True)
    response = send(client, body)
    assert (response.status_code, response.content) == (204, b"")
    assert views() == {}


def test_a_hidden_or_withdrawn_story_is_not_counted(client: Client) -> None:
    hidden, withdrawn = make_article("Hidden"), make_article("Withdrawn", published=True)
    publishing.withdraw(withdrawn.pk, make_user("editor"), notice="Wrong.")
    send(client, hidden.pk)
    send(client, withdrawn.pk)
    assert views() == {}


def test_a_story_counts_in_its_own_edition_alone(client: Client) -> None:
    make_edition("ar")
    story = make_article(published=True)
    send(client, story.pk, path="/ar/beacon/")
    assert views() == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
)
def test_other_sites_cannot_send_it(client: Client, headers: dict[str, str]) -> None:
    story = make_article(published=True)
    assert send(client, story.pk, **headers).status_code == 403
    assert views() == {}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_it_is_only_posted(client: Client, method: str) -> None:
    make_edition()
    response = client.generic(method, "/beacon/")
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_no_address_is_kept_and_nothing_for_longer_than_a_day(client: Client, site_clock: SiteClock) -> None:
    story = make_article(published=True)
    send(client, story.pk, address="192.0.2.77")
    [sighting] = Sighting.objects.all()
    assert b"192.0.2.77" not in bytes(sighting.digest)
    site_clock.forward(hours=25)
    forget()
    assert not Sighting.objects.exists()


def test_most_read_is_in_the_order_of_views(client: Client, site_clock: SiteClock) -> None:
    user = make_user()
    stories = [make_article(f"Story {n}", creator=user, published=True) for n in range(3)]
    for story, count in zip(stories, (1, 3, 2), strict=True):
        for reader in range(count):
            send(client, story.pk, address=f"192.0.2.{reader}")
    site_clock.forward(minutes=5)
    refresh_most_read()
    assert headlines(client.get("/most-read/")) == ["Story 1", "Story 2", "Story 0"]


def test_newer_views_weigh_more(client: Client, site_clock: SiteClock) -> None:
    old, new = make_article("Old", published=True), make_article("New", published=True)
    for reader in range(3):
        send(client, old.pk, address=f"192.0.2.{reader}")
    site_clock.forward(hours=20)
    for reader in range(2):
        send(client, new.pk, address=f"192.0.2.{reader}")
    site_clock.forward(hours=1)
    refresh_most_read()
    assert headlines(client.get("/most-read/")) == ["New", "Old"]


def test_a_story_that_is_taken_down_leaves_most_read_at_once(client: Client, site_clock: SiteClock) -> None:
    gone, stays = make_article("Gone", published=True), make_article("Stays", published=True)
    send(client, gone.pk)
    site_clock.forward(minutes=5)
    refresh_most_read()
    publishing.unpublish(gone.pk, make_user("editor"))
    assert headlines(client.get("/most-read/")) == ["Stays"]
    assert stays.pk


def test_a_story_s_page_asks_to_be_counted_and_a_list_does_not(client: Client) -> None:
    section = make_section()
    story = make_article("Counted", section=section, published=True)
    body = soup(client.get(f"/politics/{story.pk}/counted/")).body
    assert (body["data-beacon"], body["data-article"]) == ("/beacon/", str(story.pk))
    assert "data-article" not in soup(client.get("/politics/")).body.attrs
