"""One page of a list of stories, whatever the list is of."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.published.cards import Card
from articles.published.corrections import read_corrections
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


def show_list(
    request: ReaderRequest,
    key: ListKey,
    *,
    list_kind: str,
    heading: str,
    description: str = "",
    children: list[dict[str, str]] | None = None,
    breadcrumb: list[tuple[str, str]] | None = None,
    author: dict[str, Any] | None = None,
    images: list[int] | None = None,
    needs_stories: bool = False,
    has_feed: bool = True,
    with_corrections: bool = False,
    programmes: list[Section] | None = None,
) -> HttpResponse:
    """One page of a list of stories. With `needs_stories` an empty list is a page that never was.

    With `programmes` it is one of episodes, whose first page names them, each with its newest story.
    """
    reader = request.reader
    number = page_number(request, reader.here)
    if not isinstance(number, int):
        return number
    named = (programmes or []) if number == 1 else []
    keys = [ListKey("section", section.pk, key.edition_id) for section in named]
    ids, total, firsts = page_with_firsts(reader.moment, key, number, keys)
    pages = pages_of(number, total, reader.here)
    if pages is None or (needs_stories and not total):
        raise Http404
    page = Page(reader)
    crops = ["16x9", "share", "1x1"] if author else ["16x9", "share"]
    page.want([*ids, *filter(None, firsts)], images=images or [], crops=crops)
    page.load()
    cards = page.cards(ids)
    head = _head(page, pages, cards, list_kind, heading, description, author, has_feed=has_feed)
    steps = breadcrumb or [(heading, reader.here)]
    head.json_ld = list_data(reader, head, heading, cards, steps, author)
    context: dict[str, Any] = {
        "list_kind": list_kind,
        "heading": heading,
        "children": children or [],
        "author": author,
        "feed_url": f"{reader.here}feed/rss.xml" if has_feed else "",
        **_of_the_first(page, number, cards, description, named, firsts),
        **_of_its_pages(reader, pages, cards),
    }
    if key.kind == "section" and not key.month:
        context["lite_url"] = reader.url(f"lite/{reader.path}")
    template = "list" if programmes is None else "episodes"
    if with_corrections:
        made = read_corrections(reader, ids)
        context["corrected"] = [(card, made.get(card.article_id, [])) for card in cards]
        template = "corrections"
    return page.render(request, f"published/{template}.html", head, context)


def _head(
    page: Page,
    pages: Pages,
    cards: list[Card],
    list_kind: str,
    heading: str,
    description: str,
    author: dict[str, Any] | None,
    *,
    has_feed: bool,
) -> Head:
    """The list's metadata; an author is given their portrait, with which the page is shared."""
    about = author["description"] if author else description
    head = list_head(page.reader, pages, list_kind, heading, about, has_feed=has_feed)
    head.image = next((card.picture for card in cards if card.picture), None)
    if author:
        author["picture"] = page.pictures.get(author["portrait"])
        head.image = author["picture"] or head.image
        head.properties.append(("og:type", "profile"))
    return head


def _of_the_first(
    page: Page,
    number: int,
    cards: list[Card],
    description: str,
    programmes: list[Section],
    firsts: list[int],
) -> dict[str, Any]:
    """What the first page alone has: the words about the list, the programmes, a story that leads."""
    return {
        "description": description if number == 1 else "",
        "programmes": [
            {"name": section.name, "url": page.reader.section_url(section.pk), "card": page.card(first)}
            for section, first in zip(programmes, firsts, strict=True)
        ],
        "cards": cards,
        "rest": [card for card in cards[1:] if card.article_id not in firsts] if number == 1 else cards,
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
        total = f"{pages.shown_total:,}+" if pages.is_capped else f"{pages.shown_total:,}"
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
