from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connections

from articles.published import list_pages
from tests.articles.published.pages import path_of
from tests.factories import make_article, make_edition, make_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.clock import SiteClock


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/politics/%00/",
        "/tag/a%00b/",
        "/politics/1/%00/",
        "/%FF/",
        "/%EF%BF%BD/",
        "/tag/%C3%28/",
        "/politics/1/%ED%A0%80/",
        "/" + "a" * 1001,
        "/politics/1/" + "%D8%A7" * 2000 + "/",
        "/media/%00.jpg",
    ],
)
def test_a_path_that_cannot_be_read_is_refused_in_a_sentence(client: Client, path: str) -> None:
    make_section()
    response = client.get(path)
    assert response.status_code == 400
    assert response.content.decode() == "This request cannot be understood.\n"


@pytest.mark.django_db
def test_the_desk_refuses_a_path_that_cannot_be_read(client: Client) -> None:
    assert client.get("/admin/%00").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "localhost:8000@evil.example", "a b", "[::", ""])
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/feed/rss.xml", "/media/" + "0" * 32 + ".jpg"])
def test_a_host_that_is_not_ours_is_refused(
    client: Client, settings: SettingsWrapper, host: str, path: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    response = client.get(path, headers={"Host": host or "x" * 300})
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize(
    "path",
    [
        "/'; DROP TABLE x; --/",
        "/%3Cscript%3E/",
        "/..%2f..%2fetc/passwd",
        "/politics/-1/x/",
        "/politics/1e5/x/",
        "/tag/%F0%9F%93%B0/",
        "/ar/",
        "/static/nothing.css",
        "/static/",
        "/media/",
        "/api/v1/",
        "/tag/",
        "/region/",
        "/author/",
        "/nothing//",
        "/nothing/index.php",
    ],
)
def test_an_address_that_never_was_is_not_found_and_nothing_worse(client: Client, path: str) -> None:
    make_section()
    response = client.get(path)
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_the_desk_is_not_below_an_edition(client: Client) -> None:
    make_edition()
    make_edition("ar")
    assert client.get("/ar/admin/").status_code == 404
    assert client.get("/ar/admin/login/").status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_newsroom_without_edition_says_so(client: Client) -> None:
    response = client.get("/")
    assert (response.status_code, response.content.decode()) == (404, "This newsroom has no edition yet.")


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, site_clock: SiteClock) -> None:
    story = make_article(published=True)
    first = client.get(path_of(story))
    site_clock.forward(seconds=3)
    again = client.get(path_of(story), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize("path", ["/", "/politics/", "/nothing/", "/feed/rss.xml"])
def test_readers_pages_carry_the_strict_policy(client: Client, path: str) -> None:
    make_article(published=True)
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "default-src 'self'" in policy


def test_a_database_that_fails_within_a_page_is_answered_503(
    client: Client, site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    make_article(published=True)

    def fail(*args: object, **kwargs: object) -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(list_pages, "page_with_firsts", fail)
    response = client.get("/politics/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")


@pytest.fixture
def stopped_database(transactional_db: None) -> Iterator[None]:
    """Readers' connection leads to a socket where nobody listens."""
    connection = connections["reader"]
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="/nonexistent", PORT="")
    yield
    connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(kept)


def test_a_stopped_database_is_answered_with_a_clear_page_and_when_to_come_again(
    client: Client, stopped_database: None
) -> None:
    picture = f"/media/{'0' * 32}.jpg"
    for path in ("/", "/politics/1/x/", "/feed/rss.xml", "/sitemap.xml", "/search/?q=x", "/nothing", picture):
        response = client.get(path)
        text = response.content.decode()
        answer = (response.status_code, response["Retry-After"], response["Cache-Control"])
        assert answer == (503, "10", "no-store"), path
        assert "Back in a moment" in text
        assert "Traceback" not in text
        assert "nonexistent" not in text


def test_the_process_says_that_it_lives_while_the_database_is_down(
    client: Client, stopped_database: None
) -> None:
    assert client.get("/healthz").status_code == 200
