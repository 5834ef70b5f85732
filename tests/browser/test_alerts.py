"""Alerts on pages that are open: each shown and said once, gone when it is over, and nothing that is read moved."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from articles.published.moment import desk_moment
from articles.published.reader import Reader
from breaking import events, ticker
from breaking.models import Alert
from tests import factories
from tests.browser.small_hub import SmallHub, running
from tests.browser.watching import WATCH, beyond_the_edge, chromium_place, darken, violations, wait_until
from tests.factories import make_article, make_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from articles.editions.models import Edition
    from tests.browser.killable import KillableSite

# By then the stream is open; by then the server was asked how things stand.
OPEN, ASKED = 4_000, 40_000
FLASH = ".flash-foot .flash:not(.flash--line)"
LINE = ".flash-foot .flash--line"
SHIFT = "() => window.layoutShift"


@pytest.fixture
def hub() -> SmallHub:
    return SmallHub()


@pytest.fixture
def newsroom(transactional_db: None, static_files: None, hub: SmallHub) -> Iterator[str]:
    """The address of a site with one story and a stream that the test speaks for."""
    make_edition()
    body = "".join(f"<p>Paragraph {number} of a story that fills the window.</p>" for number in range(40))
    make_article("Council votes", body=body, published=True)
    with running(hub) as url:
        yield url


@contextmanager
def window(chromium: Browser, **options: Any) -> Iterator[Page]:
    """A reader's page that notes what moves."""
    chosen: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "service_workers": "block"}
    context = chromium.new_context(**chosen | options)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(20_000)
    try:
        yield page
    finally:
        context.close()


def follow(page: Page, address: str, hub: SmallHub) -> None:
    """Open the page, and let time pass until it is connected."""
    before = len(hub.lines)
    page.clock.install()
    page.goto(address)
    page.clock.run_for(OPEN)
    wait_until(page, lambda: len(hub.lines) > before)
    page.wait_for_timeout(200)


def make_alert(
    text: str, seconds: float = 3600, age: float = 1, edition: Edition | None = None, **fields: Any
) -> Alert:
    begun = timezone.now() - timedelta(seconds=age)
    ends = timezone.now() + timedelta(seconds=seconds)
    editions = [edition or make_edition()]
    return factories.make_alert(text, editions=editions, public_from=begun, public_until=ends, **fields)


def as_sent(alert: Alert, edition: Edition | None = None) -> dict[str, Any]:
    """What the stream says of a running alert."""
    edition = edition or make_edition()
    reader = Reader(edition, [edition], desk_moment(), "", settings.SITE_URL)
    [line] = ticker.lines(reader, [alert.pk])
    return ticker.as_json(line)


def send(hub: SmallHub, text: str, **fields: Any) -> Alert:
    alert = make_alert(text, **fields)
    hub.send("alert", as_sent(alert))
    return alert


def stand_down(hub: SmallHub, alert: Alert) -> None:
    Alert.objects.filter(pk=alert.pk).update(stood_down_at=timezone.now())
    hub.send("down", {"id": alert.pk})


def said(page: Page) -> str:
    return page.locator(".flash-foot [role=status]").inner_text()


