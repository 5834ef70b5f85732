"""Asking for alerts, and being shown one, in a browser.

No push service can be reached from here. So `pushManager.subscribe()`, which would ask one, is the one call that is
replaced: it gives the endpoint of a service on the loopback, with keys whose private half the test has. What that service
gets is encrypted and signed for real; its decrypted text is then handed to the browser as the service would, by DevTools
(`ServiceWorker.deliverPushMessage`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from playwright.sync_api import expect

from breaking.push import sending
from breaking.push.models import Subscription
from tests.breaking.push.alerts import make_alert
from tests.breaking.push.services import HOST, Device, PushService, running
from tests.browser.desk import sign_in
from tests.browser.test_offline import CONTROLLED, device
from tests.factories import make_edition, make_section, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper

ON = "Turn alerts on"
OFF = "Turn alerts off"
KEPT = "Kept. This device gets alerts."


def arabic(words: str) -> str:
    """What the page of the Arabic edition says for them."""
    with translation.override("ar"):
        return translation.gettext(words)


SUBSCRIBE = """
PushManager.prototype.subscribe = async (options) => {
  const unsubscribe = async () => true
  const { endpoint, keys } = %s
  return { endpoint, options, unsubscribe, toJSON: () => ({ endpoint, keys }) }
}
"""
KNOWN = """
PushManager.prototype.getSubscription = async () => PushManager.prototype.subscribe({
  applicationServerKey: Uint8Array.from(
    atob(document.querySelector("[data-key]").dataset.key.replace(/-/g, "+").replace(/_/g, "/")),
    (sign) => sign.charCodeAt(0),
  ),
})
"""
# A worker that is only about to be at work may miss what is handed to it.
AT_WORK = """async () => {
  const { active } = await navigator.serviceWorker.ready
  while (active.state !== "activated") await new Promise((resolve) => setTimeout(resolve, 20))
}"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready
  const found = await registration.getNotifications()
  return found.map(({ title, body, lang, dir, tag, data, icon, badge }) =>
    ({ title, body, lang, dir, tag, url: data.url, icon, badge }))
}"""
# Presses a notification whose address is given, and says what was opened for it; a tab of ours needs no press.
PRESS = """async (url) => {
  const opened = []
  clients.openWindow = async (href) => opened.push(href)
  const notification = { close: () => opened.push("closed"), data: { url } }
  const event = new ExtendableEvent("notificationclick")
  event.notification = notification
  const promises = []
  event.waitUntil = (promise) => promises.push(promise)
  dispatchEvent(event)
  await Promise.all(promises)
  return opened
}"""


@pytest.fixture
def service(settings: SettingsWrapper) -> Iterator[PushService]:
    settings.PUSH_HOSTS = settings.FETCH_ALLOW_HOSTS = (HOST,)
    with running() as service:
        yield service


def subscribing(page: Page, service: PushService, name: str = "phone") -> None:
    """Let the page's `subscribe()` give an endpoint of the service."""
    service.devices[f"/{name}"] = made = Device()
    page.add_init_script(SUBSCRIBE % json.dumps({"endpoint": f"{service.url}/{name}", "keys": made.keys()}))


def deliver(page: Page, site: str, text: str) -> None:
    """Hand the text to the page's worker as its push service would."""
    page.evaluate(AT_WORK)
    tools = page.context.new_cdp_session(page)
    registrations: list[Any] = []

    def listed(event: Any) -> None:
        registrations.extend(found for found in event["registrations"] if found["scopeURL"] == f"{site}/")

    tools.on("ServiceWorker.workerRegistrationUpdated", listed)
    tools.send("ServiceWorker.enable")
    for _ in range(200):
        if registrations:
            break
        page.wait_for_timeout(50)
    number = registrations[-1]["registrationId"]
    tools.send("ServiceWorker.deliverPushMessage", {"origin": site, "registrationId": number, "data": text})


def shown(page: Page, count: int = 1, body: str = "") -> list[dict[str, Any]]:
    """What is shown, once there are that many and the last says `body`."""
    for _ in range(200):
        found: list[dict[str, Any]] = page.evaluate(SHOWN)
        if len(found) == count and (not body or found[-1]["body"] == body):
            return found
        page.wait_for_timeout(50)
    pytest.fail(f"Shown is {found}.")


