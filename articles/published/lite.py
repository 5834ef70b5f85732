"""The lite pages: whole stories and lists as text, for slow and dear connections.

A page is one file of at most 15 KB compressed, with its style in it and without scripts; a picture is a link that
says what it weighs. All links to stories and sections stay among the lite pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse

from articles.body.blocks import blocks
from articles.body.reading import article_ids
from articles.published import views
from articles.published.additions import Added, opened
from articles.published.article_page import story_of, title_of, want_story
from articles.published.cards import Card
from articles.published.front import sections_of
from articles.published.head import NOINDEX, Head
from articles.published.list_heads import numbered
from articles.published.list_pages import page_number
from articles.published.lists import ListKey, newest, page_of, pages_of
from articles.published.missing import gone_parts
from articles.published.models import Release
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.rendering import parts_of

LATEST = 8
IN_SECTION = 3
# A page of at most 300 elements: the sections that follow are links alone.
SECTIONS_IN_FULL = 14
READ_NEXT = 4


class LiteReader(Reader):
    """A reader for whom every story and section stands below `lite/`."""

    HOME = "lite/"

    @classmethod
    def of(cls, reader: Reader) -> LiteReader:
        # Its `ends` are the request's own: what ends on the page limits how long the page may be kept.
        given = (reader.edition, reader.editions, reader.moment, reader.path, reader.site_url)
        return cls(*given, ends=reader.ends, media=reader.media)

    def article_url(self, section_id: int, article_id: int, slug: str) -> str:
        return self.url(f"lite/{article_id}/{slug}/")

    def section_url(self, section_id: int) -> str:
        return self.url(f"lite/{self.section_path(section_id)}/")


@dataclass(frozen=True)
class Container:
    name: str
    url: str
    cards: list[Card]


def front(request: ReaderRequest) -> HttpResponse:
    """The alerts that run, the latest, and the newest of each section."""
    reader = LiteReader.of(request.reader)
    edition = reader.edition.pk
    sections = sections_of(reader)
    full = sections[:SECTIONS_IN_FULL]
    keys = [ListKey("section", section.pk, edition) for section in full]
    wanted = [(ListKey("edition", 0, edition), LATEST), *((key, LATEST + IN_SECTION) for key in keys)]
    latest, *by_section = newest(reader.moment, wanted)
    page = Page(reader, rails=settings.LITE_RAILS)
    page.want([*latest, *(pk for ids in by_section for pk in ids)])
    page.load()
    cards = page.cards(latest)
    listed = [
        Container(s.name, reader.section_url(s.pk), page.cards(ids, IN_SECTION))
        for s, ids in zip(full, by_section, strict=True)
    ]
    others = [c for c in listed if not c.cards]
    others += [Container(s.name, reader.section_url(s.pk), []) for s in sections[SECTIONS_IN_FULL:]]
    context = {"latest": cards, "containers": [c for c in listed if c.cards], "others": others}
    return _render(request, page, "lite/front.html", reader.edition.name, reader.url(), context)


def section(request: ReaderRequest, path: str) -> HttpResponse:
    """The stories of a section, in the pages of its full list."""
    reader = LiteReader.of(request.reader)
    row = reader.section_at(path)
    if row is None:
        raise Http404
    number = page_number(request, reader.here)
    if not isinstance(number, int):
        return number
    ids, total = page_of(reader.moment, ListKey("section", row.pk, reader.edition.pk), number)
    pages = pages_of(number, total, reader.here)
    if pages is None:
        raise Http404
    page = Page(reader, with_rails=False)
    page.want(ids)
    page.load()
    context = {"heading": row.name, "cards": page.cards(ids), "pages": pages}
    full = Reader.section_url(reader, row.pk) + (f"?page={number}" if number > 1 else "")
    title = f"{numbered(row.name, number)} | {reader.edition.name}"
    return _render(request, page, "lite/section.html", title, full, context)


def article(request: ReaderRequest, article_id: int) -> HttpResponse:
    """A story under the rules of its full address: the same redirects, the same answers once it is taken down."""
    form = views.Form(
        path=lambda reader, r: LiteReader.of(reader).article_url(r.section_id, r.article_id, r.slug),
        show=_story,
        gone=_gone,
    )
    return views.story(request, article_id, form)


def _story(request: ReaderRequest, release: Release) -> HttpResponse:
    added = opened(request, release)
    return added if isinstance(added, HttpResponse) else _page(request, release, added)


def _page(request: ReaderRequest, release: Release, added: Added | None) -> HttpResponse:
    reader = LiteReader.of(request.reader)
    body = blocks(with_lite_links(reader, release.body))
    [in_section] = newest(
        reader.moment, [(ListKey("section", release.section_id, release.edition_id), READ_NEXT * 3)]
    )
    page = Page(reader, with_rails=False)
    page.want(in_section)
    want_story(page, release, body, added)
    page.load()
    page.shown.add(release.article_id)
    placed = {card.article_id: card for card in page.cards(article_ids(body))}
    parts = parts_of(reader, body, page.pictures, placed, videos=page.videos)
    if added:
        parts += added.parts(page, is_linked=False)
    story = story_of(page, release, body, parts, added)
    read_next = [] if release.is_sensitive else page.cards(in_section, READ_NEXT)
    title = title_of(reader, release)
    context = {"story": story, "read_next": read_next, **(added.gives(page, story) if added else {})}
    full = Reader.article_url(reader, release.section_id, release.article_id, release.slug)
    full += added.query if added else ""
    return _render(request, page, "lite/article.html", title, full, context)


def _gone(request: ReaderRequest, release: Release) -> HttpResponse:
    reader = LiteReader.of(request.reader)
    page = Page(reader, with_rails=False)
    page.load()
    head, context = gone_parts(reader, release, [])
    return _render(request, page, "lite/gone.html", head.title, "", context, status=410)


def _render(
    request: ReaderRequest,
    page: Page,
    template: str,
    title: str,
    full_url: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """The page, of which `full_url` is the full one, "" if there is none. The policy allows its one style sheet."""
    reader = page.reader
    canonical = reader.absolute(full_url) if full_url else ""
    head = Head(title=title, robots=NOINDEX, canonical=canonical)
    context["full_url"] = full_url or reader.url()
    response = page.render(request, template, head, context, status=status)
    # Who asked for few bytes is sent none ahead.
    del response["Speculation-Rules"]
    response._csp_update = {"style-src": [f"'sha256-{settings.LITE_STYLE_HASH}'"]}  # type: ignore[attr-defined]
    return response


def with_lite_links(reader: LiteReader, body: str) -> str:
    """A stored body whose links to stories of the edition lead to the lite ones. `body` is canonical HTML.

    Of two numbers, as in the address of a month's list, none is a story's: no story's slug is a number.
    """
    root = f"(?:{re.escape(reader.site_url)})?{re.escape(reader.edition.root_url)}"
    link = rf'href="{root}(?:[^/"?#]+/){{0,3}}([0-9]+)/((?![0-9]+/)[^/"?#]+)/"'
    return re.sub(link, lambda found: f'href="{reader.url("lite/")}{found[1]}/{found[2]}/"', body)
