"""Channels and their schedules on the desk: who may change them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.media.models import Use
from breaking.channels.models import Broadcast, Channel
from tests.articles.published.pages import soup
from tests.breaking.making import STREAM, make_broadcast, make_channel
from tests.desk.forms import signed_in, visitor
from tests.factories import make_edition, make_image, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.clock import SiteClock

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/channels/channel/", "/admin/channels/channel/add/"
PEOPLE = ("anonymous", "nobody", "journalist", "editor", "admin", "elsewhere")
DAY = "2031-03-05T"


def address(channel: Channel) -> str:
    return f"/admin/channels/channel/{channel.pk}/change/"


def fields(**changes: Any) -> dict[str, Any]:
    sent = {
        "edition": make_edition().pk,
        "name": "Harbour TV",
        "slug": "harbour-tv",
        "description": "",
        "stream_url": STREAM,
        "audio_url": "",
        "poster": "",
        "position": 0,
        "is_shown": "on",
    }
    return sent | changes


def schedule(channel: Channel, *rows: tuple[str, str, str], **changes: Any) -> dict[str, Any]:
    """The form of the channel, with these new broadcasts: title, and beginning and end on its edition's clock."""
    sent = fields(**{"broadcasts-TOTAL_FORMS": len(rows), "broadcasts-INITIAL_FORMS": 0})
    for number, (title, starts, ends) in enumerate(rows):
        sent |= {
            f"broadcasts-{number}-title": title,
            f"broadcasts-{number}-starts": starts,
            f"broadcasts-{number}-ends": ends,
            f"broadcasts-{number}-is_live": "on",
            f"broadcasts-{number}-channel": channel.pk,
        }
    return sent | changes


def refused(response: HttpResponse) -> list[str]:
    """What the form says, which was not saved."""
    assert response.status_code == 200
    return [error.get_text(strip=True) for error in soup(response).select(".errorlist li")]


@pytest.mark.parametrize("who", PEOPLE)
def test_channels_are_changed_by_the_editors_of_their_edition(who: str) -> None:
    channel = make_channel()
    client = visitor(who)
    gone = {"post": "yes"}
    asked = {
        "list": client.get(LIST),
        "see": client.get(address(channel)),
        "add": client.post(ADD, fields(slug="second")),
        "change": client.post(address(channel), schedule(channel, name="Changed")),
        "delete": client.post(f"/admin/channels/channel/{channel.pk}/delete/", gone),
    }
    statuses = {name: response.status_code for name, response in asked.items()}
    if who in ("editor", "admin"):
        assert statuses == {"list": 200, "see": 200, "add": 302, "change": 302, "delete": 302}
        assert [c.slug for c in Channel.objects.all()] == ["second"]
        return
    others = {"anonymous": 302, "nobody": 302, "journalist": 403}
    if who == "elsewhere":
        # Its own editions' list is empty, and what it is told is that there is no such channel, or no such choice.
        assert statuses == {"list": 200, "see": 302, "add": 200, "change": 302, "delete": 302}
        assert "Harbour" not in asked["list"].content.decode()
    else:
        assert set(statuses.values()) == {others[who]}
    assert [(c.name, c.slug) for c in Channel.objects.all()] == [("Harbour TV", "harbour-tv")]


def test_the_pages_of_channels_have_no_counts_to_ask_for_and_no_buttons_beside_the_edition() -> None:
    channel, client = make_channel(), signed_in(make_user("admin"))
    assert soup(client.get(LIST)).select("#changelist-filter")
    assert soup(client.get(LIST)).select('[href*="_facets"]') == []
    for form in (soup(client.get(url)) for url in (ADD, address(channel))):
        assert len(form.select(".field-edition select option")) == 2
        assert form.select(".field-edition a") == []


