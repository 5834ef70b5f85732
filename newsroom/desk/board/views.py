"""The board's addresses: the page, what is new on it, what may be done with one card, and doing it.

Doing it is the verb of the story's page, by the same path; the card brings along what it showed of its story.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import get_template, render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.acting import act_and_tell, number
from articles.admin.deciding import decide_url
from articles.admin.panel import VERBS, Panel, Tried, Verb, button_for, panel_for
from articles.admin.story_page import another_person, find_story
from articles.editions.scope import person
from articles.models import Article
from newsroom.desk.board.filters import Filters, choices, read_filters
from newsroom.desk.board.freshness import digest, state_of_desk
from newsroom.desk.board.reading import Board, Card, column_of, read_board, read_card
from newsroom.desk.board.ways import AT_ONCE, VERBS_HERE

READ = ("GET", "HEAD")


def board_urls(site: AdminSite) -> list[URLPattern]:
    def view(does: Any) -> Any:
        return site.admin_view(partial(does, site))

    return [
        path("board/", view(board_view), name="board"),
        path("board/fresh/", view(fresh_view), name="board_fresh"),
        path("board/<int:pk>/", view(card_view), name="board_card"),
        path("board/<int:pk>/<slug:verb>/", view(verb_view), name="board_verb"),
    ]


def board_view(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The whole board, as the filters of its address say."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    user, filters = person(request), read_filters(request.GET)
    known, now = state_of_desk(user, filters.query, get_language() or "")
    board = read_board(user, filters, now)
    context = {
        **site.each_context(request),
        "title": _("The board"),
        "columns": _columns(board, _rendered(request, board, filters)),
        "choices": choices(user, filters),
        "filters": filters,
        "etag": _etag(known, ""),
        "at_once": " ".join(AT_ONCE),
    }
    return TemplateResponse(request, "desk/board.html", context)


def fresh_view(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What stands where, and each card that the page (`seen=id-mark,…`) has not in this state; 304 if nothing is new."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if (elsewhere := another_person(request, request.GET.get("user", ""))) is not None:
        return elsewhere
    user, filters = person(request), read_filters(request.GET)
    known, now = state_of_desk(user, filters.query, get_language() or "")
    held = request.headers.get("If-None-Match", "")
    if held.startswith(f'"{known}-'):
        return _not_modified(held)
    board = read_board(user, filters, now)
    cards = _rendered(request, board, filters)
    columns = [
        {
            "name": column.name,
            "ids": [card.article.pk for card in column.cards],
            "count": column.count_said,
            "more": render_to_string("desk/_board_more.html", {"column": column}).strip(),
        }
        for column in board.columns
    ]
    shows = digest(columns, {pk: mark for pk, (mark, _html) in cards.items()})
    if held.endswith(f'-{shows}"'):
        return _not_modified(_etag(known, shows))
    seen = set(request.GET.get("seen", "").split(","))
    new = {pk: html for pk, (mark, html) in cards.items() if f"{pk}-{mark}" not in seen}
    response = JsonResponse({"columns": columns, "cards": new})
    response["ETag"] = _etag(known, shows)
    return response


def _etag(known: str, shows: str) -> str:
    return f'"{known}-{shows}"'


def _not_modified(etag: str) -> HttpResponse:
    response = HttpResponseNotModified()
    response["ETag"] = etag
    return response


def _rendered(request: HttpRequest, board: Board, filters: Filters) -> dict[int, tuple[str, str]]:
    """Each card's mark, by which a page names the state in which it has it, and its HTML."""
    template = get_template("desk/_board_card.html")
    cards = {}
    for pk, card in board.cards.items():
        html = template.render({"card": card, "request": request, "filters": filters})
        mark = digest(html)[:10]
        cards[pk] = (mark, html.replace('data-mark=""', f'data-mark="{mark}"', 1))
    return cards


def _columns(board: Board, cards: dict[int, tuple[str, str]]) -> list[tuple[Any, list[str]]]:
    return [(column, [cards[card.article.pk][1] for card in column.cards]) for column in board.columns]


# One card


