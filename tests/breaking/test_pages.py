from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from articles import publishing
from breaking.models import Alert
from tests import factories
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from django.test import Client

    from articles.editions.models import Edition
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.fixture
def editor() -> object:
    make_edition()
    return make_user("editor")


def make_alert(
    clock: SiteClock,
    text: str = "Dam gates opened",
    hours: float = 1,
    edition: Edition | None = None,
    **fields: object,
) -> Alert:
    """A running alert, as the verb leaves it."""
    now = clock.read()
    ends = now + timedelta(hours=hours)
    editions = [edition or make_edition()]
    return factories.make_alert(text, editions=editions, public_from=now, public_until=ends, **fields)


def ticker(client: Client, path: str = "/") -> list[tuple[str, str]]:
    """Text and address of each line of the ticker."""
    lines = soup(client.get(path)).select(".ticker li")
    return [
        (li.get_text(" ", strip=True), str(a["href"]) if (a := li.select_one("a")) else "") for li in lines
    ]


def test_a_running_alert_is_on_every_page_until_it_expires(client: Client, site_clock: SiteClock) -> None:
    make_alert(site_clock)
    for path in ("/", "/breaking/", "/nothing/", "/search/"):
        assert "Dam gates opened" in client.get(path).content.decode()
    site_clock.forward(hours=1)
    assert ticker(client) == []


def test_a_page_with_an_alert_is_kept_no_longer_than_the_alert_lasts(
    client: Client, site_clock: SiteClock
) -> None:
    alert = make_alert(site_clock)
    site_clock.forward_to(alert.public_until - timedelta(seconds=3))
    assert client.get("/")["Cache-Control"] == "public, max-age=2"


def test_the_ticker_shows_the_ten_newest(client: Client, site_clock: SiteClock) -> None:
    for number in range(12):
        make_alert(site_clock, f"Line {number:02}")
    text = " ".join(line for line, _url in ticker(client))
    assert [f"Line {n:02}" in text for n in range(12)] == [False] * 2 + [True] * 10
    assert text.index("Line 11") < text.index("Line 02")


def test_a_line_leads_to_its_story_while_that_is_public(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    story = make_article("Flood")
    make_alert(site_clock, article_id=story.pk)
    assert [url for _text, url in ticker(client)] == [""]
    publishing.publish(story.pk, editor)
    assert [url for _text, url in ticker(client)] == [path_of(story)]
    publishing.withdraw(story.pk, editor, notice="Wrong.")
    [(text, url)] = ticker(client)
    assert "Dam gates opened" in text
    assert url == ""


def test_the_archive_keeps_two_days_and_what_expired(client: Client, site_clock: SiteClock) -> None:
    make_alert(site_clock, "Expired early", hours=0.1)
    site_clock.forward(hours=47)
    assert "Expired early" in client.get("/breaking/").content.decode()
    site_clock.forward(hours=2)
    assert "Expired early" not in client.get("/breaking/").content.decode()


def test_what_was_stood_down_is_shown_nowhere(client: Client, site_clock: SiteClock) -> None:
    alert = make_alert(site_clock)
    Alert.objects.filter(pk=alert.pk).update(stood_down_at=site_clock.read())
    for path in ("/", "/breaking/", "/breaking.json"):
        assert "Dam gates opened" not in client.get(path).content.decode()


def test_the_archive_of_a_day_of_many_alerts_keeps_within_a_page_s_elements(
    client: Client, site_clock: SiteClock
) -> None:
    wrong = None
    for number in range(110):
        wrong = make_alert(site_clock, f"Line {number}", corrects=wrong, hours=0.1)
        site_clock.forward(minutes=1)
    days = soup(client.get("/breaking/")).select(".alert-day")
    lines = [line for day in days for line in day.select("ol > li")]
    assert "Line 109" in lines[0].get_text()
    assert "Line 14" in lines[-1].get_text()
    # Head, menus, line of alerts, rail and foot have up to 400 of the 1,300.
    assert sum(len(day.find_all(True)) for day in days) <= 900


def test_an_alert_to_come_is_not_shown_yet(client: Client, site_clock: SiteClock) -> None:
    alert = make_alert(site_clock)
    Alert.objects.filter(pk=alert.pk).update(public_from=site_clock.now + timedelta(minutes=30))
    assert ticker(client) == []
    assert "Dam" not in client.get("/breaking/").content.decode()


def test_an_edition_shows_its_own_alerts(client: Client, site_clock: SiteClock) -> None:
    make_edition()
    make_alert(site_clock, "للعربية", edition=make_edition("ar"))
    assert ticker(client) == []
    assert "للعربية" in ticker(client, "/ar/")[0][0]


def test_open_pages_ask_for_what_came_after(client: Client, site_clock: SiteClock) -> None:
    first = make_alert(site_clock, "First")
    make_alert(site_clock, "Second")
    assert [a["text"] for a in client.get("/breaking.json").json()["alerts"]] == ["Second", "First"]
    after = client.get(f"/breaking.json?after={first.pk}").json()["alerts"]
    assert [a["text"] for a in after] == ["Second"]


@pytest.mark.parametrize("after", ["x", "-1", "9" * 19, "%00", "1.5", ""])
def test_a_number_that_is_no_alert_s_is_not_found(client: Client, after: str) -> None:
    make_edition()
    assert client.get(f"/breaking.json?after={after}").status_code == 404


def test_markup_in_a_line_is_text(client: Client, site_clock: SiteClock) -> None:
    make_alert(site_clock, "<b>Bold</b> & </script>")
    assert "<b>Bold" not in client.get("/").content.decode()
    assert "&lt;b&gt;Bold" in client.get("/").content.decode()
