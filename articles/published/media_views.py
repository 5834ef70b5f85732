"""The files of pictures and videos. That one can only be read is said of a file that is public, and of no other."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from articles.media.videos import MIME as VIDEO_MIME
from articles.published.file_parts import SANDBOX, answer
from articles.published.missing import FETCH_METHODS, not_allowed
from articles.published.moment import reader_moment
from articles.published.pictures import MIME, is_public_file
from articles.published.videos import TRACK_MIME, public_file, public_track

# For the reader's own browser: a cache between us would go on showing what was taken down.
KEPT = "private, max-age=3600"


@csrf_exempt
def rendition(request: HttpRequest, token: str, format: str) -> HttpResponseBase:
    """The file of a rendition, while something public shows its picture; else the answer for what never was."""
    with reader_moment() as moment:
        if format not in MIME or not is_public_file(moment, token, format):
            raise Http404
    return served(request, token, format, KEPT) if request.method in FETCH_METHODS else not_allowed()


@csrf_exempt
def video(request: HttpRequest, token: str, format: str) -> HttpResponseBase:
    """The file of a video or a part of it, while something public shows it; else the answer for what never was."""
    with reader_moment() as moment:
        place = public_file(moment, token, format)
    if not place:
        raise Http404
    if request.method not in FETCH_METHODS:
        return not_allowed()
    return served_video(request, place, token, format, KEPT)


@csrf_exempt
def track(request: HttpRequest, token: str) -> HttpResponseBase:
    """The captions of a video, while something public shows it; else the answer for what never was."""
    with reader_moment() as moment:
        text = public_track(moment, token)
    if not text:
        raise Http404
    return served_track(text, KEPT) if request.method in FETCH_METHODS else not_allowed()


def served_video(
    request: HttpRequest, place: str, token: str, format: str, cache_control: str
) -> HttpResponseBase:
    """The file of a video that exists, or a part of it, whoever may see it. Raises Http404 if it is not on disk."""
    response = answer(request, Path(settings.MEDIA_ROOT) / place, token, VIDEO_MIME[format])
    response["Cache-Control"] = cache_control
    return response


def served_track(text: str, cache_control: str) -> HttpResponse:
    response = HttpResponse(text, content_type=TRACK_MIME)
    response["Cache-Control"] = cache_control
    response["Content-Security-Policy"] = SANDBOX
    return response


def served(request: HttpRequest, token: str, format: str, cache_control: str) -> HttpResponseBase:
    """The file of a rendition that exists, whoever may see it. Raises Http404 if it is not on disk."""
    path = Path(settings.MEDIA_ROOT) / "renditions" / token[:2] / f"{token}.{format}"
    try:
        # The file is written anew under its token when the picture's credit changes.
        name = f"{token}-{path.stat().st_mtime_ns:x}"
    except FileNotFoundError:
        raise Http404 from None
    response = answer(request, path, name, MIME[format])
    response["Cache-Control"] = cache_control
    return response
