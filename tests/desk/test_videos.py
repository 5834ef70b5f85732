"""The library of videos on the desk: who may do what, and what is refused."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from articles import publishing
from articles.media.models import CaptionTrack, Image, Video
from newsroom import uploads
from newsroom.preparation import ROOT
from tests.desk.forms import signed_in
from tests.desk.test_hostile import database_url
from tests.factories import make_article, make_image, make_user
from tests.videos import VTT, box, figure, make_video, mp4, webm

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
ADD = "/admin/media/video/add/"
KNOWN = {"caption": "At six.", "transcript": "It leaves.", "credit": "L. Farrokh", "rights": "own"}


def form(poster: Image | None, *tracks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    posted: dict[str, Any] = {**KNOWN, "poster": poster.pk if poster else "", **fields}
    posted |= {"tracks-TOTAL_FORMS": len(tracks), "tracks-INITIAL_FORMS": 0}
    for number, track in enumerate(tracks):
        posted |= {f"tracks-{number}-{name}": value for name, value in track.items()}
    return posted


def upload(data: bytes, *tracks: dict[str, Any], user: User | None = None, **fields: Any) -> Any:
    poster = fields.pop("poster", None) or make_image()
    file = SimpleUploadedFile("holiday.exe", data, "text/plain")
    return signed_in(user or make_user()).post(ADD, form(poster, *tracks, file=file, **fields))


def errors(response: Any) -> str:
    assert response.status_code == 200
    page = response.context["adminform"].form.errors
    lines = [sentence for sentences in page.values() for sentence in sentences]
    for inline in response.context["inline_admin_formsets"]:
        lines += [s for row in inline.formset.errors for sentences in row.values() for s in sentences]
    return " ".join(map(str, lines))


@pytest.mark.parametrize("make", [mp4, webm])
def test_a_video_is_taken_in_with_its_captions_whatever_its_name_says(make: Any) -> None:
    writer = make_user()
    response = upload(make(seconds=75), {"language": "en", "label": "English", "text": VTT}, user=writer)
    assert response.status_code == 302
    video = Video.objects.get()
    assert (video.format, video.duration_seconds, video.uploaded_by) == (make.__name__, 75, writer)
    assert CaptionTrack.objects.get().text == VTT


def test_a_script_that_sent_a_video_is_told_where_to_go_on() -> None:
    file = SimpleUploadedFile("ferry.mp4", mp4())
    sent = signed_in(make_user("editor")).post(
        ADD, form(make_image(), file=file), headers={"accept": "application/json"}
    )
    assert (sent.status_code, sent.json()["url"]) == (201, "/admin/media/video/")
    assert Video.objects.count() == 1


def test_captions_come_as_a_file_too() -> None:
    file = SimpleUploadedFile("captions.vtt", b"\xef\xbb\xbf" + VTT.encode())
    assert upload(mp4(), {"language": "en", "label": "English", "file": file, "text": ""}).status_code == 302
    assert CaptionTrack.objects.get().text == VTT


def test_the_fields_of_a_first_track_stand_open_and_may_stay_empty() -> None:
    writer = make_user("editor")
    assert "tracks-0-language" in signed_in(writer).get(ADD).content.decode()
    empty = {"language": "", "label": "", "text": ""}
    assert upload(mp4(), empty, user=writer).status_code == 302
    assert not CaptionTrack.objects.exists()
    video = make_video(webm())
    page = signed_in(writer).get(f"/admin/media/video/{video.pk}/change/").content.decode()
    assert "tracks-0-language" in page
    assert "tracks-1-language" not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"<html><script>alert(1)</script>", "not an MP4 or WebM"),
        (mp4()[:90], "damaged"),
        (mp4(codec=b"hvc1"), "hvc1"),
    ],
)
def test_a_file_that_is_no_video_is_refused_with_a_sentence_and_the_words_are_kept(
    data: bytes, sentence: str
) -> None:
    response = upload(data)
    assert sentence in errors(response)
    assert "It leaves." in response.content.decode()
    assert not Video.objects.exists()


def test_a_file_over_the_limit_is_refused_and_not_even_written_down(settings: SettingsWrapper) -> None:
    settings.VIDEO_MAX_BYTES = 1024 * 1024
    assert "larger than 1 MB" in errors(upload(mp4(data=bytes(4 * 1024 * 1024))))


def test_many_files_fill_the_disk_no_more_than_one(
    settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can send a form: it is read before it is asked who sent it."""
    settings.VIDEO_MAX_BYTES = 1024 * 1024
    monkeypatch.setattr(uploads, "BESIDE", 1024 * 1024)
    kept: list[int] = []
    take = TemporaryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        TemporaryFileUploadHandler,
        "receive_data_chunk",
        lambda self, data, start: (kept.append(len(data)), take(self, data, start))[1],
    )
    files = {f"file-{n}": SimpleUploadedFile(f"{n}", bytes(3 * 1024 * 1024)) for n in range(4)}
    Client().post("/admin/login/", files)
    assert 2 * 1024 * 1024 < sum(kept) < 3 * 1024 * 1024


