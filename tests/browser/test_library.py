"""The picture library in a browser: many files at once, the focal point, and rights that run out."""

from __future__ import annotations

import base64
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from playwright.sync_api import Error as Failed
from playwright.sync_api import expect

from articles.media.files import take_in
from articles.media.models import Image
from articles.media.renditions import focal_box, render_all
from tests.articles.media.telling import original, secrets_in
from tests.browser.desk import enter, open_story, sign_in
from tests.browser.watching import beyond_the_edge, faults, wait_until
from tests.factories import make_article, make_image, make_user, picture_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request

# Forty pictures one by one, on a machine that many tests share.
PATIENCE = 60_000
DROP = """
([zone, files]) => {
    const data = new DataTransfer()
    for (const [name, type, text] of files) {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
        data.items.add(new File([bytes], name, { type }))
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true })
        document.querySelector(zone).dispatchEvent(event)
    }
}
"""
# How many were on their way at once, and what each row said.
WATCH = """
() => {
    window.atOnce = 0
    window.heard = {}
    new MutationObserver(() => {
        const rows = [...document.querySelectorAll(".upload")]
        window.atOnce = Math.max(window.atOnce, rows.filter((row) => row.dataset.state === "sending").length)
        for (const row of rows) {
            const name = row.querySelector(".upload-name").textContent
            ;(window.heard[name] ??= new Set()).add(row.querySelector(".upload-said").textContent)
        }
    }).observe(document.querySelector("[data-list]"), { subtree: true, childList: true, attributes: true })
}
"""
COLOUR = """
(image) => {
    const canvas = new OffscreenCanvas(1, 1)
    const context = canvas.getContext("2d")
    context.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data]
}
"""


def drop(page: Page, zone: str, files: list[tuple[str, bytes]]) -> None:
    sent = [(name, "image/jpeg", base64.b64encode(data).decode()) for name, data in files]
    page.evaluate(DROP, [zone, sent])


def row(page: Page, name: str) -> Locator:
    return page.locator(".upload").filter(has=page.get_by_text(name, exact=True))


def small() -> bytes:
    return picture_bytes(60, 40)


def test_forty_files_dropped_at_once_are_taken_in_beside_a_bad_one(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="editor")
    data = small()
    known, _ = take_in(ContentFile(data), caption="Here before", alt_text="x", credit="y", rights="own")
    files = [(f"shot-{n:02}.jpg", small()) for n in range(38)]
    files[5:5] = [("bad.jpg", b"no picture at all"), ("twin.jpg", data)]
    enter(page, "editor")
    page.goto(f"{site}/admin/media/image/")
    page.locator("[data-plain]").wait_for(state="hidden")
    page.evaluate(WATCH)
    drop(page, "[data-grid]", files)
    expect(page.locator("[data-sum]")).to_contain_text("39 of 40 pictures are here", timeout=PATIENCE)
    expect(page.locator("[data-sum]")).to_contain_text("1 not taken in")
    expect(row(page, "bad.jpg")).to_contain_text("This is not a JPEG")
    twin = row(page, "twin.jpg").get_by_role("link", name="Here before")
    expect(twin).to_have_attribute("href", f"/admin/media/image/{known.pk}/change/")
    assert Image.objects.count() == 39
    assert 1 <= page.evaluate("window.atOnce") <= 3
    heard: dict[str, list[str]] = page.evaluate(
        "Object.fromEntries(Object.entries(window.heard).map(([name, said]) => [name, [...said]]))"
    )
    assert all({"waits"} & set(heard[name]) for name, _ in files[3:])
    assert all({"being looked at"} & set(said) for said in heard.values())
    page.get_by_role("link", name="Describe these 38").click()
    page.locator(".describe-one").nth(37).wait_for()
    page.locator("#id_all-credit").fill("Agency One")
    page.get_by_role("button", name="Fill in for all").click()
    page.locator("[id$=-caption]").first.fill("The first of them")
    page.get_by_role("button", name="Save all").click()
    page.get_by_text("38 pictures were saved.").wait_for()
    assert Image.objects.filter(credit="Agency One").count() == 38
    # The browser itself says of the refused file that it was answered 400.
    assert [said for said in complaints if "400" not in said] == []


