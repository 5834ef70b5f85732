"""Live TV as readers get it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from articles.editions.joining import joined
from articles.published.head import Head
from articles.published.page import Page
from articles.published.reader import ReaderRequest
from articles.published.structured_data import page_data
from breaking.channels.schedule import Shown, read
from breaking.channels.structured_data import live_videos

_HOST = re.compile(r"[a-z0-9.-]+", re.ASCII)


def live(request: ReaderRequest) -> HttpResponse:
    """The edition's channels, with what is on and next. Without a shown channel the address never was."""
    reader = request.reader
    channels = read(reader)
    if not channels:
        raise Http404
    page = Page(reader)
    posters = [shown.channel.poster_id for shown in channels if shown.channel.poster_id]
    page.want(images=posters, crops=["16x9", "share"])
    page.load()
    head = Head(
        title=f"{_('Live TV')} | {reader.edition.name}",
        description=_("What is on now and next: %(channels)s.")
        % {"channels": joined(shown.channel.name for shown in channels)},
        canonical=reader.absolute(reader.here),
        image=next((page.pictures[pk] for pk in posters if pk in page.pictures), None),
    )
    head.json_ld = page_data(reader, head, _("Live TV")) + live_videos(reader, channels, page.pictures)
    rows = [(shown, page.pictures.get(shown.channel.poster_id or 0)) for shown in channels]
    response = page.render(request, "channels/live.html", head, {"channels": rows})
    response._csp_update = policy_for(channels)  # type: ignore[attr-defined]  # read by django-csp
    return response


def policy_for(channels: Iterable[Shown]) -> dict[str, list[str]]:
    """What players of these channels add to the page's policy: the hosts of their streams, and of no other.

    A browser that plays HLS itself fetches as media; the script fetches, and hands its media over as a blob.
    """
    urls = [url for shown in channels for url in (shown.channel.stream_url, shown.channel.audio_url)]
    hosts = sorted({origin for url in urls if (origin := origin_of(url))})
    return {"connect-src": ["'self'", *hosts], "media-src": ["'self'", "blob:", *hosts]}


def origin_of(url: str) -> str:
    """Scheme and host of an address as a policy names them; "" for what has none that it could name."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")
