from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from articles.published.moment import reader_moment
from articles.published.pictures import MIME, is_public_file


def rendition(request: HttpRequest, token: str, format: str) -> HttpResponseBase:
    """The file of a rendition, while something public shows its picture; else the answer for what never was."""
    with reader_moment() as moment:
        if format not in MIME or not is_public_file(moment, token, format):
            raise Http404
    # For the reader's own browser: a cache between us would go on showing what was taken down.
    return served(token, format, "private, max-age=3600")


def served(token: str, format: str, cache_control: str) -> HttpResponseBase:
    """The file of a rendition that exists, whoever may see it. Raises Http404 if it is not on disk."""
    path = Path(settings.MEDIA_ROOT) / "renditions" / token[:2] / f"{token}.{format}"
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type=MIME[format])
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
