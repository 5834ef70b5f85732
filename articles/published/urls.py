"""Addresses below an edition's root. Sections and pages come last, in newsroom.urls: they share one namespace."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path, re_path

from articles.published import feeds, lite, sitemaps, video_sitemap, views
from articles.published.front import front
from articles.published.lists import ListKey
from articles.published.media_views import rendition, track, video
from articles.published.reader import ReaderRequest
from articles.published.spelling import STORY, leads_to

NAMED = r"(?P<kind>region|tag|author|coverage)/(?P<slug>[^/]+)"
MONTH = r"(?P<year>[0-9]{4})/(?P<number>[0-9]{2})"


def named_month(request: ReaderRequest, kind: str, slug: str, year: str, number: str) -> HttpResponse:
    found = views.find_name(request.reader, kind, slug)
    if found is None:
        raise Http404
    if isinstance(found, str):
        return leads_to(request, f"{found}{year}/{number}/")
    request.reader.is_elsewhere(views.names_elsewhere(request.reader, kind, found["id"]))
    key = ListKey(kind, found["id"], request.reader.edition.pk)
    return views.month(request, key, found["name"], int(year), int(number))


def edition_month(request: ReaderRequest, year: str, number: str) -> HttpResponse:
    edition = request.reader.edition
    return views.month(request, ListKey("edition", 0, edition.pk), edition.name, int(year), int(number))


def section_month(request: ReaderRequest, section: str, year: str, number: str) -> HttpResponse:
    row = request.reader.section_at(section)
    if row is None:
        row = request.reader.section_called(section)
        if row is None:
            raise Http404
        return leads_to(request, f"{request.reader.section_url(row.pk)}{year}/{number}/")
    return views.month(
        request, ListKey("section", row.pk, request.reader.edition.pk), row.name, int(year), int(number)
    )


def article(request: ReaderRequest, number: str, **_spelling: Any) -> HttpResponse:
    if len(number) > 18:
        raise Http404
    return views.article(request, int(number))


def lite_article(request: ReaderRequest, number: str) -> HttpResponse:
    if len(number) > 18:
        raise Http404
    return lite.article(request, int(number))


NAME = r"(?P<token>[0-9a-f]{32})"
CODE = r"(?P<code>[a-z0-9-]+)"
FEED = r"feed/(?P<format>rss\.xml|atom\.xml|feed\.json)"

urlpatterns = [
    path("", front),
    re_path(rf"^{FEED}$", feeds.edition_feed),
    re_path(rf"^{NAMED}/{FEED}$", feeds.name_feed),
    re_path(rf"^(?P<section>[^/]+(?:/[^/]+)?)/{FEED}$", feeds.section_feed),
    re_path(rf"^media/{NAME}\.(?P<format>mp4|webm)$", video),
    re_path(rf"^media/{NAME}\.vtt$", track),
    re_path(rf"^media/{NAME}\.(?P<format>[a-z0-9]{{3,4}})$", rendition),
    path("sitemap.xml", sitemaps.index),
    re_path(rf"^sitemaps/news-{CODE}\.xml$", sitemaps.news),
    re_path(rf"^sitemaps/video-{CODE}\.xml$", video_sitemap.videos),
    re_path(rf"^sitemaps/sections-{CODE}\.xml$", sitemaps.sections),
    re_path(
        rf"^sitemaps/articles-{CODE}-(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})(?:-(?P<part>[0-9]{{1,2}}))?\.xml$",
        sitemaps.articles,
    ),
    path("authors/", views.authors),
    path("coverage/", views.coverages),
    path("corrections/", views.corrections),
    path("latest/", views.latest),
    path("lite/", lite.front),
    re_path(r"^lite/(?:[^/]+/){0,2}(?P<number>[0-9]+)(?:/[^/]+)?/$", lite_article),
    re_path(r"^lite/(?P<path>[^/]+(?:/[^/]+)?)/$", lite.section),
    re_path(rf"^{NAMED}/$", views.name_page),
    re_path(rf"^{NAMED}/{MONTH}/$", named_month),
    re_path(rf"^{MONTH}/$", edition_month),
    re_path(rf"^(?P<section>[^/]+(?:/[^/]+)?)/{MONTH}/$", section_month),
    re_path(rf"^{STORY}$", article),
]
