"""Stories that become public together, and the calendar in which what is scheduled is carried to other times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from tests.browser.desk import enter, sign_in
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# The night in which the clocks of London go forward; the Saturday before it is still in winter.
NINE = datetime(2032, 3, 27, 9, tzinfo=UTC)
SATURDAY, SUNDAY = "2032-03-27", "2032-03-28"
PATIENCE = 10_000
# Counts how many of the five the front shows, again and again.
WATCH = """() => {
    window.counts = new Set()
    window.isLooking = true
    const look = async () => {
        while (window.isLooking) {
            const answer = await fetch("/", { cache: "no-store" })
            const front = await answer.text()
            window.counts.add([1, 2, 3, 4, 5].filter((number) => front.includes(`Dossier, part ${number}`)).length)
            await new Promise((go) => setTimeout(go, 20))
        }
    }
    window.looked = look()
}"""
# No request is under way any more when the test's rows are taken away.
LOOK_NO_MORE = "() => { window.isLooking = false; return window.looked }"


def calendar(page: Page, site: str, view: str = "month", on: str = SATURDAY) -> None:
    page.goto(f"{site}/admin/calendar/?view={view}&on={on}")
    # The handles are links until the script is there.
    page.locator("[data-calendar] > [role=status][aria-live]").wait_for(state="attached")


def scheduled_story(headline: str = "Harbour reopens") -> Article:
    make_edition(time_zone="Europe/London")
    editor = make_user("editor", username="chief")
    story = make_article(headline)
    publishing.schedule(story.pk, editor, at=NINE)
    return story


def place(page: Page, date: str, time: str = "") -> Locator:
    return page.locator(f'[data-place][data-date="{date}"]' + (f'[data-time="{time}"]' if time else ""))


def carry(page: Page, item: Locator, to: Locator) -> None:
    """Drag with the pointer, as a hand does it: down, along, up."""
    item.scroll_into_view_if_needed()
    here, there = item.bounding_box(), to.bounding_box()
    assert here
    assert there
    page.mouse.move(here["x"] + 20, here["y"] + 10)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=6)


def starts() -> list[datetime]:
    return list(Release.objects.values_list("public_from", flat=True))


def test_five_stories_of_a_bundle_are_on_the_front_at_once(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_user("editor", username="chief")
    stories = [make_article(f"Dossier, part {number}") for number in range(1, 6)]
    sign_in(page, site, "chief")
    reader = page.context.new_page()
    reader.goto(site)
    page.goto(f"{site}/admin/articles/article/")
    for story in stories:
        page.locator(f'input[name=_selected_action][value="{story.pk}"]').check()
    page.locator("select[name=action]").select_option("bundle")
    page.get_by_role("button", name="Go", exact=True).click()
    page.get_by_label("Name of the new bundle").fill("Dossier")
    page.get_by_role("button", name=re.compile("Add to a bundle: 5")).click()
    page.get_by_role("link", name="To the bundle “Dossier”").click()
    reader.evaluate(WATCH)
    reader.wait_for_function("() => window.counts.has(0)")
    page.get_by_role("button", name="Publish all now").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish all now").click()
    page.get_by_text("Published, all at one instant.").wait_for()
    reader.wait_for_function("() => window.counts.has(5)")
    reader.evaluate(LOOK_NO_MORE)
    assert reader.evaluate("() => [...window.counts].sort()") == [0, 5]
    assert len(set(starts())) == 1
    assert complaints == []


def test_an_item_is_carried_over_the_change_of_the_clocks_by_pointer_and_by_keyboard(
    page: Page, site: str, complaints: list[str]
) -> None:
    scheduled_story()
    enter(page, "chief")
    calendar(page, site)
    item, dialog = page.locator(".cal-item"), page.get_by_role("dialog")
    carry(page, item, place(page, SUNDAY))
    page.mouse.up()
    # The old time and the new one, before anything is moved.
    expect(dialog).to_contain_text("27 Mar 2032 09:00 Europe/London", timeout=PATIENCE)
    expect(dialog).to_contain_text("The clocks change in between", timeout=PATIENCE)
    expect(dialog.get_by_label("New time")).to_have_value(f"{SUNDAY}T09:00")
    assert starts() == [NINE]
    dialog.get_by_role("button", name="Move it").click()
    expect(place(page, SUNDAY).locator(".cal-item time")).to_have_text("09:00", timeout=PATIENCE)
    # Nine on the clocks of London, an hour earlier in the world.
    assert starts() == [datetime(2032, 3, 28, 8, tzinfo=UTC)]

    calendar(page, site, "week", SUNDAY)
    item.locator("[data-grip]").focus()
    # English weeks begin on Sunday: the day after, then a quarter of an hour later.
    for key in ("Space", "ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(dialog.get_by_label("New time")).to_have_value("2032-03-29T09:15", timeout=PATIENCE)
    dialog.get_by_role("button", name="Move it").press("Enter")
    expect(page.locator('.cal-item[data-date="2032-03-29"] time')).to_have_text("09:15", timeout=PATIENCE)
    assert starts() == [datetime(2032, 3, 29, 8, 15, tzinfo=UTC)]
    expect(item.locator("[data-grip]")).to_be_focused(timeout=PATIENCE)
    assert complaints == []


@pytest.mark.sweep
def test_an_embargo_is_carried_over_the_change_of_the_clocks_by_pointer_and_by_keyboard(
    page: Page, site: str, complaints: list[str]
) -> None:
    make_edition(time_zone="Europe/London")
    make_user("editor", username="chief")
    story = make_article("Report on the harbour", embargoed_until=NINE)

    def ends() -> datetime | None:
        return Article.objects.get(pk=story.pk).embargoed_until

    sign_in(page, site, "chief")
    calendar(page, site)
    item, dialog = page.locator(".cal-item.is-embargo"), page.get_by_role("dialog")
    carry(page, item, place(page, SUNDAY))
    page.mouse.up()
    expect(dialog).to_contain_text("The clocks change in between", timeout=PATIENCE)
    dialog.get_by_role("button", name="Move it").click()
    expect(place(page, SUNDAY).locator(".cal-item time")).to_have_text("09:00", timeout=PATIENCE)
    assert ends() == datetime(2032, 3, 28, 8, tzinfo=UTC)

    calendar(page, site, "week", SUNDAY)
    item.locator("[data-grip]").focus()
    for key in ("Space", "ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(dialog.get_by_label("New time")).to_have_value("2032-03-29T09:15", timeout=PATIENCE)
    dialog.get_by_role("button", name="Move it").press("Enter")
    expect(page.locator('.cal-item[data-date="2032-03-29"] time')).to_have_text("09:15", timeout=PATIENCE)
    assert ends() == datetime(2032, 3, 29, 8, 15, tzinfo=UTC)
    expect(item.locator("[data-grip]")).to_be_focused(timeout=PATIENCE)
    assert complaints == []


@pytest.mark.sweep
def test_who_is_signed_out_meanwhile_is_told_and_the_days_stay(page: Page, site: str) -> None:
    scheduled_story()
    sign_in(page, site, "chief")
    calendar(page, site)
    page.context.clear_cookies()
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-trouble]")).to_have_text(
        "You are signed out. Load the page again.", timeout=PATIENCE
    )
    expect(page.locator(".cal-item")).to_have_count(1)


@pytest.mark.sweep
def test_a_move_that_comes_too_late_is_refused_and_the_item_goes_to_where_it_is(
    page: Page, site: str
) -> None:
    story = scheduled_story()
    enter(page, "chief")
    calendar(page, site)
    carry(page, page.locator(".cal-item"), place(page, SUNDAY))
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Move it").wait_for()
    publishing.schedule(story.pk, make_user("editor"), at=NINE - timedelta(days=2))
    dialog.get_by_role("button", name="Move it").click()
    dialog.get_by_text("It was changed or moved while you were looking at it.").wait_for()
    dialog.get_by_role("link", name="Back to the calendar").click()
    place(page, "2032-03-25").locator(".cal-item").wait_for()
    assert starts() == [NINE - timedelta(days=2)]


@pytest.mark.sweep
def test_what_a_colleague_changes_comes_by_itself_but_never_under_a_hand(page: Page, site: str) -> None:
    scheduled_story()
    sign_in(page, site, "chief")
    page.clock.install()
    calendar(page, site)
    item = page.locator('.cal-item[data-name="Harbour reopens"]')
    carry(page, item, place(page, SUNDAY))
    make_article("Asked for meanwhile", due_at=NINE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(31_000)
    page.wait_for_timeout(500)
    assert asked == []
    assert page.locator(".carried-ghost").count() == 1
    assert page.locator(".cal-item").filter(has_text="Asked for meanwhile").count() == 0
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".carried-ghost")).to_have_count(0, timeout=PATIENCE)
    page.clock.run_for(16_000)
    page.locator('.cal-item[data-name="Asked for meanwhile"]').wait_for()
    assert starts() == [NINE]


@pytest.mark.sweep
def test_escape_leaves_it_and_a_skipped_or_past_time_takes_nothing(page: Page, site: str) -> None:
    scheduled_story()
    enter(page, "chief")
    calendar(page, site, "week", SUNDAY)
    page.goto(f"{site}/admin/calendar/?view=day&on={SUNDAY}")
    assert place(page, SUNDAY, "01:30").get_attribute("data-skipped") == ""
    calendar(page, site, "month", SATURDAY)
    grip = page.locator("[data-grip]")
    grip.focus()
    said = page.locator("[data-calendar] > [role=status][aria-live]")
    page.keyboard.press("Space")
    expect(said).to_contain_text("Harbour reopens is in your hand, at Saturday 27 March", timeout=PATIENCE)
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("Saturday 20 March", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(said).to_contain_text("left where it was", timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0)
    # Enter at the handle asks for a time.
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("New time").wait_for()
    page.keyboard.press("Escape")
    expect(grip).to_be_focused(timeout=PATIENCE)
    assert starts() == [NINE]


@pytest.mark.sweep
def test_in_arabic_the_days_run_from_the_right_and_the_arrows_with_them(page: Page, site: str) -> None:
    scheduled_story()
    sign_in(page, site, "chief")
    page.context.add_cookies([{"name": "desk-language", "value": "ar", "url": f"{site}/admin/"}])
    calendar(page, site)
    monday, tuesday = (place(page, date).bounding_box() for date in ("2032-03-29", "2032-03-30"))
    assert monday
    assert tuesday
    assert tuesday["x"] < monday["x"]
    page.locator("[data-grip]").focus()
    # The week begins on Saturday; the next day lies to the left.
    for key in ("Space", "ArrowLeft", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#calendar-move input[type=datetime-local]")).to_have_value(
        f"{SUNDAY}T09:00", timeout=PATIENCE
    )