def test_where_a_video_was_filmed_does_not_come_by_the_desk_either() -> None:
    place = b"+48.8577+002.295/"
    assert upload(mp4(told=box(b"udta", place), data=bytes(3 * 1024 * 1024))).status_code == 302
    with Video.objects.get().file.open("rb") as file:
        assert place not in file.read()


def test_a_video_that_is_here_already_is_named() -> None:
    data = mp4()
    video = make_video(data)
    response = upload(data)
    assert "This video is here already" in errors(response)
    assert f'href="../{video.pk}/change/"' in response.content.decode()
    assert Video.objects.count() == 1


@pytest.mark.parametrize(
    ("track", "sentence"),
    [
        (
            {"language": "en", "label": "English", "text": "1\n00:01,000 --> 00:02,000\nA"},
            "first line is WEBVTT",
        ),
        ({"language": "en", "label": "English", "text": VTT.replace("00:02", "00:00")}, "Line 3"),
        ({"language": "English", "label": "English", "text": VTT}, "as a tag"),
        ({"language": "en", "label": "", "text": VTT}, "required"),
        ({"language": "en", "label": "E", "file": SimpleUploadedFile("c.vtt", b"\xff\xfe")}, "UTF-8"),
    ],
)
def test_captions_that_are_none_are_refused_with_a_sentence(track: dict[str, Any], sentence: str) -> None:
    assert sentence in errors(upload(mp4(), track))
    assert not Video.objects.exists()


def test_a_video_has_to_have_a_poster() -> None:
    file = SimpleUploadedFile("film.mp4", mp4())
    assert "required" in errors(signed_in(make_user()).post(ADD, form(None, file=file)))


def test_a_journalist_changes_their_own_videos_alone_and_an_editor_any() -> None:
    writer = make_user()
    own, other = make_video(uploaded_by=writer), make_video()
    answers = {}
    for name, user in (("writer", writer), ("editor", make_user("editor"))):
        for video in (own, other):
            post = form(video.poster, caption=f"Changed by {name}")
            client = signed_in(user)
            answers[name, video == own] = client.post(
                f"/admin/media/video/{video.pk}/change/", post
            ).status_code
    assert answers == {
        ("writer", True): 302,
        ("writer", False): 403,
        ("editor", True): 302,
        ("editor", False): 302,
    }
    other.refresh_from_db()
    assert other.caption == "Changed by editor"


def test_what_readers_see_of_a_video_is_changed_by_an_editor_alone() -> None:
    """Its still, caption and transcript stand on a public page, which a journalist alone changes by no other way."""
    writer = make_user()
    video = make_video(uploaded_by=writer)
    story = make_article("The ferry leaves", kind="video", body=figure(video), published=True)
    address, post = f"/admin/media/video/{video.pk}/change/", form(make_image(), caption="Defaced")
    page = signed_in(writer)
    assert (page.get(address).status_code, page.post(address, post).status_code) == (200, 403)
    track = form(video.poster, {"language": "es", "label": "Español", "text": VTT})
    assert page.post(address, track).status_code == 403
    assert (
        signed_in(make_user("editor")).post(address, form(video.poster, caption="Right")).status_code == 302
    )
    publishing.unpublish(story.pk, make_user("editor"))
    assert page.post(address, form(video.poster, caption="Mine again")).status_code == 302


def test_a_journalist_adds_no_captions_to_the_video_of_another() -> None:
    video = make_video(captions="")
    post = form(video.poster, {"language": "en", "label": "English", "text": VTT})
    response = signed_in(make_user()).post(f"/admin/media/video/{video.pk}/change/", post)
    assert response.status_code == 403
    assert not video.tracks.exists()


