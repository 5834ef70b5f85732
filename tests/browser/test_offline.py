"""The worker in the reader's browser: what it keeps, what it shows without a connection, and what it never touches."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import override_settings
from playwright.sync_api import expect

from articles import publishing
from articles.revisions import save_revision
from tests.browser.demo_site import PASSWORD
from tests.browser.pages import ARTICLE
from tests.browser.watching import violations
from tests.factories import make_article, make_image, make_section, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from articles.models import Article
    from tests.browser.demo_site import Demo
    from tests.browser.killable import KillableSite

OTHER = "timetable-is-a-promise-print-it"
# The page's policy forbids Playwright's own waiting, which evaluates strings.
CONTROLLED = """async () => {
  await navigator.serviceWorker.ready
  while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20))
}"""
KEPT = """async () => {
  const found = {}
  for (const name of await caches.keys()) {
    const paths = (await (await caches.open(name)).keys()).map((key) => new URL(key.url).pathname)
    found[name.replace(/-[0-9a-f]{12}$/, "")] = paths
  }
  return found
}"""
# The names alone: to open a cache that is being taken away makes it anew.
LEFT = """async () => [await caches.keys(), Boolean(await navigator.serviceWorker.getRegistration())]"""
# Puts entries into a cache as the worker would: path, age in days, bytes.
SEED = """async ([name, entries]) => {
  const cache = await caches.open(name)
  for (const [path, days, bytes] of entries) {
    const headers = { "content-type": "text/html", "x-kept": Date.now() - days * 864e5, "content-length": bytes }
    await cache.put(path, new Response("old", { headers }))
  }
}"""


@contextmanager
def device(chromium: Browser, **options: Any) -> Iterator[Page]:
    """A page in a browser of its own that lets workers in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    try:
        yield page
    finally:
        context.set_offline(False)
        context.close()


def begin(page: Page, address: str) -> None:
    """Visit the page and wait until the worker answers for it."""
    page.goto(address)
    page.evaluate(CONTROLLED)
    wait_until(page, lambda: "/offline/" in kept(page).get("newsroom-shell", []))


