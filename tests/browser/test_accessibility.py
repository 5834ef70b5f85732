"""Readers' pages for those who hear them, drive them by keys or fingers, enlarge them, or run no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.demo_site import watched
from tests.browser.looking import AMBIGUOUS, CLIPPED, OVERLAPS, SMALL, SPACED, STRUCTURE, UNREAD, asked, walk
from tests.browser.matrix import look, resize
from tests.browser.pages import (
    ALL_LANGUAGES,
    FRONT,
    MAIN_PAGES,
    ONLY_ENGLISH,
    OTHER_PAGES,
    READER_PAGES,
    SEARCH,
    SECTION,
    SHORT_PAGES,
    STORY,
    PageType,
    in_language,
)
from tests.browser.watching import beyond_the_edge, darken, violations, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo

# Each page once; language, theme and width change from page to page, so that all twelve combinations occur. The main
# pages, which all others are built like, are there in the language that reads from the other side too.
LOOKS = (("light", 1280), ("dark", 390), ("light", 390), ("dark", 1280))
LANGUAGES = tuple(ALL_LANGUAGES)
ONCE = [
    pytest.param(
        page_type if page_type.name in ONLY_ENGLISH else in_language(page_type, LANGUAGES[n % 3]),
        *LOOKS[n % 4],
        id=page_type.name,
    )
    for n, page_type in enumerate(READER_PAGES)
] + [
    pytest.param(in_language(FRONT, "ar"), "dark", 390, id="front in Arabic"),
    pytest.param(in_language(STORY, "ar"), "light", 1280, id="article in Arabic"),
]
EVERY_WIDTH = (320, 390, 600, 768, 1024, 1280, 1600)


def named(page_type: PageType) -> str:
    return page_type.name


@pytest.fixture
def plain(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """The page of a reader whose browser runs no script, on a telephone."""
    with watched(chromium, demo, java_script_enabled=False, viewport={"width": 390, "height": 844}) as watch:
        yield watch.context.new_page()


@pytest.mark.parametrize(("page_type", "theme", "width"), ONCE)
def test_a_page_is_sound_for_machines_that_read_it_out_and_for_fingers(
    reader: Page, demo: Demo, page_type: PageType, theme: str, width: int
) -> None:
    resize(reader, width)
    visit(reader, page_type, page_type.address(demo))
    if theme == "dark":
        darken(reader)
    found = {"axe": violations(reader), "structure": asked(reader, STRUCTURE)}
    found |= {"links": asked(reader, AMBIGUOUS), "small": asked(reader, SMALL)}
    resize(reader, 320)
    found["beyond the edge at 320"] = beyond_the_edge(reader)
    assert {name: complaints for name, complaints in found.items() if complaints} == {}


@pytest.mark.sweep
@pytest.mark.parametrize(
    "page_type",
    [
        pytest.param(page_type, id=f"{page_type.name}, {language}")
        for language in LANGUAGES
        for page_type in ALL_LANGUAGES[language]
    ],
)
def test_every_page_passes_in_each_language_at_both_widths_in_light_and_dark(
    reader: Page, demo: Demo, page_type: PageType
) -> None:
    visit(reader, page_type, page_type.address(demo))
    assert reader.evaluate("() => document.documentElement.lang") == page_type.language
    assert look(reader) == {}
    for width in (390, 1280):
        resize(reader, width)
        assert asked(reader, SMALL) == [], width
    assert asked(reader, STRUCTURE) == []


@pytest.mark.sweep
@pytest.mark.parametrize("page_type", READER_PAGES, ids=named)
def test_nothing_overflows_at_any_width_in_either_direction_and_at_any_size_of_text(
    reader: Page, demo: Demo, page_type: PageType
) -> None:
    visit(reader, page_type, page_type.address(demo))
    for size in ("", "largest"):
        for direction in ("ltr", "rtl"):
            reader.evaluate(
                "([size, dir]) => { const root = document.documentElement; root.dir = dir; root.dataset.text = size }",
                [size, direction],
            )
            for width in EVERY_WIDTH:
                resize(reader, width)
                assert beyond_the_edge(reader) == [], (size, direction, width)
                assert asked(reader, OVERLAPS) == [], (size, direction, width)


@pytest.mark.parametrize("page_type", [FRONT, SECTION, STORY], ids=named)
def test_wider_spacing_cuts_nothing_off(reader: Page, demo: Demo, page_type: PageType) -> None:
    visit(reader, page_type, page_type.address(demo))
    reader.evaluate(SPACED)
    for width in (1280, 320):
        resize(reader, width)
        found = {question: asked(reader, question) for question in (CLIPPED, OVERLAPS)}
        assert [*found.values(), beyond_the_edge(reader)] == [[], [], []], width


@pytest.mark.parametrize("page_type", [FRONT, STORY], ids=named)
def test_the_first_key_leads_past_the_menus(reader: Page, demo: Demo, page_type: PageType) -> None:
    visit(reader, page_type, page_type.address(demo))
    reader.keyboard.press("Tab")
    skip = reader.get_by_role("link", name="Skip to content")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None
    assert min(box["x"], box["y"]) >= 0
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("() => document.activeElement.closest('main') !== null")


def faults_of_the_walk(page: Page, page_type: PageType) -> list[str]:
    stops = walk(page)
    assert len(stops) > (2 if page_type in SHORT_PAGES else 20)
    assert "Skip to content" in stops[0]["name"]
    return [
        f"{stop['name']}: {stop}"
        for stop in stops
        if stop["ring"] < 3 or not stop["isSeen"] or not stop["isFree"] or stop["isBack"]
    ]


@pytest.mark.parametrize(("page_type", "width"), [(FRONT, 1280), (STORY, 390)], ids=["front", "article"])
def test_keys_lead_through_the_whole_page_in_its_order_and_one_sees_where_they_are(
    reader: Page, demo: Demo, page_type: PageType, width: int
) -> None:
    resize(reader, width)
    visit(reader, page_type, page_type.address(demo))
    assert faults_of_the_walk(reader, page_type) == []


@pytest.mark.sweep
@pytest.mark.parametrize("page_type", READER_PAGES, ids=named)
def test_keys_lead_through_every_page(reader: Page, demo: Demo, page_type: PageType) -> None:
    visit(reader, page_type, page_type.address(demo))
    assert faults_of_the_walk(reader, page_type) == []


def test_a_menu_is_opened_and_closed_by_keys(reader: Page, demo: Demo) -> None:
    visit(reader, FRONT, FRONT.address(demo))
    more = reader.locator("summary", has_text="More in News")
    more.focus()
    reader.keyboard.press("Enter")
    politics = reader.get_by_role("navigation", name="Sections", exact=True).get_by_role(
        "link", name="Politics"
    )
    expect(politics).to_be_visible()
    reader.keyboard.press("Tab")
    assert politics.evaluate("link => link === document.activeElement")
    reader.keyboard.press("Escape")
    expect(politics).to_be_hidden()
    assert more.evaluate("summary => summary === document.activeElement")


def test_the_menu_of_a_telephone_takes_the_focus_and_gives_it_back(reader: Page, demo: Demo) -> None:
    resize(reader, 390)
    visit(reader, FRONT, FRONT.address(demo))
    button = reader.get_by_role("button", name="Menu")
    button.focus()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("() => document.activeElement.closest('.menu') !== null")
    assert asked(reader, SMALL) == []
    reader.keyboard.press("Escape")
    assert button.evaluate("button => button === document.activeElement")


def test_the_menus_say_where_the_reader_is(reader: Page, demo: Demo) -> None:
    current = "() => [...document.querySelectorAll('.nav [aria-current]')].map((a) => [a.textContent, a.ariaCurrent])"
    visit(reader, SECTION, SECTION.address(demo))
    assert reader.evaluate(current) == [["News", "page"]]
    visit(reader, STORY, STORY.address(demo))
    assert reader.evaluate(current) == [["News", "true"], ["Politics", "true"]]
    visit(reader, FRONT, FRONT.address(demo))
    assert reader.evaluate(current) == []


NO_SCRIPT = [page_type for page_type in READER_PAGES if page_type in (FRONT, SECTION, STORY, SEARCH)]


def what_is_missing_without_scripts(plain: Page, demo: Demo, page_type: PageType) -> list[str]:
    """Open the page; return parts of it that can't be reached or read."""
    visit(plain, page_type, page_type.address(demo))
    menu = plain.get_by_role("navigation", name="Sections", exact=True)
    sections = [link.get_attribute("href") for link in plain.locator(".nav a").all()]
    assert len(sections) > 10
    footer = plain.locator(".footer a:visible")
    at_the_end = {link.get_attribute("href") for link in footer.all()}
    missing = [f"{href} is not in the footer" for href in sections if href not in at_the_end]
    plain.get_by_role("button", name="Menu").click()
    if not menu.get_by_role("link", name="Videos", exact=True).is_visible():
        missing.append("the menu does not open")
    plain.get_by_role("button", name="Close").click()
    return missing + asked(plain, UNREAD)