def test_a_schedule_is_typed_on_the_clock_of_the_edition(client: Client) -> None:
    channel = make_channel()
    post = schedule(
        channel, ("Late news", f"{DAY}23:30", "2031-03-06T00:15"), ("Film", f"{DAY}21:00", f"{DAY}23:30")
    )
    response = signed_in(make_user("editor")).post(address(channel), post)
    assert response.status_code == 302, refused(response)
    film, news = Broadcast.objects.order_by("starts_at")
    assert (film.title, film.starts_at) == ("Film", datetime(2031, 3, 5, 20, 0, tzinfo=UTC))
    assert (news.starts_at, news.ends_at) == (film.ends_at, datetime(2031, 3, 5, 23, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("A", "09:00", "10:00"), ("B", "09:59", "11:00")], "It overlaps with “A” on this channel."),
        ([("A", "09:00", "12:00"), ("B", "10:00", "11:00")], "It overlaps with “A” on this channel."),
        ([("A", "19:30", "21:00")], "It overlaps with “Kept” on this channel."),
        ([("A", "20:15", "20:30")], "It overlaps with “Kept” on this channel."),
        ([("A", "10:00", "09:00")], "It ends before it starts."),
        ([("A", "10:00", "10:00")], "It ends before it starts."),
        ([("A", "nine", "10:00")], "Give a date and a time, such as 2026-03-01 17:30."),
        ([("", "09:00", "10:00")], "This field is required."),
    ],
)
def test_what_cannot_be_a_schedule_is_refused_with_a_sentence_and_nothing_is_lost(
    rows: list[tuple[str, str, str]], said: str
) -> None:
    channel = make_channel()
    make_broadcast(channel, datetime(2031, 3, 5, 19, 0, tzinfo=UTC), "Kept")
    typed = [(title, f"{DAY}{starts}", f"{DAY}{ends}") for title, starts, ends in rows]
    response = signed_in(make_user("editor")).post(address(channel), schedule(channel, *typed))
    assert said in refused(response)
    assert [b.title for b in Broadcast.objects.all()] == ["Kept"]
    titles = [str(tag.get("value", "")) for tag in soup(response).select("input[name$=-title]")]
    assert titles[: len(rows)] == [title for title, _starts, _ends in rows]


def test_a_broadcast_of_more_than_a_day_is_refused() -> None:
    channel = make_channel()
    post = schedule(channel, ("Vigil", f"{DAY}09:00", "2031-03-06T09:01"))
    assert "A broadcast lasts a day at most." in refused(
        signed_in(make_user("editor")).post(address(channel), post)
    )


def test_an_hour_that_comes_twice_is_asked_about() -> None:
    channel = make_channel()
    post = schedule(channel, ("Night music", "2031-10-26T02:30", "2031-10-26T06:00"))
    editor = signed_in(make_user("editor"))
    assert refused(editor.post(address(channel), post))
    assert editor.post(address(channel), post | {"broadcasts-0-starts_fold": "1"}).status_code == 302
    assert Broadcast.objects.get().starts_at == datetime(2031, 10, 26, 1, 30, tzinfo=UTC)


def test_a_broadcast_that_another_editor_added_meanwhile_is_not_overlapped() -> None:
    channel = make_channel()
    editor = signed_in(make_user("editor"))
    assert editor.get(address(channel)).status_code == 200
    make_broadcast(channel, datetime(2031, 3, 5, 8, 0, tzinfo=UTC), "Theirs")
    post = schedule(channel, ("Mine", f"{DAY}09:30", f"{DAY}10:30"))
    assert "It overlaps with “Theirs” on this channel." in refused(editor.post(address(channel), post))


def test_who_saves_a_schedule_holds_its_channel() -> None:
    channel = make_channel()
    with CaptureQueriesContext(connection) as captured:
        signed_in(make_user("editor")).post(address(channel), schedule(channel))
    asked = [query["sql"] for query in captured if "channels_" in query["sql"]]
    assert "FOR UPDATE" in asked[0]


