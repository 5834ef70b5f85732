from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.published.head import Head
from articles.published.page import Page
from articles.published.public_posts import client_address, public_post
from articles.published.reader import ReaderRequest
from articles.published.structured_data import page_data
from newsroom.audience.counting import count_view, is_bot
from newsroom.audience.most_read import ranked

LISTED = 20


def most_read(request: ReaderRequest) -> HttpResponse:
    reader = request.reader
    ids = ranked(reader, 24, LISTED * 2)
    page = Page(reader)
    page.want(ids)
    page.load()
    cards = page.cards(ids, LISTED)
    head = Head(
        title=f"{_('Most Read')} | {reader.edition.name}",
        description=_("What readers of %(name)s read most in the last day.") % {"name": reader.edition.name},
        canonical=reader.absolute(reader.here),
    )
    head.json_ld = page_data(reader, head, _("Most Read"), [card.url for card in cards])
    return page.render(request, "audience/most_read.html", head, {"cards": cards, "most_read": []})


@csrf_exempt
@public_post
def beacon(request: ReaderRequest) -> HttpResponse:
    """One view of the story whose number is the body. Answers alike whether it was counted or not."""
    number = request.body[:20].decode("ascii", "replace").strip()
    wants_none = request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    if is_number and not wants_none and not is_bot(request.headers.get("User-Agent", "")):
        count_view(int(number), request.reader.edition.pk, client_address(request))
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
