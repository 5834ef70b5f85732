"""What readers are given of alerts beside the ticker: the flash, corrections, the feed, and what open pages ask for."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import feedparser
import pytest

from articles import publishing
from articles.published.moment import desk_moment
from articles.published.reader import Reader
from breaking import ticker
from breaking.models import Alert
from tests.articles.published.pages import path_of, soup
from tests.breaking.test_pages import make_alert
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

FEEDS = ("rss.xml", "atom.xml", "feed.json")


def reader_of(clock: SiteClock, code: str = "en") -> Reader:
    edition = make_edition(code)
    return Reader(edition, [edition], desk_moment(clock.read()), "", "http://localhost")


def test_a_flash_is_a_band_and_a_line_of_the_ticker(client: Client, site_clock: SiteClock) -> None:
    line = make_alert(site_clock, "Quiet line")
    flash = make_alert(site_clock, "Bridge closed", level="flash")
    page = soup(client.get("/"))
    [band] = page.select("body > .flash")
    assert (band["data-alert"], "Bridge closed" in band.get_text()) == (str(flash.pk), True)
    # Read aloud by itself only where it arrives on an open page.
    assert page.select("body > [role=alert]") == []
    # The band says it first: the line begins with what else there is.
    assert [item["data-alert"] for item in page.select("body > .ticker li")] == [str(line.pk), str(flash.pk)]


def test_without_a_flash_there_is_no_band(client: Client, site_clock: SiteClock) -> None:
    make_alert(site_clock)
    assert soup(client.get("/")).select("body > .flash") == []


def test_a_flash_that_runs_alone_is_not_said_twice_where_it_is_shown(
    client: Client, site_clock: SiteClock
) -> None:
    make_alert(site_clock, level="flash")
    assert len(soup(client.get("/")).select(".flash ~ .ticker--same")) == 1
    make_alert(site_clock, "Another")
    assert soup(client.get("/")).select(".ticker--same") == []


def test_the_script_that_keeps_a_flash_closed_is_the_one_that_the_policy_names(
    client: Client, site_clock: SiteClock
) -> None:
    make_alert(site_clock, level="flash")
    response = client.get("/")
    [script] = soup(response).select(".flash + script")
    digest = base64.b64encode(hashlib.sha256(script.get_text().encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response["Content-Security-Policy"]


def test_each_line_says_until_when_it_runs(client: Client, site_clock: SiteClock) -> None:
    alert = make_alert(site_clock)
    [item] = soup(client.get("/")).select("body > .ticker li")
    assert alert.public_until is not None
    assert datetime.fromisoformat(str(item["data-until"])) == alert.public_until.replace(microsecond=0)


def test_a_correction_is_called_one_everywhere(client: Client, site_clock: SiteClock) -> None:
    wrong = make_alert(site_clock, "Nine wards counted")
    make_alert(site_clock, "Eight wards counted", corrects=wrong)
    for path in ("/", "/lite/"):
        lines = [
            li.get_text(" ", strip=True) for li in soup(client.get(path)).select("li:has(> time), .ticker li")
        ]
        assert ["Correction:" in line for line in lines if "wards" in line] == [True, False], path


def test_the_archive_links_a_correction_with_what_it_corrects(client: Client, site_clock: SiteClock) -> None:
    wrong = make_alert(site_clock, "Nine wards counted")
    site_clock.forward(minutes=5)
    right = make_alert(site_clock, "Eight wards counted", corrects=wrong)
    page = soup(client.get("/breaking/"))
    assert [a["href"] for a in page.select(f"#alert-{right.pk} .alert-day__about a")] == [
        f"#alert-{wrong.pk}"
    ]
    assert [a["href"] for a in page.select(f"#alert-{wrong.pk} .alert-day__about a")] == [
        f"#alert-{right.pk}"
    ]


def test_a_correction_stands_alone_once_what_it_corrects_was_stood_down(
    client: Client, site_clock: SiteClock
) -> None:
    wrong = make_alert(site_clock, "Nine wards counted")
    right = make_alert(site_clock, "Eight wards counted", corrects=wrong)
    Alert.objects.filter(pk=wrong.pk).update(stood_down_at=site_clock.read())
    page = soup(client.get("/breaking/"))
    assert page.select(".alert-day__about a") == []
    assert "Correction:" in page.select_one(f"#alert-{right.pk}").get_text()  # type: ignore[union-attr]


def test_the_archive_tells_what_runs_from_what_is_over(client: Client, site_clock: SiteClock) -> None:
    make_alert(site_clock, "Short", hours=0.1)
    make_alert(site_clock, "Long", hours=5)
    site_clock.forward(hours=1)
    said = [p.get_text(strip=True) for p in soup(client.get("/breaking/")).select(".alert-day__about")]
    assert said == ["Running", "Over"]


def test_no_reader_gets_a_test(client: Client, site_clock: SiteClock) -> None:
    test = make_alert(site_clock, "This is a drill", is_test=True)
    paths = ("/", "/lite/", "/breaking/", "/breaking.json", *(f"/breaking/feed/{name}" for name in FEEDS))
    for path in paths:
        assert "This is a drill" not in client.get(path).content.decode(), path
    reader = reader_of(site_clock)
    assert ticker.lines(reader, [test.pk]) == []
    assert [line.id for line in ticker.lines(reader, [test.pk], with_tests=True)] == [test.pk]


def test_the_stream_reads_what_is_public_of_the_numbers_that_it_has(
    client: Client, site_clock: SiteClock
) -> None:
    running, stood_down, expired = (make_alert(site_clock, hours=h) for h in (2, 2, 0.5))
    elsewhere = make_alert(site_clock, hours=2, edition=make_edition("ar"))
    Alert.objects.filter(pk=stood_down.pk).update(stood_down_at=site_clock.read())
    site_clock.forward(hours=1)
    ids = [alert.pk for alert in (running, stood_down, expired, elsewhere)]
    assert [line.id for line in ticker.lines(reader_of(site_clock), ids)] == [running.pk]


def test_open_pages_are_given_all_that_a_page_shows(client: Client, site_clock: SiteClock) -> None:
    edition = make_edition()
    edition.time_zone = "Europe/Rome"
    edition.save(update_fields=["time_zone"])
    story = make_article("Flood")
    publishing.publish(story.pk, make_user("editor"))
    wrong = make_alert(site_clock, "Nine")
    right = make_alert(site_clock, "Eight", corrects=wrong, level="flash", article_id=story.pk)
    first = client.get("/breaking.json").json()["alerts"][0]
    assert right.public_from is not None
    assert right.public_until is not None
    assert datetime.fromisoformat(first.pop("at")).replace(tzinfo=None) == right.public_from.astimezone(
        edition.zone
    ).replace(microsecond=0, tzinfo=None)
    assert datetime.fromisoformat(first.pop("until")) == right.public_until.replace(microsecond=0)
    assert first == {
        "id": right.pk,
        "text": "Eight",
        "url": path_of(story),
        "level": "flash",
        "corrects": wrong.pk,
    }


def test_what_was_written_first_and_sent_last_comes_after(client: Client, site_clock: SiteClock) -> None:
    waiting = make_alert(site_clock, "Written first")
    shown = make_alert(site_clock, "Sent first")
    site_clock.forward(minutes=1)
    Alert.objects.filter(pk=waiting.pk).update(public_from=site_clock.read())
    after = client.get(f"/breaking.json?after={shown.pk}").json()["alerts"]
    assert [alert["text"] for alert in after] == ["Written first"]
    assert client.get(f"/breaking.json?after={waiting.pk}").json()["alerts"] == []


def test_after_a_line_that_was_stood_down_all_that_runs_may_be_news(
    client: Client, site_clock: SiteClock
) -> None:
    make_alert(site_clock, "Older")
    gone = make_alert(site_clock, "Gone")
    Alert.objects.filter(pk=gone.pk).update(stood_down_at=site_clock.read())
    assert [a["text"] for a in client.get(f"/breaking.json?after={gone.pk}").json()["alerts"]] == ["Older"]


def test_what_open_pages_ask_for_is_kept_five_seconds_and_answered_304(
    client: Client, site_clock: SiteClock
) -> None:
    alert = make_alert(site_clock)
    first = client.get("/breaking.json")
    assert first["Cache-Control"] == "public, max-age=5"
    assert client.get("/breaking.json", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert alert.public_until is not None
    site_clock.forward_to(alert.public_until - timedelta(seconds=3))
    assert client.get("/breaking.json")["Cache-Control"] == "public, max-age=2"


def test_where_nothing_streams_a_page_is_told_not_to_try_again(client: Client) -> None:
    make_edition()
    response = client.get("/stream/")
    assert (response.status_code, response["Cache-Control"]) == (204, "no-store")


@pytest.mark.parametrize("name", FEEDS)
def test_the_alerts_of_two_days_are_a_feed(client: Client, site_clock: SiteClock, name: str) -> None:
    wrong = make_alert(site_clock, "Nine wards", hours=0.1)
    story = make_article("Flood")
    publishing.publish(story.pk, make_user("editor"))
    make_alert(site_clock, "Eight wards", corrects=wrong, article_id=story.pk)
    site_clock.forward(hours=1)
    content = client.get(f"/breaking/feed/{name}").content
    if name == "feed.json":
        items = json.loads(content)["items"]
        found = [(item["title"], item["url"]) for item in items]
        ids = [item["id"] for item in items]
    else:
        entries = feedparser.parse(content).entries
        found = [(entry.title, entry.link) for entry in entries]
        ids = [entry.id for entry in entries]
    assert [(title, re.sub("^https?://[^/]+", "", url)) for title, url in found] == [
        ("Correction: Eight wards", path_of(story)),
        ("Nine wards", f"/breaking/#alert-{wrong.pk}"),
    ]
    # No story's number: those have feeds of their own.
    assert [":breaking/" in id for id in ids] == [True, True]
    site_clock.forward(hours=48)
    assert b"wards" not in client.get(f"/breaking/feed/{name}").content


@pytest.mark.parametrize("name", FEEDS)
def test_the_feed_has_the_newest_sixty_alerts(client: Client, site_clock: SiteClock, name: str) -> None:
    for number in range(62):
        make_alert(site_clock, f"Ward {number:02} is counted")
        site_clock.forward(minutes=1)
    counted = re.findall(r"Ward ([0-9]+) is", client.get(f"/breaking/feed/{name}").content.decode())
    assert sorted(set(counted)) == [f"{number:02}" for number in range(2, 62)]
    # The page has all of them.
    assert "Ward 00 is counted" in client.get("/breaking/").content.decode()


def test_a_line_that_is_stood_down_leaves_the_feed_of_who_asks_by_date(
    client: Client, site_clock: SiteClock
) -> None:
    alert = make_alert(site_clock)
    assert "Last-Modified" not in client.get("/breaking/feed/rss.xml")
    Alert.objects.filter(pk=alert.pk).update(stood_down_at=site_clock.read())
    later = (site_clock.read() + timedelta(minutes=2)).astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    response = client.get("/breaking/feed/rss.xml", headers={"If-Modified-Since": later})
    assert (response.status_code, b"Dam gates" in response.content) == (200, False)


def test_the_archive_names_its_feed(client: Client, site_clock: SiteClock) -> None:
    make_edition()
    page = soup(client.get("/breaking/"))
    feeds = [str(link["href"]) for link in page.select("link[type='application/rss+xml']")]
    assert feeds[0].endswith("/breaking/feed/rss.xml")
