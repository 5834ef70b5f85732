"""Live blogs for readers: their posts at a moment, in whichever form the story is shown, and as open pages are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.editions.models import Edition
from articles.published.additions import Added
from articles.published.head import Head
from articles.published.json_ld import local
from articles.published.list_heads import numbered
from articles.published.list_pages import page_number, shown
from articles.published.lists import Pages
from articles.published.models import Release
from articles.published.moment import Moment
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.rendering import Part
from articles.published.story import Story
from articles.published.summaries import LONGEST, cut
from articles.sections.kinds import Kind
from breaking.live.blogs import Blog, Post, read_blogs, read_posts
from breaking.live.models import LiveState
from breaking.live.showing import ShownPost, anchor, show, want
from breaking.live.structured_data import live_blog_data
from breaking.models import StreamEvent


@dataclass(frozen=True)
class KeyEvent:
    """A line of the list of key events; `url` leads to its post, wherever that stands."""

    id: int
    words: str
    posted_at: datetime
    url: str


@dataclass(frozen=True)
class LiveBlog:
    """One page of a live blog, as an addition to its story's page."""

    blog: Blog
    template: str = "live/blog.html"
    # Its posts as they are shown, once they were asked for.
    _shown: list[ShownPost] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def changed_at(self) -> datetime | None:
        return self.blog.changed_at

    @property
    def happened_at(self) -> datetime | None:
        return self.blog.last_at

    @property
    def query(self) -> str:
        return f"?page={self.blog.number}" if self.blog.number > 1 else ""

    def want(self, page: Page) -> None:
        for post in self.blog.posts:
            want(page, post)

    def told(self, story: Story) -> Story:
        """Nobody reads it in so many minutes, nor does it grow old while it runs."""
        is_closed = self.blog.is_closed
        return replace(story, minutes_read=0, age=story.age if is_closed else "", is_over=is_closed)

    def about(self, page: Page, story: Story, head: Head) -> dict[str, Any]:
        number = self.blog.number
        name = f" | {page.reader.edition.name}"
        if number > 1:
            head.title = numbered(head.title.removesuffix(name), number) + name
            suffix = numbered("", number)
            head.description = numbered(cut(head.description, LONGEST - len(suffix)), number)
        head.canonical += self.query
        times = (self.blog.first_at, self.blog.closed_at)
        return live_blog_data(page.reader, story, self._posts(page), f"{story.url}{self.query}", *times)

    def gives(self, page: Page, story: Story) -> dict[str, Any]:
        posts = self._posts(page)
        is_first_pinned = bool(posts) and posts[0].post.is_pinned
        pages = Pages(self.blog.number, self.blog.total, self.blog.last, story.url)
        return {
            "blog": self.blog,
            "pinned": posts[0] if is_first_pinned else None,
            "posts": posts[1:] if is_first_pinned else posts,
            "key_events": [self._key(post, pages) for post in self.blog.keys],
            "pages": shown(pages),
            # Nobody is told of what becomes of a preview, and nothing more comes to what is closed.
            "is_streamed": page.reader.preview is None and not self.blog.is_closed,
        }

    def parts(self, page: Page, *, is_linked: bool) -> list[Part]:
        found: list[Part] = []
        for post in self._posts(page):
            found.append(Part("html", html=_heading(page.reader, post, is_linked=is_linked)))
            found += [
                Part("image", picture=p, caption=SafeString(""), credit=p.credit) for p in post.pictures
            ]
            found += post.parts
        return found

    def _posts(self, page: Page) -> list[ShownPost]:
        if not self._shown:
            self._shown.extend(show(page, post) for post in self.blog.posts)
        return self._shown

    def _key(self, post: Post, pages: Pages) -> KeyEvent:
        page = "" if post.page == self.blog.number else pages.url(post.page)
        return KeyEvent(post.id, post.words, post.posted_at, f"{page}#{anchor(post.id)}")


