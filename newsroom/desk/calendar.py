"""The desk's calendar: what is scheduled, due or under embargo, by month, week and day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.editions.clocks import wall_in
from articles.editions.models import Edition
from articles.editions.scope import editions_for, person
from articles.forms.widgets import read_ids
from articles.published import moment
from articles.sections.models import Desk
from newsroom.desk.calendar_days import DAY, MONTH, VIEWS, Day, Span, days_of, span_of
from newsroom.desk.calendar_items import KINDS, Asked, Item, items_between

# Of a month, so many a day; of a week, so many an hour; of a day, all.
SHOWN = {MONTH: 6, "week": 4, DAY: 400}


@dataclass(frozen=True)
class Choice:
    """What the address asks for: a view around a day, and whose stories."""

    span: Span
    edition: Edition
    editions: list[Edition]
    desk_id: int | None
    is_mine: bool
    today: date

    def query(self, **changes: Any) -> str:
        """The address of another view, with the same filters."""
        asked = {"view": self.span.view, "edition": self.edition.pk}
        if self.desk_id is not None:
            asked["desk"] = self.desk_id
        if self.is_mine:
            asked["mine"] = "1"
        # The day stands last, so that a list of days can be linked by adding theirs.
        on = changes.pop("on", self.span.on)
        return f"{reverse('admin:calendar')}?{urlencode(asked | changes)}&on={on}"


def calendar(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The page; with `part=days` what is in its days alone, which a page that stands open asks for again."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    now = moment.clock_reading("default")
    choice = read_choice(request, now)
    if choice is None:
        context = {**site.each_context(request), "title": _("Calendar")}
        return TemplateResponse(request, "desk/calendar.html", context)
    shown = _shown(request, choice, now)
    if request.GET.get("part") == "days":
        return _part(request, shown)
    context = {
        **site.each_context(request),
        "title": _("Calendar"),
        "choice": choice,
        "shown": shown,
        "views": _views(choice),
        "before": choice.query(on=choice.span.before),
        "after": choice.query(on=choice.span.after),
        "today": choice.query(on=choice.today),
        "desks": Desk.objects.all(),
        "kinds": KINDS,
        "now": now,
        "address": choice.query(part="days"),
        "etag": _etag(shown),
    }
    return TemplateResponse(request, "desk/calendar.html", context)


def _part(request: HttpRequest, shown: str) -> HttpResponse:
    etag = _etag(shown)
    is_known = request.headers.get("If-None-Match", "") == etag
    response = HttpResponseNotModified() if is_known else HttpResponse(shown)
    response["ETag"] = etag
    return response


def _etag(shown: str) -> str:
    return f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'


def read_choice(request: HttpRequest, now: datetime) -> Choice | None:
    """The address's choice, whatever was sent for it; None for somebody without an edition."""
    asked = request.GET
    editions = list(editions_for(request.user))
    if not editions:
        return None
    wanted = key_in(asked.get("edition", ""))
    edition = next((one for one in editions if one.pk == wanted), editions[0])
    view = asked.get("view", "")
    today = wall_in(edition.time_zone, now).naive.date()
    span = span_of(view if view in VIEWS else MONTH, _date(asked.get("on", "")) or today)
    is_mine = asked.get("mine") == "1"
    return Choice(span, edition, editions, key_in(asked.get("desk", "")) or None, is_mine, today)


def key_in(text: str) -> int:
    """The key that was sent; 0, which is no row's, for anything else."""
    return next(iter(read_ids([text])), 0)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shown(request: HttpRequest, choice: Choice, now: datetime) -> str:
    """The days with what is in them: the same bytes as long as nothing has changed."""
    edition, span = choice.edition, choice.span
    asked = Asked(person(request), edition, choice.desk_id, choice.is_mine)
    start, end = span.instants(edition.time_zone)
    items = items_between(asked, start, end, now)
    days = days_of(span, edition.time_zone, now)
    _put(items, days, span.view)
    context = {
        "days": days,
        "view": span.view,
        "choice": choice,
        "is_empty": not items,
        "zone_name": edition.time_zone,
        "day_url": choice.query(view=DAY, on=""),
        "plan_url": plan_url(person(request), edition),
    }
    return render_to_string("desk/_calendar_days.html", context)


def plan_url(user: Any, edition: Edition) -> str:
    """Where a new story is planned, but for the time at which it is due; empty for who plans none."""
    if not (user.may("create") and user.may("assign")):
        return ""
    return f"{reverse('admin:articles_article_add')}?edition={edition.pk}&due="


def _put(items: list[Item], days: list[Day], view: str) -> None:
    """Lay each item into its day or hour, as far as there is room."""
    by_date = {day.date: day for day in days}
    for item in items:
        day = by_date.get(item.wall.naive.date())
        if day is None:
            continue
        place = day if view == MONTH else day.hours[item.wall.naive.hour]
        if len(place.items) < SHOWN[view]:
            place.items.append(item)
        else:
            day.more += 1


def _views(choice: Choice) -> list[tuple[str, str, bool]]:
    names = {"month": _("Month"), "week": _("Week"), "day": _("Day")}
    return [(names[view], choice.query(view=view), view == choice.span.view) for view in VIEWS]