def test_broadcasts_that_meet_and_those_of_two_channels_do_not_overlap() -> None:
    one, two = make_channel(), make_channel("Second")
    make_broadcast(two, datetime(2031, 3, 5, 8, 0, tzinfo=UTC), "Elsewhere")
    post = schedule(one, ("A", f"{DAY}09:00", f"{DAY}10:00"), ("B", f"{DAY}10:00", f"{DAY}11:00"))
    assert signed_in(make_user("editor")).post(address(one), post).status_code == 302


def test_a_broadcast_that_ages_while_its_form_is_open_is_saved_as_itself(site_clock: SiteClock) -> None:
    channel, now = make_channel(), site_clock.now.replace(minute=0, second=0, microsecond=0)
    old = make_broadcast(channel, now - timedelta(hours=24), "Breakfast")
    editor = signed_in(make_user("editor"))
    form = soup(editor.get(address(channel))).select_one("form#channel_form")
    post = fields() | {
        str(tag["name"]): tag.get("value", "")
        for tag in form.select("input[name^=broadcasts]")
        if tag.get("type") != "checkbox"
    }
    site_clock.forward(hours=2)
    response = editor.post(address(channel), post | {"broadcasts-0-title": "Early breakfast"})
    assert response.status_code == 302, refused(response)
    assert [(row.pk, row.title, row.starts_at) for row in Broadcast.objects.all()] == [
        (old.pk, "Early breakfast", old.starts_at)
    ]


def test_a_form_changes_no_broadcast_of_another_channel(site_clock: SiteClock) -> None:
    channel = make_channel()
    theirs = make_broadcast(make_channel("Second"), site_clock.now, "Theirs")
    post = schedule(channel, ("Taken", f"{DAY}09:00", f"{DAY}10:00"))
    post |= {"broadcasts-INITIAL_FORMS": 1, "broadcasts-0-id": theirs.pk}
    signed_in(make_user("editor")).post(address(channel), post)
    theirs.refresh_from_db()
    assert theirs.title == "Theirs"


def test_a_channel_stays_in_its_edition() -> None:
    channel, other = make_channel(), make_edition("es")
    admin = signed_in(make_user("admin"))
    assert soup(admin.get(address(channel))).select_one("[name=edition]").has_attr("disabled")
    assert (
        admin.post(address(channel), schedule(channel, edition=other.pk, name="Changed")).status_code == 302
    )
    channel.refresh_from_db()
    assert (channel.name, channel.edition) == ("Changed", make_edition())