@pytest.mark.sweep
def test_what_a_picture_s_file_says_is_read_and_where_it_was_taken_is_in_no_byte_that_is_served(
    page: Page, site: str
) -> None:
    make_user("editor", username="editor")
    data = original("JPEG")
    assert len(secrets_in(data)) >= 4
    enter(page, "editor")
    page.goto(f"{site}/admin/media/image/")
    page.locator("[data-plain]").wait_for(state="hidden")
    drop(page, "[data-grid]", [("ferry.jpg", data)])
    page.get_by_role("link", name="Describe it").click()
    expect(page.get_by_label("Caption")).to_have_value("The ferry leaves.", timeout=PATIENCE)
    expect(page.get_by_role("textbox", name="Alternative text")).to_have_value("A white ferry")
    expect(page.get_by_label("Credit")).to_have_value("R. Vale/Agency")
    expect(page.get_by_label("Photographer")).to_have_value("Rosa Vale")
    page.get_by_label("Rights", exact=True).select_option("own")
    page.get_by_role("button", name="Save all").click()
    page.get_by_text("saved").first.wait_for()

    image = Image.objects.get()
    render_all(image)
    story = make_article(images=[image], published=True)
    asked: set[str] = set()

    def heard(request: Request) -> None:
        asked.add(request.url)

    page.on("request", heard)
    page.goto(f"{site}/{story.pk}/")
    page.locator("main figure").get_by_text("The ferry leaves.").wait_for()
    page.wait_for_function("document.querySelector('main figure img').naturalWidth > 0")
    files = {f"{site}{row.url}" for row in image.renditions.all()}
    assert asked & files
    served = {url: page.request.get(url) for url in asked | files}
    assert all(answer.ok for answer in served.values())
    assert {url: found for url, answer in served.items() if (found := secrets_in(answer.body()))} == {}


@pytest.mark.sweep
def test_an_upload_is_cancelled_and_tried_again(page: Page, site: str) -> None:
    make_user("editor", username="editor")
    enter(page, "editor")
    page.goto(f"{site}/admin/media/image/")
    page.locator("[data-plain]").wait_for(state="hidden")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/image/upload/", hold)
    drop(page, "[data-grid]", [(f"shot-{n}.jpg", small()) for n in range(5)])
    page.wait_for_function("document.querySelectorAll('.upload[data-state=sending]').length === 3")
    wait_until(page, lambda: len(held) == 3)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Cancel shot-0.jpg").press("Enter")
    page.get_by_role("button", name="Cancel shot-4.jpg").press("Enter")
    retry = page.get_by_role("button", name="Try shot-4.jpg again")
    expect(retry).to_be_focused()
    expect(row(page, "shot-0.jpg")).to_contain_text("cancelled")
    row(page, "shot-3.jpg").locator("xpath=self::*[@data-state='sending']").wait_for()
    wait_until(page, lambda: len(held) == 4)
    for route in held:
        # One of them was cancelled, and waits for nobody.
        with suppress(Failed):
            route.continue_()
    page.unroute("**/image/upload/")
    retry.press("Enter")
    expect(page.locator("[data-sum]")).to_contain_text("4 of 5 pictures are here", timeout=PATIENCE)
    assert Image.objects.count() == 4


@pytest.mark.sweep
def test_files_dropped_on_the_picker_of_a_story_can_be_chosen_there(page: Page, site: str) -> None:
    editor = make_user("editor", username="editor")
    story = make_article(creator=editor)
    enter(page, "editor")
    open_story(page, site, story)
    page.locator("[data-add-row]", has_text="picture").first.click()
    page.locator("#picture-dialog[open]").wait_for()
    drop(page, "#picture-dialog", [("one.jpg", small()), ("two.jpg", small()), ("bad.jpg", b"x")])
    expect(page.locator("#picture-dialog [data-sum]")).to_contain_text(
        "2 of 3 pictures are here", timeout=PATIENCE
    )
    page.locator(".picture-results button").first.click()
    page.locator("#picture-dialog[open]").wait_for(state="detached")
    expect(page.locator("[data-pick-picture] input").last).not_to_have_value("")


