"""What becomes of a picture's files when workers are killed, come in twos, or are overtaken by an editor."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from articles import jobs
from articles.media import decoding, renditions
from articles.media.files import take_in
from articles.media.models import Image, Rendition
from articles.media.renditions import FORMATS, forget, place, render_all, wanted
from tests.articles.media.picture_files import picture
from tests.factories import make_image


class Killed(BaseException):
    """As much of a worker's end as can be seen from inside: no handler runs for it."""


def below_media() -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "renditions").rglob("*") if path.is_file()]


def is_whole(image: Image) -> bool:
    """Whether each rendition is there once, and each of its files as its row says, and none besides."""
    rows = list(image.renditions.all())
    have = [(row.crop, row.width, row.format) for row in rows]
    want = {(w.crop, w.width, w.format) for w in wanted(image, FORMATS)}
    return (
        set(have) == want
        and len(have) == len(want)
        and {place(row) for row in rows} == set(below_media())
        and all(place(row).stat().st_size == row.byte_size for row in rows)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_worker_killed_between_two_files_leaves_what_it_made_and_the_next_makes_the_rest(
    monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    image = make_image()
    real, made = renditions.stored, itertools.count()

    def stored(*args: object) -> bool:
        if next(made) == after:
            raise Killed
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(renditions, "stored", stored)
    with pytest.raises(Killed):
        jobs.render_picture(image.pk)
    monkeypatch.undo()
    kept = set(image.renditions.values_list("token", flat=True))
    assert len(kept) == after
    jobs.render_picture(image.pk)
    assert kept <= set(image.renditions.values_list("token", flat=True))
    assert is_whole(image)


@pytest.mark.django_db
def test_a_worker_whose_decoding_was_killed_fails_its_job_and_the_next_makes_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = make_image()
    real = renditions.stored

    def stored(*args: object) -> bool:
        process = decoding._workshop.process
        assert process is not None
        process.kill()
        process.wait()
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(renditions, "stored", stored)
    with pytest.raises(decoding.PictureRefused):
        jobs.render_picture(image.pk)
    monkeypatch.undo()
    jobs.render_picture(image.pk)
    assert is_whole(image)


@pytest.mark.django_db
def test_a_focal_point_that_moves_during_the_job_ends_it_and_the_next_cuts_anew(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    image = make_image()
    real = renditions.stored

    def stored(picture: Image, want: renditions.Wanted, data: bytes) -> bool:
        was_kept = real(picture, want, data)
        if Rendition.objects.count() == 3:
            Image.objects.filter(pk=image.pk).update(focal_x=0.9)
            with django_capture_on_commit_callbacks(execute=True):
                forget(Image.objects.get(pk=image.pk))
        return was_kept

    monkeypatch.setattr(renditions, "stored", stored)
    jobs.render_picture(image.pk)
    monkeypatch.undo()
    assert not image.renditions.exists()
    assert below_media() == []
    jobs.render_picture(image.pk)
    assert is_whole(Image.objects.get(pk=image.pk))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_picture_make_nothing_twice() -> None:
    image = take_in(ContentFile(picture(size=(1000, 700))), is_rendered=False)[0]

    def work() -> None:
        try:
            render_all(Image.objects.get(pk=image.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert is_whole(image)


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_one_picture() -> None:
    data = picture(size=(600, 400))
    found: list[tuple[Image, bool]] = []

    def send() -> None:
        try:
            found.append(take_in(ContentFile(data)))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sorted(is_new for _image, is_new in found) == [False, False, True]
    assert len({image.pk for image, _is_new in found}) == 1
    assert len(list((Path(settings.MEDIA_ROOT) / "originals").rglob("*/*"))) == 1
    assert len(below_media()) == 1
