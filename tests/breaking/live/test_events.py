"""What open pages are told of a live blog, and what of it nobody can tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.published.moment import reader_moment
from articles.revisions import lock, save_revision
from breaking.live.published import events_json
from breaking.models import StreamEvent
from tests.breaking.live.making import Blog
from tests.factories import make_article, make_edition, make_image, make_user

pytestmark = [pytest.mark.reader_role, pytest.mark.database]
CANARY = "Quetzalcoatlus"


def told(kind: str, blog: Blog, post: int | None = None) -> dict[str, Any] | None:
    with reader_moment() as moment:
        event = StreamEvent(pk=1, kind=kind, article_id=blog.pk, post_id=post)
        return events_json(blog.article.edition, moment, [event]).get(1)


def test_a_post_is_told_as_the_page_has_it() -> None:
    blog, image = Blog(), make_image(rendered=True)
    post = blog.post("<p>They vote.</p>", headline="The vote", is_key=True, image_ids=[image.pk])
    found = told("post", blog, post)
    assert found is not None
    html = Client().get(blog.path).content.decode()
    assert found["html"] in html
    assert found["html"].startswith(f'<li class="post post--key" id="post-{post}" data-version=')
    assert (found["blog"], found["id"]) == (blog.pk, post)


def test_a_post_in_arabic_is_told_in_its_edition_s_language_and_zone() -> None:
    edition = make_edition("ar", time_zone="Asia/Beirut")
    blog = Blog(edition=edition, section=None)
    post = blog.post("<p>نعم.</p>", at=timezone.now().replace(microsecond=0))
    found = told("post", blog, post)
    assert found is not None
    assert found["html"] in Client().get(f"/ar/{blog.pk}/", follow=True).content.decode()


def test_of_what_readers_cannot_see_nothing_is_told() -> None:
    blog = Blog()
    post, hidden = blog.post(), blog.post()
    blog.hide(hidden)
    assert told("post", blog, hidden) is None
    assert told("post", blog, 987654321) is None
    assert told("hidden", blog, hidden) == {"blog": blog.pk, "id": hidden}
    draft = Blog("Not yet", published=False)
    unseen = draft.post()
    assert [told(kind, draft, unseen) for kind in ("post", "hidden", "blog")] == [None, None, None]
    publishing.unpublish(blog.pk, make_user("editor"))
    assert [told(kind, blog, post) for kind in ("post", "hidden", "blog")] == [None, None, None]


def test_of_a_blog_that_became_a_story_nothing_is_told_and_no_permalink_leads_there() -> None:
    blog = Blog()
    post = blog.post()
    assert Client().get(f"/live-blogs/post/{post}/").status_code == 302
    with transaction.atomic():
        article = lock(blog.pk)
        article.kind = "story"
        article.save()
        save_revision(article, article.creator)
    publishing.publish(blog.pk, make_user("editor"))
    assert [told(kind, blog, post) for kind in ("post", "hidden", "blog")] == [None, None, None]
    assert Client().get(f"/live-blogs/post/{post}/").status_code == 404


def test_the_blog_s_state_is_told_as_the_page_has_it() -> None:
    blog = Blog()
    post = blog.post(headline="Pinned words")
    blog.stand(pinned_id=post)
    html = Client().get(blog.path).content.decode()
    found = told("blog", blog)
    assert found is not None
    assert (found["blog"], found["pinned"], found["closed"]) == (blog.pk, post, None)
    assert found["state"] in html
    assert found["html"] in html
    blog.stand(pinned_id=None, closed_at=timezone.now() - timedelta(milliseconds=1))
    found = told("blog", blog)
    assert found is not None
    assert found["closed"] is not None
    assert (found["pinned"], found["html"]) == (None, "")
    assert found["state"] in Client().get(blog.path).content.decode()


def answers(paths: list[str]) -> dict[str, tuple[int, bytes, str | None]]:
    found = {}
    for path in paths:
        response = Client().get(path)
        found[path] = (response.status_code, response.content, response.headers.get("ETag"))
    return found


def test_what_is_hidden_in_live_blogs_changes_no_byte() -> None:
    blog = Blog()
    shown = blog.post("<p>They vote.</p>", at=timezone.now() - timedelta(minutes=3))
    lite = f"/lite{blog.path.removeprefix('/politics')}"
    paths = [
        blog.path,
        lite,
        "/",
        "/politics/",
        "/live-blogs/",
        "/latest/",
        "/sitemap.xml",
        f"/live-blogs/post/{shown}/",
    ]
    paths += ["/feed/feed.json", f"/sitemaps/articles-en-{timezone.now():%Y-%m}.xml", f"/search/?q={CANARY}"]
    paths.append(f"{blog.path}?page=2")
    before = answers(paths)
    draft = Blog(f"{CANARY} blog", published=False)
    for number in range(30):
        draft.post(f"<p>{CANARY} {number}</p>", is_key=True)
        taken_down = blog.post(f"<p>{CANARY} {number}</p>", headline=CANARY, is_key=True)
        blog.hide(taken_down)
    after = answers(paths)
    for path in paths:
        assert after[path] == before[path], path
        assert (CANARY.encode() not in after[path][1]) or "q=" in path
    make_article("Another", published=True)
    assert answers(["/latest/"]) != {"/latest/": after["/latest/"]}
