"""A story on the desk for somebody who may read it and not change it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.desk.forms import CHANGE, signed_in
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db


def read(body: str) -> BeautifulSoup:
    writer = make_user()
    story = make_article(creator=writer, body=f"<p>Words.</p>{body}", submitted=True)
    page = BeautifulSoup(signed_in(writer).get(CHANGE.format(story.pk)).content.decode(), "lxml")
    found = page.select_one(".story-read")
    assert found is not None
    return found


def test_all_pictures_of_a_gallery_are_shown() -> None:
    images = [make_image(), make_image()]
    page = read(f'<figure data-news="gallery" data-images="{images[0].pk},{images[1].pk}"></figure>')
    assert [str(img["src"]) for img in page.select(".read-gallery img")] == [
        f"/admin/media/{image.pk}.jpg" for image in images
    ]


def test_a_video_is_shown_as_its_still_its_address_and_its_caption() -> None:
    still = make_image()
    page = read(
        f'<figure data-news="video" data-url="https://vimeo.com/1" data-image-id="{still.pk}">'
        "<figcaption>Seen from above</figcaption></figure>"
    )
    assert page.select_one(".read-embed img")["src"] == f"/admin/media/{still.pk}.jpg"
    assert page.select_one(".read-embed a")["href"] == "https://vimeo.com/1"
    assert page.select_one(".read-embed figcaption").get_text() == "Seen from above"


def test_boxes_timelines_notes_and_tables_are_there_to_read() -> None:
    page = read(
        '<aside data-news="factbox"><h3>Facts</h3><p>Long.</p></aside>'
        '<aside data-news="timeline"><ol><li><p data-news="when">1998</p><p>Built.</p></li></ol></aside>'
        '<p>One<span data-news="footnote" data-note="As counted"></span></p>'
        "<table><caption>Levels</caption><tr><td>3</td></tr></table>"
    )
    text = page.get_text(" ", strip=True)
    assert all(words in text for words in ("Facts", "Long.", "1998", "Built.", "Levels"))
    assert page.select_one('[data-news="footnote"]')["data-note"] == "As counted"
    assert page.select_one(".read-table")["aria-label"] == "Levels"