@pytest.mark.parametrize("page_type", NO_SCRIPT, ids=named)
def test_without_scripts_all_is_there(plain: Page, demo: Demo, page_type: PageType) -> None:
    assert what_is_missing_without_scripts(plain, demo, page_type) == []


@pytest.mark.sweep
@pytest.mark.parametrize(
    "page_type", [p for p in (*MAIN_PAGES, *OTHER_PAGES) if p not in NO_SCRIPT], ids=named
)
def test_without_scripts_all_is_there_on_every_page(plain: Page, demo: Demo, page_type: PageType) -> None:
    assert what_is_missing_without_scripts(plain, demo, page_type) == []


def test_what_is_current_is_seen_in_forced_colours(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo, forced_colors="active") as watch:
        page = watch.context.new_page()
        page.goto(f"{demo.url}/latest/?page=2")
        ground = "element => getComputedStyle(element).backgroundColor"
        numbers = page.locator(".pagination__number")
        current = page.locator(".pagination__number[aria-current]")
        assert current.evaluate(ground) != numbers.first.evaluate(ground)
        for name in (".ticker", ".ticker__button", ".footer__theme button"):
            border = page.locator(name).first.evaluate(
                "element => getComputedStyle(element).borderBlockEndWidth"
            )
            assert border == "1px", name
        visit(page, STORY, STORY.address(demo))
        tag = page.locator(".tags__tag").first
        assert tag.evaluate("element => getComputedStyle(element).borderBlockEndWidth") == "1px"
