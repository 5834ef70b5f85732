from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.media.files import MAX_BYTES
from articles.media.models import Image, Use
from tests.desk.forms import signed_in
from tests.factories import make_author, make_coverage, make_image, make_user, picture_bytes

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/media/image/upload/"
KNOWN = {"alt_text": "A boat", "credit": "L. Farrokh", "rights": "own", "caption": "At six."}


def send(data: bytes, **known: Any) -> Any:
    client = signed_in(make_user())
    return client.post(UPLOAD, {"file": SimpleUploadedFile("boat.jpg", data), **KNOWN, **known})


def animation() -> bytes:
    out = io.BytesIO()
    frames = [Pillow.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def test_an_upload_can_be_used_and_shown_at_once() -> None:
    response = send(picture_bytes())
    said = response.json()
    image = Image.objects.get()
    assert (response.status_code, said["id"], said["faults"]) == (201, image.pk, [])
    assert image.uploaded_by is not None
    shown = signed_in(make_user()).get(said["thumb"])
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown["Cache-Control"]
    assert "private" in shown["Cache-Control"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "This is not a JPEG"),
        (b"<html><script>alert(1)</script>", "This is not a JPEG"),
        (picture_bytes()[:400], "damaged"),
        (b"\xff\xd8" + b"0" * MAX_BYTES, "larger than 25 MB"),
    ],
    ids=["empty", "svg", "html", "cut off", "too large"],
)
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    response = send(data)
    assert response.status_code == 400
    assert sentence in " ".join(response.json()["errors"])
    assert not Image.objects.exists()


def test_no_file_at_all_is_refused_with_a_sentence() -> None:
    response = signed_in(make_user()).post(UPLOAD, KNOWN)
    assert (response.status_code, response.json()["errors"]) == (400, ["This field is required."])


def test_the_same_file_twice_is_one_picture() -> None:
    data = picture_bytes()
    first, second = send(data).json(), send(data, caption="Another caption")
    assert (second.status_code, second.json()["id"]) == (200, first["id"])
    assert "here already" in second.json()["told"][0]
    assert Image.objects.get().caption == "At six."


def test_whoever_uploads_an_animation_is_told_that_readers_see_its_first_frame() -> None:
    assert send(animation()).json()["told"] == ["It moves; readers see its first frame."]


def test_the_form_of_the_library_refuses_with_the_same_sentence() -> None:
    response = signed_in(make_user()).post(
        "/admin/media/image/add/", {"file": SimpleUploadedFile("x.jpg", b"nothing"), **KNOWN}
    )
    assert response.status_code == 200
    assert "This is not a JPEG" in response.content.decode()


def test_moving_the_focal_point_makes_new_files_under_new_names() -> None:
    image = make_image(rendered=True)
    before = set(image.renditions.values_list("token", flat=True))
    post = {**KNOWN, "focal_x": "0.9", "focal_y": "0.1"}
    response = signed_in(make_user("editor")).post(f"/admin/media/image/{image.pk}/change/", post)
    after = set(image.renditions.values_list("token", flat=True))
    assert response.status_code == 302
    assert after
    assert not before & after


def test_a_focal_point_outside_the_picture_is_an_error() -> None:
    image = make_image()
    post = {**KNOWN, "focal_x": "1.5", "focal_y": "0.1"}
    response = signed_in(make_user("editor")).post(f"/admin/media/image/{image.pk}/change/", post)
    assert response.status_code == 200
    image.refresh_from_db()
    assert image.focal_x == 0.5


def test_a_journalist_changes_their_own_pictures_alone() -> None:
    writer = make_user()
    own, other = make_image(uploaded_by=writer), make_image()
    post = {**KNOWN, "caption": "Changed", "focal_x": "0.5", "focal_y": "0.4"}
    client = signed_in(writer)
    assert client.post(f"/admin/media/image/{own.pk}/change/", post).status_code == 302
    assert client.post(f"/admin/media/image/{other.pk}/change/", post).status_code == 403


@pytest.mark.parametrize("place", ["0.jpg", "999999.jpg", "99999999999999999999999.jpg"])
def test_a_picture_that_is_not_there_is_not_found(place: str) -> None:
    assert signed_in(make_user()).get(f"/admin/media/{place}").status_code == 404


def test_a_portrait_is_public_from_the_moment_in_which_it_is_set() -> None:
    author, image = make_author(), make_image()
    post = {"name": author.name, "kind": "person", "portrait": image.pk}
    empty = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    client = signed_in(make_user("editor"))
    client.post(f"/admin/authors/author/{author.pk}/change/", {**post, **empty})
    assert Use.objects.get(purpose="portrait", target_id=author.pk).image == image
    client.post(f"/admin/authors/author/{author.pk}/change/", {**post, **empty, "portrait": ""})
    assert not Use.objects.exists()


def test_the_hero_of_a_coverage_is_public_from_the_moment_in_which_it_is_set() -> None:
    coverage, image = make_coverage(), make_image()
    post = {"name": coverage.name, "hero": image.pk, "public_from": "2026-01-01T00:00"}
    empty = {f"{rows}-{count}_FORMS": 0 for rows in ("names", "parts") for count in ("TOTAL", "INITIAL")}
    signed_in(make_user("editor")).post(f"/admin/sections/coverage/{coverage.pk}/change/", {**post, **empty})
    assert Use.objects.get(purpose="coverage", target_id=coverage.pk).image == image
