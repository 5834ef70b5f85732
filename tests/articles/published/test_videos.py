"""Our own videos: who is given their files, and in which parts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.media.models import Rendition, Video
from articles.models import Article
from articles.published.file_parts import FilePart
from articles.published.models import Release
from tests.articles.published.pages import path_of
from tests.factories import make_article, make_image, make_user
from tests.videos import VTT, figure, make_video, mp4, webm

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.fixture
def video() -> Video:
    return make_video(mp4(data=bytes(range(256)) * 1000))


def story_with(video: Video, **fields: Any) -> Article:
    return make_article(body=f"<p>Words.</p>{figure(video)}", **fields)


def paths(video: Video) -> list[str]:
    """The addresses of the file, the captions and the poster."""
    poster = Rendition.objects.filter(image=video.poster_id).first()
    assert poster is not None
    return [f"/media/{video.token}.{video.format}", f"/media/{video.tracks.get().token}.vtt", poster.url]


def answers(client: Client, video: Video) -> set[tuple[int, bool]]:
    """Status of each file by each method and range, and whether it differs from that of a name that never was."""
    found = set()
    for path in paths(video):
        never = f"/media/{'0' * 32}.{path.rpartition('.')[2]}"
        for method in (client.get, client.head):
            for headers in (
                {},
                {"Range": "bytes=0-3"},
                {"Range": "bytes=9999999-"},
                {"If-None-Match": f'"{video.token}"'},
            ):
                said = method(path, headers=headers)
                nothing = method(never, headers=headers)
                same = _told(said) == _told(nothing)
                found.add((said.status_code, same))
    return found


def _told(response: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, sorted(response.items()), body


HIDDEN = {(404, True)}


def test_a_video_its_captions_and_its_poster_are_public_as_long_as_their_story_is(
    client: Client, video: Video
) -> None:
    editor = make_user("editor")
    story = story_with(video)
    assert answers(client, video) == HIDDEN
    publishing.publish(story.pk, editor)
    assert {client.get(path).status_code for path in paths(video)} == {200}
    assert {status for status, _same in answers(client, video)} == {200, 206, 304, 416}
    publishing.withdraw(story.pk, editor, notice="It was wrong.")
    assert answers(client, video) == HIDDEN


def test_the_video_of_a_scheduled_story_waits_with_it(
    client: Client, video: Video, site_clock: SiteClock
) -> None:
    story = story_with(video)
    publishing.schedule(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    assert answers(client, video) == HIDDEN
    site_clock.forward(hours=1)
    assert {client.get(path).status_code for path in paths(video)} == {200}


def test_a_video_ends_with_its_rights_and_the_page_goes_on_without_it(
    client: Client, video: Video, site_clock: SiteClock
) -> None:
    Video.objects.filter(pk=video.pk).update(rights_until=site_clock.now + timedelta(hours=1))
    story = story_with(video, published=True)
    assert {client.get(path).status_code for path in paths(video)} == {200}
    assert "<video" in client.get(path_of(story)).content.decode()
    site_clock.forward(hours=1)
    assert answers(client, video) == HIDDEN
    page = client.get(path_of(story))
    assert page.status_code == 200
    assert "<video" not in page.content.decode()


def test_a_page_is_kept_no_longer_than_the_rights_of_its_video(
    client: Client, video: Video, site_clock: SiteClock
) -> None:
    Video.objects.filter(pk=video.pk).update(rights_until=site_clock.now + timedelta(seconds=3))
    story = story_with(video, published=True)
    assert client.get(path_of(story))["Cache-Control"] == "public, max-age=2"


def test_another_poster_is_public_at_once_and_the_old_one_no_longer(client: Client, video: Video) -> None:
    story_with(video, published=True)
    [*_, before] = paths(video)
    video.poster = make_image(rendered=True)
    video.save()
    [*_, after] = paths(video)
    assert (client.get(before).status_code, client.get(after).status_code) == (404, 200)


def test_a_video_is_only_there_under_its_own_format(client: Client, video: Video) -> None:
    story_with(video, published=True)
    for format in ("webm", "jpg", "vtt", "mov"):
        assert client.get(f"/media/{video.token}.{format}").status_code == 404
    assert client.get(f"/media/{video.tracks.get().token}.mp4").status_code == 404


def test_nothing_is_written_to_a_videos_address(client: Client, video: Video) -> None:
    story_with(video, published=True)
    assert [client.post(path).status_code for path in paths(video)] == [405] * 3


@pytest.mark.parametrize("make", [mp4, webm])
def test_a_file_is_served_as_what_it_is_and_can_run_nothing(client: Client, make: Any) -> None:
    video = make_video(make())
    story_with(video, published=True)
    file, track, _poster = (client.get(path) for path in paths(video))
    assert (file["Content-Type"], track["Content-Type"]) == (
        f"video/{video.format}",
        "text/vtt; charset=utf-8",
    )
    assert track.content.decode() == VTT
    for response in (file, track):
        assert response["Cache-Control"] == "private, max-age=3600"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


RANGES = {
    "bytes=0-9": (206, 0, 10),
    "bytes=5-": (206, 5, None),
    "bytes=-7": (206, -7, None),
    "bytes=-99999999999": (206, 0, None),
    "bytes=0-99999999999": (206, 0, None),
    " bytes=1-1 ": (206, 1, 2),
    "bytes=0-1,5-6": (200, 0, None),
    "bytes=9-2": (200, 0, None),
    "bytes=-": (200, 0, None),
    "bytes=a-b": (200, 0, None),
    "bytes=\u0661-2": (200, 0, None),
    "items=0-1": (200, 0, None),
    "bytes=" + "9" * 5000 + "-": (200, 0, None),
}


@pytest.mark.parametrize("asked", RANGES)
def test_a_range_is_answered_with_that_part(client: Client, video: Video, asked: str) -> None:
    story_with(video, published=True)
    with video.file.open("rb") as file:
        whole = file.read()
    status, first, stop = RANGES[asked]
    response = client.get(paths(video)[0], headers={"Range": asked})
    assert isinstance(response, FilePart)
    body = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert (response.status_code, body) == (status, whole[first:stop])
    assert response["Content-Length"] == str(len(body))
    assert response["Accept-Ranges"] == "bytes"
    if status == 206:
        start = len(whole) - len(whole[first:])
        assert response["Content-Range"] == f"bytes {start}-{start + len(body) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes=99999999-99999999", "bytes=-0"])
def test_a_range_outside_is_refused_with_the_true_size(client: Client, video: Video, asked: str) -> None:
    story_with(video, published=True)
    response = client.get(paths(video)[0], headers={"Range": asked.format(size=video.byte_size)})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{video.byte_size}")


def test_a_part_is_given_only_of_the_file_that_the_reader_has_begun(client: Client, video: Video) -> None:
    story_with(video, published=True)
    path = paths(video)[0]
    etag = client.get(path)["ETag"]
    asked = {"Range": "bytes=0-3"}
    assert client.get(path, headers=asked | {"If-Range": etag}).status_code == 206
    assert client.get(path, headers=asked | {"If-Range": '"other"'}).status_code == 200
    assert client.get(path, headers=asked | {"If-Range": "Thu, 26 Nov 2026 00:00:00 GMT"}).status_code == 200


def test_who_has_the_file_is_told_so(client: Client, video: Video) -> None:
    story_with(video, published=True)
    path = paths(video)[0]
    etag = client.get(path)["ETag"]
    held = client.get(path, headers={"If-None-Match": etag, "Range": "bytes=0-3"})
    assert (held.status_code, held.content, held["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-Match": '"other"'}).status_code == 412


def test_a_question_for_the_head_alone_has_its_length_and_no_body(client: Client, video: Video) -> None:
    story_with(video, published=True)
    response = client.head(paths(video)[0], headers={"Range": "bytes=0-3"})
    assert (response.status_code, response["Content-Length"]) == (200, str(video.byte_size))
    assert response["Accept-Ranges"] == "bytes"


def test_a_video_whose_file_is_lost_is_not_there(client: Client, video: Video) -> None:
    story_with(video, published=True)
    video.file.storage.delete(str(video.file))
    assert client.get(paths(video)[0]).status_code == 404


def test_a_video_story_lasts_as_long_as_its_video_and_has_its_poster() -> None:
    video = make_video(mp4(seconds=75))
    story = story_with(video, kind="video", duration_seconds=9, published=True)
    release = Release.objects.get(article_id=story.pk)
    assert (release.content["duration_seconds"], release.image_id) == (75, video.poster_id)
