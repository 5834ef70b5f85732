"""What is served of a picture: its credit, and nothing of where it was taken, with what, and by whom."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from PIL import ImageCms

from articles import jobs
from articles.media import xmp
from articles.media.files import take_in
from articles.media.models import Image, Use
from articles.media.renditions import LATER, place, render_all, restamp
from tests.articles.media.picture_files import packet, picture
from tests.articles.media.telling import original, secrets_in
from tests.articles.published.pages import path_of
from tests.desk.forms import signed_in
from tests.factories import make_article, make_author, make_user

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_byte_that_is_served_tells_of_place_camera_or_owner(client: Client, kind: str) -> None:
    data = original(kind)
    assert len(secrets_in(data)) >= 4
    image = take_in(ContentFile(data), rights="own", alt_text="A ferry")[0]
    render_all(image)
    render_all(image, LATER)
    story = make_article(images=[image], by=make_author(), published=True)
    Use.objects.create(image=image, purpose=Use.Purpose.PORTRAIT, target_id=1)
    desk = signed_in(make_user("editor"))
    answers = {row.url: client.get(row.url) for row in image.renditions.all()}
    assert {url.rpartition(".")[2] for url in answers} == {"jpg", "webp", "avif"}
    for path in ("/", path_of(story), "/feed/rss.xml", "/feed/atom.xml", "/feed/feed.json", "/sitemap.xml"):
        answers[path] = client.get(path)
    for path in (f"/admin/media/{image.pk}.jpg", f"/admin/media/{image.pk}.jpg?crop=full"):
        answers[path] = desk.get(path)
    for path, response in answers.items():
        assert response.status_code == 200, path
        body = b"".join(response) if response.streaming else response.content
        assert secrets_in(body + repr(response.headers).encode()) == [], path


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_every_file_names_the_credit_and_the_copyright(kind: str) -> None:
    image = take_in(ContentFile(original(kind)))[0]
    render_all(image)
    render_all(image, LATER)
    for row in image.renditions.all():
        with Pillow.open(place(row)) as file:
            file.load()
            assert not file.getexif()
            told = xmp.read(file.info["xmp"])
        assert told.text(xmp.PHOTOSHOP, "Credit") == "R. Vale/Agency"
        assert told.text(xmp.DC, "rights") == "© Agency"
        assert len(file.info["xmp"]) == xmp.ROOM
        assert place(row).stat().st_size == row.byte_size


def test_a_credit_that_changes_is_changed_in_every_file_without_a_new_name() -> None:
    image = take_in(ContentFile(original("JPEG")))[0]
    render_all(image)
    before = {row.token: place(row).read_bytes() for row in image.renditions.all()}
    pixels = {row.token: Pillow.open(place(row)).tobytes() for row in image.renditions.all()}
    Image.objects.filter(pk=image.pk).update(credit="Photograph: Another & Sons", copyright_notice="")
    jobs.render_picture(image.pk)
    after = {row.token: row for row in image.renditions.all()}
    assert set(after) == set(before)
    for token, row in after.items():
        with Pillow.open(place(row)) as file:
            assert file.tobytes() == pixels[token]
            told = xmp.read(file.info["xmp"])
        assert told.text(xmp.PHOTOSHOP, "Credit") == "Photograph: Another & Sons"
        assert told.text(xmp.DC, "rights") == ""
        assert len(before[token]) == row.byte_size == place(row).stat().st_size


def test_saving_another_credit_asks_the_worker_for_it() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    image = take_in(ContentFile(original("JPEG")), alt_text="A ferry", rights="own")[0]
    post = {"alt_text": "A ferry", "rights": "own", "credit": "Another", "focal_x": "0.5", "focal_y": "0.4"}
    signed_in(make_user("editor")).post(f"/admin/media/image/{image.pk}/change/", post)
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"image_id": image.pk}]


def test_a_job_that_began_before_the_credit_changed_writes_the_new_one() -> None:
    image = take_in(ContentFile(original("JPEG")))[0]
    stale = Image.objects.get(pk=image.pk)
    Image.objects.filter(pk=image.pk).update(credit="Another")
    render_all(stale)
    row = image.renditions.get(crop="share")
    with Pillow.open(place(row)) as file:
        assert xmp.read(file.info["xmp"]).text(xmp.PHOTOSHOP, "Credit") == "Another"


def test_what_a_machine_made_says_so_in_every_file() -> None:
    source = "trainedAlgorithmicMedia"
    told = packet(
        f"<Iptc4xmpExt:DigitalSourceType>{xmp.SOURCE_TYPES}{source}</Iptc4xmpExt:DigitalSourceType>"
    )
    image = take_in(ContentFile(picture(size=(700, 500), xmp=told)), credit="Illustration: Leila Farrokh")[0]
    render_all(image)
    for row in image.renditions.all():
        with Pillow.open(place(row)) as file:
            found = xmp.read(file.info["xmp"])
        assert found.text(xmp.EXT, "DigitalSourceType").endswith(source)
        assert found.text(xmp.PHOTOSHOP, "Credit") == "Illustration: Leila Farrokh"


@pytest.mark.parametrize("credit", ["", "ي" * 200, '"<>&' * 50, "R. Vale"])
@pytest.mark.parametrize("notice", ["", "© " + "x" * 298])
@pytest.mark.parametrize("source", ["", "compositeWithTrainedAlgorithmicMedia"])
def test_words_of_any_length_have_one_length_in_a_file(credit: str, notice: str, source: str) -> None:
    size = xmp.room(source)
    made = xmp.packet(size, credit=credit, copyright_notice=notice, digital_source=source)
    assert len(made) == size
    told = xmp.read(made)
    assert credit.startswith(told.text(xmp.PHOTOSHOP, "Credit"))
    assert bool(told.text(xmp.PHOTOSHOP, "Credit")) == bool(credit)
    assert xmp.stamped(b"a" + xmp.blank(size) + b"z", made) == b"a" + made + b"z"


def test_a_file_without_room_for_words_stays_as_it_is() -> None:
    image = take_in(ContentFile(original("JPEG")))[0]
    row = image.renditions.latest("width")
    out = io.BytesIO()
    Pillow.new("RGB", (row.width, row.height)).save(out, "JPEG")
    place(row).write_bytes(out.getvalue())
    restamp(image)
    assert place(row).read_bytes() == out.getvalue()


def test_colours_of_another_space_are_those_of_the_web() -> None:
    flat = Pillow.new("RGB", (60, 40), (200, 30, 30))
    # A profile of linear light shows the same numbers much brighter than sRGB does.
    profile = linear_profile()
    out = io.BytesIO()
    flat.save(out, "PNG", icc_profile=profile)
    image = take_in(ContentFile(out.getvalue()))[0]
    with Pillow.open(place(image.renditions.get())) as file:
        red, green, _blue = file.convert("RGB").getpixel((5, 5))
    assert red > 210
    assert green > 60


def linear_profile() -> bytes:
    """sRGB's primaries with a straight tone curve."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", data[128:132])[0]
    for number in range(count):
        name, at, size = struct.unpack(">4sII", data[132 + 12 * number : 144 + 12 * number])
        if name in (b"rTRC", b"gTRC", b"bTRC"):
            data[at : at + size] = (b"curv" + bytes(8)).ljust(size, b"\0")
        if name == b"desc":
            data[at : at + size] = bytes(data[at : at + size]).replace(
                "sRGB".encode("utf-16-be"), "linL".encode("utf-16-be")
            )
    return bytes(data)
