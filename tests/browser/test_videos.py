"""Videos in Chromium: our own play, a provider's wait for a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles.media.models import Video
from newsroom.demo.videos import FILES, captions_of
from tests.articles.published.pages import path_of
from tests.browser.demo_site import watched
from tests.browser.desk import enter
from tests.browser.editing import open_editor, press, written
from tests.browser.watching import UNCONNECTED, violations
from tests.factories import make_article, make_image, make_user
from tests.videos import VTT, make_video, mp4

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from articles.models import Article
    from tests.browser.demo_site import Demo

FERRY = "ferry-returns-to-the-straits"
YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"
PLAYING = "() => document.querySelector('video').currentTime > 0.3"


def ferry() -> Video:
    path = next(path for path in FILES if path.stem == "ferry")
    return make_video(path.read_bytes(), captions=captions_of("ferry"), caption="The ferry leaves")


def provided_story() -> Article:
    still = make_image(rendered=True)
    body = f'<figure data-news="video" data-url="{YOUTUBE}" data-image-id="{still.pk}"></figure><p>Words.</p>'
    return make_article("The ferry leaves", kind="video", body=body, published=True)


def test_our_own_video_plays_with_captions_and_can_be_wound_on(reader: Page, demo: Demo) -> None:
    reader.goto(demo.url + demo.stories[FERRY])
    play = reader.get_by_role("button", name="Play: Watch: first ferry")
    play.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_function(PLAYING)
    expect(play).to_be_hidden()
    tracks = "() => [...document.querySelector('video').textTracks].map((t) => `${t.kind} ${t.language} ${t.label}`)"
    assert reader.evaluate(tracks) == ["captions en English"]
    cues = """() => new Promise((resolve) => {
      const [track] = document.querySelector("video").textTracks
      track.mode = "showing"
      document.querySelector("track").addEventListener("load", () => resolve(track.cues.length))
      if (track.cues?.length) resolve(track.cues.length)
    })"""
    assert reader.evaluate(cues) == 5
    reader.evaluate("() => { document.querySelector('video').currentTime = 20 }")
    reader.wait_for_function("() => document.querySelector('video').currentTime > 20.2")
    assert reader.evaluate("() => document.activeElement.tagName") == "VIDEO"


def test_nothing_of_a_video_is_fetched_before_it_is_played_and_nothing_moves(
    chromium: Browser, demo: Demo
) -> None:
    for width in (390, 1280):
        with watched(chromium, demo, viewport={"width": width, "height": 900}) as watch:
            page = watch.context.new_page()
            page.add_init_script(UNCONNECTED)
            page.goto(demo.url + demo.stories[FERRY])
            page.wait_for_load_state("networkidle")
            assert not [url for url in watch.requests if url.endswith(".webm")]
            assert page.evaluate("() => window.layoutShift") < 0.005
            if width == 390:
                page.locator(".transcript summary").click()
                assert violations(page) == []


def test_without_scripts_the_browsers_own_player_is_there(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo, java_script_enabled=False) as watch:
        page = watch.context.new_page()
        page.goto(demo.url + demo.stories[FERRY])
        player = page.locator("video")
        assert player.get_attribute("controls") is not None
        expect(player).to_have_attribute("preload", "none")
        expect(page.locator(".video__play")).to_be_hidden()
        assert page.locator(".video__duration").inner_text().endswith("0:28")
        page.locator(".transcript summary").click()
        expect(page.get_by_text("A ship’s horn over the sound of waves.")).to_be_visible()


def test_a_transcript_is_printed(reader: Page, demo: Demo) -> None:
    reader.goto(demo.url + demo.stories[FERRY])
    text = reader.get_by_text("A ship’s horn over the sound of waves.")
    expect(text).to_be_hidden()
    reader.emulate_media(media="print")
    assert text.evaluate("text => text.getBoundingClientRect().height") > 10


def test_a_provider_is_asked_for_nothing_before_a_click(page: Page, site: str) -> None:
    asked: list[str] = []

    def answered(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<title>Player</title>")

    page.route(lambda url: not url.startswith(site), answered)
    page.add_init_script(UNCONNECTED)
    page.goto(site + path_of(provided_story()))
    page.wait_for_load_state("networkidle")
    assert asked == []
    expect(page.get_by_text("Played by YouTube, which then sees that you are here.")).to_be_visible()
    page.get_by_role("link", name="Watch on YouTube").click()
    page.frame_locator("iframe").locator("title").wait_for(state="attached")
    assert asked == ["https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0&autoplay=1"]
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "YouTube: The ferry leaves")
    box = frame.bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - 16 / 9) < 0.02


def test_a_video_of_our_own_is_chosen_by_its_caption(page: Page, site: str) -> None:
    video = make_video(caption="The ferry leaves Lowen Quay")
    open_editor(page, site)
    page.locator(".ProseMirror[contenteditable]").click()
    page.keyboard.type("/video")
    page.get_by_role("option").first.wait_for()
    press(page, "Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("A video of our own").fill("ferry")
    dialog.get_by_role("option", name="The ferry leaves Lowen Quay").click()
    dialog.get_by_role("button", name="Put it in").click()
    page.get_by_text("Our video · 0:12").wait_for()
    page.locator(".node-poster").wait_for()
    assert written(page) == [
        f'<figure data-news="video" data-video-id="{video.pk}"><figcaption></figcaption></figure>'
    ]
    page.get_by_role("group", name="Video", exact=True).get_by_role("button", name="Change").click()
    dialog.get_by_label("A video of our own").fill("")
    dialog.get_by_label("Or the address").fill(YOUTUBE)
    dialog.get_by_role("button", name="Put it in").click()
    page.get_by_text("Video · YouTube").wait_for()
    assert written(page) == [
        f'<figure data-news="video" data-url="{YOUTUBE}"><figcaption></figcaption></figure>'
    ]


@pytest.mark.sweep
def test_a_video_is_sent_with_progress_and_what_is_refused_leaves_the_file_chosen(
    page: Page, site: str, tmp_path: Path, complaints: list[str]
) -> None:
    make_user("editor", username="editor")
    poster = make_image(caption="The quay", rendered=True)
    file = tmp_path / "ferry.mp4"
    file.write_bytes(mp4())
    enter(page, "editor")
    page.goto(f"{site}/admin/media/video/add/")
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field-poster .errorlist")).to_contain_text("required")
    assert page.evaluate("document.querySelector('#id_file').files[0].name") == "ferry.mp4"
    expect(page.locator("[data-sending] [data-said]")).to_contain_text("correct the error")

    page.locator("[data-pick-picture] input").evaluate("(field, pk) => (field.value = pk)", str(poster.pk))
    page.locator("#id_rights").select_option("own")
    page.locator("#id_credit").fill("L. Farrokh")
    page.locator("#id_tracks-0-language").fill("en")
    page.locator("#id_tracks-0-label").fill("English")
    page.locator("#id_tracks-0-text").fill(VTT)

    def hold(_route: Route) -> None:
        """It is on its way for as long as the test likes."""

    page.route("**/video/add/", hold)
    page.get_by_role("button", name="Save", exact=True).click()
    # Until the browser has given it up: what is held when the route ends is sent on.
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("[data-said]")).to_have_text("cancelled")
    page.unroute("**/video/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for(timeout=60_000)
    video = Video.objects.get()
    assert (video.poster, video.tracks.get().text) == (poster, VTT)
    assert complaints == []
