"""One page of a list of stories, whatever the list is of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.editions.figures import counted
from articles.published.cards import Card
from articles.published.corrections import read_corrections
from articles.published.dossiers import Dossier
from articles.published.head import Head
from articles.published.list_heads import list_head
from articles.published.lists import PAGE_SIZE, ListKey, Pages, page_with_firsts, pages_of
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.structured_data import list_data
from articles.sections.models import Section


def page_number(request: HttpRequest, here: str) -> int | HttpResponsePermanentRedirect:
    """The number in `?page=`; raises Http404 for what is not the number of a later page."""
    text = request.GET.get("page")
    if text is None:
        return 1
    if text == "1":
        return HttpResponsePermanentRedirect(here)
    if not text.isascii() or not text.isdigit() or text.startswith("0") or len(text) > 3:
        raise Http404
    return int(text)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a list is of, and what its page has beside it.

    With `needs_stories` an empty list is a page that never was. With `programmes` it is one of episodes, whose first
    page names them, each with its newest story; with a `dossier` that stands on its first page.
    """

    list_kind: str
    heading: str
    description: str = ""
    children: list[dict[str, str]] = field(default_factory=list)
    breadcrumb: list[tuple[str, str]] = field(default_factory=list)
    author: dict[str, Any] | None = None
    images: list[int] = field(default_factory=list)
    needs_stories: bool = False
    has_feed: bool = True
    with_corrections: bool = False
    programmes: list[Section] | None = None
    dossier: Dossier | None = None
    # Gives the ids of one page (from 1) and how many stories there are, where the list has an order of its own.
    reads: Callable[[Reader, int], tuple[list[int], int]] | None = None

    @property
    def template(self) -> str:
        if self.with_corrections:
            return "published/corrections.html"
        if self.dossier is not None:
            return "published/coverage.html"
        return "published/list.html" if self.programmes is None else "published/episodes.html"


@dataclass(frozen=True)
class _List:
    """One page of the list as it was read. `firsts` are the newest stories of the programmes in `named`."""

    page: Page
    pages: Pages
    cards: list[Card]
    named: list[Section]
    firsts: list[int]

    @property
    def is_first(self) -> bool:
        return self.pages.number == 1


def show_list(request: ReaderRequest, key: ListKey, about: About) -> HttpResponse:
    """One page of a list of stories; raises Http404 for one that is not there."""
    reader = request.reader
    number = page_number(request, reader.here)
    if not isinstance(number, int):
        return number
    found = _read(reader, key, number, about)
    head = _head(found, about)
    steps = about.breadcrumb or [(about.heading, reader.here)]
    head.json_ld = list_data(reader, head, about.heading, found.cards, steps, about.author)
    context: dict[str, Any] = {
        "list_kind": about.list_kind,
        "heading": about.heading,
        "children": about.children,
        "author": about.author,
        "feed_url": f"{reader.here}feed/rss.xml" if about.has_feed else "",
        **_of_the_first(found, about),
        **_of_its_pages(reader, found.pages, found.cards),
    }
    if key.kind == "section" and not key.month:
        context["lite_url"] = reader.url(f"lite/{reader.path}")
    if about.with_corrections:
        made = read_corrections(reader, [card.article_id for card in found.cards])
        context["corrected"] = [(card, made.get(card.article_id, [])) for card in found.cards]
    return found.page.render(request, about.template, head, context)


def _read(reader: Reader, key: ListKey, number: int, about: About) -> _List:
    named = (about.programmes or []) if number == 1 else []
    keys = [ListKey("section", section.pk, key.edition_id) for section in named]
    if about.reads:
        firsts: list[int] = []
        ids, total = about.reads(reader, number)
    else:
        ids, total, firsts = page_with_firsts(reader.moment, key, number, keys)
    pages = pages_of(number, total, reader.here)
    if pages is None or (about.needs_stories and not total):
        raise Http404
    page = Page(reader)
    beside = about.dossier.stories if about.dossier and number == 1 else ()
    crops = ["16x9", "share", "1x1"] if about.author else ["16x9", "share"]
    page.want([*ids, *filter(None, firsts), *beside], images=about.images, crops=crops)
    page.load()
    return _List(page, pages, page.again(ids, len(ids)), named, firsts)


def _head(found: _List, about: About) -> Head:
    """The list's metadata; an author is given their portrait, with which the page is shared."""
    page, author = found.page, about.author
    said = author["description"] if author else about.description
    reader, kind = page.reader, about.list_kind
    head = list_head(reader, found.pages, kind, about.heading, said, has_feed=about.has_feed)
    head.image = next((card.picture for card in found.cards if card.picture), None)
    if about.dossier:
        head.image = about.dossier.picture(page) or head.image
    if author:
        portrait, is_organisation = page.pictures.get(author["portrait"]), author["kind"] == "organisation"
        if portrait:
            author["picture"] = portrait.portraying(author["name"], is_organisation=is_organisation)
        head.image = author["picture"] or head.image
        head.properties.append(("og:type", "profile"))
    return head


def _of_the_first(found: _List, about: About) -> dict[str, Any]:
    """What the first page alone has: the words about the list, the programmes or the dossier, a story that leads."""
    page = found.page
    given = about.dossier.gives(page) if about.dossier and found.is_first else {}
    cards = page.unshown(found.cards)
    if not found.is_first:
        return {"cards": cards, "rest": cards}
    return {
        "description": about.description,
        "programmes": [
            {"name": section.name, "url": page.reader.section_url(section.pk), "card": page.card(first)}
            for section, first in zip(found.named, found.firsts, strict=True)
        ],
        "cards": cards,
        "rest": [card for card in cards[1:] if card.article_id not in found.firsts],
        **given,
    }


def _of_its_pages(reader: Reader, pages: Pages, cards: list[Card]) -> dict[str, Any]:
    """The ways to the other pages, and from the last one to the month of the last story shown there."""
    archive = ""
    if pages.is_capped and pages.number >= pages.last and cards:
        day = cards[-1].first_published_at.astimezone(UTC)
        archive = f"{reader.here}{day.year}/{day.month:02}/"
    return {"pages": shown(pages), "archive_url": archive}


def shown(pages: Pages) -> dict[str, Any]:
    """What the template of the pages' numbers reads."""
    total = ""
    if pages.total > PAGE_SIZE:
        total = counted(pages.shown_total) + ("+" if pages.is_capped else "")
        total = _("%(count)s stories") % {"count": total}
    return {
        "number": pages.number,
        "previous_url": pages.previous_url,
        "next_url": pages.next_url,
        "first_url": pages.first_url,
        "last_url": pages.last_url,
        "numbers": pages.numbers if pages.last > 1 else [],
        "total_text": total,
    }
