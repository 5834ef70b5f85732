"""What the links out of a story answer: asked by the worker, and said before the story is published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urldefrag

from django.utils.translation import gettext as _

from articles.body.reading import links
from articles.published import moment
from articles.review.fetching import status_of
from articles.review.models import LinkCheck

FRESH = timedelta(days=1)
KEPT = timedelta(days=90)
# "Not Found" and "Gone": the answers that say for sure that the page is not there (RFC 9110, 15.5.5 and 15.5.11).
DEAD = (404, 410)
MOST = 200
LONGEST = 2000
SAID = 10


def outward(body: str) -> list[str]:
    """The addresses on the web that a body links to, each once, without what names a place within the page."""
    found = dict.fromkeys(
        urldefrag(link).url for link in links(body) if link.lower().startswith(("http://", "https://"))
    )
    return [url for url in found if len(url) <= LONGEST][:MOST]


def due(body: str) -> list[str]:
    """Those that were never asked, or not within a day."""
    urls = outward(body)
    if not urls:
        return []
    since = moment.clock_reading("default") - FRESH
    fresh = set(LinkCheck.objects.filter(url__in=urls, checked_at__gt=since).values_list("url", flat=True))
    return [url for url in urls if url not in fresh]


def check(body: str) -> None:
    """Ask those that are due, and forget what was asked long ago. Each answer is kept as soon as it is there."""
    LinkCheck.objects.filter(checked_at__lt=moment.clock_reading("default") - KEPT).delete()
    for url in due(body):
        found = {"status": status_of(url), "checked_at": moment.clock_reading("default")}
        LinkCheck.objects.update_or_create(url=url, defaults=found)


def dead_among(*bodies: str) -> dict[str, int]:
    """The links in the bodies that lead nowhere, with what they answered, in one query."""
    urls = {url for body in bodies for url in outward(body)}
    rows = LinkCheck.objects.filter(url__in=urls, status__in=DEAD)
    return dict(rows.values_list("url", "status")) if urls else {}


def dead_links(body: str, dead: Mapping[str, int] | None = None) -> list[str]:
    """Sentences for who publishes a text, about the links in it that lead nowhere; `dead` as `dead_among` found them."""
    urls = outward(body)
    dead = dead_among(body) if dead is None else dead
    return [
        _("A link answers %(status)d: %(url)s") % {"status": dead[url], "url": url}
        for url in urls
        if url in dead
    ][:SAID]
