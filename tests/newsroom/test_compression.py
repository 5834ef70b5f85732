from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import brotli
import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from newsroom.compression import CompressionMiddleware, best_encoding
from tests.articles.previews.sharing import shared
from tests.articles.published.pages import path_of
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from pathlib import Path

    from django.http.response import HttpResponseBase
    from django.test import Client

TEXT = "The council voted. " * 100
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate, zstd", ""),
        ("BR", "br"),
        ("x-gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br ; q=0.5 , gzip ; Q=0.2", "br"),
        ("br;q=0, gzip;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=0, *;q=0.1", "br"),
        ("identity", ""),
        ("identity, br;q=0.5", ""),
        ("identity;q=0.5, br;q=0.5", "br"),
        ("identity;q=0, gzip", "gzip"),
        ("br;q=2", ""),
        ("br;q=nan, gzip", "gzip"),
        ("br;q=, gzip", "gzip"),
        (",;,=;q", ""),
        ("brotli", ""),
    ],
)
def test_the_encoding_is_the_one_that_the_browser_likes_best(accepted: str, best: str) -> None:
    assert best_encoding(accepted) == best


def through(response: HttpResponseBase, path: str = "/", accepted: str = "br") -> HttpResponseBase:
    """The response as it leaves the middleware."""
    request = RequestFactory().get(path, headers={"Accept-Encoding": accepted})
    return CompressionMiddleware(lambda _request: response)(request)


def public(
    text: str | bytes = TEXT, content_type: str = "text/html; charset=utf-8", **headers: str
) -> HttpResponse:
    return HttpResponse(
        text, content_type=content_type, headers={"Cache-Control": "public, max-age=5"} | headers
    )


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html; charset=utf-8",
        "text/plain",
        "text/vtt",
        "application/json",
        "application/xml",
        "application/rss+xml; charset=utf-8",
        "application/atom+xml",
        "application/feed+json",
        "application/manifest+json; charset=utf-8",
        "application/opensearchdescription+xml",
        "image/svg+xml",
    ],
)
def test_text_is_compressed(content_type: str) -> None:
    response = through(public(content_type=content_type))
    assert isinstance(response, HttpResponse)
    assert (response["Content-Encoding"], response["Vary"]) == ("br", "Accept-Encoding")
    assert int(response["Content-Length"]) == len(response.content) < len(TEXT) / 4
    assert brotli.decompress(response.content).decode() == TEXT


@pytest.mark.parametrize(
    "response",
    [
        public(content_type="image/jpeg"),
        public(content_type="video/mp4"),
        public(content_type="text/event-stream"),
        public(content_type="application/octet-stream"),
        public(**{"Content-Encoding": "gzip"}),
        public(**{"Cache-Control": "public, no-transform"}),
        public(**{"Cache-Control": "no-store, private"}),
        public(**{"Cache-Control": "private, max-age=3600"}),
        HttpResponse(TEXT),
    ],
    ids=lambda response: f"{response['Content-Type']} {dict(response.items()).get('Cache-Control')}",
)
def test_what_is_no_public_text_is_left_alone(response: HttpResponse) -> None:
    before = (dict(response.items()), response.content)
    through(response)
    assert (dict(response.items()), response.content) == before


@pytest.mark.parametrize("path", ["/admin/", "/admin/articles/article/1/", "/api/stories"])
def test_the_desk_and_the_api_are_never_compressed_whatever_they_say(path: str) -> None:
    response = through(public(), path)
    assert "Content-Encoding" not in response
    assert "Vary" not in response


@pytest.mark.parametrize("status", [206, 301, 400, 405, 500, 503])
def test_an_answer_without_a_whole_text_of_its_own_is_left_alone(status: int) -> None:
    response = public()
    response.status_code = status
    assert "Content-Encoding" not in through(response)


def test_a_stream_is_left_alone() -> None:
    stream = StreamingHttpResponse(
        iter([TEXT.encode()]), headers={"Cache-Control": "public", "Content-Type": "text/html"}
    )
    assert "Content-Encoding" not in through(stream)


@pytest.mark.django_db
def test_a_file_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "words.txt"
    place.write_text(TEXT)
    file = FileResponse(place.open("rb"), headers={"Cache-Control": "public"})
    assert "Content-Encoding" not in through(file)
    file.close()


def test_a_short_text_is_sent_as_it_is_and_says_that_a_longer_one_would_not_be() -> None:
    response = through(public("x" * 499))
    assert "Content-Encoding" not in response
    assert (response["Vary"], response["Content-Length"]) == ("Accept-Encoding", "499")


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/politics/",
        "{story}",
        "/nothing/",
        "/feed/rss.xml",
        "/feed/atom.xml",
        "/feed/feed.json",
        "/sitemap.xml",
        "/manifest.webmanifest",
        "/search/?q=council",
        "/robots.txt",
        "/opensearch.xml",
    ],
)
def test_every_public_answer_is_the_same_in_each_encoding_and_on_head(client: Client, path: str) -> None:
    path = path.format(story=path_of(make_article(published=True)))
    plain = client.get(path)
    for encoding, decoded in DECODERS.items():
        got = client.get(path, headers={"Accept-Encoding": encoding})
        head = client.head(path, headers={"Accept-Encoding": encoding})
        assert "Accept-Encoding" in got["Vary"]
        assert got.get("Content-Encoding", "") == (encoding if len(plain.content) >= 500 else "")
        assert (decoded(got.content) if "Content-Encoding" in got else got.content) == plain.content
        assert int(got["Content-Length"]) == len(got.content)
        assert dict(head.items()) == dict(got.items())
        assert head.content == b""


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize("path", ["/", "/feed/rss.xml", "/sitemap.xml"])
@pytest.mark.parametrize("first", ["br", "gzip", ""])
@pytest.mark.parametrize("then", ["br", "gzip", ""])
def test_what_a_reader_has_in_one_encoding_is_not_sent_again_in_another(
    client: Client, path: str, first: str, then: str
) -> None:
    make_article(published=True)
    etag = client.get(path, headers={"Accept-Encoding": first})["ETag"]
    assert etag.startswith('W/"')
    for held in (etag, etag.removeprefix("W/"), f'"other", {etag}'):
        again = client.get(path, headers={"Accept-Encoding": then, "If-None-Match": held})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert "Accept-Encoding" in again["Vary"]
        assert "Content-Encoding" not in again


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_the_desk_s_pages_previews_and_the_files_of_pictures_come_as_they_are(client: Client) -> None:
    image = make_image(rendered=True)
    make_article(images=[image], published=True)
    client.force_login(make_user("editor"))
    preview = shared(make_article("Unseen"))
    for path in ("/admin/", "/admin/articles/article/", preview, image.renditions.get(width=640).url):
        response = client.get(path, headers={"Accept-Encoding": "br, gzip"}, follow=True)
        assert response.status_code == 200
        assert "Content-Encoding" not in response
