"""What a share link shows: the story's text as it was last saved, and the pictures of that text."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from articles.body.reading import video_ids
from articles.media.models import CaptionTrack, Rendition, Video
from articles.media.videos import MIME, posters_of
from articles.models import Revision
from articles.previews.models import ShareLink
from articles.previews.pages import ask, path_of, reader_of
from articles.previews.releases import candidate
from articles.published import article_page
from articles.published.media_views import served, served_track, served_video
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.published.pictures import Media
from articles.published.places import pictures_of
from articles.published.reader import Preview


def shared_page(link: ShareLink, root: str) -> HttpResponse:
    """The story's page; the files of its pictures are found below `root`, all else where readers find it."""
    release, at = _release(link)
    videos = video_ids(release.body)
    media = Media(root, frozenset(pictures_of(release) | posters_of(videos)), frozenset(videos))
    reader = reader_of(link.article.edition, desk_moment(at), media, Preview(until=link.expires_at))
    return ask(reader, path_of(reader, release), lambda request: article_page.show(request, release))


def shared_file(request: HttpRequest, link: ShareLink, token: str, format: str) -> HttpResponseBase:
    """A file of one of the story's pictures or videos, or a video's captions, while rights last; else Http404."""
    release, at = _release(link)
    videos = video_ids(release.body)
    if format == "vtt":
        track = CaptionTrack.objects.filter(_lasting(at, "video__"), token=token, video__in=videos).first()
        if track is not None:
            return served_track(track.text, "no-store")
    elif format in MIME:
        video = Video.objects.filter(_lasting(at), token=token, format=format, pk__in=videos).first()
        if video is not None:
            return served_video(request, str(video.file), token, format, "no-store")
    else:
        images = pictures_of(release) | posters_of(videos)
        held = Rendition.objects.filter(_lasting(at, "image__"), token=token, format=format, image__in=images)
        if held.exists():
            return served(request, token, format, "no-store")
    raise Http404


def _lasting(at: datetime, of: str = "") -> Q:
    """That the rights of the row, or of the one it belongs to, last at `at`."""
    return Q(**{f"{of}rights_until": None}) | Q(**{f"{of}rights_until__gt": at})


def _release(link: ShareLink) -> tuple[Release, datetime]:
    head = link.article.head
    assert isinstance(head, Revision)
    text = candidate(link.article, head)
    return text.release(text.change.start), text.change.start
