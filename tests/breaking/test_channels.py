"""Live TV as readers get it: what is on and next, whom the page may ask, and the dot in the menu."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connections, transaction
from django.test.utils import CaptureQueriesContext

from articles.media.uses import set_use
from breaking.channels.models import Broadcast, Channel
from breaking.channels.views import origin_of
from newsroom.pages.models import MenuItem
from tests.articles.published.pages import json_ld, soup
from tests.breaking.making import STREAM, make_broadcast, make_channel
from tests.factories import make_article, make_edition, make_image

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from django.test import Client

    from tests.clock import SiteClock

HOUR = timedelta(hours=1)


@pytest.fixture
def noon(site_clock: SiteClock) -> datetime:
    """Noon of some day in Paris, where the edition's clock is."""
    return site_clock.forward_to(datetime(2031, 3, 5, 11, 0, tzinfo=UTC))


pytestmark = pytest.mark.django_db


def section(page: BeautifulSoup, name: str = "harbour-tv") -> Tag:
    found = page.select_one(f"#channel-{name}")
    assert found is not None
    return found


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ", strip=True).split()) if tag else ""


def test_an_edition_without_a_shown_channel_answers_as_an_address_that_never_was(
    client: Client, noon: datetime
) -> None:
    make_edition()
    never = client.get("/live-from-nowhere/")
    assert client.get("/live/").status_code == never.status_code == 404
    make_channel(is_shown=False)
    make_channel(edition=make_edition("es"))
    assert soup(client.get("/live/")).title == soup(never).title
    assert client.get("/es/live/").status_code == 200


def test_each_channel_says_what_is_on_what_is_next_and_what_follows_by_day(
    client: Client, noon: datetime
) -> None:
    channel = make_channel()
    make_broadcast(channel, noon - HOUR / 2, "Noon talk", is_live=False)
    make_broadcast(channel, noon + HOUR, "Council, in full")
    make_broadcast(channel, noon - 3 * HOUR, "Breakfast")
    make_broadcast(channel, noon + 22 * HOUR, "Tomorrow’s paper")
    make_broadcast(channel, noon + 40 * HOUR, "The day after")
    make_channel("Harbour Radio", stream_url="", audio_url=STREAM, position=1)
    page = soup(client.get("/live/"))
    shown = section(page)
    assert words(shown.select_one(".channel__now")) == "On now Noon talk"
    assert words(shown.select_one(".channel__next")) == "Next 13:00 Council, in full"
    assert [words(day) for day in shown.select(".channel__day")] == [
        "Wednesday 5 March 2031",
        "Thursday 6 March 2031",
    ]
    times = [words(row) for row in shown.select(".channel__time")]
    assert times == ["11:30 – 12:30", "13:00 – 14:00", "10:00 – 11:00"]
    assert [words(row) for row in shown.select("[aria-current] .channel__programme")] == ["Noon talk"]
    radio = section(page, "harbour-radio")
    assert words(radio.select_one(".channel__now")) == "Nothing is on at the moment."
    assert [a["href"] for a in page.select(".channel-list a")] == [
        "#channel-harbour-tv",
        "#channel-harbour-radio",
    ]


def test_without_scripts_a_channel_is_a_link_to_its_playlist_and_nothing_else_is_asked_for(
    client: Client, noon: datetime
) -> None:
    make_channel(audio_url="https://sound.example.org/a.m3u8")
    shown = section(soup(client.get("/live/")))
    assert [a["href"] for a in shown.select("[data-stream]")] == [STREAM, "https://sound.example.org/a.m3u8"]
    assert shown.select("video, audio, iframe, script, source") == []
    assert "streams.example.org, sound.example.org, which then sees" in words(shown)


