"""The desk that the demo newsroom shows to whoever tries it first."""

from __future__ import annotations

import re
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from bs4 import BeautifulSoup

from newsroom.demo.content import read_desk, read_planned, read_stories
from newsroom.demo.people import ACCOUNTS
from tests.browser.demo_site import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.demo_site import Demo

    See = Callable[[str, str], BeautifulSoup]


@pytest.fixture(scope="module")
def see(demo: Demo) -> See:
    """Read a page of the demo's desk as somebody."""
    openers = {}

    def page(username: str, path: str) -> BeautifulSoup:
        if username not in openers:
            opener = openers[username] = build_opener(HTTPCookieProcessor(CookieJar()))
            form = BeautifulSoup(opener.open(f"{demo.url}/admin/login/").read(), "html.parser")
            token = form.select_one("[name=csrfmiddlewaretoken]")
            assert token is not None
            fields = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token["value"]}
            opener.open(f"{demo.url}/admin/login/?next=/admin/", urlencode(fields).encode())
        return BeautifulSoup(openers[username].open(f"{demo.url}/admin/{path}").read(), "html.parser")

    return page


def rows(page: BeautifulSoup, panel: str) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.select(f"#{panel} .home-list > li")]


@pytest.mark.parametrize("username", ["journalist", "editor"])
def test_each_is_called_to_one_comment_that_they_have_not_seen(see: See, username: str) -> None:
    called = rows(see(username, ""), "mentions")
    assert len(called) == 1
    assert f"@{username}" in called[0]


def test_the_journalist_has_a_story_sent_back_with_a_note_and_others_to_write(see: See) -> None:
    home = see("journalist", "")
    sent_back = rows(home, "sent-back")
    assert len(sent_back) == 1
    assert "Two sentences will do" in sent_back[0]
    assert home.select("#assigned .is-overdue")
    assert rows(home, "writing")


def test_the_editor_finds_what_waits_and_a_picture_whose_rights_end(see: See) -> None:
    home = see("editor", "")
    assert len(rows(home, "waiting")) >= 4
    assert any("Its rights end:" in row for row in rows(home, "amiss"))


def test_the_board_has_cards_in_every_column_and_some_are_overdue(see: See) -> None:
    board = see("editor", "board/")
    columns = {str(c["data-column"]): len(c.select("[data-card]")) for c in board.select("[data-column]")}
    assert all(columns.values()), columns
    assert board.select(".is-overdue")
    assert board.select(".board-note")


def test_one_bundle_is_scheduled_and_one_is_open(see: See) -> None:
    listed = see("editor", "review/bundle/").get_text(" ", strip=True)
    assert "Northern Railway: the passenger timetable" in listed
    assert "Run-off night in Port Ansel" in listed
    links = see("editor", "review/bundle/").select("a[href*='/bundle/'][href*='/change/']")
    pages = [see("editor", str(link["href"]).removeprefix("/admin/")) for link in links]
    marks = sorted(page.select_one(".bundle-state span")["class"][1] for page in pages)  # type: ignore[index]
    assert marks == ["stage-draft", "status-scheduled"]


def test_pictures_are_found_by_photographer_place_and_keyword(see: See) -> None:
    for words in ("Farrokh", "Lowen+Quay", "harvest+lines"):
        assert see("editor", f"media/image/?q={words}").select(".picture-card"), words


def test_the_library_has_one_picture_without_credit_and_one_whose_rights_ended(see: See) -> None:
    newest = see("editor", "media/image/").select(".picture-card")[:2]
    marks = {mark.get_text() for card in newest for mark in card.select(".mark")}
    assert marks == {"rights ended", "not ready for use"}


def test_what_the_desk_is_to_do_names_stories_that_there_are() -> None:
    stories, desk = read_stories(), read_desk()
    known = {story.key for story in (*stories, *read_planned(desk["stories"], stories))}
    assert len(known) == len(stories) + len(desk["stories"])
    named = {row["story"] for row in (*desk["work"], *desk["comments"])}
    named |= {key for row in desk["bundles"] for key in row["stories"]}
    assert named <= known


def test_whoever_is_named_on_the_desk_has_an_account() -> None:
    desk = read_desk()
    accounts = {row[0] for row in ACCOUNTS}
    said = [*desk["comments"], *(answer for row in desk["comments"] for answer in row.get("answers", ()))]
    named = {row["by"] for row in said} | {
        name for row in said for name in re.findall(r"@(\w+)", row["text"])
    }
    named |= {row["assignee"] for row in (*desk["stories"], *desk["work"]) if "assignee" in row}
    assert named <= accounts


def test_the_calendar_is_filled_over_the_next_ten_days() -> None:
    desk = read_desk()
    times = [row["scheduled"] for row in (*desk["stories"], *desk["bundles"]) if "scheduled" in row]
    assert {days for days, _clock in times} >= {1, 2, 3, 4, 5, 6, 8, 9, 10}
    # No clock of Europe skips or repeats these hours.
    assert min(clock for _days, clock in times) >= "04:00"
