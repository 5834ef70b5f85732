"""The picture with which an old story is shared: it says of which year the story is."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from articles import jobs, publishing
from articles.media.files import take_in
from articles.media.models import Image, Rendition
from articles.media.renditions import forget, render_all
from articles.models import Article
from articles.published.dating import undated
from articles.published.moment import desk_moment
from tests.articles.published.pages import path_of, properties, soup
from tests.breaking.live.making import Blog
from tests.factories import make_article, make_edition, make_image, make_user, picture_bytes

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
YEAR = 366


def make_wide(data: bytes = b"") -> Image:
    """A picture with all its files, wide enough for sharing."""
    file = io.BytesIO(data or picture_bytes(1500, 900))
    image = take_in(file, alt_text="The bridge", credit="R. Vale", rights="own", caption="The bridge.")[0]
    render_all(image)
    return image


def make_story(image: Image, **fields: str) -> Article:
    make_edition(time_zone="UTC")
    return make_article(images=[image], published=True, **fields)


def lacking() -> list[tuple[int, int]]:
    return undated(desk_moment(), jobs.DATED_AT_ONCE)


def run_jobs() -> None:
    """What the hourly job asks for, done at once."""
    for image_id, year in lacking():
        jobs.date_picture(image_id, year)


def shared(client: Client, story: Article) -> tuple[dict[str, str], Pillow.Image, int]:
    """What the page says of its picture, and the file as a network gets it, with its bytes."""
    said = properties(client.get(path_of(story)))
    response = client.get(said["og:image"].removeprefix("http://testserver"))
    assert response.status_code == 200
    data = b"".join(response) if response.streaming else response.content
    return said, Pillow.open(io.BytesIO(data)).convert("RGB"), len(data)


def is_dated(picture: Pillow.Image) -> bool:
    """Whether the label's yellow stands in the lower corner."""
    red, green, blue = picture.getpixel((6, picture.height - 6))
    return abs(red - 255) < 12 and abs(green - 233) < 12 and abs(blue - 168) < 20


def test_a_story_of_a_year_ago_is_shared_with_its_year_on_the_picture(
    client: Client, site_clock: SiteClock
) -> None:
    story = make_story(make_wide())
    year = site_clock.now.year
    site_clock.forward(days=YEAR)
    run_jobs()
    said, picture, size = shared(client, story)
    assert is_dated(picture)
    assert said["og:image:alt"] == f"The bridge ({year})"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert picture.size == (1200, 630)
    assert said["og:image:type"] == "image/jpeg"
    assert size <= 300 * 1024


def test_until_that_is_made_it_is_shared_with_the_plain_one(client: Client, site_clock: SiteClock) -> None:
    story = make_story(make_wide())
    site_clock.forward(days=YEAR)
    said, picture, _size = shared(client, story)
    assert not is_dated(picture)
    assert said["og:image:alt"] == "The bridge"


def test_a_young_story_with_the_same_picture_is_shared_with_the_plain_one(
    client: Client, site_clock: SiteClock
) -> None:
    image = make_wide()
    old = make_story(image)
    site_clock.forward(days=YEAR)
    young = make_article("Newer", images=[image], published=True)
    run_jobs()
    assert is_dated(shared(client, old)[1])
    assert not is_dated(shared(client, young)[1])


def test_an_update_makes_it_plain_again(client: Client, site_clock: SiteClock) -> None:
    story = make_story(make_wide())
    site_clock.forward(days=YEAR)
    run_jobs()
    publishing.publish(story.pk, make_user("editor"))
    assert not is_dated(shared(client, story)[1])


def test_a_closed_live_blog_is_as_old_as_its_last_post(client: Client, site_clock: SiteClock) -> None:
    blog = Blog(images=[make_wide()])
    site_clock.forward(days=YEAR)
    posted_at = site_clock.now
    blog.post(at=posted_at, public_from=posted_at)
    blog.stand(closed_at=posted_at)
    site_clock.forward(days=YEAR - 20)
    run_jobs()
    page = soup(client.get(blog.path))
    assert not is_dated(shared(client, blog.article)[1])
    assert page.select_one(".title-block__note--age").text == "This story was last updated 11 months ago."
    site_clock.forward(days=20)
    run_jobs()
    said, picture, _size = shared(client, blog.article)
    assert is_dated(picture)
    assert said["og:image:alt"] == f"The bridge ({posted_at.year})"


def test_what_keeps_is_never_dated(client: Client, site_clock: SiteClock) -> None:
    story = make_story(make_wide(), genre="feature")
    site_clock.forward(days=YEAR)
    assert lacking() == []
    assert not is_dated(shared(client, story)[1])


def test_of_a_year_one_file_is_made_however_often_it_is_asked_for(site_clock: SiteClock) -> None:
    image = make_wide()
    make_story(image)
    site_clock.forward(days=YEAR)
    [(image_id, year)] = lacking()
    for _ in range(2):
        jobs.date_picture(image_id, year)
    assert Rendition.objects.filter(image=image, crop=f"from{year}").count() == 1
    assert lacking() == []


def test_when_the_focal_point_moves_it_is_made_anew(site_clock: SiteClock) -> None:
    image = make_wide()
    make_story(image)
    site_clock.forward(days=YEAR)
    run_jobs()
    forget(image)
    assert len(lacking()) == 1


def test_the_richest_picture_weighs_no_more_than_300_kilobytes(client: Client, site_clock: SiteClock) -> None:
    out = io.BytesIO()
    Pillow.frombytes("RGB", (1300, 700), os.urandom(1300 * 700 * 3)).resize((1500, 800)).save(out, "PNG")
    story = make_story(make_wide(out.getvalue()))
    site_clock.forward(days=YEAR)
    run_jobs()
    said, _picture, size = shared(client, story)
    assert size <= 300 * 1024, said


def test_it_is_not_there_when_the_story_is_not(client: Client, site_clock: SiteClock) -> None:
    story = make_story(make_wide())
    site_clock.forward(days=YEAR)
    run_jobs()
    url = properties(client.get(path_of(story)))["og:image"].removeprefix("http://testserver")
    publishing.withdraw(story.pk, make_user("editor"), notice="Wrong.")
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("size", [(400, 300), (900, 250)])
def test_one_too_small_to_be_shared_is_not_dated(site_clock: SiteClock, size: tuple[int, int]) -> None:
    image = take_in(io.BytesIO(picture_bytes(*size)), alt_text="Small", credit="R. Vale", rights="own")[0]
    make_story(image)
    site_clock.forward(days=YEAR)
    assert lacking() == []


def test_the_hourly_job_asks_for_each_once(site_clock: SiteClock) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    make_story(make_wide())
    make_story(make_image())
    site_clock.forward(days=YEAR)
    # An hour later nothing of it is made yet.
    for _ in range(2):
        jobs.date_pictures(0)
    asked = ProcrastinateJob.objects.filter(task_name="articles.date_picture")
    assert sorted(job.args["image_id"] for job in asked) == sorted(Image.objects.values_list("pk", flat=True))
    assert {job.lock for job in asked} == {jobs.LATER_LOCK}
    asked.update(status="failed")
    jobs.date_pictures(0)
    assert asked.count() == 4
