"""Live TV in Chromium: nothing is asked for before a click, and then a channel plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.breaking.making import make_broadcast, make_channel
from tests.browser.watching import violations, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

HOST = "https://streams.example.org"
# A frame of MPEG-1 Layer III at 128 kbit/s and 44.1 kHz that holds silence: 417 bytes, 26 ms.
FRAME = b"\xff\xfb\x90\x00" + bytes(413)
SECONDS, FRAMES = 6, 230
PLAYLIST = f"""#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:{SECONDS + 1}
#EXT-X-MEDIA-SEQUENCE:0
#EXTINF:{FRAMES * 1152 / 44100:.3f},
one.mp3
#EXT-X-ENDLIST
"""
# As in a browser that leaves HLS to scripts.
PLAYS_NONE = "HTMLMediaElement.prototype.canPlayType = () => ''"
PLAYING = "() => document.querySelector('audio')?.currentTime > 0.3"


def on_the_air(page: Page) -> list[str]:
    """Have the stream's host answer with six seconds of silence; the list is what it is asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        asked.append(path)
        headers = {"Access-Control-Allow-Origin": "*"}
        if path.endswith(".m3u8"):
            route.fulfill(body=PLAYLIST, content_type="application/vnd.apple.mpegurl", headers=headers)
        elif path.endswith(".mp3"):
            route.fulfill(body=FRAME * FRAMES, content_type="audio/mpeg", headers=headers)
        else:
            route.fulfill(status=404, headers=headers)

    page.route(f"{HOST}/**", answer)
    return asked


def radio() -> None:
    channel = make_channel("Harbour Radio", stream_url="", audio_url=f"{HOST}/radio.m3u8")
    make_broadcast(channel, datetime.now(UTC) - timedelta(minutes=5), "The morning paper")


def test_a_channel_plays_by_a_script_of_our_own_that_one_click_fetches(
    page: Page, site: str, complaints: list[str]
) -> None:
    radio()
    asked, scripts = on_the_air(page), []
    page.on("request", lambda request: scripts.append(request.url) if "vendor" in request.url else None)
    page.add_init_script(PLAYS_NONE)
    page.goto(f"{site}/live/")
    page.wait_for_load_state("networkidle")
    assert (asked, scripts) == ([], [])
    assert violations(page) == []
    page.get_by_role("link", name="Listen Harbour Radio").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(PLAYING)
    assert asked == ["/radio.m3u8", "/one.mp3"]
    assert [urlsplit(url).netloc for url in scripts] == [urlsplit(site).netloc]
    assert page.evaluate("() => document.activeElement.tagName") == "AUDIO"
    expect(page.get_by_role("link", name="Listen Harbour Radio")).to_be_hidden()
    assert violations(page) == []
    assert complaints == []


@pytest.mark.sweep
def test_a_browser_that_says_it_plays_hls_is_let_try_and_the_script_takes_over_where_it_cannot(
    page: Page, site: str, complaints: list[str]
) -> None:
    radio()
    on_the_air(page)
    kinds: list[str] = []
    page.on("request", lambda request: kinds.append(request.resource_type) if HOST in request.url else None)
    page.goto(f"{site}/live/")
    if not page.evaluate(
        "() => document.createElement('audio').canPlayType('application/vnd.apple.mpegurl')"
    ):
        pytest.skip("This Chromium plays no HLS by itself.")
    page.get_by_role("link", name="Listen Harbour Radio").click()
    page.wait_for_function(PLAYING)
    assert kinds[0] == "media"
    assert complaints == []


@pytest.mark.sweep
def test_a_stream_that_does_not_answer_gives_its_link_back_and_says_so(page: Page, site: str) -> None:
    make_channel(stream_url=f"{HOST}/none.txt", audio_url=f"{HOST}/none-either.txt")
    on_the_air(page)
    page.add_init_script(PLAYS_NONE)
    page.goto(f"{site}/live/")
    page.get_by_role("link", name="Watch Harbour TV").click()
    expect(page.get_by_role("status").filter(has_text="The stream does not answer")).to_be_visible()
    expect(page.get_by_role("link", name="Watch Harbour TV")).to_be_focused()
    expect(page.locator("video")).to_have_count(0)


@pytest.mark.sweep
def test_sound_alone_takes_the_place_of_the_picture(page: Page, site: str) -> None:
    make_channel(stream_url=f"{HOST}/tv.m3u8", audio_url=f"{HOST}/sound.m3u8")
    asked = on_the_air(page)
    page.add_init_script(PLAYS_NONE)
    page.goto(f"{site}/live/")
    page.get_by_role("link", name="Watch Harbour TV").click()
    expect(page.locator("video")).to_be_visible()
    wait_until(page, lambda: "/tv.m3u8" in asked)
    page.get_by_role("link", name="Sound alone Harbour TV").click()
    page.wait_for_function(PLAYING)
    expect(page.locator("video")).to_have_count(0)
    expect(page.get_by_role("link", name="Watch Harbour TV")).to_be_visible()


@pytest.mark.sweep
def test_times_stand_on_the_reader_s_clock_too_where_it_shows_others(chromium: Browser, site: str) -> None:
    channel = make_channel()
    make_broadcast(
        channel, datetime.now(UTC).replace(minute=30, second=0, microsecond=0) + timedelta(hours=1)
    )
    for zone, count in (("America/Lima", 1), ("Europe/Paris", 0)):
        context = chromium.new_context(timezone_id=zone, service_workers="block")
        page = context.new_page()
        page.goto(f"{site}/live/")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("your time")).to_have_count(count)
        context.close()
