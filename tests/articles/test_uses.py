"""Where pictures and videos are used, and whose rights end while readers see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.ending_rights import ending
from articles.media.models import Image
from articles.media.uses import set_use
from articles.published.moment import desk_moment
from articles.uses import DRAFT, LIVE, SCHEDULED, uses_of
from tests.factories import make_article, make_author, make_coverage, make_image, make_user

if TYPE_CHECKING:
    from articles.media.models import Video
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def figure(image: Image) -> str:
    return (
        f'<p>One.</p><figure data-news="image" data-image-id="{image.pk}"><figcaption>x</figcaption></figure>'
    )


def gallery(*images: Image) -> str:
    ids = ",".join(str(image.pk) for image in images)
    return f'<p>One.</p><figure data-news="gallery" data-images="{ids}"><figcaption>x</figcaption></figure>'


def states(item: Image | Video, user: User | None = None) -> list[tuple[str, str]]:
    uses = uses_of(item, user or make_user("editor"), desk_moment())
    return [(str(use.story), use.state) for use in uses.stories]


def ends(image: Image, **ahead: float) -> Image:
    image.rights_until = datetime.now(UTC) + timedelta(**ahead)
    image.save()
    return image


def test_a_picture_is_found_beside_a_body_within_one_and_in_a_gallery() -> None:
    image = make_image()
    make_article("Beside", images=[image])
    make_article("Within", body=figure(image))
    make_article("Gallery", body=gallery(make_image(), image))
    make_article("Another", body=figure(make_image()))
    assert sorted(states(image)) == [("Beside", DRAFT), ("Gallery", DRAFT), ("Within", DRAFT)]


def test_a_number_that_begins_like_a_picture_s_is_another_picture() -> None:
    one = make_image()
    other = Image.objects.get(pk=one.pk)
    other.pk = one.pk * 10 + 1
    make_article("Eleven", body=f'<figure data-news="image" data-image-id="{other.pk}"></figure>')
    assert states(one) == []


def test_it_is_told_whether_readers_see_it_will_see_it_or_neither() -> None:
    image = make_image()
    make_article("Draft", images=[image])
    make_article("Live", images=[image], published=True)
    coming = make_article("Coming", body=figure(image))
    publishing.schedule(coming.pk, make_user("editor"), at=datetime.now(UTC) + timedelta(hours=1))
    assert states(image) == [("Live", LIVE), ("Coming", SCHEDULED), ("Draft", DRAFT)]


def test_a_live_page_counts_though_the_picture_is_gone_from_the_desk_s_text() -> None:
    image = make_image()
    story = make_article("Live", images=[image], published=True)
    story.pictures.all().delete()
    assert states(image) == [("Live", LIVE)]


def test_a_story_that_one_may_not_see_is_a_number_and_nothing_else() -> None:
    image = make_image()
    make_article("Secret", images=[image], confidential=True)
    make_article("Open", images=[image])
    uses = uses_of(image, make_user(), desk_moment())
    assert ([str(use.story) for use in uses.stories], uses.others) == (["Open"], 1)


def test_portraits_and_coverages_are_named() -> None:
    image = make_image()
    author, coverage = make_author(portrait=image), make_coverage(hero=image)
    uses = uses_of(image, make_user("editor"), desk_moment())
    assert (uses.authors, uses.coverages) == ([author], [coverage])


def test_a_picture_that_nothing_uses_has_no_uses() -> None:
    assert not uses_of(make_image(), make_user("editor"), desk_moment())


def test_live_pages_whose_rights_end_are_listed_seven_days_ahead_the_first_first() -> None:
    soon, ended = ends(make_image(), days=6), ends(make_image(), days=3)
    later = ends(make_image(), days=8)
    for name, image in (("Soon", soon), ("Ended", ended), ("Later", later)):
        make_article(name, images=[image], published=True)
    ends(ended, days=-1)
    rows = ending(make_user("editor"))
    assert [(row.item, row.has_ended, [str(s) for s in row.stories]) for row in rows] == [
        (ended, True, ["Ended"]),
        (soon, False, ["Soon"]),
    ]


def test_a_story_that_is_only_scheduled_or_taken_down_is_no_live_page() -> None:
    image = ends(make_image(), days=2)
    editor = make_user("editor")
    story = make_article("Draft", images=[image])
    publishing.schedule(story.pk, editor, at=datetime.now(UTC) + timedelta(hours=1))
    down = make_article("Down", images=[image], published=True)
    publishing.withdraw(down.pk, editor, notice="Wrong.")
    assert ending(editor) == []


def test_at_another_moment_other_rights_end() -> None:
    image = ends(make_image(), days=30)
    make_article(images=[image], published=True)
    editor = make_user("editor")
    assert ending(editor) == []
    assert len(ending(editor, datetime.now(UTC) + timedelta(days=25))) == 1
    assert len(ending(editor, within=timedelta(days=31))) == 1


def test_of_a_live_story_that_one_may_not_see_only_the_number_is_told() -> None:
    image = ends(make_image(), days=2)
    make_article("Secret", images=[image], published=True, confidential=True)
    (row,) = ending(make_user())
    assert (row.stories, row.others) == ([], 1)


def test_a_portrait_whose_rights_end_is_on_a_public_page() -> None:
    image = ends(make_image(), days=2)
    author = make_author(portrait=image)
    set_use("portrait", author.pk, image)
    (row,) = ending(make_user("editor"))
    assert row.authors == [author]


def test_the_headline_is_the_one_that_readers_see() -> None:
    image = ends(make_image(), days=2)
    story = make_article("Shown", images=[image], published=True)
    story.headline = "Being rewritten"
    story.save()
    (row,) = ending(make_user("editor"))
    assert row.stories[0].live_headline == "Shown"


def test_a_hundred_rights_that_end_are_as_many_queries_as_one() -> None:
    editor = make_user("editor")
    list(editor.roles())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            ending(editor)
        return len(queries)

    make_article(images=[ends(make_image(), days=2)], published=True)
    few = asked()
    for _ in range(8):
        make_article(images=[ends(make_image(), days=2)], published=True)
    assert asked() == few <= 12
