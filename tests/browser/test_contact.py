"""The contact form in Chromium: by keyboard alone, without scripts, wrong and right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.demo_site import watched
from tests.browser.watching import beyond_the_edge, faults, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.demo_site import Demo


def summary(page: Page) -> str:
    return page.get_by_role("alert").inner_text()


def test_a_reader_writes_with_the_keyboard_alone_and_mends_what_was_wrong(reader: Page, demo: Demo) -> None:
    reader.goto(f"{demo.url}/contact/")
    reader.get_by_label("Your name").focus()
    reader.keyboard.type("Ana Torres")
    reader.keyboard.press("Tab")
    reader.keyboard.type("ana")
    # Past the subject and the message: the trap is not among the stops.
    for _ in range(3):
        reader.keyboard.press("Tab")
    assert reader.evaluate("() => document.activeElement.type") == "submit"
    reader.keyboard.press("Enter")
    reader.get_by_role("alert").wait_for()
    assert reader.title().startswith("Not sent yet: ")
    assert reader.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    assert faults(reader) == {}
    reader.set_viewport_size({"width": 320, "height": 700})
    assert beyond_the_edge(reader) == []
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    assert reader.evaluate("() => document.activeElement.id") == "contact-email"
    expect(reader.get_by_label("Your name")).to_have_value("Ana Torres")
    reader.keyboard.press("Control+A")
    reader.keyboard.type("ana@example.org")
    reader.keyboard.press("Tab")
    reader.keyboard.type("News")
    reader.keyboard.press("Tab")
    reader.keyboard.type("The bridge is open.")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/contact/sent/")
    expect(reader.get_by_role("heading", level=1)).to_have_text(
        "Your message has been sent", use_inner_text=True
    )
    assert violations(reader) == []


@pytest.mark.sweep
def test_without_scripts_the_form_is_sent_too(chromium: Browser, demo: Demo) -> None:
    with watched(chromium, demo, java_script_enabled=False) as watch:
        page = watch.context.new_page()
        page.goto(f"{demo.url}/contact/")
        page.get_by_role("button", name="Send").click()
        assert "Write a message." in summary(page)
        page.get_by_label("Your e-mail address").fill("ben@example.org")
        page.get_by_label("What is it about?").select_option(label="Complaint")
        page.get_by_label("Your message").fill("Too early.")
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/contact/sent/")
        assert watch.context.cookies() == []
