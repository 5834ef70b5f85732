"""Times in the browser: each beside its zone, and an hour that the clocks repeat asked about while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from articles.models import Article
from articles.published.models import Release
from tests.browser.desk import enter, open_story, sign_in
from tests.desk.test_time import CASES
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

# The nights in which the clocks of Paris go back and forward.
BACK, FORWARD = "2032-10-31", "2032-03-28"


def ask_schedule(page: Page) -> Locator:
    page.get_by_role("button", name="Schedule", exact=True).click()
    return page.get_by_role("dialog")


def test_the_hour_that_comes_twice_is_asked_about_and_the_second_is_scheduled(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief", time_zone="America/Lima")
    story = make_article()
    enter(page, "chief")
    open_story(page, site, story)
    dialog = ask_schedule(page)
    time = dialog.get_by_label("Date and time")
    time.fill(f"{BACK}T04:30")
    expect(dialog.get_by_text("That hour comes twice")).to_be_hidden()
    time.fill(f"{BACK}T02:30")
    dialog.get_by_text("That hour comes twice").wait_for()
    assert dialog.get_by_label("The first").locator("..").inner_text().split() == [
        *("The", "first"),
        "UTC+02:00",
    ]
    # Without an answer the form does not go.
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog).to_be_visible()
    dialog.get_by_label("The second").check()
    expect(dialog).to_contain_text(
        "02:30 Europe/Paris (30 Oct 20:30 America/Lima, yours)", use_inner_text=True
    )
    dialog.get_by_role("button", name="Schedule").click()
    page.get_by_text("Scheduled.").wait_for()
    assert Release.objects.get().public_from.isoformat() == f"{BACK}T01:30:00+00:00"
    assert complaints == []


def test_the_hour_that_the_clocks_skip_is_refused_with_the_dialog_open(page: Page, site: str) -> None:
    make_user("editor", username="chief")
    story = make_article()
    enter(page, "chief")
    open_story(page, site, story)
    dialog = ask_schedule(page)
    dialog.get_by_label("Date and time").fill(f"{FORWARD}T02:30")
    dialog.get_by_text("The clocks skip that hour: choose 28 Mar 01:30 or 28 Mar 03:30.").wait_for()
    dialog.get_by_role("button", name="Schedule").click()
    dialog.get_by_text("choose 28 Mar 2032 01:30 or 28 Mar 2032 03:30").wait_for()
    expect(dialog.get_by_label("Date and time")).to_have_value(f"{FORWARD}T02:30")
    dialog.get_by_label("Date and time").fill(f"{FORWARD}T03:30")
    dialog.get_by_role("button", name="Schedule").click()
    page.get_by_text("Scheduled.").wait_for()
    assert Release.objects.get().public_from.isoformat() == f"{FORWARD}T01:30:00+00:00"


def test_the_browser_reads_a_wall_clock_as_the_server_does(page: Page, site: str) -> None:
    make_user("editor", username="chief", time_zone="UTC")
    story = make_article()
    enter(page, "chief")
    open_story(page, site, story)
    dialog = ask_schedule(page)
    which, own = dialog.locator("[data-clock-which]"), dialog.locator("[data-own-clock]")
    for zone, wall, instants in CASES:
        dialog.locator("[data-clock]").evaluate("(clock, zone) => { clock.dataset.zone = zone }", zone)
        dialog.get_by_label("Date and time").fill(wall)
        expect(which).to_be_visible(visible=len(instants) == 2)
        expect(dialog.locator("[data-clock-skipped]")).to_be_visible(visible=not instants)
        for fold, instant in enumerate(instants):
            if len(instants) == 2:
                which.get_by_role("radio").nth(fold).check()
            expect(own).to_contain_text(f"{instant[-5:]} UTC, yours", use_inner_text=True)


def test_where_no_own_zone_is_set_the_browser_s_stands_in_the_brackets(chromium: Browser, site: str) -> None:
    make_user("editor", username="chief")
    story = make_article()
    context = chromium.new_context(timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    enter(page, "chief")
    open_story(page, site, story)
    dialog = ask_schedule(page)
    dialog.get_by_label("Date and time").fill("2032-07-01T18:00")
    expect(dialog).to_contain_text("18:00 Europe/Paris (2 Jul 01:00 Asia/Tokyo, yours)", use_inner_text=True)
    dialog.get_by_role("button", name="Schedule").click()
    page.get_by_text("Scheduled.").wait_for()
    pending = " ".join(page.locator(".desk-pending").inner_text().split())
    assert "1 Jul 2032 18:00 Europe/Paris (2 Jul 01:00 Asia/Tokyo, yours)" in pending
    context.close()


def test_one_s_own_zone_is_chosen_in_my_account(page: Page, site: str, complaints: list[str]) -> None:
    make_user(username="reporter")
    sign_in(page, site, "reporter")
    page.locator(".desk-me summary").click()
    page.get_by_role("link", name="My account").click()
    page.get_by_label("Own time zone").select_option("America/Lima")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    expect(page.get_by_label("Own time zone")).to_have_value("America/Lima")
    assert complaints == []


def test_the_clock_follows_the_edition_that_is_chosen(page: Page, site: str) -> None:
    make_user(username="reporter")
    make_edition()
    other = make_edition("es", time_zone="America/Bogota")
    enter(page, "reporter")
    page.goto(f"{site}/admin/articles/article/add/")
    clock = page.locator("[data-clock]")
    expect(clock.locator("[data-clock-zone]")).to_have_text("Europe/Paris", use_inner_text=True)
    page.get_by_label("Edition").select_option(str(other.pk))
    expect(clock.locator("[data-clock-zone]")).to_have_text("America/Bogota", use_inner_text=True)
    page.locator("#id_headline").fill("Under embargo")
    page.get_by_label("Embargoed until").fill("2032-07-01T12:00")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    assert Article.objects.get().embargoed_until.isoformat() == "2032-07-01T17:00:00+00:00"
