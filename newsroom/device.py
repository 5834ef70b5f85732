"""What readers keep on their own device: preferences, saved stories, the page for when there is no connection.

None of it is sent to us. The worker in the reader's browser (static/js/worker.js) keeps what was read and saved; with
SERVICE_WORKER=off its address serves one that removes it all again (static/js/worker_off.js).
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _

from articles.published.head import NOINDEX, Head
from articles.published.page import FRESH_SECONDS, Page
from articles.published.reader import ReaderRequest

# What a page needs where there is no connection. With the offline page itself at most 40 KB compressed.
SHELL = ("css/site.css", "js/site.js", "js/saved.js", "js/alerts.js", "img/mark.svg")
COMMENT = re.compile(r"^ *(?://.*|/\*\*(?s:.*?)\*/ *)\n", re.MULTILINE)


def preferences(request: ReaderRequest) -> HttpResponse:
    """How the site looks on this device: theme, size of text, motion. Kept and applied by scripts alone."""
    context = {
        "themes": [("", _("As on this device")), ("light", _("Light")), ("dark", _("Dark"))],
        "sizes": [
            ("small", _("Small")),
            ("", _("Normal")),
            ("large", _("Large")),
            ("largest", _("Largest")),
        ],
    }
    return _page(request, "device/preferences.html", _("Preferences"), context)


def saved(request: ReaderRequest) -> HttpResponse:
    """The stories saved on this device, listed by the page's script."""
    return _page(request, "device/saved.html", _("Saved stories"), {})


def offline(request: ReaderRequest) -> HttpResponse:
    """What stands in for a page that cannot be had. Kept for long, so nothing on it may grow old."""
    edition = request.reader.edition
    head = Head(title=f"{_('No connection')} | {edition.name}", robots=NOINDEX)
    context = {"edition": edition, "head": head, "saved_url": request.reader.url("saved/")}
    response = render(request, "device/offline.html", context)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def service_worker(request: ReaderRequest) -> HttpResponse:
    """The worker of the whole host, with the names of the files that it keeps; or the one that ends it."""
    text = _with_site(request, source("worker.js")) if settings.SERVICE_WORKER else source("worker_off.js")
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    # Browsers are to ask each time: this is the only way to reach a worker that is at fault.
    response["Cache-Control"] = "public, no-cache"
    return response


def _with_site(request: ReaderRequest, text: str) -> str:
    reader = request.reader
    editions = [e for e in reader.editions if e.hostname == reader.edition.hostname]
    site: dict[str, Any] = {
        "shell": [static(name) for name in SHELL],
        "roots": [edition.root_url for edition in editions],
        "icon": static("img/icon-192.png"),
        "badge": static("img/badge-96.png"),
    }
    site["version"] = hashlib.blake2b(f"{site}{text}".encode(), digest_size=6).hexdigest()
    return f"const SITE = {json.dumps(site)};\n{text}"


@cache
def source(name: str) -> str:
    """The text of one of our scripts, without the lines that are comments: a sixth of what would be sent."""
    return COMMENT.sub("", (Path(settings.STATICFILES_DIRS[0]) / "js" / name).read_text())


def _page(request: ReaderRequest, template: str, heading: str, context: dict[str, Any]) -> HttpResponse:
    page = Page(request.reader)
    page.load()
    head = Head(title=f"{heading} | {request.reader.edition.name}", robots=NOINDEX)
    return page.render(request, template, head, {"heading": heading, **context})
