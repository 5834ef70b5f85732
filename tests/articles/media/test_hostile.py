"""Files that lie, that are broken or far too large: each is refused with one sentence, and nothing of it stays."""

from __future__ import annotations

import io
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.media import decoding, workshop
from articles.media.decoding import PictureRefused, opened
from articles.media.files import MAX_BYTES, take_in
from articles.media.models import Image, Rendition
from articles.media.renditions import LATER, place, render_all
from tests.articles.media import picture_files
from tests.desk.forms import signed_in
from tests.factories import make_image, make_user

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/media/image/upload/"
REFUSED = picture_files.refused()
POLYGLOTS = picture_files.polyglots()


def upload(data: bytes, name: str = "boat.jpg") -> Any:
    client = signed_in(make_user())
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, data, "image/jpeg"), "credit": "R. Vale"})


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_one_sentence_and_leaves_nothing(
    name: str, settings: SettingsWrapper
) -> None:
    make, sentences = REFUSED[name]
    response = upload(make())
    assert (response.status_code, len(response.json()["errors"])) == (400, 1)
    assert response.json()["errors"][0] in sentences
    assert not Image.objects.exists()
    assert not files_below(Path(settings.MEDIA_ROOT))


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_picture_that_is_something_else_too_is_served_without_that(name: str) -> None:
    make, hidden = POLYGLOTS[name]
    data = make()
    assert hidden in data
    assert upload(data).status_code == 201
    image = Image.objects.get()
    render_all(image)
    render_all(image, LATER)
    assert image.renditions.count() > 3
    assert [row for row in image.renditions.all() if hidden in place(row).read_bytes()] == []


def test_a_file_over_the_limit_is_refused_without_being_opened() -> None:
    before = psutil.Process().memory_info().rss
    begun = time.process_time()
    with pytest.raises(PictureRefused, match="larger than 25 MB"):
        take_in(io.BytesIO(b"\xff\xd8" + b"0" * (MAX_BYTES + 1)))
    assert time.process_time() - begun < 1
    assert psutil.Process().memory_info().rss - before < 200 * 1024 * 1024


def test_a_picture_that_takes_too_long_ends_its_process_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture_files.png(6000, 6000)
    monkeypatch.setattr(decoding, "PATIENCE", 0.001)
    with pytest.raises(PictureRefused, match="too large to be read"), opened(data, 1):
        pass
    monkeypatch.undo()
    with opened(picture_files.picture()) as picture:
        assert (picture.width, picture.height) == (90, 60)


def test_a_process_that_is_killed_at_its_work_is_a_sentence() -> None:
    cut = {"box": (0, 0, 9, 9), "width": 9, "height": 9, "format": "jpg", "limit": None, "room": 400}
    with opened(picture_files.picture()) as picture:
        for process in _workshop().children():
            process.kill()
        with pytest.raises(PictureRefused, match="too large to be read"):
            list(picture.files([cut]))


def test_a_workshop_that_has_gone_is_started_again() -> None:
    with opened(picture_files.picture()):
        first = _workshop()
    first.kill()
    first.wait(10)
    with opened(picture_files.picture()) as picture:
        assert picture.format == "jpeg"
        assert _workshop().pid != first.pid


def test_what_decodes_holds_no_secret_of_the_site() -> None:
    with opened(picture_files.picture()):
        for process in (_workshop(), *_workshop().children()):
            assert not {"DATABASE_URL", "SECRET_KEY", "DEMO_PASSWORD", "EMAIL_URL"} & set(process.environ())
            assert {"PATH", "HOME"}.isdisjoint(process.environ())


def test_what_decodes_has_a_limit_of_memory_and_of_time() -> None:
    import resource

    with opened(picture_files.picture()):
        (child,) = _workshop().children()
        limits = {kind: child.rlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)}
    assert limits[resource.RLIMIT_AS] == (workshop.MAX_MEMORY, workshop.MAX_MEMORY)
    assert limits[resource.RLIMIT_CPU][0] == decoding.SECONDS_TO_LOOK


def test_many_at_a_time_wait_for_their_turn() -> None:
    most = 0
    watching = threading.Event()

    def take(data: bytes) -> None:
        nonlocal most
        with opened(data) as picture:
            most = max(most, len(_workshop().children()))
            assert picture.width == 300
            watching.wait(0.02)

    threads = [
        threading.Thread(target=take, args=(picture_files.picture(size=(300, 200)),)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # One may be ending while the next begins.
    assert 0 < most <= 2 * decoding.AT_ONCE
    assert not any(thread.is_alive() for thread in threads)


def test_a_picture_that_cannot_be_read_any_more_fails_its_job_and_not_the_worker() -> None:
    image = make_image()
    Path(image.file.path).write_bytes(b"\xff\xd8nothing")
    with pytest.raises(PictureRefused):
        render_all(image)
    assert not Rendition.objects.exists()
    client = signed_in(make_user())
    assert client.get(f"/admin/media/{image.pk}.jpg").status_code == 404


def _workshop() -> psutil.Process:
    process = decoding._workshop.process
    assert process is not None
    assert process.pid != os.getpid()
    return psutil.Process(process.pid)
