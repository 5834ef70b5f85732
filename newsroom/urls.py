from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path

from articles.published.urls import FEED
from breaking import feeds
from breaking import views as breaking
from breaking.channels import views as channels
from breaking.live import views as live
from newsroom import device, machine
from newsroom.audience import views as audience
from newsroom.pages import contact
from newsroom.pages import views as pages
from newsroom.search import views as search

urlpatterns = [
    path("admin/", admin.site.urls),
    path("breaking/", breaking.breaking),
    re_path(rf"^breaking/{FEED}$", feeds.breaking_feed),
    path("breaking.json", breaking.breaking_json),
    path("live/", channels.live),
    path("live-blogs/", live.live_blogs),
    re_path(r"^live-blogs/post/(?P<number>[0-9]{1,18})/$", live.post),
    path("push/", include("breaking.push.urls")),
    path("stream/", breaking.no_stream),
    path("most-read/", audience.most_read),
    path("beacon/", audience.beacon),
    path("search/", search.search),
    path("contact/", contact.contact),
    path("contact/sent/", contact.sent),
    path("robots.txt", machine.robots),
    path(".well-known/security.txt", machine.security),
    path("manifest.webmanifest", machine.manifest),
    path("opensearch.xml", machine.opensearch),
    path("favicon.ico", machine.favicon),
    path("sw.js", device.service_worker),
    path("preferences/", device.preferences),
    path("saved/", device.saved),
    path("offline/", device.offline),
    path("", include("articles.published.urls")),
    re_path(r"^(?P<path>[^/]+(?:/[^/]+)?)/$", pages.section_or_page),
]

handler400 = "newsroom.views.bad_request"
handler403 = "newsroom.views.permission_denied"
handler404 = "newsroom.views.page_not_found"
handler500 = "newsroom.views.server_error"
