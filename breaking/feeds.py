"""The alerts of the last two days as a feed, in the formats of all feeds."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.published.feed_formats import Item
from articles.published.feeds import ITEMS, channel_of, written
from articles.published.reader import Reader, ReaderRequest
from breaking.models import Alert
from breaking.ticker import Line, read_lines, sent

ARCHIVE = timedelta(hours=48)
# As many as a page of 1,300 elements has room for, of which each may have nine (docs/reader-site.md).
IN_ARCHIVE = 96
FEED = "feed/rss.xml"


def archive(reader: Reader) -> QuerySet[Alert]:
    """What was sent in the last two days, newest first, whether it runs or not."""
    return sent(reader).filter(public_from__gt=reader.moment.now - ARCHIVE)[:IN_ARCHIVE]


def breaking_feed(request: ReaderRequest, format: str) -> HttpResponse:
    """The feed of /breaking/. It has no Last-Modified: a line that is stood down leaves it and changes no date."""
    reader = request.reader
    lines = read_lines(reader, archive(reader)[:ITEMS])
    channel = channel_of(
        reader,
        _("Breaking news"),
        _("The alerts of the last two days, newest first."),
        reader.url("breaking/"),
        lines[0].at if lines else None,
    )
    return written(channel, [_item(reader, line) for line in lines], format)


def _item(reader: Reader, line: Line) -> Item:
    text = f"{_('Correction:')} {line.text}" if line.corrects else line.text
    url = reader.absolute(line.url or f"{reader.url('breaking/')}#alert-{line.id}")
    return Item(
        article_id=line.id,
        url=url,
        headline=text,
        summary=text,
        html=format_html('<p><a href="{}">{}</a></p>', url, text),
        authors=[],
        categories=[],
        published_at=line.at,
        updated_at=line.at,
        picture=None,
        file=None,
        thumbnail=None,
        caption="",
        kind="breaking",
    )
