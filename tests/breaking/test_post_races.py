"""Several reporters at one blog at once: every post stays, one edit of two is refused, and the chain has no gap."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connections
from django.db.models import F

from articles.models import Article
from articles.publishing import Blocked
from breaking.live import posts
from breaking.live.models import LivePost, LiveState, PostVersion
from breaking.models import StreamEvent
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def blog() -> Article:
    return make_article("Election night", kind="live", published=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun together, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait(timeout=30)
        try:
            found[number] = act()
        except (Blocked, posts.StalePost) as refusal:
            found[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return found


def assert_whole(blog: Article) -> None:
    """Each post has one current version, its chain no gap, and the state says what stands."""
    versions = PostVersion.objects.filter(article_id=blog.pk)
    shown = versions.filter(public_until=None, state="published")
    for post in LivePost.objects.filter(article_id=blog.pk):
        chain = list(post.versions.order_by("public_from"))
        ends = [version.public_until for version in chain]
        assert ends == [version.public_from for version in chain[1:]] + [None]
    state = LiveState.objects.get(pk=blog.pk)
    assert state.posts == shown.count()
    newest = shown.order_by("-posted_at").first()
    assert state.last_post_at == (newest.posted_at if newest else None)
    assert not versions.filter(public_from=F("public_until")).exists()


def test_forty_posts_of_three_people_are_all_there_once(blog: Article) -> None:
    people = [make_user("editor") for _ in range(3)]
    shares = [list(range(40))[number::3] for number in range(3)]

    def write(by: Any, numbers: list[int]) -> list[int]:
        made = []
        for number in numbers:
            key = uuid4()
            # Each press twice, as on a bad line.
            made += [
                posts.publish(blog.pk, by, body=f"<p>Post {number}.</p>", key=key).pk for _twice in range(2)
            ]
        return made

    found = at_once(
        *[
            lambda by=by, numbers=numbers: write(by, numbers)
            for by, numbers in zip(people, shares, strict=True)
        ]
    )
    ids = {pk for made in found for pk in made}
    assert len(ids) == 40
    assert LivePost.objects.count() == 40
    events = StreamEvent.objects.filter(kind="post").values_list("post_id", flat=True)
    assert sorted(events) == sorted(ids)
    assert_whole(blog)


def test_of_two_edits_at_once_one_is_refused(blog: Article) -> None:
    one, other = make_user("editor"), make_user("editor")
    post = posts.publish(blog.pk, one, body="<p>First.</p>")
    seen = post.versions.get().pk
    found = at_once(
        lambda: posts.edit(post.pk, one, base_version=seen, body="<p>Mine.</p>"),
        lambda: posts.edit(post.pk, other, base_version=seen, body="<p>Theirs.</p>"),
    )
    assert sorted(type(result).__name__ for result in found) == ["PostVersion", "StalePost"]
    assert_whole(blog)


def test_an_edit_never_shows_what_is_hidden_at_the_same_time(blog: Article) -> None:
    one, other = make_user("editor"), make_user("editor")
    post = posts.publish(blog.pk, one, body="<p>First.</p>")
    seen = post.versions.get().pk
    at_once(
        lambda: posts.edit(post.pk, one, base_version=seen, body="<p>Mine.</p>"),
        lambda: posts.hide(post.pk, other),
    )
    assert PostVersion.objects.get(post=post, public_until=None).state == "gone"
    assert_whole(blog)


def test_the_same_press_at_once_makes_one_post(blog: Article) -> None:
    by, key = make_user("editor"), uuid4()
    found = at_once(*[lambda: posts.publish(blog.pk, by, body="<p>Once.</p>", key=key)] * 4)
    assert len({post.pk for post in found}) == 1
    assert StreamEvent.objects.count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_in_whatever_order_the_blog_is_what_a_list_would_be(
    blog: Article, seed: int
) -> None:
    by, chance = make_user("editor"), random.Random(seed)
    model: dict[int, dict[str, Any]] = {}
    pinned, is_closed = None, False
    for number in range(40):
        act = chance.choice(["publish", "publish", "edit", "hide", "show", "pin", "key", "close", "reopen"])
        pk = chance.choice(list(model)) if model else 0
        words = f"Words {number}."
        try:
            if act == "publish":
                made = posts.publish(blog.pk, by, body=f"<p>{words}</p>")
                assert not is_closed
                model[made.pk] = {"words": words, "hidden": False, "key": False}
            elif not pk:
                continue
            elif act == "edit":
                base = PostVersion.objects.get(post=pk, public_until=None).pk
                posts.edit(pk, by, base_version=base, body=f"<p>{words}</p>")
                assert not model[pk]["hidden"]
                model[pk]["words"] = words
            elif act == "hide":
                posts.hide(pk, by)
                model[pk]["hidden"] = True
                pinned = None if pinned == pk else pinned
            elif act == "show":
                posts.show_again(pk, by)
                model[pk]["hidden"] = False
            elif act == "pin":
                posts.pin(pk, by)
                pinned = pk
            elif act == "key":
                wanted = chance.random() < 0.7
                posts.mark_key(pk, by, is_key=wanted)
                model[pk]["key"] = wanted
            else:
                {"close": posts.close, "reopen": posts.reopen}[act](blog.pk, by)
                is_closed = act == "close"
        except Blocked:
            hidden = bool(pk) and model[pk]["hidden"]
            assert (act == "publish" and is_closed) or (act in ("edit", "pin", "key") and hidden)
    for pk, wanted in model.items():
        current = PostVersion.objects.get(post=pk, public_until=None)
        assert (current.state == "gone") == wanted["hidden"]
        assert wanted["hidden"] or (wanted["words"] in current.body and current.is_key == wanted["key"])
    state = LiveState.objects.get(pk=blog.pk)
    assert (state.pinned_id, state.closed_at is not None) == (pinned, is_closed)
    assert_whole(blog)