def test_an_alert_that_is_sent_is_shown_and_said_once_and_moves_nothing(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    make_alert("Polls have closed")
    with window(chromium) as page:
        follow(page, newsroom, hub)
        line = send(hub, "First wards are counted")
        hub.send("alert", as_sent(line))
        current = page.locator(".ticker__item--current")
        expect(current).to_contain_text("First wards are counted")
        page.clock.run_for(ASKED)
        expect(page.locator(".flash-foot [role=status]")).to_have_text("First wards are counted")
        expect(page.locator(".ticker__item")).to_have_count(2)

        flash = send(hub, "The compact is signed", level="flash")
        band = page.get_by_role("alert")
        expect(band).to_contain_text("The compact is signed")
        page.wait_for_timeout(300)
        assert page.evaluate(SHIFT) <= 0.005
        assert violations(page) == []
        band.get_by_role("button", name="Close this alert").press("Enter")
        expect(band).to_be_hidden()
        page.reload()
        # On this device it stays closed; in the line of alerts it runs on.
        expect(page.locator(".flash")).to_be_hidden()
        expect(page.locator(f".ticker [data-alert='{flash.pk}']")).to_have_count(1)
        assert page.evaluate(SHIFT) <= 0.005


@pytest.mark.sweep
@pytest.mark.parametrize(("width", "level"), [(390, "flash"), (1280, "ticker")])
def test_where_no_line_of_alerts_stands_one_comes_over_the_foot(
    chromium: Browser, newsroom: str, hub: SmallHub, width: int, level: str
) -> None:
    with window(chromium, viewport={"width": width, "height": 800}) as page:
        follow(page, newsroom, hub)
        send(hub, "Ferry services are suspended between all islands until the wind drops " * 3, level=level)
        band = page.locator(FLASH if level == "flash" else LINE)
        band.wait_for()
        page.wait_for_timeout(300)
        assert page.evaluate(SHIFT) <= 0.005
        assert beyond_the_edge(page) == []
        box = band.bounding_box()
        assert box is not None
        assert (box["width"], box["y"] + box["height"]) == (width, 800)
        close = band.get_by_role("button", name="Close this alert").bounding_box()
        assert close is not None
        assert min(close["width"], close["height"]) >= 44
        assert violations(page) == []
        darken(page)
        assert violations(page) == []


@pytest.mark.sweep
def test_a_band_leads_to_its_story_and_calls_a_correction_one(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    story = make_article("Wards counted", published=True)
    with window(chromium) as page:
        follow(page, newsroom, hub)
        wrong = send(hub, "Nine wards")
        page.locator(LINE).get_by_text("Nine wards").wait_for()
        assert page.locator(LINE).get_by_role("link").count() == 1
        right = send(hub, "Eight wards", corrects=wrong, article_id=story.pk)
        expect(page.locator(LINE)).to_contain_text("Correction: Eight wards")
        expect(page.locator(LINE)).to_have_count(1)
        assert page.locator(LINE).locator("time").inner_text() == f"{as_sent(right)['at'][11:16]}"
        page.locator(LINE).get_by_role("link", name="Eight wards").click()
        page.get_by_role("heading", name="Wards counted", level=1).wait_for()


@pytest.mark.sweep
def test_a_story_that_an_alert_is_given_later_is_led_to_from_pages_that_are_open(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    story = make_article("Wards counted", published=True)
    shown = make_alert("Polls have closed")
    with window(chromium) as page:
        follow(page, newsroom, hub)
        flash = send(hub, "First wards", level="flash")
        band = page.locator(FLASH).locator("bdi", has_text="First wards")
        band.wait_for()
        for alert, place in ((shown, page.locator(".ticker")), (flash, page.locator(FLASH))):
            way = place.get_by_role("link", name=alert.text, include_hidden=True)
            expect(way).to_have_count(0)
            Alert.objects.filter(pk=alert.pk).update(article_id=story.pk)
            hub.send("alert", as_sent(alert))
            expect(way).to_have_attribute("href", as_sent(alert)["url"])
            Alert.objects.filter(pk=alert.pk).update(article_id=None)
            hub.send("alert", as_sent(alert))
            expect(way).to_have_count(0)
            expect(place.locator("bdi", has_text=alert.text)).to_have_count(1)
        assert page.evaluate(SHIFT) <= 0.005


@pytest.mark.sweep
def test_what_is_stood_down_disappears_and_never_comes_back(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    shown = make_alert("Shown from the start")
    with window(chromium) as page:
        follow(page, newsroom, hub)
        flash = send(hub, "A flash", level="flash")
        again = as_sent(flash)
        page.locator(FLASH).wait_for()
        stand_down(hub, flash)
        expect(page.locator(f"[data-alert='{flash.pk}']")).to_have_count(0)
        hub.send("alert", again)
        stand_down(hub, shown)
        expect(page.locator(f"[data-alert='{shown.pk}']")).to_have_count(0)
        expect(page.locator(f"[data-alert='{flash.pk}']")).to_have_count(0)
        # Its place is kept until the next page.
        page.wait_for_timeout(300)
        assert page.evaluate(SHIFT) <= 0.005
        expect(page.locator(".ticker")).to_be_hidden()


@pytest.mark.sweep
@pytest.mark.parametrize("hours", [-5, 5])
def test_what_expires_disappears_whatever_the_device_takes_for_the_time(
    chromium: Browser, newsroom: str, hub: SmallHub, hours: int
) -> None:
    make_alert("Short", seconds=300, level="flash")
    make_alert("Long", seconds=7200)
    with window(chromium) as page:
        page.clock.install(time=datetime.now() + timedelta(hours=hours))  # noqa: DTZ005
        page.goto(newsroom)
        page.clock.run_for(OPEN)
        wait_until(page, lambda: bool(hub.lines))
        page.wait_for_timeout(200)
        with page.expect_response("**/breaking.json"):
            page.clock.run_for(ASKED)
        page.wait_for_timeout(300)
        expect(page.locator(".ticker__item")).to_have_count(2)
        expect(page.locator(".flash")).to_be_visible()
        page.clock.run_for(300_000)
        expect(page.locator(".ticker__item")).to_have_count(1)
        expect(page.locator(".flash")).to_be_hidden()
        page.wait_for_timeout(300)
        assert page.evaluate(SHIFT) <= 0.005


@pytest.mark.sweep
def test_what_was_sent_before_the_page_was_connected_is_asked_for(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    gone = make_alert("Gone meanwhile")
    with window(chromium) as page:
        page.clock.install()
        page.goto(newsroom)
        make_alert("Sent meanwhile")
        Alert.objects.filter(pk=gone.pk).update(stood_down_at=timezone.now())
        page.clock.run_for(OPEN)
        wait_until(page, lambda: bool(hub.lines))
        page.wait_for_timeout(200)
        page.clock.run_for(ASKED)
        expect(page.locator(".ticker__item--current")).to_contain_text("Sent meanwhile")
        expect(page.locator(".ticker__item")).to_have_count(1)


@pytest.mark.sweep
def test_older_alerts_than_the_page_shows_are_no_news(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    alerts = [make_alert(f"Line {number}", age=60 - number) for number in range(12)]
    with window(chromium) as page:
        follow(page, newsroom, hub)
        stand_down(hub, alerts[-1])
        expect(page.locator(".ticker__item")).to_have_count(9)
        with page.expect_response("**/breaking.json"):
            page.clock.run_for(ASKED)
        page.wait_for_timeout(300)
        expect(page.locator(".ticker__item")).to_have_count(9)
        assert said(page) == ""


@pytest.mark.sweep
def test_a_connection_that_is_lost_is_taken_up_where_it_was(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    with window(chromium) as page:
        follow(page, newsroom, hub)
        first = send(hub, "First")
        page.locator(LINE).wait_for()
        hub.cut()
        wait_until(page, lambda: len(hub.lines) == 2)
        assert hub.lines[1].last_event_id == "1"
        hub.send("alert", as_sent(first))
        send(hub, "Second")
        expect(page.locator(LINE)).to_contain_text("Second")
        page.clock.run_for(ASKED)
        expect(page.locator(".flash")).to_have_count(1)


@pytest.mark.sweep
def test_a_connection_that_is_silent_is_taken_for_a_dead_one(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    with window(chromium) as page:
        follow(page, newsroom, hub)
        for _ in range(3):
            page.clock.run_for(45_000)
            hub.send("at", {})
            page.wait_for_timeout(300)
        assert len(hub.lines) == 1
        make_alert("Never heard")
        page.clock.run_for(51_000)
        wait_until(page, lambda: len(hub.lines) == 2)
        assert hub.lines[1].asked == {"after": ["3"]}
        page.locator(LINE).get_by_text("Never heard").wait_for()
        wait_until(page, lambda: hub.open == hub.lines[1:])


@pytest.mark.sweep
def test_where_the_stream_is_refused_the_server_is_asked_every_half_minute(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    hub.refuses = True
    asked: list[str] = []
    with window(chromium) as page:
        page.on(
            "request", lambda request: asked.append(request.url) if "breaking.json" in request.url else None
        )
        page.clock.install()
        page.goto(newsroom)
        page.clock.run_for(OPEN)
        wait_until(page, lambda: hub.refused == 1)
        make_alert("Found by asking")
        page.wait_for_timeout(200)
        page.clock.run_for(ASKED)
        page.locator(LINE).get_by_text("Found by asking").wait_for()
        for _ in range(5):
            page.clock.run_for(30_000)
            page.wait_for_timeout(100)
        assert 4 <= len(asked) <= 9
        # The refused connection is tried ever more rarely.
        assert 2 <= hub.refused <= 4
        hub.refuses = False
        for _ in range(8):
            page.clock.run_for(60_000)
            page.wait_for_timeout(100)
        wait_until(page, lambda: len(hub.open) == 1)


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true })
  document.dispatchEvent(new Event("visibilitychange"))
}"""


@pytest.mark.sweep
def test_a_page_that_is_not_looked_at_is_not_connected(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    with window(chromium) as page:
        follow(page, newsroom, hub)
        send(hub, "First")
        page.locator(LINE).wait_for()
        page.evaluate(HIDE, True)
        wait_until(page, lambda: hub.open == [])
        page.evaluate(HIDE, False)
        wait_until(page, lambda: len(hub.open) == 1)
        assert hub.open[0].asked == {"after": ["1"]}


@pytest.mark.sweep
def test_a_page_is_shown_again_as_it_was_left_and_is_connected_anew(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    # Playwright's Chromium keeps no page otherwise.
    own = chromium.browser_type.launch(
        executable_path=chromium_place(),
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        with window(own) as page:
            page.add_init_script(
                "addEventListener('pageshow', (e) => { document.body.dataset.persisted = e.persisted })"
            )
            page.goto(newsroom)
            wait_until(page, lambda: len(hub.open) == 1)
            page.goto(f"{newsroom}/corrections/")
            wait_until(page, lambda: not hub.lines[0].is_open)
            page.evaluate("() => history.back()")
            page.locator("body[data-persisted=true]").wait_for()
            wait_until(page, lambda: len(hub.open) == 1)
    finally:
        own.close()


@pytest.mark.sweep
def test_who_saves_data_is_connected_to_nothing(chromium: Browser, newsroom: str, hub: SmallHub) -> None:
    make_alert("Short", seconds=100)
    with window(chromium) as page:
        page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { value: true })")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.install()
        page.goto(newsroom)
        page.clock.run_for(ASKED)
        page.wait_for_timeout(300)
        page.clock.run_for(100_000)
        expect(page.locator(".ticker__item")).to_have_count(0)
        assert [url for url in asked if "stream/" in url or "breaking.json" in url] == []
        assert hub.lines == []


@pytest.mark.sweep
def test_what_comes_quickly_is_said_together_every_half_minute(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    make_alert("Polls have closed")
    with window(chromium) as page:
        follow(page, newsroom, hub)
        send(hub, "One")
        status = page.locator(".flash-foot [role=status]")
        page.clock.run_for(1000)
        expect(status).to_have_text("One")
        send(hub, "Two")
        three = send(hub, "Three")
        send(hub, "Four")
        expect(page.locator(".ticker__item")).to_have_count(5)
        stand_down(hub, three)
        expect(page.locator(".ticker__item")).to_have_count(4)
        page.clock.run_for(10_000)
        expect(status).to_have_text("One")
        page.clock.run_for(25_000)
        expect(status).to_have_text("Two | Four")
        five = send(hub, "Five")
        expect(page.locator(".ticker__item")).to_have_count(5)
        stand_down(hub, five)
        expect(page.locator(".ticker__item")).to_have_count(4)
        last = send(hub, "Six")
        expect(page.locator(".ticker__item")).to_have_count(5)
        page.clock.run_for(10_000)
        expect(status).to_have_text("Two | Four")
        page.clock.run_for(20_000)
        expect(status).to_have_text("Six")
        # What is taken back stands nowhere, not even for those who read the page by ear.
        stand_down(hub, last)
        expect(status).to_be_empty()


@pytest.mark.sweep
def test_who_wants_less_motion_finds_a_new_line_at_the_foot(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    make_alert("Polls have closed")
    with window(chromium, reduced_motion="reduce") as page:
        follow(page, newsroom, hub)
        send(hub, "First wards are counted")
        expect(page.locator(LINE)).to_contain_text("First wards")
        expect(page.locator(".ticker__item")).to_have_count(1)
        page.wait_for_timeout(300)
        assert page.evaluate(SHIFT) <= 0.005


@pytest.mark.sweep
def test_a_reader_who_pauses_the_line_goes_on_reading_it(
    chromium: Browser, newsroom: str, hub: SmallHub
) -> None:
    for text in ("Older", "Polls have closed"):
        make_alert(text)
    with window(chromium) as page:
        follow(page, newsroom, hub)
        page.get_by_role("button", name="Pause").click()
        current = page.locator(".ticker__item--current")
        text = current.inner_text()
        send(hub, "First wards are counted")
        expect(page.locator(".ticker__item")).to_have_count(3)
        expect(current).to_have_text(text, use_inner_text=True)


@pytest.mark.sweep
@pytest.mark.parametrize(("width", "path"), [(390, "/ar/"), (1280, "/")])
def test_a_flash_is_there_without_scripts_in_every_theme_and_direction(
    chromium: Browser, newsroom: str, width: int, path: str
) -> None:
    make_alert("The bridge at Orrin is closed in both directions", level="flash")
    make_alert("الجسر مغلق في الاتجاهين", level="flash", edition=make_edition("ar"))
    size = {"width": width, "height": 800}
    with window(chromium, java_script_enabled=False, viewport=size) as plain:
        plain.goto(newsroom + path)
        expect(plain.locator(".flash")).to_be_visible()
        expect(plain.get_by_role("button", name="Close this alert")).to_be_hidden()
    with window(chromium, viewport=size) as page:
        page.goto(newsroom + path)
        expect(page.locator(".flash")).to_be_visible()
        assert beyond_the_edge(page) == []
        assert violations(page) == []
        darken(page)
        assert violations(page) == []
        page.emulate_media(media="print")
        expect(page.locator(".flash")).to_be_hidden()
    with window(chromium, forced_colors="active", viewport=size) as page:
        page.goto(newsroom)
        border = "band => getComputedStyle(band).borderBlockEndWidth"
        assert page.locator(".flash").evaluate(border) != "0px"


@pytest.mark.sweep
def test_the_worker_keeps_nothing_of_the_stream(chromium: Browser, newsroom: str, hub: SmallHub) -> None:
    with window(chromium, service_workers="allow") as page:
        page.goto(newsroom)
        page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        wait_until(page, lambda: len(hub.open) >= 1)
        send(hub, "First")
        page.locator(LINE).wait_for()
        with page.expect_response("**/breaking.json"):
            pass
        kept = """async () => {
          const found = []
          for (const name of await caches.keys())
            for (const key of await (await caches.open(name)).keys()) found.push(key.url)
          return found
        }"""
        assert [url for url in page.evaluate(kept) if "stream/" in url or "breaking" in url] == []


@pytest.mark.sweep
def test_the_sites_own_stream_tells_an_open_page(chromium: Browser, killable: KillableSite) -> None:
    edition = make_edition()
    with window(chromium) as page:
        page.goto(killable.url)
        with page.expect_response("**/stream/"):
            pass
        page.wait_for_timeout(500)
        with transaction.atomic():
            alert = make_alert("First wards are counted")
            events.announce("alert", [edition.pk], alert_id=alert.pk)
        expect(page.locator(LINE)).to_contain_text("First wards are counted")
        with transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(stood_down_at=timezone.now())
            events.announce("down", [edition.pk], alert_id=alert.pk)
        expect(page.locator(LINE)).to_have_count(0)