def kept(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found


def wait_until(page: Page, is_so: Any, patience: int = 10_000) -> None:
    for _ in range(patience // 50):
        if is_so():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"It did not come to pass: {kept(page)}")


def is_kept(page: Page, path: str, name: str = "newsroom-pages") -> bool:
    return path in kept(page).get(name, [])


def story_path(article: Article) -> str:
    assert article.section is not None
    return f"/{article.section.slug}/{article.pk}/{'-'.join(article.headline.lower().split())}/"


def later(page: Page) -> None:
    """As if the five seconds had passed for which the browser itself may keep a page."""
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def save(page: Page) -> None:
    button = page.get_by_role("button", name="Save")
    button.click()
    page.get_by_text("Saved on this device").wait_for()
    expect(button).to_have_attribute("aria-pressed", "true")


def test_a_saved_story_is_read_without_a_connection_with_its_picture(chromium: Browser, demo: Demo) -> None:
    path = demo.stories[ARTICLE]
    with device(chromium) as page:
        begin(page, demo.url + path)
        save(page)
        later(page)
        page.context.set_offline(True)
        page.goto(f"{demo.url}/saved/")
        page.get_by_role("heading", name="No connection").wait_for()
        link = page.get_by_role("link", name="Three governments agree")
        link.wait_for()
        assert violations(page) == []
        link.click()
        page.wait_for_url(f"**{path}")
        assert page.locator(".body p").count() > 5
        expect(page.get_by_text("This is the copy that this device kept:")).to_be_visible()
        assert page.locator(".article__hero img").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        style = "() => getComputedStyle(document.querySelector('.article')).display"
        assert page.evaluate(style) == "grid"


def test_a_story_saved_on_a_wide_screen_has_its_picture_on_a_narrow_one(
    chromium: Browser, demo: Demo
) -> None:
    with device(chromium) as page:
        begin(page, demo.url + demo.stories[ARTICLE])
        save(page)
        page.evaluate("() => caches.delete('newsroom-images')")
        later(page)
        page.context.set_offline(True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        assert page.locator(".article__hero img").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )


def test_what_was_not_read_gives_way_to_a_page_that_lists_what_was(chromium: Browser, demo: Demo) -> None:
    path = demo.stories[ARTICLE]
    with device(chromium) as page:
        begin(page, demo.url + path)
        wait_until(page, lambda: is_kept(page, path))
        later(page)
        page.context.set_offline(True)
        page.goto(demo.url + demo.stories[OTHER])
        page.get_by_role("heading", name="No connection").wait_for()
        page.get_by_role("heading", name="Read lately").wait_for()
        assert page.locator("[data-read] a").evaluate_all("links => links.map((a) => a.pathname)") == [path]
        page.context.set_offline(False)
        page.get_by_role("link", name="Try again").click()
        page.locator(".body").wait_for()


def test_saved_stories_are_listed_and_removed_with_the_keyboard(chromium: Browser, demo: Demo) -> None:
    with device(chromium) as page:
        begin(page, demo.url + demo.stories[ARTICLE])
        page.get_by_role("button", name="Save").press("Enter")
        page.get_by_text("Saved on this device").wait_for()
        page.goto(f"{demo.url}/saved/")
        item = page.locator("[data-of=newsroom-saved] li")
        item.wait_for()
        expect(item.locator(".kept__section")).to_have_text("Politics", use_inner_text=True)
        assert item.locator("time").inner_text().count(" ") == 2
        assert violations(page) == []
        remove = page.get_by_role("button", name="Remove Three governments")
        assert remove.bounding_box()["height"] >= 44  # type: ignore[index]
        remove.press("Enter")
        page.get_by_text("No story is saved on this device.").wait_for()
        assert kept(page)["newsroom-saved"] == []
        page.goto(demo.url + demo.stories[ARTICLE])
        expect(page.get_by_role("button", name="Save")).to_have_attribute("aria-pressed", "false")


def test_of_pages_there_are_forty_of_a_week_at_most(chromium: Browser, demo: Demo) -> None:
    path = demo.stories[ARTICLE]
    with device(chromium) as page:
        begin(page, f"{demo.url}/authors/")
        old = [["/news/1/old/", 8, 3]]
        page.evaluate(SEED, ["newsroom-pages", old + [[f"/news/{n}/x/", 1, 3] for n in range(2, 52)]])
        page.goto(demo.url + path)
        wait_until(page, lambda: is_kept(page, path))
        wait_until(page, lambda: len(kept(page)["newsroom-pages"]) == 40)
        assert kept(page)["newsroom-pages"] == [*(f"/news/{n}/x/" for n in range(13, 52)), path]


@pytest.mark.parametrize(("bytes_each", "left"), [(1000, 60), (1_000_000, 15)])
def test_of_pictures_there_are_sixty_and_15_mb_at_most(
    chromium: Browser, demo: Demo, bytes_each: int, left: int
) -> None:
    with device(chromium) as page:
        begin(page, f"{demo.url}/authors/")
        seeds = [[f"/media/{n:032x}.jpg", 0, bytes_each] for n in range(80)]
        page.evaluate(SEED, ["newsroom-images", seeds])
        page.goto(demo.url + demo.stories[ARTICLE])
        wait_until(page, lambda: 0 < len(kept(page)["newsroom-images"]) <= left)
        assert f"/media/{79:032x}.jpg" in kept(page)["newsroom-images"]


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{url}/admin/")


def test_no_page_of_the_desk_nor_search_nor_preview_is_ever_kept(chromium: Browser, demo: Demo) -> None:
    path = demo.stories[ARTICLE]
    number = path.split("/")[-3]
    with device(chromium) as page:
        begin(page, demo.url + path)
        sign_in(page, demo.url)
        closed = [
            *("/admin/", "/admin/articles/article/", f"/admin/articles/article/{number}/change/"),
            *(f"/admin/articles/article/{number}/preview/", "/search/?q=river", "/breaking/", "/news/"),
            *("/breaking.json", "/sitemap.xml", "/news/no-such-page/", "/latest/?page=2"),
        ]
        for address in closed:
            page.goto(demo.url + address)
        page.goto(demo.url + demo.stories[OTHER])
        wait_until(page, lambda: is_kept(page, demo.stories[OTHER]))
        assert kept(page)["newsroom-pages"] == [path, demo.stories[OTHER]]
        everything = [name for names in kept(page).values() for name in names]
        assert [name for name in everything if name.startswith(("/admin", "/preview", "/search"))] == []


def test_without_a_connection_the_desk_gets_no_page_of_readers(chromium: Browser, demo: Demo) -> None:
    with device(chromium) as page:
        begin(page, demo.url + demo.stories[ARTICLE])
        later(page)
        page.context.set_offline(True)
        with pytest.raises(Exception, match=r"ERR_(INTERNET_DISCONNECTED|FAILED)"):
            page.goto(f"{demo.url}/admin/")


@pytest.fixture
def story(transactional_db: None) -> Article:
    return make_article(
        "Council votes", images=[make_image(rendered=True)], section=make_section(), published=True
    )


def test_a_story_that_was_taken_down_is_kept_no_longer(chromium: Browser, story: Article, site: str) -> None:
    path = story_path(story)
    with device(chromium) as page:
        begin(page, site + path)
        save(page)
        page.reload()
        wait_until(page, lambda: is_kept(page, path))
        publishing.withdraw(story.pk, make_user("editor"), notice="It was not so.")
        later(page)
        page.goto(site + path)
        # A server that takes longer than three seconds has the copy shown first, and taken away when it answers.
        page.get_by_text("It was not so.").wait_for()
        wait_until(page, lambda: not is_kept(page, path) and not is_kept(page, path, "newsroom-saved"))
        later(page)
        page.context.set_offline(True)
        page.goto(site + path)
        page.get_by_role("heading", name="No connection").wait_for()


TEXT_OF = """async ([name, path]) => (await (await caches.match(path, { cacheName: name }))?.text()) ?? ''"""


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["newsroom-saved", "newsroom-pages"])
def test_a_saved_story_is_shown_without_a_connection_as_it_was_last_read(
    chromium: Browser, story: Article, site: str, name: str
) -> None:
    path = story_path(story)
    with device(chromium) as page:
        begin(page, site + path)
        save(page)
        story.standfirst = "They vote again on Friday."
        story.save()
        save_revision(story, story.creator)
        publishing.publish(story.pk, make_user("editor"))
        later(page)
        page.goto(site + path)
        wait_until(page, lambda: "on Friday" in page.evaluate(TEXT_OF, [name, path]))
        if name == "newsroom-pages":
            # Whether the page's own script came to it or not: the newer copy is shown.
            page.evaluate(SEED, ["newsroom-saved", [[path, 1, 3]]])
        later(page)
        page.context.set_offline(True)
        page.goto(site + path)
        expect(page.get_by_text("They vote again on Friday.").first).to_be_visible()


