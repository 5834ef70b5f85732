from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from PIL import Image as Pillow
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import jobs
from articles.jobs import defer_renditions
from articles.media import pixels
from articles.media.models import Image, Rendition
from articles.media.renditions import FORMATS, LATER, forget, place, render_all, render_first, wanted
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_image, picture_bytes

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def uploaded(data: bytes) -> Image:
    """A picture with these bytes."""
    from articles.media.files import take_in

    return take_in(io.BytesIO(data), alt_text="Grain", credit="R. Vale", rights="own")[0]


def noise(width: int, height: int) -> bytes:
    """The richest picture that there can be of a size."""
    out = io.BytesIO()
    Pillow.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (200, 900), (1000, 650), (2400, 1600), (1600, 2400)])
def test_no_rendition_is_larger_than_its_picture(width: int, height: int) -> None:
    image = Image(width=width, height=height)
    every = [*wanted(image), *wanted(image, LATER)]
    assert len(every) == len(set(every))
    assert [w for w in every if w.width > width or w.height > height] == []


def test_a_large_picture_has_the_three_shapes_that_search_engines_ask_for() -> None:
    jpegs = [w for w in wanted(Image(width=1800, height=1200)) if w.format == "jpg" and w.width >= 1200]
    for crop, shape in {"16x9": 16 / 9, "4x3": 4 / 3, "1x1": 1.0}.items():
        assert [w for w in jpegs if w.crop == crop and abs(w.width / w.height - shape) < 0.005], crop
    assert {(w.width, w.height) for w in wanted(Image(width=1800, height=1200)) if w.crop == "share"} == {
        (1200, 630)
    }


def test_the_shape_of_a_portrait_is_made_of_upright_pictures_alone() -> None:
    assert "4x5" in {w.crop for w in wanted(Image(width=1200, height=1500))}
    assert "4x5" not in {w.crop for w in wanted(Image(width=1500, height=1200))}


def test_a_rich_picture_is_encoded_until_it_fits() -> None:
    image = uploaded(noise(1300, 800))
    render_all(image)
    render_all(image, LATER)
    share = image.renditions.get(crop="share")
    # Noise is worse than any photograph: at the lowest quality it may still weigh more than a page allows.
    plain = pixels.encoded(Pillow.open(place(share)), "jpg", pixels.QUALITY["jpg"])
    assert share.byte_size < len(plain)
    small = image.renditions.exclude(format="jpg").filter(crop="3x2", width=640)
    assert {row.format for row in small} == {"webp", "avif"}


def test_the_picture_of_a_share_weighs_no_more_than_300_kilobytes(client: Client) -> None:
    out = io.BytesIO()
    grain = Pillow.frombytes("RGB", (450, 300), os.urandom(450 * 300 * 3))
    grain.resize((1800, 1200), Pillow.Resampling.BICUBIC).save(out, "PNG")
    image = uploaded(out.getvalue())
    render_all(image)
    assert 0 < image.renditions.get(crop="share").byte_size <= 300 * 1024


def test_what_takes_long_is_made_after_the_rest_and_offered_only_then(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image()
    render_first(image)
    story = make_article(images=[image], published=True)
    jobs.render_picture(image.pk)
    assert set(image.renditions.values_list("format", flat=True)) == set(FORMATS)
    before = [source["type"] for source in soup(client.get(path_of(story))).select(".article__hero source")]
    jobs.render_later(image.pk)
    assert set(image.renditions.values_list("format", flat=True)) == {*FORMATS, *LATER}
    after = [source["type"] for source in soup(client.get(path_of(story))).select(".article__hero source")]
    assert (before, after) == (["image/webp"], ["image/avif", "image/webp"])


def test_the_job_for_what_takes_long_comes_after_all_others_and_one_at_a_time() -> None:
    image = make_image()
    jobs.render_picture(image.pk)
    defer_renditions(image.pk)
    waiting = list(
        ProcrastinateJob.objects.order_by("-priority").values_list("task_name", "priority", "lock")
    )
    assert waiting == [
        ("articles.render_picture", 0, f"picture-{image.pk}"),
        ("articles.render_later", -10, "renditions-later"),
    ]


def test_a_job_that_was_killed_and_is_repeated_makes_the_rest_and_nothing_twice() -> None:
    image = make_image()
    jobs.render_picture(image.pk)
    jobs.render_later(image.pk)
    whole = set(image.renditions.values_list("crop", "width", "format"))
    kept = set(image.renditions.values_list("token", flat=True)[:5])
    for row in image.renditions.exclude(token__in=kept):
        place(row).unlink()
        row.delete()
    jobs.render_picture(image.pk)
    jobs.render_later(image.pk)
    jobs.render_later(image.pk)
    assert set(image.renditions.values_list("crop", "width", "format")) == whole
    assert kept <= set(image.renditions.values_list("token", flat=True))
    assert all(place(row).stat().st_size == row.byte_size for row in image.renditions.all())


def test_a_focal_point_that_moves_under_the_job_leaves_no_old_cut_behind() -> None:
    image = make_image()
    render_first(image)
    stale = Image.objects.get(pk=image.pk)
    image.focal_x = 0.9
    image.save()
    forget(image)
    render_all(stale)
    assert not Rendition.objects.filter(image=image).exists()
    render_all(image)
    assert image.renditions.filter(crop="3x2").exists()


def test_every_picture_of_a_site_can_be_brought_up_to_date() -> None:
    image = make_image()
    call_command("render_pictures")
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [
        ("articles.render_picture", {"image_id": image.pk})
    ]


def test_a_file_of_a_picture_is_a_picture() -> None:
    image = uploaded(picture_bytes(700, 500))
    render_all(image)
    render_all(image, LATER)
    for row in image.renditions.all():
        with Pillow.open(place(row)) as file:
            assert (file.size, file.format) == (
                (row.width, row.height),
                {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[row.format],
            )
            assert not file.getexif()
