"""The verbs of live blogs: what they change, what they refuse, and what readers' own role sees of it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models.deletion import RestrictedError

from articles import publishing
from articles.media.models import Use
from articles.models import Article, AuditEntry
from articles.publishing import Blocked
from breaking.live import posts
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.live.writing import from_text
from breaking.models import StreamEvent
from tests.database import as_owner
from tests.factories import make_article, make_author, make_image, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


def post(blog: Article, by: Any, text: str = "Counting has begun.", **fields: Any) -> LivePost:
    return posts.publish(blog.pk, by, body=from_text(text), **fields)


def said(made: LivePost) -> PostVersion:
    """What a post says now."""
    return PostVersion.objects.get(post=made, public_until=None)


def state(blog: Article) -> LiveState:
    return LiveState.objects.get(pk=blog.pk)


def told(blog: Article) -> list[tuple[str, int | None]]:
    rows = StreamEvent.objects.filter(article_id=blog.pk).order_by("pk")
    return list(rows.values_list("kind", "post_id"))


def test_a_post_says_what_was_sent_from_now_on(blog: Article, reporter: Any) -> None:
    author = make_author("Mara Ellsworth", user=reporter)
    made = post(blog, reporter, headline="First results", is_key=True)
    version = said(made)
    assert (version.headline, version.is_key, version.author_ids) == ("First results", True, [author.pk])
    assert "Counting has begun." in version.body
    assert ' id="b-' in version.body
    assert version.posted_at == version.public_from
    assert version.edited_at is None


def test_the_state_counts_what_readers_may_see(blog: Article, reporter: Any) -> None:
    first, second = post(blog, reporter), post(blog, reporter, "The mayor has voted.")
    assert (state(blog).posts, state(blog).last_post_at) == (2, said(second).posted_at)
    posts.hide(second.pk, reporter)
    assert (state(blog).posts, state(blog).last_post_at) == (1, said(first).posted_at)
    posts.hide(first.pk, reporter)
    assert (state(blog).posts, state(blog).last_post_at) == (0, None)


def test_open_pages_are_told_of_each_act_once(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    version = said(made)
    posts.edit(made.pk, reporter, base_version=version.pk, headline="Now with a headline")
    posts.pin(made.pk, reporter)
    posts.pin(made.pk, reporter)
    posts.hide(made.pk, reporter)
    posts.close(blog.pk, reporter)
    assert told(blog) == [
        ("post", made.pk),
        ("post", made.pk),
        ("blog", None),
        ("hidden", made.pk),
        ("blog", None),
    ]


def test_the_same_key_makes_no_second_post(blog: Article, reporter: Any) -> None:
    key = uuid4()
    assert post(blog, reporter, key=key) == post(blog, reporter, "Pressed again.", key=key)
    assert len(told(blog)) == 1


def test_a_key_of_another_post_of_another_person_is_refused(blog: Article, reporter: Any) -> None:
    key = uuid4()
    post(blog, reporter, key=key)
    with pytest.raises(Blocked, match="posted already"):
        post(blog, make_user("editor"), key=key)


def test_an_edit_adds_a_version_and_keeps_the_one_before(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter, "One.\n\nTwo.")
    before = said(made)
    version = posts.edit(made.pk, reporter, base_version=before.pk, body=from_text("One.\n\nThree."))
    before.refresh_from_db()
    assert before.public_until == version.public_from == version.edited_at
    assert version.posted_at == before.posted_at
    assert version.body.split("\n")[0] == before.body.split("\n")[0]
    assert version.body.split("\n")[1] != before.body.split("\n")[1]


def test_an_edit_of_a_version_that_is_over_is_refused(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    seen = said(made)
    newer = posts.edit(made.pk, reporter, base_version=seen.pk, headline="Newer")
    with pytest.raises(posts.StalePost) as stale:
        posts.edit(made.pk, reporter, base_version=seen.pk, headline="Other")
    assert stale.value.current == newer


def test_an_edit_that_is_sent_again_is_no_second_one(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    seen = said(made)
    once = posts.edit(made.pk, reporter, base_version=seen.pk, body=from_text("Mended."))
    assert posts.edit(made.pk, reporter, base_version=seen.pk, body=from_text("Mended.")) == once


def test_a_hidden_post_says_nothing_and_the_desk_keeps_its_words(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter, "Wrong.", headline="Wrong too", byline="A. Guest")
    posts.pin(made.pk, reporter)
    hidden = posts.hide(made.pk, reporter)
    assert (hidden.body, hidden.headline, hidden.byline, hidden.image_ids) == ("", "", "", [])
    assert state(blog).pinned_id is None
    assert [v.headline for v in made.versions.all()] == ["Wrong too", ""]
    with pytest.raises(Blocked, match="hidden"):
        posts.edit(made.pk, reporter, base_version=hidden.pk, headline="x")
    with pytest.raises(Blocked, match="hidden"):
        posts.pin(made.pk, reporter)
    again = posts.show_again(made.pk, reporter)
    assert (again.headline, again.state) == ("Wrong too", "published")
    assert again.posted_at == hidden.posted_at


def test_a_closed_blog_takes_no_post_until_it_is_reopened(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    posts.close(blog.pk, reporter)
    with pytest.raises(Blocked, match="closed"):
        post(blog, reporter)
    posts.edit(made.pk, reporter, base_version=said(made).pk, headline="Mended")
    posts.reopen(blog.pk, reporter)
    assert post(blog, reporter).pk


def acts(blog: Article) -> list[tuple[str, Any, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(article_id=blog.pk).exclude(verb="publish").order_by("pk")
    return [(row.verb, row.by, row.detail) for row in rows.select_related("by")]


def test_what_leaves_no_version_is_in_the_audit_log_once(blog: Article, reporter: Any) -> None:
    editor, first = make_user("editor"), post(blog, reporter, headline="Polls close")
    second = post(blog, reporter, "A recount. It begins now.")
    for _twice in range(2):
        posts.pin(first.pk, reporter)
    posts.pin(second.pk, editor)
    for _twice in range(2):
        posts.unpin(blog.pk, editor)
        posts.close(blog.pk, editor)
    for _twice in range(2):
        posts.reopen(blog.pk, reporter)
    one, two = ({"post": first.pk, "words": "Polls close"}, {"post": second.pk, "words": "A recount."})
    assert acts(blog) == [
        ("pin", reporter, one),
        ("pin", editor, two),
        ("unpin", editor, two),
        ("close", editor, {}),
        ("reopen", reporter, {}),
    ]


def test_hiding_the_pinned_post_is_recorded_as_unpinning_it(blog: Article, reporter: Any) -> None:
    made, other = post(blog, reporter, headline="Wrong"), post(blog, reporter)
    posts.pin(made.pk, reporter)
    posts.hide(other.pk, reporter)
    posts.hide(made.pk, reporter)
    assert [(verb, detail["words"]) for verb, _by, detail in acts(blog)] == [
        ("pin", "Wrong"),
        ("unpin", "Wrong"),
    ]


def test_an_act_that_is_refused_is_not_recorded(blog: Article, reporter: Any) -> None:
    made, stranger = post(blog, reporter), make_user()
    for act, pk in (
        (posts.pin, made.pk),
        (posts.unpin, blog.pk),
        (posts.close, blog.pk),
        (posts.reopen, blog.pk),
    ):
        with pytest.raises(PermissionDenied):
            act(pk, stranger)
    posts.hide(made.pk, reporter)
    with pytest.raises(Blocked):
        posts.pin(made.pk, reporter)
    assert acts(blog) == []


def test_marking_a_key_event_is_no_edit_that_readers_are_told_of(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    assert posts.mark_key(made.pk, reporter).is_key
    assert said(made).edited_at is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": ""}, "Write something"),
        ({"body": "<p> </p><script>alert(1)</script>"}, "Write something"),
        ({"body": "<p>" + "x" * 20_001}, "at most 20000"),
        ({"body": "<p>x", "headline": "h" * 111}, "headline is at most"),
        ({"body": "<p>x", "byline": "h" * 121}, "byline is at most"),
        ({"body": "<p>x", "image_ids": [2**40]}, "does not exist"),
        ({"body": "<p>x", "image_ids": range(1, 12)}, "at most 10"),
        ({"body": '<figure data-news="video" data-video-id="5"></figure>'}, "video of our own"),
        ({"body": "<div>" * 200 + "x"}, "nested"),
    ],
)
def test_what_cannot_be_a_post_is_refused_with_a_sentence(
    blog: Article, reporter: Any, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Blocked, match=sentence):
        posts.publish(blog.pk, reporter, **fields)
    assert not LivePost.objects.exists()


def test_what_turns_the_direction_of_text_is_taken_out(blog: Article, reporter: Any) -> None:
    made = posts.publish(
        blog.pk, reporter, body="<p>safe &#8238;txet\u2066</p>", headline="a\u202eb", byline="c\u2069d"
    )
    version = said(made)
    assert version.body.endswith(">safe txet</p>")
    assert (version.headline, version.byline) == ("ab", "cd")


def test_no_other_kind_of_story_takes_posts(reporter: Any) -> None:
    with pytest.raises(Blocked, match="no live blog"):
        post(make_article(creator=reporter), reporter)


def test_whoever_may_not_write_in_the_blog_is_refused(blog: Article) -> None:
    stranger = make_user("journalist")
    with pytest.raises(PermissionDenied):
        post(blog, stranger)
    made = post(blog, make_user("editor"))
    acts = [
        lambda: posts.edit(made.pk, stranger, base_version=said(made).pk, headline="x"),
        lambda: posts.hide(made.pk, stranger),
        lambda: posts.show_again(made.pk, stranger),
        lambda: posts.pin(made.pk, stranger),
        lambda: posts.unpin(blog.pk, stranger),
        lambda: posts.mark_key(made.pk, stranger),
        lambda: posts.close(blog.pk, stranger),
        lambda: posts.reopen(blog.pk, stranger),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_posts_in_a_blog_that_is_spiked(reporter: Any) -> None:
    blog = make_article(kind="live", creator=reporter)
    publishing.spike(blog.pk, reporter)
    with pytest.raises(PermissionDenied):
        post(blog, reporter)


def test_a_picture_is_used_while_its_post_is_shown(blog: Article, reporter: Any) -> None:
    beside, inside, later = make_image(), make_image(), make_image()
    body = f'<p>Seen.</p><figure data-news="image" data-image-id="{inside.pk}"></figure>'
    made = posts.publish(blog.pk, reporter, body=body, image_ids=[beside.pk, beside.pk])

    def used() -> set[int]:
        return set(Use.objects.filter(purpose="live_post", target_id=made.pk).values_list("image", flat=True))

    assert used() == {beside.pk, inside.pk}
    posts.edit(made.pk, reporter, base_version=said(made).pk, image_ids=[later.pk])
    assert used() == {later.pk, inside.pk}
    posts.hide(made.pk, reporter)
    assert used() == set()
    posts.show_again(made.pk, reporter)
    assert used() == {later.pk, inside.pk}


def test_a_picture_that_may_not_be_used_keeps_the_post_back(blog: Article, reporter: Any) -> None:
    with pytest.raises(Blocked, match="no alternative text"):
        post(blog, reporter, image_ids=[make_image(alt_text="").pk])


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        yield


def test_the_desk_s_role_can_only_add_and_end_versions(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    for sql in (
        "UPDATE live_postversion SET body = 'x'",
        "DELETE FROM live_postversion",
        "UPDATE live_livepost SET author_id = author_id",
        "DELETE FROM live_livepost",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    assert said(made).body


def test_not_even_the_owner_changes_what_was_public(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    first = said(made)
    posts.mark_key(made.pk, reporter)
    second = said(made)
    versions = PostVersion.objects
    long_ago = second.public_from - timedelta(minutes=1)
    with as_owner():
        with refused("Of a version"):
            versions.filter(pk=second.pk).update(body="x")
        with refused("ends once"):
            versions.filter(pk=first.pk).update(public_until=None)
        with refused("ends once"):
            versions.filter(pk=second.pk).update(public_until=long_ago)
        with refused("cannot be deleted"):
            versions.filter(pk=first.pk)._raw_delete(connection.alias)
        with refused("cannot begin in the past"):
            second.pk, second.public_from = None, long_ago
            second.save(force_insert=True)


def test_a_chain_with_a_gap_is_refused(blog: Article, reporter: Any) -> None:
    made = post(blog, reporter)
    with refused("postversion_followed"):
        PostVersion.objects.filter(post=made).update(public_until=said(made).public_from + timedelta(hours=1))
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_story_with_posts_cannot_be_deleted(blog: Article, reporter: Any) -> None:
    post(blog, reporter)
    with pytest.raises((IntegrityError, RestrictedError)):
        blog.delete()
