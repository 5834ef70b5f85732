"""What readers' own role sees of live blogs: nothing before the blog is public, and no word that is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article
from articles.published.moment import reader_moment
from articles.published.pictures import is_public_file
from breaking.live import posts
from breaking.live.models import LivePost, LiveState, PostVersion
from tests.factories import make_article, make_image, make_user

pytestmark = [pytest.mark.reader_role, pytest.mark.database]


@pytest.fixture
def blog(reporter: Any) -> Article:
    return make_article("Election night", kind="live", creator=reporter)


def seen() -> tuple[list[str], int, int]:
    """The bodies, posts and states that readers can read at all."""
    bodies = PostVersion.objects.using("reader").values_list("body", flat=True)
    return (
        sorted(bodies),
        LivePost.objects.using("reader").only("id").count(),
        LiveState.objects.using("reader").count(),
    )


def is_served(token: str) -> bool:
    with reader_moment() as moment:
        return is_public_file(moment, token, "jpg")


def test_a_blog_is_filled_unseen_and_read_once_it_is_public(blog: Article, reporter: Any) -> None:
    made = posts.publish(blog.pk, reporter, body="<p>Before.</p>")
    assert seen() == ([], 0, 0)
    publishing.publish(blog.pk, make_user("editor"))
    bodies, count, states = seen()
    assert ("Before." in bodies[0], count, states) == (True, 1, 1)
    posts.edit(made.pk, reporter, base_version=made.versions.get().pk, body="<p>After.</p>")
    assert len(seen()[0]) == 1
    assert "After." in seen()[0][0]
    posts.hide(made.pk, reporter)
    assert seen()[0] == [""]
    publishing.withdraw(blog.pk, make_user("editor"), notice="Wrong.")
    assert seen() == ([], 0, 0)


def test_a_picture_of_a_post_is_served_while_post_and_blog_are_public(
    blog: Article, reporter: Any, client: Client
) -> None:
    image = make_image(rendered=True)
    token = image.renditions.filter(format="jpg")[0].token
    made = posts.publish(blog.pk, reporter, body="<p>Seen.</p>", image_ids=[image.pk])
    assert not is_served(token)
    assert client.get(f"/media/{token}.jpg").status_code == 404
    publishing.publish(blog.pk, make_user("editor"))
    assert is_served(token)
    assert client.get(f"/media/{token}.jpg").status_code == 200
    posts.hide(made.pk, reporter)
    assert not is_served(token)
    posts.show_again(made.pk, reporter)
    assert is_served(token)
    publishing.unpublish(blog.pk, make_user("editor"))
    assert not is_served(token)
