"""The large pictures of a page: by pointer and keys, by their address, and back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.demo_site import watched
from tests.browser.pages import GALLERY, INFOGRAPHIC, STORY
from tests.browser.watching import UNCONNECTED, beyond_the_edge, violations, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.demo_site import Demo

PICTURES = 8


def opened(page: Page) -> Locator:
    dialog = page.get_by_role("dialog", name="Enlarged picture")
    dialog.wait_for()
    return dialog


def wait_for_picture(page: Page, number: int) -> None:
    page.locator(".lightbox__number").get_by_text(f"{number} of {PICTURES}", exact=True).wait_for()
    page.wait_for_function("number => location.hash === `#photo-${number}`", arg=number)


def wait_for_close(page: Page) -> None:
    page.locator("#lightbox").wait_for(state="hidden")
    page.wait_for_function("() => location.hash === ''")


def focused(page: Page) -> str:
    """The id of what has the focus, once it is a picture's link."""
    page.wait_for_function("() => document.activeElement.matches('[data-zoom]')")
    return str(page.evaluate("() => document.activeElement.id"))


def test_a_gallery_is_walked_through_with_keys_and_back_leads_to_the_page(reader: Page, demo: Demo) -> None:
    visit(reader, GALLERY, GALLERY.address(demo))
    reader.locator("#photo-3").focus()
    reader.keyboard.press("Enter")
    dialog = opened(reader)
    wait_for_picture(reader, 3)
    for key, number in (("ArrowRight", 4), ("End", 8), ("ArrowRight", 1), ("ArrowLeft", 8), ("Home", 1)):
        reader.keyboard.press(key)
        wait_for_picture(reader, number)
    link = reader.locator("#photo-1")
    expect(dialog.locator("img")).to_have_attribute("src", link.evaluate("link => link.href"))
    figure = reader.locator("#img-1")
    for part in ("text", "credit"):
        shown = dialog.locator(f".lightbox__{part}").inner_text()
        assert shown == figure.locator(f".figure__{part}").inner_text()
        assert shown
    expect(dialog.locator("[aria-live=polite]")).to_have_count(1)
    assert violations(reader) == []
    reader.go_back()
    wait_for_close(reader)
    assert reader.url == GALLERY.address(demo)
    assert focused(reader) == "photo-1"
    reader.go_forward()
    wait_for_picture(reader, 1)
    opened(reader)


def test_a_picture_opens_large_and_escape_gives_the_focus_back(reader: Page, demo: Demo) -> None:
    visit(reader, STORY, STORY.address(demo))
    zoom = reader.locator(".article__hero [data-zoom]")
    zoom.focus()
    reader.keyboard.press("Enter")
    dialog = opened(reader)
    expect(dialog.locator("img")).to_have_attribute("src", zoom.evaluate("link => link.href"))
    assert dialog.locator("img").get_attribute("alt")
    assert violations(reader) == []
    reader.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert zoom.evaluate("link => link === document.activeElement")


def test_a_link_to_a_picture_opens_it_and_closing_leaves_the_reader_there(reader: Page, demo: Demo) -> None:
    address = GALLERY.address(demo)
    visit(reader, GALLERY, address + "#photo-5")
    opened(reader)
    wait_for_picture(reader, 5)
    reader.keyboard.press("Escape")
    wait_for_close(reader)
    assert focused(reader) == "photo-5"
    box = reader.locator("#photo-5").bounding_box()
    assert box is not None
    assert -box["height"] < box["y"] < 900
    assert reader.url == address


@pytest.mark.sweep
@pytest.mark.parametrize("fragment", ["#photo-0", "#photo-9", "#photo-x", "#photo-1e1", "#img-2"])
def test_an_address_that_names_no_picture_opens_none(reader: Page, demo: Demo, fragment: str) -> None:
    reader.add_init_script(UNCONNECTED)
    visit(reader, GALLERY, GALLERY.address(demo) + fragment)
    reader.wait_for_load_state("networkidle")
    expect(reader.locator("#lightbox")).to_be_hidden()


@pytest.mark.sweep
def test_tab_stays_within_the_open_dialog(reader: Page, demo: Demo) -> None:
    visit(reader, GALLERY, GALLERY.address(demo))
    reader.locator("#photo-2").click()
    opened(reader)
    for _ in range(9):
        reader.keyboard.press("Tab")
        inside = (
            "() => document.activeElement === document.body || !!document.activeElement.closest('#lightbox')"
        )
        assert reader.evaluate(inside)