def card_view(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """What may be done with a story: the menu of its card."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    article = find_story(request, pk)
    card = read_card(person(request), article)
    context = {"card": card, "article": article, **_carried(request, article, card)}
    context["steps"] = _steps(card, context)
    return _answer(site, request, article, "desk/_board_menu.html", context)


@dataclass(frozen=True)
class Step:
    """One entry of a card's menu; `query` is what its address takes along of the card."""

    verb: Verb
    query: str

    @property
    def at_once(self) -> bool:
        return self.verb.name in AT_ONCE

    @property
    def label(self) -> str:
        return _("Cancel the publication") if self.verb.name == "cancel" else str(self.verb.label)


def _steps(card: Card, carried: dict[str, Any]) -> list[Step]:
    seen = {
        "column": carried["column"],
        "revision": card.article.head_id or "",
        "base_release": card.release or "",
        "board": carried["board_query"],
    }
    verbs = [*(way.verb for way in card.ways if way.verb), *card.aside]
    return [Step(VERBS[verb], urlencode(seen)) for verb in verbs]


def verb_view(site: AdminSite, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Ask for what the verb has to know, with all that stands in its way; or do it."""
    if verb not in VERBS_HERE:
        raise Http404(_("There is no such act."))
    if request.method not in (*READ, "POST"):
        return HttpResponseNotAllowed([*READ, "POST"])
    article = find_story(request, pk)
    if request.method == "POST":
        return _do(site, request, article, VERBS[verb])
    panel = panel_for(article, person(request))
    if not person(request).may(verb, article):
        return _refused(request, _("You may not do that with this story as it stands now."), 403)
    if _has_moved(request, article, panel):
        return _refused(request, _moved(), 409)
    return _ask(site, request, panel, VERBS[verb])


def _ask(site: AdminSite, request: HttpRequest, panel: Panel, verb: Verb, status: int = 200) -> HttpResponse:
    context = {"panel": panel, "button": button_for(panel, verb), **_carried(request, panel.article)}
    context["is_blocked"] = bool(panel.blockers) and verb.name in ("publish", "schedule")
    return _answer(site, request, panel.article, "desk/_board_verb.html", context, status)


def _do(site: AdminSite, request: HttpRequest, article: Article, verb: Verb) -> HttpResponse:
    if request.POST.get("column") and request.POST["column"] != column_of(article):
        return _refused(request, _moved(), 409)
    outcome = act_and_tell(request, article, verb, is_saved=False)
    if outcome.status == 303:
        where = decide_url(request, article)
        return JsonResponse({"go": where}) if _wants_json(request) else HttpResponseRedirect(where)
    if outcome.status == 422:
        said = _taken_out(request)
        panel = panel_for(find_story(request, article.pk), person(request), Tried(verb, outcome.form))
        if person(request).may(verb.name, panel.article):
            return _ask(site, request, panel, verb, 422)
        return _refused(request, said, 403)
    if outcome.status != 200:
        said = " ".join(str(one) for several in outcome.form.errors.values() for one in several)
        _taken_out(request)
        return _refused(request, said, outcome.status)
    if _wants_json(request):
        return JsonResponse({"said": _taken_out(request)})
    return HttpResponseRedirect(_board_url(request))


def _has_moved(request: HttpRequest, article: Article, panel: Panel) -> bool:
    """Whether the story is not any more what the card showed of it. A link without a card shows nothing yet."""
    asked = request.GET
    if "column" not in asked:
        return False
    release = panel.current.pk if panel.current else None
    return (
        number(asked.get("revision", "")) != article.head_id
        or number(asked.get("base_release", "")) != release
        or asked["column"] != column_of(article)
    )


def _moved() -> str:
    return _("The story changed while you were looking at it. Look again before you decide.")


def _carried(request: HttpRequest, article: Article, card: Card | None = None) -> dict[str, Any]:
    """What a form sends back of the card: the column in which it was seen, and the board's filters."""
    sent = request.POST if request.method == "POST" else request.GET
    column = sent.get("column") or (card.column if card else column_of(article))
    return {"column": column, "board_url": _board_url(request), "board_query": _filters(request).query}


def _filters(request: HttpRequest) -> Filters:
    sent = request.POST if request.method == "POST" else request.GET
    return read_filters(dict(parse_qsl(sent.get("board", "")[:500])))


def _board_url(request: HttpRequest) -> str:
    query = _filters(request).query
    return reverse("admin:board") + (f"?{query}" if query else "")


# Answers, to the board's script and to a browser without one


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _answer(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    part: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    if _wants_json(request):
        html = render_to_string(part, {**context, "is_dialog": True}, request)
        return JsonResponse({"html": html}, status=status)
    whole = {**site.each_context(request), "title": str(article), "part": part, "article": article, **context}
    return TemplateResponse(request, "desk/board_act.html", whole, status=status)


def _refused(request: HttpRequest, said: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"said": said}, status=status)
    if status == 403:
        raise PermissionDenied(said)
    messages.error(request, said)
    return HttpResponseRedirect(_board_url(request))


def _taken_out(request: HttpRequest) -> str:
    """What the act left to be said on the next page, to be said on this one."""
    return " ".join(str(message) for message in messages.get_messages(request))