def test_the_policy_of_this_page_alone_names_the_hosts_of_shown_channels_alone(
    client: Client, noon: datetime
) -> None:
    make_article("Story", published=True)
    make_channel(audio_url="https://sound.example.org:8443/a.m3u8")
    make_channel("Hidden", is_shown=False, stream_url="https://hidden.example.org/a.m3u8")
    make_channel("Other", edition=make_edition("es"), stream_url="https://other.example.org/a.m3u8")
    policy = client.get("/live/")["Content-Security-Policy"].split("; ")
    hosts = "https://sound.example.org:8443 https://streams.example.org"
    assert f"connect-src 'self' {hosts}" in policy
    assert f"media-src 'self' blob: {hosts}" in policy
    assert "example.org" not in client.get("/")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example.org/x;script-src *", "https://a.example.org"),
        ("https://user:word@a.example.org:444/x", "https://a.example.org:444"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example"),
        ("https://a;b.example.org/", ""),
        ("https://a b/", ""),
        ("https://a.example.org:port/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_what_a_policy_names_is_a_host_or_nothing(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_a_live_broadcast_is_told_to_machines_with_its_beginning_and_end(
    client: Client, noon: datetime
) -> None:
    channel = make_channel()
    make_broadcast(channel, noon - HOUR, "Film", hours=1.5, is_live=False)
    make_broadcast(channel, noon + HOUR, "Council, in full", description="The vote on the bridge.")
    (video,) = [data for data in json_ld(client.get("/live/")) if data["@type"] == "VideoObject"]
    assert video["name"] == "Council, in full"
    assert video["description"] == "The vote on the bridge."
    assert video["uploadDate"] == "2031-03-05T13:00:00+01:00"
    assert video["thumbnailUrl"][0].startswith("http")
    assert video["contentUrl"] == STREAM
    assert video["publication"] == {
        "@type": "BroadcastEvent",
        "name": "Council, in full",
        "isLiveBroadcast": True,
        "startDate": "2031-03-05T13:00:00+01:00",
        "endDate": "2031-03-05T14:00:00+01:00",
        "publishedOn": {"@type": "BroadcastService", "name": "Harbour TV"},
    }


def test_the_page_is_kept_no_longer_than_what_it_says_is_true(client: Client, site_clock: SiteClock) -> None:
    broadcast = make_broadcast(make_channel(), site_clock.read() + HOUR)
    for change in (broadcast.starts_at, broadcast.ends_at):
        site_clock.forward_to(change - timedelta(seconds=3))
        assert client.get("/live/")["Cache-Control"] == "public, max-age=2"
    site_clock.forward(seconds=30)
    assert client.get("/live/")["Cache-Control"] == "public, max-age=5"


def dot(client: Client, path: str = "/") -> bool:
    return bool(soup(client.get(path)).select(".nav__link--live"))


def test_the_menu_has_its_dot_while_something_is_live_and_at_no_other_time(
    client: Client, site_clock: SiteClock
) -> None:
    MenuItem.objects.create(edition=make_edition(), label="LIVE", url="/live/", is_live=True)
    MenuItem.objects.create(edition=make_edition(), label="About", url="/about-us/")
    now, channel = site_clock.read(), make_channel()
    make_broadcast(channel, now - HOUR, "Film", hours=2, is_live=False)
    make_broadcast(channel, now + 2 * HOUR)
    assert not dot(client)
    site_clock.forward_to(now + 2 * HOUR - timedelta(seconds=4))
    assert client.get("/")["Cache-Control"] == "public, max-age=3"
    site_clock.forward_to(now + 2 * HOUR)
    assert dot(client)
    assert words(soup(client.get("/")).select_one(".nav__link--live")) == "LIVE (on air)"
    site_clock.forward_to(now + 3 * HOUR - timedelta(seconds=4))
    assert client.get("/")["Cache-Control"] == "public, max-age=3"
    site_clock.forward_to(now + 3 * HOUR)
    assert not dot(client)


def test_neither_a_hidden_channel_nor_another_edition_s_lights_the_dot(
    client: Client, site_clock: SiteClock
) -> None:
    MenuItem.objects.create(edition=make_edition(), label="LIVE", url="/live/", is_live=True)
    hidden = make_channel(is_shown=False)
    make_broadcast(hidden, site_clock.read() - HOUR / 2)
    make_broadcast(make_channel(edition=make_edition("es")), site_clock.read() - HOUR / 2)
    assert not dot(client)
    Channel.objects.filter(pk=hidden.pk).update(is_shown=True)
    assert dot(client)


def test_the_longest_of_several_live_broadcasts_keeps_the_dot(client: Client, site_clock: SiteClock) -> None:
    MenuItem.objects.create(edition=make_edition(), label="LIVE", url="/live/", is_live=True)
    now = site_clock.read()
    make_broadcast(make_channel(), now, hours=1)
    make_broadcast(make_channel("Second"), now, hours=3)
    site_clock.forward(hours=2)
    assert dot(client)


def test_a_poster_is_public_while_its_channel_is_shown(client: Client, site_clock: SiteClock) -> None:
    image = make_image(rendered=True)
    channel = make_channel(poster=image)
    path = f"/media/{image.renditions.get(width=640).token}.jpg"
    assert client.get(path).status_code == 404
    set_use("channel", channel.pk, image)
    assert client.get(path).status_code == 200
    assert section(soup(client.get("/live/"))).select("img")


def test_the_page_costs_twelve_queries_at_most_however_much_is_on(
    client: Client, site_clock: SiteClock
) -> None:
    MenuItem.objects.create(edition=make_edition(), label="LIVE", url="/live/", is_live=True)
    make_article("Story", published=True, images=[make_image(rendered=True)])
    channel = make_channel(poster=make_image(rendered=True))
    make_broadcast(channel, site_clock.read())

    def cost() -> int:
        with CaptureQueriesContext(connections["reader"]) as captured:
            assert client.get("/live/").status_code == 200
        return len(captured)

    few = cost()
    for number in range(5):
        other = make_channel(f"Channel {number}", position=number)
        for hour in range(20):
            make_broadcast(other, site_clock.read() + hour * HOUR)
    assert cost() == few
    assert few <= 12, few


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_a_broadcast_has_a_length_and_one_of_a_day_at_most(noon: datetime, hours: float) -> None:
    channel = make_channel()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_broadcast(channel, noon, hours=hours)
    make_broadcast(channel, noon, hours=24)


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_does_not_see_a_hidden_channel_nor_its_schedule() -> None:
    now = datetime.now(UTC)
    for channel in (make_channel(), make_channel("Hidden", is_shown=False)):
        make_broadcast(channel, now, channel.name)
    assert [c.name for c in Channel.objects.using("reader")] == ["Harbour TV"]
    assert [b.title for b in Broadcast.objects.using("reader")] == ["Harbour TV"]