@pytest.mark.sweep
def test_arrows_point_where_the_page_reads_to(reader: Page, demo: Demo) -> None:
    visit(reader, GALLERY, GALLERY.address(demo))
    reader.evaluate("() => (document.documentElement.dir = 'rtl')")
    reader.locator("#photo-2").click()
    opened(reader)
    reader.keyboard.press("ArrowLeft")
    wait_for_picture(reader, 3)
    reader.keyboard.press("ArrowRight")
    wait_for_picture(reader, 2)


@pytest.mark.sweep
def test_a_picture_is_seen_at_full_size_and_moved_by_keys(reader: Page, demo: Demo) -> None:
    reader.set_viewport_size({"width": 390, "height": 844})
    visit(reader, GALLERY, GALLERY.address(demo))
    reader.locator("#photo-2").click()
    dialog = opened(reader)
    wait_for_picture(reader, 2)
    full = dialog.get_by_role("button", name="Full size")
    full.press("Enter")
    expect(full).to_have_attribute("aria-pressed", "true")
    stage = dialog.locator(".lightbox__stage")
    assert stage.evaluate("stage => stage === document.activeElement")
    assert stage.evaluate("stage => stage.scrollWidth") >= 1600
    before = stage.evaluate("stage => stage.scrollLeft")
    reader.keyboard.press("ArrowRight")
    reader.wait_for_function("([s, x]) => s.scrollLeft > x", arg=[stage.element_handle(), before])
    wait_for_picture(reader, 2)
    assert violations(reader) == []
    full.press("Enter")
    expect(full).to_have_attribute("aria-pressed", "false")
    reader.keyboard.press("ArrowRight")
    wait_for_picture(reader, 3)


@pytest.mark.sweep
@pytest.mark.parametrize("size", [(320, 640), (640, 320), (1280, 900)])
def test_the_open_dialog_fits_every_window(reader: Page, demo: Demo, size: tuple[int, int]) -> None:
    reader.set_viewport_size({"width": size[0], "height": size[1]})
    visit(reader, GALLERY, GALLERY.address(demo))
    reader.locator("#photo-1").click()
    dialog = opened(reader)
    reader.wait_for_function("() => document.querySelector('.lightbox__image').naturalWidth > 0")
    assert beyond_the_edge(reader) == []
    for part in (".lightbox__image", "[data-natural]", "[data-step='1']"):
        box = dialog.locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]
        assert box["height"] >= 44


@pytest.mark.sweep
def test_a_footnote_followed_later_keeps_its_focus(reader: Page, demo: Demo) -> None:
    visit(reader, STORY, STORY.address(demo))
    reader.locator(".article__hero [data-zoom]").click()
    opened(reader)
    reader.keyboard.press("Escape")
    wait_for_close(reader)
    reader.locator(".note a").first.click()
    reader.wait_for_function("() => location.hash === '#note-1'")
    reader.wait_for_timeout(200)
    assert not reader.evaluate("() => document.activeElement.matches('[data-zoom]')")


@pytest.mark.sweep
def test_a_lightbox_that_does_not_arrive_leaves_a_plain_link(chromium: Browser, demo: Demo) -> None:
    context = chromium.new_context()
    page = context.new_page()
    context.route("**/lightbox*.js", lambda route: route.abort())
    page.goto(GALLERY.address(demo))
    large = page.locator("#photo-2").evaluate("link => link.href")
    page.locator("#photo-2").click()
    page.wait_for_url(large)
    page.go_back()
    page.wait_for_url(GALLERY.address(demo))
    context.close()


def test_without_scripts_each_picture_of_a_gallery_leads_to_its_large_file(
    chromium: Browser, demo: Demo
) -> None:
    with watched(chromium, demo, java_script_enabled=False) as watch:
        page = watch.context.new_page()
        visit(page, GALLERY, GALLERY.address(demo))
        links = [link.get_attribute("href") for link in page.locator(".gallery [data-zoom]").all()]
        assert len(set(links)) == PICTURES
        answers = [page.request.get(demo.url + str(link)) for link in links]
        assert {answer.headers["content-type"] for answer in answers} == {"image/jpeg"}


def test_a_graphic_s_words_are_printed_whether_they_are_open_or_not(reader: Page, demo: Demo) -> None:
    visit(reader, INFOGRAPHIC, INFOGRAPHIC.address(demo))
    text = reader.locator(".article__hero .says__text")
    expect(text).to_be_hidden()
    reader.locator(".article__hero summary").press("Enter")
    expect(text).to_be_visible()
    reader.locator(".article__hero summary").press("Enter")
    reader.emulate_media(media="print")
    expect(text).to_be_visible()
    height = text.evaluate("text => text.getBoundingClientRect().height")
    assert height > 40
