"""Pictures and videos as the desk sees them: readers' addresses answer for public pictures alone, these for all of them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from articles.media.files import PictureRefused
from articles.media.models import Image, Rendition, Video
from articles.media.renditions import place, render_first, render_smallest
from articles.published.media_views import served_video

TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}


def picture_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A small rendition of a picture for staff; `?crop=full` for the uncut one, `?crop=whole` for that if it is made."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    image = Image.objects.filter(pk=pk).first() if pk < 2**63 else None
    rendition = _asked_for(image, request.GET.get("crop", "")) if image else None
    if rendition is None:
        raise Http404(_("There is no such picture."))
    response: HttpResponse | FileResponse
    response = FileResponse(place(rendition).open("rb"), content_type=TYPES[rendition.format])
    response["Content-Length"] = rendition.byte_size
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def video_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a video, or a part of it, for staff."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    video = Video.objects.filter(pk=pk).first() if pk < 2**63 else None
    if video is None:
        raise Http404(_("There is no such video."))
    return served_video(request, str(video.file), video.token, video.format, "private, no-store")


def _asked_for(image: Image, crop: str) -> Rendition | None:
    # A grid asks for dozens at once: it takes what there is.
    if crop == "whole" and (found := _on_disk(image, "full")):
        return found
    return _rendition(image, "full" if crop == "full" else "3x2")


def _rendition(image: Image, crop: str) -> Rendition | None:
    """The rendition nearest to 640 pixels that is on disk; made now if the worker has not come to it."""
    found = _on_disk(image, crop)
    if found is None:
        try:
            render_first(image) if crop == "3x2" else render_smallest(image, crop)
        except (OSError, PictureRefused):
            return None
        found = _on_disk(image, crop)
    return found


def _on_disk(image: Image, crop: str) -> Rendition | None:
    rows = [r for r in image.renditions.filter(crop=crop, format="jpg") if place(r).exists()]
    return min(rows, key=lambda r: abs(r.width - 640), default=None)