def test_who_has_no_role_sees_no_video(client: Any) -> None:
    video = make_video()
    for path in ("/admin/media/video/", ADD, f"/admin/media/{video.pk}.video", "/admin/lookup/videos/"):
        assert client.get(path).status_code == 302
        assert signed_in(make_user("")).get(path).status_code == 302


def test_nobody_deletes_a_video() -> None:
    video = make_video()
    response = signed_in(make_user("admin")).post(f"/admin/media/video/{video.pk}/delete/", {"post": "yes"})
    assert response.status_code in (403, 404)
    assert Video.objects.exists()


def test_staff_play_a_video_that_readers_cannot_have() -> None:
    video = make_video()
    response = signed_in(make_user()).get(f"/admin/media/{video.pk}.video", headers={"Range": "bytes=0-3"})
    assert (response.status_code, response["Content-Type"]) == (206, "video/mp4")
    assert "no-store" in response["Cache-Control"]
    assert signed_in(make_user()).get("/admin/media/99999999999999999999.video").status_code == 404


def test_a_video_is_found_by_the_words_of_its_caption() -> None:
    make_video(caption="A mill")
    video = make_video(caption="The ferry leaves Lowen Quay")
    [found] = signed_in(make_user()).get("/admin/lookup/videos/?q=ferry+quay").json()["results"]
    assert (found["id"], found["label"], found["note"]) == (video.pk, str(video), "0:12")


def test_a_preview_shows_a_video_that_readers_cannot_have() -> None:
    video = make_video()
    story = make_article(body=f"<p>Words.</p>{figure(video)}")
    client = signed_in(make_user("editor"))
    base = f"/admin/articles/article/{story.pk}/preview/"
    html = client.get(f"{base}page/").content.decode()
    for name in (f"{video.token}.mp4", f"{video.tracks.get().token}.vtt"):
        assert f"{base}media/{name}" in html
        assert client.get(f"{base}media/{name}").status_code == 200
        assert signed_in(make_user("")).get(f"{base}media/{name}").status_code == 302
        assert client.get(f"/media/{name}").status_code == 404


CHILD = """
import io, json, os, resource, struct, sys
import django
django.setup()
from articles.media.captions import CaptionsRefused, checked
from articles.media.containers import VideoRefused
from articles.media.videos import inspect
from tests.videos import box, element, mp4, webm
M = 1024 * 1024
FILES = {
    "boxes": box(b"ftyp", b"isom", bytes(4)) + box(b"free") * (8 * M),
    "boxes inside": mp4()[:24] + box(b"moov", box(b"free") * (8 * M)),
    "tracks": box(b"ftyp", b"isom", bytes(4)) + box(b"moov", box(b"mvhd", bytes(100)), box(b"trak") * 500_000),
    "elements": element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, b"\\xec\\x80" * (20 * M)),
    "an endless header": b"\\x1a\\x45\\xdf\\xa3\\x01\\xff\\xff\\xff\\xff\\xff\\xff\\xff" + bytes(20 * M),
    "zeroes": bytes(50 * M),
    "noise": b"\\x00\\x00\\x00\\x18ftyp" + os.urandom(20 * M),
}
TEXTS = {"lines": "WEBVTT\\n" + "\\n" * (M - 100), "arrows": "WEBVTT\\n\\n" + "-->" * (M // 4),
         "times": "WEBVTT\\n\\n" + "0" * (M // 2) + ":00.000 --> 1", "notes": "WEBVTT\\n\\n" + "NOTE\\n\\n" * (M // 8)}
used = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
held, answers = memory(), {}
for name, data in {**FILES, **TEXTS}.items():
    before = used()
    try:
        inspect(io.BytesIO(data)) if isinstance(data, bytes) else checked(data)
    except (VideoRefused, CaptionsRefused) as why:
        answers[name] = [str(why), used() - before]
print(json.dumps({"refused": answers, "asked": len(FILES) + len(TEXTS), "megabytes": memory() - held}))
"""


def test_hostile_files_are_refused_at_little_cost() -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))

    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        preexec_fn=limit,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    said = json.loads(run.stdout)
    assert len(said["refused"]) == said["asked"]
    assert max(seconds for _why, seconds in said["refused"].values()) < 5
    assert said["megabytes"] < 50