def test_what_was_over_long_ago_or_is_far_ahead_is_kept_and_not_shown() -> None:
    channel = make_channel()
    now = datetime.now(UTC)
    make_broadcast(channel, now - timedelta(days=9), "Ancient")
    make_broadcast(channel, now - timedelta(hours=3), "Recent")
    make_broadcast(channel, now + timedelta(days=4), "Later")
    page = soup(signed_in(make_user("editor")).get(address(channel)))
    shown = [str(tag.get("value", "")) for tag in page.select("input[name$=-title]")]
    assert [title for title in shown if title] == ["Recent"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stream_url": "http://streams.example.org/a.m3u8"}, "beginning with https://."),
        ({"audio_url": "javascript:alert(1)"}, "beginning with https://."),
        ({"audio_url": "https://"}, "beginning with https://."),
        ({"stream_url": "https://me:word@streams.example.org/a.m3u8"}, "it cannot hold a password."),
        ({"stream_url": "https://streams.example.org/" + "a" * 500}, "at most 500 characters"),
        ({"stream_url": ""}, "A channel needs a stream, or one of the sound alone."),
        ({"slug": ""}, "This field is required."),
        ({"poster": "987654321"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_a_channel_is_refused_with_a_sentence(changes: dict[str, Any], said: str) -> None:
    response = signed_in(make_user("editor")).post(ADD, fields(**changes))
    assert [sentence for sentence in refused(response) if said in sentence]
    assert not Channel.objects.exists()


def test_two_channels_of_an_edition_have_two_addresses() -> None:
    make_channel()
    assert refused(signed_in(make_user("editor")).post(ADD, fields()))
    assert Channel.objects.count() == 1


def test_a_poster_is_public_while_its_channel_is_shown() -> None:
    editor, image = signed_in(make_user("editor")), make_image()
    uses = Use.objects.filter(purpose=Use.Purpose.CHANNEL).values_list("image_id", flat=True)
    assert editor.post(ADD, fields(poster=image.pk)).status_code == 302
    channel = Channel.objects.get()
    assert list(uses.all()) == [image.pk]
    hidden = schedule(channel, poster=image.pk)
    del hidden["is_shown"]
    assert editor.post(address(channel), hidden).status_code == 302
    assert list(uses.all()) == []
    editor.post(address(channel), schedule(channel, poster=image.pk))
    assert list(uses.all()) == [image.pk]
    editor.post(f"/admin/channels/channel/{channel.pk}/delete/", {"post": "yes"})
    assert list(uses.all()) == []


def test_a_picture_that_may_not_be_used_is_no_poster() -> None:
    image = make_image(credit="")
    said = refused(signed_in(make_user("editor")).post(ADD, fields(poster=image.pk)))
    assert [sentence for sentence in said if "no credit." in sentence]


def test_the_form_costs_the_same_for_two_broadcasts_and_for_twenty() -> None:
    channel, now = make_channel(), datetime.now(UTC)
    editor = signed_in(make_user("editor"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert editor.get(address(channel)).status_code == 200
        return len(captured)

    for hour in range(2):
        make_broadcast(channel, now + timedelta(hours=hour))
    few = cost()
    for hour in range(2, 20):
        make_broadcast(channel, now + timedelta(hours=hour))
    assert cost() == few
    assert few <= 16


def test_the_last_day_is_copied_to_the_next_at_the_same_times_with_what_was_typed() -> None:
    channel = make_channel()
    # The night in which the clocks of Paris go forward follows.
    make_broadcast(channel, datetime(2031, 3, 28, 8, 0, tzinfo=UTC), "The day before")
    make_broadcast(channel, datetime(2031, 3, 29, 8, 0, tzinfo=UTC), "Breakfast", is_live=False)
    post = schedule(channel, ("Late news", "2031-03-29T22:00", "2031-03-29T23:00"), name="Changed", _copy="1")
    response = signed_in(make_user("editor")).post(address(channel), post, follow=True)
    assert "2 broadcasts are copied to the next day." in response.content.decode()
    copied = channel.broadcasts.filter(starts_at__gt=datetime(2031, 3, 29, 23, 0, tzinfo=UTC))
    assert [(row.title, row.starts_at, row.is_live) for row in copied.order_by("starts_at")] == [
        ("Breakfast", datetime(2031, 3, 30, 7, 0, tzinfo=UTC), False),
        ("Late news", datetime(2031, 3, 30, 20, 0, tzinfo=UTC), True),
    ]
    assert Channel.objects.get().name == "Changed"


def test_what_would_overlap_is_not_copied() -> None:
    channel = make_channel()
    make_broadcast(channel, datetime(2031, 3, 4, 23, 30, tzinfo=UTC), "After midnight")
    make_broadcast(channel, datetime(2031, 3, 5, 22, 0, tzinfo=UTC), "Long night", hours=3)
    editor = signed_in(make_user("editor"))
    editor.post(address(channel), schedule(channel, _copy="1"))
    titles = channel.broadcasts.order_by("starts_at").values_list("title", flat=True)
    assert list(titles) == ["After midnight", "Long night", "Long night"]
    empty = make_channel("Second")
    assert editor.post(address(empty), schedule(empty, slug="second", _copy="1")).status_code == 302
    assert not empty.broadcasts.exists()
