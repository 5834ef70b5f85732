from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.published.head import Head
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.structured_data import page_data
from breaking.models import Alert
from breaking.ticker import FIELDS, Line, line_of

ARCHIVE = timedelta(hours=48)
IN_ARCHIVE = 200


def breaking(request: ReaderRequest) -> HttpResponse:
    """The alerts of the last two days, by day, those that expired among them."""
    reader = request.reader
    page, lines = _lines(reader)
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(timezone.localtime(line.at, reader.edition.zone).date(), []).append(line)
    head = Head(
        title=f"{_('Breaking news')} | {reader.edition.name}",
        description=_("The alerts of the last two days, newest first."),
        canonical=reader.absolute(reader.here),
    )
    head.json_ld = page_data(reader, head, _("Breaking news"))
    return page.render(request, "breaking/breaking.html", head, {"days": list(days.items())})


def breaking_json(request: ReaderRequest) -> HttpResponse:
    """The running alerts after the one with the number `after`, newest first, for pages that are open."""
    after = request.GET.get("after", "0")
    if not after.isascii() or not after.isdigit() or len(after) > 18:
        raise Http404
    reader = request.reader
    _page, lines = _lines(reader, running=True)
    alerts = [
        {"id": line.id, "text": line.text, "url": line.url, "at": line.at.isoformat(timespec="seconds")}
        for line in lines
        if line.id > int(after)
    ]
    response = JsonResponse({"alerts": alerts})
    response["Cache-Control"] = "public, max-age=5"
    return response


def _lines(reader: Reader, *, running: bool = False) -> tuple[Page, list[Line]]:
    moment = reader.moment
    rows = Alert.objects.using(moment.using).filter(
        editions=reader.edition.pk, public_from__lte=moment.at, stood_down_at=None
    )
    if running:
        rows = rows.filter(public_until__gt=moment.at)
    else:
        rows = rows.filter(public_from__gt=moment.now - ARCHIVE)
    alerts = list(rows.order_by("-public_from", "-id").only(*FIELDS)[:IN_ARCHIVE])
    page = Page(reader)
    page.want(alert.article_id for alert in alerts if alert.article_id)
    page.load()
    return page, [line_of(page, alert) for alert in alerts]
