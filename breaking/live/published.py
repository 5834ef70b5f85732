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

from articles.editions.figures import in_digits
from articles.editions.joining import listed
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
from breaking.live.structured_data import live_blog_data, posts_data
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
        return live_blog_data(page.reader, story, self.blog.first_at, self.blog.closed_at)

    def fills(self, page: Page, story: Story, room: int) -> dict[str, Any]:
        return posts_data(page.reader, story, self._posts(page), self.query, room)

    def gives(self, page: Page, story: Story) -> dict[str, Any]:
        posts = self._posts(page)
        is_first_pinned = bool(posts) and posts[0].post.is_pinned
        pages = Pages(self.blog.number, self.blog.total, self.blog.last, story.url)
        return {
            "blog": self.blog,
            "pinned": posts[0] if is_first_pinned else None,
            "posts": posts[1:] if is_first_pinned else posts,
            "key_events": [self._key(page.reader, post, pages) for post in self.blog.keys],
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

    def _key(self, reader: Reader, post: Post, pages: Pages) -> KeyEvent:
        page = "" if post.page == self.blog.number else pages.url(post.page)
        return KeyEvent(post.id, reader.ordered(post.words), post.posted_at, f"{page}#{anchor(post.id)}")


def _heading(reader: Reader, post: ShownPost, *, is_linked: bool) -> SafeString:
    """What stands above a post in the plain forms: when, what, and who says so."""
    at = timezone.localtime(post.posted_at, reader.edition.zone)
    clock = in_digits(at.strftime("%H:%M"), reader.edition)
    time = format_html('<time datetime="{}">{}</time>', local(post.posted_at, reader), clock)
    words = format_html("{} {}", time, post.post.headline) if post.post.headline else time
    if is_linked:
        heading = format_html('<h3><a href="{}">{}</a></h3>', reader.absolute(post.url), words)
    else:
        heading = format_html('<h3 id="{}">{}</h3>', anchor(post.id), words)
    names = listed(name for name, _url in post.names)
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


def events_json(edition: Edition, moment: Moment, events: list[StreamEvent]) -> dict[int, dict[str, Any]]:
    """What events of live blogs tell open pages, by number, read as readers see it at the moment; none of what they do not see.

    `post`: blog, id, and html, the post's element of the list as a page has it. `hidden`: blog, id.
    `blog`: blog, pinned (id or None), closed (ISO or None), state, the element that says how the blog stands, and html,
    that of the pinned post, or "". Many events of a blog cost as many queries as one.
    """
    if not events:
        return {}
    reader = Reader(edition, [edition], moment, "", settings.SITE_URL)
    with translation.override(edition.interface_language), timezone.override(edition.zone):
        told = _Told(reader, events)
        found = {event.pk: told.content(event) for event in events}
    return {pk: content for pk, content in found.items() if content is not None}


class _Told:
    """What events are about, read together."""

    def __init__(self, reader: Reader, events: list[StreamEvent]) -> None:
        rows = Release.objects.filter(
            article_id__in={e.article_id for e in events}, edition_id=reader.edition.pk, kind=Kind.LIVE
        )
        self.releases = {release.article_id: release for release in reader.moment.public(rows)}
        posts, blogs = self._about(events, StreamEvent.Kind.POST), self._about(events, StreamEvent.Kind.BLOG)
        self.posts: dict[int, Post] = {}
        for blog, ids in posts.items():
            self.posts |= read_posts(reader.moment, blog, ids)
        self.blogs = read_blogs(reader.moment, blogs) if blogs else {}
        self.page = Page(reader, with_rails=False)
        for post in [*self.posts.values(), *filter(None, map(_pinned, self.blogs.values()))]:
            want(self.page, post)
        self.page.load()

    def _about(self, events: list[StreamEvent], kind: str) -> dict[int, list[int]]:
        """The posts that events of the kind are about, by live blog, of those that readers see."""
        found: dict[int, list[int]] = {}
        for event in events:
            if event.kind == kind and event.article_id in self.releases:
                found.setdefault(event.article_id, []).append(event.post_id or 0)
        return found

    def content(self, event: StreamEvent) -> dict[str, Any] | None:
        release = self.releases.get(event.article_id or 0)
        if release is None:
            return None
        if event.kind == StreamEvent.Kind.HIDDEN:
            return {"blog": release.article_id, "id": event.post_id}
        if event.kind == StreamEvent.Kind.BLOG:
            return self._blog(self.blogs[release.article_id])
        post = self.posts.get(event.post_id or 0)
        return self._post(release, post) if post else None

    def _post(self, release: Release, post: Post) -> dict[str, Any]:
        return {
            "blog": release.article_id,
            "id": post.id,
            "html": self._html(post),
        }

    def _blog(self, blog: Blog) -> dict[str, Any]:
        pinned = _pinned(blog)
        context = {"blog": blog, "edition": self.page.reader.edition}
        return {
            "blog": blog.article_id,
            "pinned": pinned.id if pinned else None,
            "closed": local(blog.closed_at, self.page.reader) if blog.closed_at else None,
            "state": render_to_string("live/_state.html", context).strip(),
            "html": self._html(pinned) if pinned else "",
        }

    def _html(self, post: Post) -> str:
        reader = self.page.reader
        today = timezone.localtime(reader.moment.now, reader.edition.zone).date()
        context = {"post": show(self.page, post), "edition": reader.edition, "today": today}
        return render_to_string("live/_post.html", context).strip()


def _pinned(blog: Blog) -> Post | None:
    return next((post for post in blog.posts if post.is_pinned), None)