def test_a_reader_asks_for_a_topic_gets_an_alert_and_turns_it_off(
    chromium: Browser, site: str, service: PushService
) -> None:
    """`subscribe()` is replaced, as said above; all else is as it is for readers."""
    edition = make_edition("ar", name="الميريديان")
    make_edition()
    sport = make_section("sport", edition=edition, name="رياضة")
    with device(chromium, permissions=["notifications"]) as page:
        subscribing(page, service)
        page.goto(f"{site}/ar/push/")
        status = page.get_by_role("status")
        expect(status).to_have_text(arabic("This device gets no alerts."))
        assert not Subscription.objects.exists()
        page.get_by_label(arabic("These topics alone")).check()
        page.get_by_role("button", name=arabic(ON)).click()
        expect(status).to_have_text(arabic("Choose at least one topic."))
        page.get_by_label("رياضة").check()
        page.get_by_role("button", name=arabic(ON)).click()
        expect(status).to_have_text(arabic(KEPT))
        row = Subscription.objects.get()
        assert (row.edition, row.section_ids, row.is_test) == (edition, [sport.pk], False)

        alert = make_alert("ستة مصابين", [edition], section=sport)
        sending.send(alert.pk)
        (message,) = service.messages("phone")
        deliver(page, site, json.dumps(message))
        (notification,) = shown(page)
        assert notification["title"] == "الميريديان"
        assert notification["body"] == "ستة مصابين"
        assert (notification["lang"], notification["dir"]) == ("ar", "rtl")
        assert notification["tag"] == f"alert-{alert.pk}"
        assert notification["url"] == f"/ar/breaking/#alert-{alert.pk}"
        assert notification["icon"].startswith(f"{site}/static/img/icon-192.")

        sending.send(make_alert("خمسة مصابين", [edition], section=sport, corrects=alert).pk)
        deliver(page, site, json.dumps(service.messages("phone")[1]))
        # It has taken the other's place.
        shown(page, body="خمسة مصابين")

        page.get_by_role("button", name=arabic(OFF)).click()
        expect(status).to_have_text(arabic("Turned off. This device gets no alerts any more."))
        assert not Subscription.objects.exists()
        assert page.context.cookies() == []


@pytest.mark.sweep
def test_the_page_says_what_the_device_has_and_that_it_is_of_another_edition(
    chromium: Browser, site: str, service: PushService
) -> None:
    """`getSubscription()` is replaced too: it gives what `subscribe()` has given before the page was loaded anew."""
    make_edition(name="The Daily Meridian")
    make_edition("ar")
    with device(chromium, permissions=["notifications"]) as page:
        subscribing(page, service)
        page.goto(f"{site}/push/")
        page.get_by_role("button", name=ON).click()
        status = page.get_by_role("status")
        expect(status).to_have_text(KEPT)
        page.add_init_script(KNOWN)
        page.reload()
        expect(status).to_have_text("This device gets alerts.")
        expect(page.get_by_role("button", name="Keep this choice")).to_be_visible()
        page.goto(f"{site}/ar/push/")
        expect(status).to_contain_text("The Daily Meridian")
        page.get_by_role("button", name=arabic(ON)).click()
        expect(status).to_have_text(arabic(KEPT))
        assert Subscription.objects.get().edition.code == "ar"


@pytest.mark.sweep
def test_a_message_that_cannot_be_read_is_shown_as_news_of_the_site(chromium: Browser, site: str) -> None:
    make_edition()
    with device(chromium, permissions=["notifications"]) as page:
        page.goto(f"{site}/")
        page.evaluate(CONTROLLED)
        deliver(page, site, "no JSON")
        (notification,) = shown(page)
        assert notification["title"] == site.removeprefix("http://")


@pytest.mark.sweep
def test_a_pressed_notification_opens_this_site_alone(chromium: Browser, site: str) -> None:
    make_edition()
    with device(chromium) as page:
        page.goto(f"{site}/breaking/")
        page.evaluate(CONTROLLED)
        worker = page.context.service_workers[0]
        assert worker.evaluate(PRESS, "/breaking/#alert-7") == ["closed", f"{site}/breaking/#alert-7"]
        for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://", None):
            assert worker.evaluate(PRESS, url) == ["closed", f"{site}/"], url


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("delete window.PushManager", "This browser cannot be sent alerts."),
        (
            "delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false })",
            "Add to Home Screen",
        ),
        (
            "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
            "Allow them in the settings of your browser",
        ),
    ],
)
def test_what_keeps_a_browser_from_alerts_is_said(
    chromium: Browser, site: str, script: str, sentence: str
) -> None:
    make_edition()
    with device(chromium) as page:
        page.add_init_script(script)
        page.goto(f"{site}/push/")
        expect(page.get_by_role("status")).to_contain_text(sentence)
        expect(page.get_by_role("button", name=ON)).to_be_disabled()


@pytest.mark.sweep
def test_the_server_s_sentence_is_shown_when_it_refuses(
    chromium: Browser, site: str, service: PushService, settings: SettingsWrapper
) -> None:
    make_edition()
    settings.PUSH_HOSTS = ("push.example",)
    with device(chromium, permissions=["notifications"]) as page:
        subscribing(page, service)
        page.goto(f"{site}/push/")
        page.get_by_role("button", name=ON).click()
        expect(page.get_by_role("status")).to_have_text(
            "This is not the address of a push service that we know."
        )
        assert not Subscription.objects.exists()


@pytest.mark.sweep
def test_an_editor_makes_a_device_a_part_of_the_test_audience(
    chromium: Browser, site: str, service: PushService
) -> None:
    """`subscribe()` is replaced, as said above."""
    make_edition()
    make_user("editor", username="night")
    with device(chromium, permissions=["notifications"]) as page:
        subscribing(page, service)
        sign_in(page, site, "night")
        page.goto(f"{site}/admin/push/subscription/")
        status = page.get_by_role("status")
        expect(status).to_have_text("This device does not belong to it.")
        page.get_by_role("button", name="Make this device a part of it").click()
        expect(status).to_have_text("This device belongs to the test audience now.")
        assert Subscription.objects.get().is_test
        sending.send(make_alert("Trying it out", is_test=True).pk)
        assert service.messages("phone")[0]["title"].startswith("TEST")
        page.get_by_role("button", name="Take this device out").click()
        expect(status).to_have_text("This device gets no alerts any more.")
        assert not Subscription.objects.exists()
