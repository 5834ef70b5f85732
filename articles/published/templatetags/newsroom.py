from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.editions.directions import direction_of
from articles.editions.figures import browser_locale, html_in_digits, in_digits, written
from articles.editions.models import Edition
from articles.published.head import Head
from articles.published.picture_markup import Preload, offer, picture_html
from articles.published.pictures import MIME, Picture

register = template.Library()
# Wide enough for any telephone, of a weight that a slow connection can bear.
LIGHT_WIDTH = 640
STILL_SIZES = "(min-width: 48rem) 44rem, 100vw"


@register.filter
def direction(text: str, edition: Edition) -> str:
    """Which way a text of the edition runs: as `dir` of an element that holds nothing else."""
    return direction_of(str(text), edition.direction)


@register.simple_tag(takes_context=True)
def picture(
    context: dict[str, Any],
    picture: Picture | None,
    crop: str = "3x2",
    sizes: str = "100vw",
    eager: bool = False,
) -> str:
    """A `<picture>` of the files that exist, or nothing.

    The first `eager` one of a page is what its reader sees first: it is fetched before all others, and the page's
    head preloads it. Any other waits until it is near.
    """
    offered = offer(picture, crop, sizes)
    if picture is None or offered is None:
        return ""
    head = context.get("head")
    is_first = bool(eager) and not (isinstance(head, Head) and head.has_lead)
    if is_first and isinstance(head, Head):
        head.has_lead, head.preload = True, offered.preload
    return picture_html(offered, picture.alt, is_first=is_first)


@register.simple_tag(takes_context=True)
def still(context: dict[str, Any], picture: Picture, eager: bool = False) -> str:
    """Path of the one file that stands for a video, "" if there is none; `eager` as of `picture`."""
    offered = offer(picture, "16x9", STILL_SIZES)
    if offered is None:
        return ""
    file = offered.fallback
    head = context.get("head")
    if eager and isinstance(head, Head) and not head.has_lead:
        head.has_lead, head.preload = True, Preload(f"{file.url} {file.width}w", STILL_SIZES, MIME["jpg"])
    return file.url


@register.simple_tag
def light_file(picture: Picture) -> dict[str, Any] | None:
    """The file for a slow connection and its weight in KB: of moderate width, in the lighter format; or nothing."""
    by_format = picture.crop("full")
    files = by_format.get("webp") or by_format.get("jpg", [])
    if not files:
        return None
    file = min(files, key=lambda f: abs(f.width - LIGHT_WIDTH))
    return {"url": file.url, "size": max(1, -(-file.byte_size // 1000))}


class BodyFirst(Node):
    """Two parts of a page, of which the second is written first: the first speaks of what stands in it."""

    child_nodelists = ("head", "body")

    def __init__(self, head: NodeList, body: NodeList) -> None:
        self.head = head
        self.body = body

    def render(self, context: Context) -> SafeString:
        body = self.body.render(context)
        return self.head.render(context) + body


@register.tag
def bodyfirst(parser: Parser, token: Token) -> BodyFirst:
    """`{% bodyfirst %}` the head `{% thenbody %}` the body `{% endbodyfirst %}`."""
    head = parser.parse(("thenbody",))
    parser.delete_first_token()
    body = parser.parse(("endbodyfirst",))
    parser.delete_first_token()
    return BodyFirst(head, body)


class InDigits(Node):
    """A part of a page of which the numbers are ours, and no editor's: in the edition's digits."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        html = html_in_digits(self.nodelist.render(context), context["edition"])
        return mark_safe(html)  # noqa: S308 - rendered by a template, in which digits alone are exchanged


@register.tag
def indigits(parser: Parser, token: Token) -> InDigits:
    """`{% indigits %}` what is counted `{% endindigits %}`."""
    nodelist = parser.parse(("endindigits",))
    parser.delete_first_token()
    return InDigits(nodelist)


@register.filter
def digits(text: str, edition: Edition) -> str:
    """Plain text with the edition's digits."""
    return in_digits(str(text), edition)


@register.filter
def dates(edition: Edition) -> str:
    """The tag by which scripts write dates as the edition does."""
    return browser_locale(edition)


@register.inclusion_tag("components/instant.html", takes_context=True)
def instant(context: dict[str, Any], when: datetime | None, *, zone: bool = False) -> dict[str, str]:
    """Date and time in the edition's zone and manner; with `zone` its name too, or its distance from UTC."""
    edition: Edition = context["edition"]
    shown = _time(when, edition, edition.date_format)
    if zone and when is not None:
        shown["zone"] = in_digits(zone_name(when, edition), edition)
    return shown


def zone_name(when: datetime, edition: Edition) -> str:
    """GMT, CET; of the many zones without a name in letters UTC+3."""
    name = timezone.localtime(when, edition.zone).tzname() or ""
    if name[:1] not in "+-":
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes.strip("0") else "")


@register.inclusion_tag("components/instant.html", takes_context=True)
def day(context: dict[str, Any], when: datetime | date | None) -> dict[str, str]:
    """The date alone."""
    edition: Edition = context["edition"]
    return _time(when, edition, edition.day_format)


@register.inclusion_tag("components/instant.html", takes_context=True)
def clock(context: dict[str, Any], when: datetime | None) -> dict[str, str]:
    """The time of day in the edition's zone, with its date unless that is the page's `today`."""
    edition: Edition = context["edition"]
    is_today = when is not None and timezone.localtime(when, edition.zone).date() == context.get("today")
    return _time(when, edition, "H:i" if is_today else edition.date_format)


@register.inclusion_tag("components/instant.html", takes_context=True)
def long_day(context: dict[str, Any], when: date) -> dict[str, str]:
    """The date with its weekday, as it stands at the head of a newspaper."""
    edition: Edition = context["edition"]
    return _time(when, edition, edition.long_day_format)


def _time(when: datetime | date | None, edition: Edition, format: str) -> dict[str, str]:
    if when is None:
        return {"iso": "", "text": ""}
    if isinstance(when, datetime):
        when = timezone.localtime(when, edition.zone)
        return {"iso": when.isoformat(timespec="seconds"), "text": written(when, format, edition)}
    return {"iso": when.isoformat(), "text": written(when, format, edition)}
