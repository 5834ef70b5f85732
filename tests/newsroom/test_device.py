"""What readers keep on their device, as far as the server has a part in it."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING

import pytest

from newsroom.device import COMMENT, SHELL
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_edition

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

KB = 1024


@pytest.fixture(autouse=True)
def editions() -> None:
    make_edition(name="The Daily Meridian")
    make_edition("ar", name="الميريديان")


def site_of(client: Client) -> dict[str, object]:
    """The line that the server puts before the worker's text."""
    found = re.match(r"const SITE = (.+);\n", client.get("/sw.js").content.decode())
    assert found is not None
    return dict(json.loads(found[1]))


def test_the_worker_is_asked_for_each_time_and_serves_the_whole_host(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get("/ar/sw.js").status_code == 404


def test_comments_are_left_out_of_the_worker_be_they_one_line_or_many() -> None:
    text = "// One.\nlet a = 1; // Beside.\n  /** Two. */\n/**\n * Of many\n * lines.\n */\nlet b = 2;\n"
    assert COMMENT.sub("", text) == "let a = 1; // Beside.\nlet b = 2;\n"


def test_the_worker_is_sent_compressed(client: Client) -> None:
    response = client.get("/sw.js", headers={"Accept-Encoding": "br"})
    assert response["Content-Encoding"] == "br"
    assert len(response.content) < 4 * KB


def test_the_worker_knows_the_editions_of_its_host(client: Client) -> None:
    make_edition("es", hostname="es.example.org", prefix="")
    assert site_of(client)["roots"] == ["/", "/ar/"]


def test_the_worker_names_the_very_files_that_pages_load(client: Client) -> None:
    shell = site_of(client)["shell"]
    page = soup(client.get("/"))
    loaded = [
        str(page.select_one("link[rel=stylesheet]")["href"]),
        str(page.select_one("script[src]")["src"]),
    ]
    assert isinstance(shell, list)
    assert set(loaded) < set(shell)
    assert len(shell) == len(SHELL)


def test_a_changed_file_makes_another_worker(client: Client, settings: SettingsWrapper) -> None:
    before = site_of(client)["version"]
    settings.STATIC_URL = "/other/"
    assert site_of(client)["version"] != before


def test_what_is_kept_beforehand_for_an_edition_weighs_at_most_40_kb(client: Client) -> None:
    from django.contrib.staticfiles.storage import staticfiles_storage

    files = [staticfiles_storage.open(staticfiles_storage.stored_name(name)).read() for name in SHELL]
    total = sum(len(zlib.compress(data, 6)) for data in [*files, client.get("/offline/").content])
    print("precached", total)
    assert total <= 40 * KB


def test_a_worker_that_is_switched_off_ends_itself(client: Client, settings: SettingsWrapper) -> None:
    settings.SERVICE_WORKER = False
    response = client.get("/sw.js")
    assert response["Cache-Control"] == "public, no-cache"
    assert "registration.unregister()" in response.content.decode()
    assert "SITE" not in response.content.decode()


def test_pages_ask_for_the_worker_only_while_it_is_on(client: Client, settings: SettingsWrapper) -> None:
    story = make_article("Council votes", published=True)
    for is_on in (True, False):
        settings.SERVICE_WORKER = is_on
        page = soup(client.get(path_of(story)))
        assert (page.body.get("data-worker") == "/sw.js", bool(page.select("[data-share=save]"))) == (
            is_on,
            is_on,
        )


@pytest.mark.parametrize("name", ["preferences", "saved", "offline"])
def test_a_page_of_the_device_is_not_found_by_search_engines(client: Client, name: str) -> None:
    for root in ("/", "/ar/"):
        response = client.get(f"{root}{name}/")
        assert response.status_code == 200
        assert soup(response).select_one("meta[name=robots]")["content"].startswith("noindex")
    assert client.post(f"/{name}/").status_code == 405


def test_nothing_on_the_offline_page_grows_old(client: Client) -> None:
    make_article("Council votes", published=True)
    page = soup(client.get("/offline/"))
    assert "Council votes" not in page.get_text()
    assert page.select("time[datetime], .ticker, .edition-bar") == []


def test_without_scripts_a_page_of_the_device_says_so_in_a_sentence(client: Client) -> None:
    for name in ("preferences", "saved"):
        [sentence] = soup(client.get(f"/{name}/")).select("noscript p")
        assert re.fullmatch(r"Your browser runs no scripts here, [^.]+\.", sentence.get_text()), name


def test_every_page_leads_to_preferences_and_saved_stories(client: Client) -> None:
    hrefs = {a["href"] for a in soup(client.get("/ar/")).select("footer a")}
    assert hrefs >= {"/ar/preferences/", "/ar/saved/", "/ar/lite/"}


def test_the_script_before_the_first_paint_is_short(client: Client) -> None:
    script = soup(client.get("/")).select_one("head script:not([src]):not([type])")
    assert script is not None
    assert len(script.get_text()) <= 200