def _heading(reader: Reader, post: ShownPost, *, is_linked: bool) -> SafeString:
    """What stands above a post in the plain forms: when, what, and who says so."""
    at = timezone.localtime(post.posted_at, reader.edition.zone)
    time = format_html('<time datetime="{}">{}</time>', local(post.posted_at, reader), at.strftime("%H:%M"))
    words = format_html("{} {}", time, post.post.headline) if post.post.headline else time
    if is_linked:
        heading = format_html('<h3><a href="{}">{}</a></h3>', reader.absolute(post.url), words)
    else:
        heading = format_html('<h3 id="{}">{}</h3>', anchor(post.id), words)
    names = ", ".join(name for name, _url in post.names)
    return format_html("{}<p>{}</p>", heading, names) if names else heading


class LiveBlogs:
    """What is added to the stories of kind live."""

    def open(self, request: ReaderRequest, release: Release) -> Added | HttpResponse:
        number = page_number(request, request.reader.here)
        if not isinstance(number, int):
            return number
        blog = self._read(request.reader, [release.article_id], number)[release.article_id]
        if number > blog.last:
            raise Http404
        return LiveBlog(blog)

    def read(self, reader: Reader, article_ids: Iterable[int]) -> Mapping[int, Added]:
        blogs = self._read(reader, article_ids, 1)
        return {pk: LiveBlog(blog) for pk, blog in blogs.items()}

    def instants(self) -> dict[str, Any]:
        state = LiveState.objects.filter(article_id=OuterRef("article_id"))
        return {
            "happened_at": Subquery(state.values("last_post_at")[:1]),
            "over_at": Subquery(state.values("closed_at")[:1]),
        }

    @staticmethod
    def _read(reader: Reader, article_ids: Iterable[int], number: int) -> dict[int, Blog]:
        return read_blogs(reader.moment, article_ids, number)


def event_json(
    kind: str, article_id: int, post_id: int | None, edition: Edition, moment: Moment
) -> dict[str, Any] | None:
    """What an event of a live blog tells open pages, read as readers see it at the moment; None if they see nothing of it.

    `post`: blog, id, and html, the post's element of the list as a page has it. `hidden`: blog, id.
    `blog`: blog, pinned (id or None), closed (ISO or None), state, the element that says how the blog stands, and html,
    that of the pinned post, or "".
    """
    rows = Release.objects.filter(article_id=article_id, edition_id=edition.pk, kind=Kind.LIVE)
    release = moment.public(rows).first()
    if release is None:
        return None
    reader = Reader(edition, [edition], moment, "", settings.SITE_URL)
    with translation.override(edition.language), timezone.override(edition.zone):
        if kind == StreamEvent.Kind.HIDDEN:
            return {"blog": article_id, "id": post_id}
        if kind == StreamEvent.Kind.POST:
            return _post_json(reader, release, post_id)
        return _blog_json(reader, release)


def _post_json(reader: Reader, release: Release, post_id: int | None) -> dict[str, Any] | None:
    post = read_posts(reader.moment, release.article_id, [post_id or 0]).get(post_id or 0)
    if post is None:
        return None
    return {
        "blog": release.article_id,
        "id": post.id,
        "html": _html(reader, post),
    }


def _blog_json(reader: Reader, release: Release) -> dict[str, Any]:
    blog = read_blogs(reader.moment, [release.article_id])[release.article_id]
    pinned = next((post for post in blog.posts if post.is_pinned), None)
    context = {"blog": blog, "edition": reader.edition}
    return {
        "blog": blog.article_id,
        "pinned": pinned.id if pinned else None,
        "closed": local(blog.closed_at, reader) if blog.closed_at else None,
        "state": render_to_string("live/_state.html", context).strip(),
        "html": _html(reader, pinned) if pinned else "",
    }


def _html(reader: Reader, post: Post) -> str:
    page = Page(reader, with_rails=False)
    want(page, post)
    page.load()
    today = timezone.localtime(reader.moment.now, reader.edition.zone).date()
    context = {"post": show(page, post), "edition": reader.edition, "today": today}
    return render_to_string("live/_post.html", context).strip()