def test_the_list_of_saved_stories_asks_which_still_stand(
    chromium: Browser, story: Article, site: str
) -> None:
    with device(chromium) as page:
        begin(page, site + story_path(story))
        save(page)
        publishing.unpublish(story.pk, make_user("editor"))
        page.goto(f"{site}/saved/")
        page.get_by_text("No story is saved on this device.").wait_for()
        assert kept(page)["newsroom-saved"] == []


def test_switched_off_the_worker_takes_away_all_that_it_kept_and_itself(
    chromium: Browser, story: Article, site: str
) -> None:
    with device(chromium) as page:
        begin(page, site + story_path(story))
        save(page)
        with override_settings(SERVICE_WORKER=False):
            page.goto(site)
            wait_until(page, lambda: page.evaluate(LEFT) == [[], False], patience=20_000)
            page.reload()
            assert page.evaluate("() => navigator.serviceWorker.controller") is None
            assert page.evaluate(LEFT) == [[], False]


def hang(site: KillableSite) -> None:
    """Let the server take connections and answer none."""
    assert site.process is not None
    os.killpg(site.process.pid, signal.SIGSTOP)


def wake(site: KillableSite) -> None:
    assert site.process is not None
    os.killpg(site.process.pid, signal.SIGCONT)


def test_a_server_that_hangs_is_waited_for_three_seconds_when_there_is_a_copy(
    chromium: Browser, story: Article, killable: KillableSite
) -> None:
    path = story_path(story)
    with device(chromium) as page:
        begin(page, killable.url + path)
        wait_until(page, lambda: is_kept(page, path))
        later(page)
        hang(killable)
        page.goto(killable.url + path, wait_until="commit", timeout=9000)
        page.get_by_text("This is the copy that this device kept:").wait_for()
        # The answer comes after all: the story has been taken down, and leaves the screen too.
        publishing.withdraw(story.pk, make_user("editor"), notice="It was not so.")
        wake(killable)
        page.get_by_text("It was not so.").wait_for()
        assert not is_kept(page, path)


@pytest.mark.sweep
def test_a_server_that_hangs_gives_way_to_the_offline_page_in_the_end(
    chromium: Browser, story: Article, killable: KillableSite
) -> None:
    with device(chromium) as page:
        begin(page, killable.url + story_path(story))
        later(page)
        hang(killable)
        page.goto(f"{killable.url}/latest/", wait_until="commit", timeout=30_000)
        page.get_by_role("heading", name="No connection").wait_for()


SAVER = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


def test_who_saves_data_gets_no_worker_but_a_word_of_the_lite_version(chromium: Browser, demo: Demo) -> None:
    with device(chromium) as page:
        page.add_init_script(SAVER)
        page.goto(demo.url + demo.stories[ARTICLE])
        hint = page.get_by_text("Your browser is set to save data.")
        expect(hint).to_be_visible()
        lite = page.get_by_role("link", name="Read the lite version").get_attribute("href")
        assert lite == f"/lite/{'/'.join(demo.stories[ARTICLE].split('/')[-3:])}"
        page.wait_for_timeout(500)
        assert page.evaluate("() => navigator.serviceWorker.getRegistration().then((found) => !found)")
        page.get_by_role("button", name="Keep the full version").click()
        expect(hint).to_be_hidden()
        page.reload()
        expect(hint).to_be_hidden()


def test_others_are_not_spoken_to_of_saving_data(chromium: Browser, demo: Demo) -> None:
    with device(chromium) as page:
        page.goto(demo.url)
        expect(page.get_by_text("Your browser is set to save data.")).to_be_hidden()
        expect(page.get_by_text("This is the copy that this device kept:")).to_be_hidden()


def test_the_site_can_be_installed(chromium: Browser, demo: Demo) -> None:
    with device(chromium) as page:
        begin(page, demo.url)
        tools = page.context.new_cdp_session(page)
        manifest = tools.send("Page.getAppManifest")
        assert manifest["url"] == f"{demo.url}/manifest.webmanifest"
        assert manifest["errors"] == []
        # An incognito window installs nothing, whatever the site.
        found = {
            error["errorId"] for error in tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        }
        assert found <= {"in-incognito"}