def two_colours() -> bytes:
    """Red at the start, blue at the end, and much wider than high."""
    picture = Pillow.new("RGB", (2000, 500), "red")
    picture.paste("blue", (1000, 0, 2000, 500))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_focal_point_moved_by_keyboard_is_seen_in_the_crops_and_on_the_live_page(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="editor")
    known = {"alt_text": "Two colours", "credit": "R. Vale", "rights": "own", "focal_x": 0.1}
    image, _ = take_in(ContentFile(two_colours()), **known)
    render_all(image)
    story = make_article(images=[image], published=True)
    figure = page.locator("main figure img").first
    page.goto(f"{site}/{story.pk}/")
    page.goto(page.url)
    before = set(image.renditions.values_list("token", flat=True))
    assert figure.evaluate(COLOUR)[0] > 200

    enter(page, "editor")
    page.goto(f"{site}/admin/media/image/{image.pk}/change/")
    point = page.locator(".focal-point")
    point.focus()
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#id_focal_x")).to_have_value("0.900")
    expect(page.locator("[data-focal-said]")).to_contain_text("90 percent across")
    image.focal_x, image.focal_y = 0.9, 0.41
    for crop in ("16x9", "4x3", "1x1", "3x2"):
        start, _top, end, _bottom = focal_box(image, crop)
        shown = page.locator(f".crop .is-{crop}").evaluate("(crop) => crop.style.objectPosition")
        share = float(shown.split("%", maxsplit=1)[0])
        assert share == pytest.approx(start / (image.width - (end - start)) * 100, abs=0.1), crop
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()

    render_all(Image.objects.get(pk=image.pk))
    after = set(Image.objects.get(pk=image.pk).renditions.values_list("token", flat=True))
    assert not before & after
    # As if the five seconds had passed for which the browser itself may keep a page.
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.goto(f"{site}/{story.pk}/")
    page.wait_for_function("document.querySelector('main figure img').naturalWidth > 0")
    assert figure.evaluate(COLOUR)[2] > 200
    assert any(token in str(figure.evaluate("(image) => image.currentSrc")) for token in after)
    assert complaints == []


@pytest.mark.sweep
def test_rights_that_run_out_are_said_ahead_and_keep_the_picture_from_new_use(page: Page, site: str) -> None:
    make_user("editor", username="editor")
    soon = datetime.now(UTC) + timedelta(days=2)
    image = make_image(caption="The quay", rendered=True, rights_until=soon)
    make_article("A story that readers see", images=[image], published=True)
    draft = make_article("A story that is written", images=[image])
    enter(page, "editor")
    page.goto(f"{site}/admin/media/image/")
    page.get_by_role("link", name="Rights that end").click()
    page.get_by_role("link", name="A story that readers see").wait_for()
    expect(page.locator(".ending-row")).to_have_count(1)

    page.goto(f"{site}/admin/media/image/{image.pk}/change/")
    page.get_by_text("Our rights end on").wait_for()
    past = datetime.now(UTC) - timedelta(minutes=5)
    page.get_by_label("Rights end").fill(past.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Our rights have ended").first.wait_for()
    page.get_by_role("link", name="Rights that end").click()
    page.locator(".ending-row.is-over").wait_for()

    open_story(page, site, draft)
    page.locator(".checks.is-blocking").get_by_text("our rights have ended").first.wait_for()
    page.locator("[data-pick-picture] button").first.click()
    ended = page.locator(".picture-results button").first
    expect(ended).to_contain_text("Our rights have ended.")
    expect(ended).to_be_disabled()


@pytest.mark.sweep
def test_the_library_s_screens_are_well_made(page: Page, site: str, complaints: list[str]) -> None:
    make_user("editor", username="editor")
    soon = datetime.now(UTC) + timedelta(days=2)
    images = [make_image(rendered=True, rights_until=soon) for _ in range(2)]
    make_article(images=images, published=True)
    sign_in(page, site, "editor")
    ids = ",".join(str(image.pk) for image in images)
    for path in ("", f"{images[0].pk}/change/", f"describe/?ids={ids}", "rights/"):
        page.goto(f"{site}/admin/media/image/{path}")
        assert faults(page) == {}, path
        page.set_viewport_size({"width": 390, "height": 800})
        assert beyond_the_edge(page) == [], path
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
    page.goto(f"{site}/admin/media/image/")
    page.locator("[data-plain]").wait_for(state="hidden")
    drop(page, "[data-grid]", [("one.jpg", small()), ("bad.jpg", b"x")])
    expect(page.locator("[data-sum]")).to_contain_text("1 of 2 pictures are here", timeout=PATIENCE)
    assert faults(page) == {}
    page.set_viewport_size({"width": 390, "height": 800})
    assert beyond_the_edge(page) == []
    assert [said for said in complaints if "400" not in said] == []
