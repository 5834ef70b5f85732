"""What no honest page asks for, at every public address: the right status, a clear word, and nothing given back raw."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from tests.articles.published.pages import soup
from tests.crawling import addresses, make_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db]

MARK = "<zz\"zz'>"
QUERIES = (
    *(
        "zz=1",
        "zz=%3Czz%22zz'%3E",
        "%3Czz%22zz'%3E",
        "utm_source=x&fbclid=y",
        "a=1;b=2",
        "&&&",
        "=",
        "%",
        "%zz",
    ),
    *(
        "%FF=%FE",
        "%00=%00",
        "zz=%ED%A0%80",
        "q[]=1",
        "__proto__=1",
        "zz=" + "x" * 8000,
        "x&" * 900,
        "format=json",
    ),
)
NO_PAGES = (
    *("0", "-1", "abc", "1e18", "", "2&page=3", "٢", "%D9%A2", "1.5", "+1", "%201", "01", "0x1", "NaN"),
    *("99999999999999999999", "401", "%00", "%FF", "%3Czz%22zz'%3E", "1' OR '1'='1"),
)
PATHS = (
    *(
        "%00",
        "%FF/",
        "%C0%AF/",
        "%C3%28/",
        "%ED%A0%80/",
        "%2500/",
        "%252e%252e/",
        "..%2f..%2f",
        "%2e%2e/%2e%2e/",
    ),
    *(
        "%3Czz%22zz'%3E/",
        "%c3%A9/",
        "%C3%a9",
        ";x=1/",
        "%5C",
        "%20/",
        "/",
        "//",
        "%E2%80%AE/",
        "a" * 8000,
        "%41" * 2700,
    ),
)
HEADERS = (
    *(
        {"If-None-Match": value}
        for value in ("", "garbage", '"', "*x", '"a", , "b', "W/", "x" * 4000, "\x01é")
    ),
    *(
        {"If-Modified-Since": value}
        for value in ("", "yesterday", "Thu, 99 Foo 2026", "0", "-1", "9" * 400, "\x01é")
    ),
    *(
        {"Range": value}
        for value in ("bytes=0-10", "bytes=-5", "bytes=9-1", "bytes=x", "pages=1-2", "bytes=0-0,1-1")
    ),
    *({"Accept": value} for value in ("", "nonsense", "application/x-nothing", "*/*;q=abc", "," * 500)),
    *(
        {"Accept-Encoding": value}
        for value in ("", "gzip;q=abc", "br;q=99999999999", "zz", ";;;=,,", "\x01é", "*;q=0")
    ),
    *({"Accept-Language": value} for value in ("zz-ZZ", "en;q=abc", "é", "a" * 3000)),
    *({"User-Agent": value} for value in ("", "x" * 6000, "<zz\"zz'>", "\x01é")),
    *({"Referer": value} for value in ("::", "javascript:alert(1)", "http://[", "x" * 6000)),
    *({"Cookie": value} for value in ("desk=; =; ;;;", "a" * 6000, "desk=é\x01", 'x="')),
    {
        "X-Forwarded-For": "<zz\"zz'>, 999.1.1.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
    },
    {"Content-Length": "abc", "Content-Type": "nonsense", "Transfer-Encoding": "zz"},
)
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "ZZ")
# What is answered in parts when parts are asked for, and the form that is sent; both have tests of their own.
IN_PARTS = (".mp4", ".webm", ".vtt", ".jpg", ".webp", ".avif")
TAKEN = {("/contact/", "POST")}
# The page types that are looked at in every run; all others wait for the sweep.
SELECTION = ("/", "/news/politics/", "/feed/rss.xml")


@pytest.fixture
def paths(site_clock: SiteClock, request: pytest.FixtureRequest) -> list[str]:
    """Addresses of every type of page, feed and file: `some` of them, or `all`."""
    site = make_site(site_clock.now)
    # Of each pattern the first and the last: those between are answered by the same lines.
    every = [path for sample in addresses(site).values() for path in (sample[0], sample[-1])]
    story = f"/news/politics/{site.story}/council-votes/"
    return (
        [*SELECTION, story] if request.param == "some" else list(dict.fromkeys([*every, *SELECTION, "/none"]))
    )


everywhere = pytest.mark.parametrize(
    "paths", ["some", pytest.param("all", marks=pytest.mark.sweep)], indirect=True
)


def ask(client: Client, path: str, query: str = "", **headers: str) -> HttpResponse:
    return client.get(path, QUERY_STRING=raw(query or path.partition("?")[2]), headers=headers)


def raw(query: str) -> str:
    """The query as a server hands it over: its bytes, each as one character (PEP 3333)."""
    return query.encode().decode("latin-1")


def what_it_is(response: HttpResponse) -> tuple[int, str, str]:
    """The status, where it leads, and what it calls itself."""
    is_html = "html" in response.get("Content-Type", "")
    canonical = soup(response).select_one('link[rel="canonical"]') if is_html else None
    return (
        response.status_code,
        response.get("Location", "").partition("?")[0],
        str((canonical or {}).get("href", "")),
    )


def check_sane(response: HttpResponse, told: object) -> None:
    """No fault of ours, no stack trace, nothing of what was sent but as text."""
    assert response.status_code < 500, told
    content = b"" if response.streaming else response.content
    text = content.decode(errors="replace")
    assert MARK not in text, told
    assert "Traceback" not in text, told
    location = response.get("Location", "")
    assert not re.search(r"^//|^[a-z]+:|[<>\"\s]", location), (told, location)
    if response.status_code == 400:
        assert text == "This request cannot be understood.\n", told


@everywhere
def test_what_a_query_holds_beyond_what_is_known_is_passed_over(client: Client, paths: list[str]) -> None:
    for path in paths:
        plain = what_it_is(ask(client, path))
        for query in QUERIES if "?" not in path else ():
            response = ask(client, path, query)
            check_sane(response, (path, query))
            assert what_it_is(response) == plain, (path, query)


@everywhere
def test_a_page_number_that_is_none_is_not_found_in_any_list_and_nothing_elsewhere(
    client: Client, paths: list[str]
) -> None:
    for path in paths:
        plain, first = (what_it_is(ask(client, path, query)) for query in ("", "page=1"))
        is_list = first[0] == 301 and plain[0] == 200
        for number in NO_PAGES if "?" not in path else ():
            response = ask(client, path, f"page={number}")
            check_sane(response, (path, number))
            expected = 404 if is_list else plain[0]
            assert response.status_code == expected, (path, number)


@everywhere
def test_headers_that_make_no_sense_change_no_answer(client: Client, paths: list[str]) -> None:
    for path in paths:
        plain = what_it_is(ask(client, path))
        for headers in HEADERS:
            if "Range" in headers and path.endswith(IN_PARTS):
                continue
            response = ask(client, path, **headers)
            check_sane(response, (path, headers))
            assert what_it_is(response) == plain, (path, headers)
            assert "Content-Range" not in response, (path, headers)
            assert not response.cookies, (path, headers)


@everywhere
def test_a_public_address_is_only_read(client: Client, paths: list[str]) -> None:
    for path in paths:
        for method in METHODS:
            if (path, method) in TAKEN:
                continue
            body = b"zz=1&" * 100
            response = client.generic(method, path, body, "application/x-www-form-urlencoded")
            check_sane(response, (path, method))
            if path.startswith("/media/" + "0" * 32):
                # No such file: a method says nothing of what is there.
                assert response.status_code == 404, (path, method)
                continue
            assert response.status_code == 405, (path, method)
            if (path, "POST") in TAKEN:
                assert response["Allow"] == "GET, HEAD, POST"
            else:
                assert response["Allow"] == "GET, HEAD"
                assert response.content == b"This address can only be read.\n"


@everywhere
def test_a_path_spelt_by_nobody_is_refused_or_not_found(client: Client, paths: list[str]) -> None:
    for path in paths:
        base = path.partition("?")[0]
        for damage in PATHS:
            if not (base + damage).strip("/"):
                # To the client the beginning of a host's name; see the tests of the true server.
                continue
            response = client.get(base + damage)
            check_sane(response, (base, damage))
            if base.startswith(("/stream/", "/live-blogs/post/")) and response.status_code in (204, 302):
                # Django says of streams only that there are none; a post's address leads on, however it is spelt.
                continue
            assert response.status_code in (301, 400, 404, 410), (base, damage, response.status_code)


@everywhere
def test_a_head_request_is_told_what_a_get_is_told(client: Client, paths: list[str]) -> None:
    for path in paths:
        got, told = client.get(path), client.head(path)
        assert told.status_code == got.status_code, path
        assert b"".join(told) == b"", path
        for name in ("Content-Type", "Cache-Control", "ETag", "Location", "Link"):
            assert told.get(name) == got.get(name), (path, name)


@pytest.mark.parametrize(
    "q", ["%3Czz%22zz'%3E", "%00", "%FF", "a" * 8000, '"', "-", "NOT AND OR", "((((", "%", "\\", "🌊"]
)
def test_whatever_is_searched_for_is_a_page_that_says_what_was_asked(
    client: Client, site_clock: SiteClock, q: str
) -> None:
    make_site(site_clock.now)
    response = client.get("/search/", QUERY_STRING=raw(f"q={q}"))
    check_sane(response, q)
    assert response.status_code == 200
    assert b"noindex" in response.content


def test_what_is_searched_for_is_given_back_as_text(client: Client, site_clock: SiteClock) -> None:
    make_site(site_clock.now)
    page = BeautifulSoup(client.get("/search/", {"q": MARK}).content.decode(), "lxml")
    field = page.select_one('input[name="q"]')
    assert field is not None
    assert field["value"] == MARK


@pytest.mark.parametrize(
    "after", ["", "-1", "abc", "1e18", "9" * 19, "9" * 400, "٢", "%00", "1&after=x", "<zz>"]
)
def test_a_number_that_is_none_has_no_alerts_after_it(
    client: Client, site_clock: SiteClock, after: str
) -> None:
    make_site(site_clock.now)
    response = client.get("/breaking.json", QUERY_STRING=raw(f"after={after}"))
    check_sane(response, after)
    assert response.status_code == 404


def test_a_month_that_is_none_is_not_found(client: Client, site_clock: SiteClock) -> None:
    make_site(site_clock.now)
    there: Callable[[str], HttpResponse] = partial(ask, client)
    for month in ("0000/00", "9999/12", "2026/13", "2026/00", "1989/12", "٢٠٢٦/١١", "2026/1"):
        for place in ("", "/news/politics", "/tag/rivers"):
            response = there(f"{place}/{month}/")
            check_sane(response, month)
            assert response.status_code == 404, (place, month)


def test_a_story_s_number_that_is_none_is_not_found(client: Client, site_clock: SiteClock) -> None:
    make_site(site_clock.now)
    for number in ("0", "9" * 18, "9" * 19, "9" * 400, "-1", "1e3", "٣", "1٣", "0x10", "1.0"):
        response = client.get(f"/news/politics/{number}/x/")
        check_sane(response, number)
        assert response.status_code == 404, number
