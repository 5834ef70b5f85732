"""Videos are taken in for what their containers say, and refused with a sentence for all else."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from articles.media.containers import VideoRefused
from articles.media.models import Video
from articles.media.videos import inspect, take_in
from newsroom.demo.videos import FILES
from tests.factories import make_image
from tests.videos import box, element, make_video, mp4, webm

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


def refusal(data: bytes) -> str:
    with pytest.raises(VideoRefused) as refused:
        inspect(io.BytesIO(data))
    return str(refused.value)


@pytest.mark.parametrize("make", [mp4, webm])
def test_size_and_duration_are_read_from_the_container(make: object) -> None:
    found = inspect(io.BytesIO(make(width=1280, height=720, seconds=75.4))).measures  # type: ignore[operator]
    assert (found.width, found.height, round(found.seconds, 1)) == (1280, 720, 75.4)
    assert found.format == make.__name__  # type: ignore[attr-defined]


def test_a_video_filmed_upright_is_taken_as_it_is_shown() -> None:
    found = inspect(io.BytesIO(mp4(width=1280, height=720, is_turned=True))).measures
    assert (found.width, found.height) == (720, 1280)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_that_an_encoder_made_are_read(path: Path) -> None:
    with path.open("rb") as file:
        found = inspect(file).measures
    assert (found.format, found.width, found.height) == ("webm", 640, 360)
    assert 20 < found.seconds < 31


@pytest.mark.django_db
def test_a_video_is_stored_under_a_name_that_cannot_be_guessed_and_lasts_whole_seconds() -> None:
    video = make_video(mp4(seconds=12.2))
    assert (video.format, video.duration_seconds, len(video.token)) == ("mp4", 12, 32)
    assert "ferry" not in str(video.file)
    with video.file.open("rb") as file:
        assert len(file.read()) == video.byte_size


@pytest.mark.django_db
def test_the_same_file_is_found_and_not_stored_twice() -> None:
    data, poster = webm(), make_image()
    first, is_new = take_in(ContentFile(data), poster=poster)
    again, is_new_too = take_in(ContentFile(data), poster=poster)
    assert (is_new, is_new_too, first.pk) == (True, False, again.pk)
    assert Video.objects.count() == 1


PLACE = b"+48.8577+002.295/"
WITH_PLACES = {
    "MP4": mp4(told=box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"meta", bytes(4), PLACE)),
    "MP4 with a wide box": mp4(
        told=struct.pack(">I4sQ", 1, b"uuid", 16 + 16 + len(PLACE)) + bytes(16) + PLACE
    ),
    "MP4 with a box at its end": mp4() + box(b"uuid", bytes(16), PLACE * 90_000),
    "WebM": webm(told=element(0x1254C367, element(0x7373, PLACE)) + element(0x1941A469, PLACE)),
    "WebM with a small element": webm(told=b"\x19\x41\xa4\x69\x80"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WITH_PLACES)
def test_where_a_video_was_filmed_is_not_kept(name: str) -> None:
    """Beside the film stand its place, its owner, the camera's number: of a source's video nobody is to learn them."""
    data = WITH_PLACES[name]
    video = make_video(data)
    with video.file.open("rb") as file:
        kept = file.read()
    assert PLACE not in kept
    assert len(kept) == len(data) == video.byte_size
    assert b"frames" in kept
    again = inspect(io.BytesIO(kept))
    assert (again.blanks, again.measures.width) == ((), video.width)
    assert take_in(ContentFile(data), poster=video.poster) == (video, False)


REFUSED = {
    "places by the second": (mp4(beside=b"meta"), "where it was filmed"),
    "nothing": (b"", "empty"),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(100), "not an MP4 or WebM"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "not an MP4 or WebM"),
    "a header alone": (b"\x1a\x45\xdf\xa3", "damaged"),
    "HEVC": (mp4(codec=b"hvc1"), "hvc1"),
    "sound of a cinema": (mp4(sound=b"ac-3"), "ac-3"),
    "QuickTime": (mp4(brand=b"qt  "), "QuickTime"),
    "sound alone": (mp4(codec=b"mp4a").replace(b"vide", b"soun"), "no moving picture"),
    "no frames": (mp4(samples=0), "damaged"),
    "no duration": (mp4(seconds=0), "how long"),
    "a week": (mp4(seconds=600_000), "12 hours"),
    "no pixels": (mp4(width=0), "0 × 360"),
    "a wall": (mp4(width=20_000), "20000 × 360"),
    "Matroska": (webm(doc_type=b"matroska"), "Matroska"),
    "a codec with a line end": (webm(codec=b"V_\n<b>"), "V_<b>"),
    "no duration in WebM": (webm(seconds=None), "how long"),
    "not a number": (webm(seconds=float("nan")), "how long"),
    "without end": (webm(seconds=float("inf")), "12 hours"),
    "before its beginning": (webm(seconds=-1.0), "how long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_browsers_cannot_play_is_refused_with_a_sentence(name: str) -> None:
    data, word = REFUSED[name]
    said = refusal(data)
    assert word in said
    assert said.endswith(".")
    assert said.isprintable()


@pytest.mark.parametrize("make", [mp4, webm])
def test_a_file_that_was_cut_off_anywhere_is_refused(make: object) -> None:
    data = make(data=b"")  # type: ignore[operator]
    for length in range(len(data) - 1):
        refusal(data[:length])


@pytest.mark.parametrize("make", [mp4, webm])
def test_a_file_with_any_byte_changed_is_read_or_refused_and_nothing_else(make: object) -> None:
    data = make()  # type: ignore[operator]
    for at in range(len(data)):
        for value in (0x00, 0x01, 0x7F, 0x80, 0xFF):
            try:
                found = inspect(io.BytesIO(data[:at] + bytes([value]) + data[at + 1 :]))
            except VideoRefused:
                continue
            else:
                assert 0 < found.measures.width <= 8192


def test_a_file_made_of_countless_boxes_is_refused_before_they_are_counted() -> None:
    steps = _Counted(box(b"ftyp", b"isom", bytes(4)) + box(b"free") * 200_000)
    with pytest.raises(VideoRefused, match="too many parts"):
        inspect(steps)
    assert steps.reads < 60_000


def test_elements_nested_without_end_are_not_followed() -> None:
    inside = b""
    for _ in range(2000):
        inside = element(0xAE, inside)
    assert "damaged" in refusal(element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, inside))


def test_a_box_that_claims_more_than_the_file_holds_is_refused() -> None:
    huge = struct.pack(">I", 1) + b"moov" + struct.pack(">Q", 2**63)
    assert "damaged" in refusal(box(b"ftyp", b"isom", bytes(4)) + huge)


def test_a_file_over_the_limit_is_refused_without_being_read_to_its_end(settings: SettingsWrapper) -> None:
    settings.VIDEO_MAX_BYTES = 3 * 1024 * 1024
    upload = _Counted(mp4(data=bytes(50 * 1024 * 1024)))
    with pytest.raises(VideoRefused, match="larger than 3 MB"):
        inspect(upload)
    assert upload.tell() <= 5 * 1024 * 1024


class _Counted(io.BytesIO):
    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)
