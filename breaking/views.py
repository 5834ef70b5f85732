from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from articles.published.head import Head
from articles.published.page import Page, cache_control
from articles.published.reader import ReaderRequest
from articles.published.structured_data import page_data
from breaking.feeds import FEED, archive
from breaking.ticker import IN_TICKER, Line, as_json, line_of, read_lines, running, sent, story_ids


@dataclass(frozen=True)
class Entry:
    """A line of the archive: whether it runs, what it corrects and what corrected it, if that stands there too."""

    line: Line
    is_running: bool
    corrects: Line | None
    corrected_by: Line | None


def breaking(request: ReaderRequest) -> HttpResponse:
    """The alerts of the last two days, by day, those that expired among them."""
    reader = request.reader
    alerts = list(archive(reader))
    page = Page(reader)
    page.want(story_ids(alerts))
    page.load()
    lines = {alert.pk: line_of(page, alert) for alert in alerts}
    days: dict[date, list[Entry]] = {}
    # The newest first, so that of several corrections the newest is named.
    corrected_by = {line.corrects: line for line in reversed(lines.values())}
    for line in lines.values():
        entry = Entry(
            line,
            is_running=line.until > reader.moment.now,
            corrects=lines.get(line.corrects or 0),
            corrected_by=corrected_by.get(line.id),
        )
        days.setdefault(line.at.date(), []).append(entry)
    head = Head(
        title=f"{_('Breaking news')} | {reader.edition.name}",
        description=_("The alerts of the last two days, newest first."),
        canonical=reader.absolute(reader.here),
    )
    head.feeds.append((_("Breaking news"), reader.absolute(reader.url(f"breaking/{FEED}"))))
    head.json_ld = page_data(reader, head, _("Breaking news"))
    return page.render(request, "breaking/breaking.html", head, {"days": list(days.items())})


def breaking_json(request: ReaderRequest) -> HttpResponse:
    """The alerts of the ticker, newest first, for pages that are open; with `after` those sent later than that one.

    Numbers are given when a line is first written, so they do not tell which of two was sent later. Where readers
    cannot see the one that is named, any of those that run may be news.
    """
    after = request.GET.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise Http404
    reader = request.reader
    rows = running(reader)
    since = (
        sent(reader).filter(pk=int(after)).values_list("public_from", flat=True).first()
        if int(after)
        else None
    )
    if since is not None:
        rows = rows.filter(Q(public_from__gt=since) | Q(public_from=since, pk__gt=int(after)))
    response = JsonResponse({"alerts": [as_json(line) for line in read_lines(reader, rows[:IN_TICKER])]})
    response["Cache-Control"] = cache_control(reader, 200)
    return response


def no_stream(request: ReaderRequest) -> HttpResponse:
    """Where nothing answers for the stream before it comes here, pages ask breaking.json from time to time.

    204 is the answer after which an EventSource does not try again.
    """
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
