"""What a share link shows: the story's text as it was last saved, and the pictures of that text."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase

from articles.media.models import Rendition
from articles.models import Revision
from articles.previews.models import ShareLink
from articles.previews.pages import ask, path_of, reader_of
from articles.previews.releases import candidate
from articles.published import article_page
from articles.published.media_views import served
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.published.pictures import Media
from articles.published.places import pictures_of
from articles.published.reader import Preview


def shared_page(link: ShareLink, root: str) -> HttpResponse:
    """The story's page; the files of its pictures are found below `root`, all else where readers find it."""
    release, at = _release(link)
    media = Media(root, frozenset(pictures_of(release)))
    reader = reader_of(link.article.edition, desk_moment(at), media, Preview(until=link.expires_at))
    return ask(reader, path_of(reader, release), lambda request: article_page.show(request, release))


def shared_picture(link: ShareLink, token: str, format: str) -> HttpResponseBase:
    """The file of a rendition of one of the story's pictures, while its rights last; else Http404."""
    release, at = _release(link)
    lasting = Q(image__rights_until=None) | Q(image__rights_until__gt=at)
    held = Rendition.objects.filter(lasting, token=token, format=format, image__in=pictures_of(release))
    if not held.exists():
        raise Http404
    return served(token, format, "no-store")


def _release(link: ShareLink) -> tuple[Release, datetime]:
    head = link.article.head
    assert isinstance(head, Revision)
    text = candidate(link.article, head)
    return text.release(text.change.start), text.change.start
