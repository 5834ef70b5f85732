from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from articles import publishing
from articles.media.models import Image, Use
from articles.media.renditions import render_all, restamp
from tests.articles.published.pages import path_of
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.fixture
def image() -> Image:
    image = make_image()
    render_all(image)
    return image


def answers(client: Client, image: Image) -> set[int]:
    """The statuses with which the files of the picture answer, every one of them asked for."""
    paths = [rendition.url for rendition in image.renditions.all()]
    assert len(paths) > 10
    return {client.get(path).status_code for path in paths}


PLACES = {
    "beside": "",
    "in the body": '<figure data-news="image" data-image-id="{}"></figure>',
    "in a gallery": '<figure data-news="gallery" data-images="{}"></figure>',
    "the still of a video": '<figure data-news="video" data-url="https://vimeo.com/1" data-image-id="{}"></figure>',
}


@pytest.mark.parametrize("place", PLACES)
def test_a_picture_is_public_as_long_as_its_story_is(client: Client, image: Image, place: str) -> None:
    editor = make_user("editor")
    body = "<p>Words.</p>" + PLACES[place].format(image.pk)
    story = make_article(images=[image]) if place == "beside" else make_article(body=body)
    assert answers(client, image) == {404}
    publishing.publish(story.pk, editor)
    assert answers(client, image) == {200}
    publishing.withdraw(story.pk, editor, notice="It was wrong.")
    assert answers(client, image) == {404}


def test_the_picture_of_a_scheduled_story_waits_with_it(
    client: Client, image: Image, site_clock: SiteClock
) -> None:
    story = make_article(images=[image])
    publishing.schedule(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    assert answers(client, image) == {404}
    site_clock.forward(hours=1)
    assert answers(client, image) == {200}


def test_one_of_two_stories_is_enough_for_a_picture(client: Client, image: Image) -> None:
    editor = make_user("editor")
    first = make_article("First", images=[image], published=True)
    make_article("Second", images=[image], published=True)
    publishing.unpublish(first.pk, editor)
    assert answers(client, image) == {200}


def test_a_picture_ends_with_its_rights_and_the_page_goes_on_without_it(
    client: Client, image: Image, site_clock: SiteClock
) -> None:
    Image.objects.filter(pk=image.pk).update(rights_until=site_clock.now + timedelta(hours=1))
    story = make_article(images=[image], published=True)
    assert answers(client, image) == {200}
    assert "/media/" in client.get(path_of(story)).content.decode()
    site_clock.forward(hours=1)
    assert answers(client, image) == {404}
    page = client.get(path_of(story))
    assert page.status_code == 200
    assert "/media/" not in page.content.decode()


def test_a_portrait_is_public_by_its_use(client: Client, image: Image) -> None:
    assert answers(client, image) == {404}
    Use.objects.create(image=image, purpose=Use.Purpose.PORTRAIT, target_id=1)
    assert answers(client, image) == {200}


@pytest.mark.parametrize(
    "path",
    [
        "/media/{token}.png",
        "/media/{token}.webp/",
        "/media/{token}",
        "/media/x.jpg",
        "/media/../secret_key",
        "/media/originals/aa/bb",
        "/media/",
    ],
)
def test_nothing_else_lies_below_media(client: Client, image: Image, path: str) -> None:
    make_article(images=[image], published=True)
    token = image.renditions.filter(format="jpg").first().token
    assert client.get(path.format(token=token)).status_code == 404


def test_another_format_of_a_public_picture_is_only_there_under_its_own_name(
    client: Client, image: Image
) -> None:
    make_article(images=[image], published=True)
    token = image.renditions.filter(format="jpg").first().token
    assert client.get(f"/media/{token}.webp").status_code == 404


def test_a_file_is_served_as_what_it_is_and_can_run_nothing(client: Client, image: Image) -> None:
    make_article(images=[image], published=True)
    for rendition in image.renditions.filter(crop="3x2", width__lte=640):
        response = client.get(rendition.url)
        assert response["Content-Type"] == {"jpg": "image/jpeg", "webp": "image/webp"}[rendition.format]
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_has_a_picture_is_sent_it_again_only_while_it_is_public(
    client: Client, image: Image
) -> None:
    story = make_article(images=[image], published=True)
    url = image.renditions.filter(format="jpg")[0].url
    first = client.get(url)
    has_it = {"If-None-Match": first["ETag"]}
    again = client.get(url, headers=has_it)
    assert (again.status_code, again["Cache-Control"]) == (304, first["Cache-Control"])
    part = client.get(url, headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(b"".join(part))) == (206, 10)
    publishing.unpublish(story.pk, make_user("editor"))
    assert client.get(url, headers=has_it).status_code == 404


def test_a_picture_whose_credit_has_changed_is_sent_anew(client: Client, image: Image) -> None:
    make_article(images=[image], published=True)
    url = image.renditions.filter(format="jpg")[0].url
    has_it = {"If-None-Match": client.get(url)["ETag"]}
    image.credit = "Somebody else"
    image.save()
    restamp(image)
    anew = client.get(url, headers=has_it)
    assert (anew.status_code, b"Somebody else" in b"".join(anew)) == (200, True)


def test_a_page_does_not_wait_for_renditions(client: Client) -> None:
    story = make_article(images=[make_image()], published=True)
    assert client.get(path_of(story)).status_code == 200
