"""The long description of a graphic: where it is written, and who is told that it is missing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.blockers import warnings
from articles.media.models import Image
from articles.revisions import snapshot
from tests.desk.forms import signed_in
from tests.factories import make_article, make_image, make_user, picture_bytes
from tests.videos import figure, make_video

pytestmark = pytest.mark.django_db
MISSING = "Its graphic has no long description: who cannot see it does not learn what it says."
KNOWN = {"alt_text": "Bars", "credit": "Data desk", "rights": "own", "focal_x": "0.5", "focal_y": "0.5"}


def test_an_editor_writes_it_on_the_picture_s_screen() -> None:
    image = make_image()
    client = signed_in(make_user("editor"))
    address = f"/admin/media/image/{image.pk}/change/"
    assert 'name="long_description"' in client.get(address).content.decode()
    assert client.post(address, {**KNOWN, "long_description": "Up 40."}).status_code == 302
    image.refresh_from_db()
    assert image.long_description == "Up 40."


def test_a_journalist_does_not_write_that_of_another_s_picture() -> None:
    image = make_image(long_description="Up 40.")
    client = signed_in(make_user())
    answer = client.post(f"/admin/media/image/{image.pk}/change/", {**KNOWN, "long_description": "Down."})
    image.refresh_from_db()
    assert (answer.status_code, image.long_description) == (403, "Up 40.")


def test_it_comes_with_an_upload() -> None:
    file = SimpleUploadedFile("bars.jpg", picture_bytes())
    answer = signed_in(make_user()).post(
        "/admin/media/image/upload/", {"file": file, **KNOWN, "long_description": "Up 40."}
    )
    assert (answer.status_code, Image.objects.get().long_description) == (201, "Up 40.")


def test_a_graphic_without_one_is_warned_of_and_others_are_not() -> None:
    told = warnings(snapshot(make_article(kind="infographic", images=[make_image()])))
    assert MISSING in told
    told = warnings(snapshot(make_article(kind="infographic", images=[make_image(long_description="Up.")])))
    assert MISSING not in told
    here = make_article(kind="infographic", images=[make_image()])
    here.pictures.update(long_description="Up.")
    assert MISSING not in warnings(snapshot(here))
    assert MISSING not in warnings(snapshot(make_article(images=[make_image()])))
    assert MISSING not in warnings(snapshot(make_article(kind="infographic")))
    assert MISSING not in warnings(snapshot(make_article(kind="infographic", body=figure(make_video()))))
