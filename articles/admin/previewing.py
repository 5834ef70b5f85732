"""A story as readers will get it, looked at on the desk, and the links by which people without an account read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, re_path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.acting import number
from articles.admin.story_page import find_story, story_url
from articles.editions.scope import person
from articles.media.models import CaptionTrack, Rendition, Video
from articles.media.videos import MIME
from articles.models import Article, Revision
from articles.previews import pages
from articles.previews.forms import ShareForm
from articles.previews.in_place import NotInPlace
from articles.previews.links import make_link, may_revoke, revoke
from articles.previews.models import ShareLink
from articles.previews.releases import candidate
from articles.published import moment
from articles.published.head import PRIVATE
from articles.published.media_views import served, served_track, served_video
from articles.published.pictures import Media
from articles.published.reader import Preview
from articles.review.threads import threads_of

READ = ("GET", "HEAD")
PRIVATELY = "private, no-store"
PLACES: dict[str, Promise] = {
    "page": gettext_lazy("Its page"),
    "section": gettext_lazy("On its section"),
    "front": gettext_lazy("On the front"),
    "card": gettext_lazy("On a card"),
}
IN_PLACE = ("section", "front")
WIDTHS: tuple[tuple[str, int, Promise], ...] = (
    ("phone", 390, gettext_lazy("Phone")),
    ("tablet", 768, gettext_lazy("Tablet")),
    ("desktop", 1280, gettext_lazy("Desktop")),
)
REVISIONS_OFFERED = 50


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        story_url(site, "preview", preview, "preview"),
        story_url(site, "preview/page", preview_page, "preview_page"),
        re_path(
            r"^(?P<object_id>[0-9]+)/preview/media/(?P<token>[0-9a-f]{32})\.(?P<format>[a-z0-9]{3,4})$",
            site.admin_view(partial(preview_file, site)),
            name="articles_article_preview_picture",
        ),
        story_url(site, "share", share, "share"),
        story_url(site, r"share/(?P<pk>[0-9]+)/revoke", revoke_link, "share_revoke"),
    ]


@dataclass(frozen=True)
class Asked:
    """What a preview's address asks for: a Revision of a story, and where it stands."""

    article: Article
    revision: Revision
    place: str

    @property
    def query(self) -> str:
        return f"?view={self.place}&revision={self.revision.number}"


def _asked(request: HttpRequest, object_id: str) -> Asked:
    """Read the address; raises Http404 for what is not there or not for this person."""
    article = find_story(request, object_id)
    place = request.GET.get("view", "page")
    text = request.GET.get("revision", "")
    revision = article.revisions.filter(number=number(text) or 0).first() if text else article.head
    if place not in PLACES or revision is None:
        raise Http404(_("There is no such preview."))
    return Asked(article, revision, place)


def preview(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponseBase:
    """The desk's page around the preview: where, which Revision, how wide."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    asked = _asked(request, object_id)
    article = asked.article
    text = candidate(article, asked.revision)
    at = text.starts_at
    reader = pages.reader_of(article.edition, moment.desk_moment(at), Media(), Preview())
    newest = article.revisions.select_related("author").defer("content")[:REVISIONS_OFFERED]
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": _("Preview: %(headline)s") % {"headline": article},
        "article": article,
        "revision": asked.revision,
        "revisions": newest,
        "place": asked.place,
        "places": PLACES.items(),
        "widths": WIDTHS,
        "obstacles": text.obstacles() if asked.place in IN_PLACE else [],
        "starts_at": at if at > text.change.start else None,
        "frame_url": reverse("admin:articles_article_preview_page", args=[article.pk]) + asked.query,
        "story_path": pages.path_of(reader, text.release(at)) if asked.place in IN_PLACE else "",
        "may_share": person(request).may("share", article),
        "threads": threads_of(article, request.user),
    }
    return TemplateResponse(request, "desk/preview.html", context)


def preview_page(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponseBase:
    """The page of the public site by itself, for a frame of the desk."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    asked = _asked(request, object_id)
    user = person(request)
    media = Media(f"{reverse('admin:articles_article_preview', args=[asked.article.pk])}media/")
    try:
        match asked.place:
            case "section":
                response = pages.section_page(asked.revision, media, user)
            case "front":
                response = pages.front_page(asked.revision, media, user)
            case "card":
                response = pages.card_page(asked.article, asked.revision, media, user)
            case _:
                response = pages.story_page(asked.article, asked.revision, media, user)
    except NotInPlace as why:
        sentences = "\n".join(why.sentences)
        response = HttpResponse(f"{sentences}\n", content_type="text/plain; charset=utf-8", status=409)
    return _framed(response, asked.article)


def _framed(response: HttpResponse, article: Article) -> HttpResponse:
    """Readers' policy, which this site's own pages may put into a frame."""
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Robots-Tag"] = PRIVATE
    response["Content-Language"] = article.edition.language
    return response


def preview_file(
    site: AdminSite, request: HttpRequest, object_id: str, token: str, format: str
) -> HttpResponseBase:
    """The file of any rendition, video or track: a page in preview shows what readers cannot have yet."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    find_story(request, object_id)
    if format == "vtt":
        track = CaptionTrack.objects.filter(token=token).first()
        if track is not None:
            return served_track(track.text, PRIVATELY)
    elif format in MIME:
        video = Video.objects.filter(token=token, format=format).first()
        if video is not None:
            return served_video(request, str(video.file), token, format, PRIVATELY)
    elif Rendition.objects.filter(token=token, format=format).exists():
        return served(request, token, format, PRIVATELY)
    raise Http404(_("There is no such file."))


# Share links


@dataclass(frozen=True)
class Row:
    """A link in the list of a story's links, for one person."""

    link: ShareLink
    state: str
    may_revoke: bool


def share(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponseBase:
    """The story's share links, and a form to make one. A new link's address is shown in this answer and never again."""
    if request.method not in (*READ, "POST"):
        return HttpResponseNotAllowed([*READ, "POST"])
    article = find_story(request, object_id)
    user = person(request)
    if request.method != "POST":
        return _share_page(site, request, article)
    form = ShareForm(request.POST)
    if not user.may("share", article):
        raise PermissionDenied(_("You may not share this story as it stands now."))
    if not form.is_valid():
        return _share_page(site, request, article, form=form, status=422)
    link, token = make_link(article.pk, user, **form.cleaned_data)
    address = f"{settings.SITE_URL}/preview/{token}/"
    return _share_page(site, request, article, made=link, address=address, status=201)


def _share_page(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    *,
    form: ShareForm | None = None,
    status: int = 200,
    **made: Any,
) -> TemplateResponse:
    user = person(request)
    at = moment.clock_reading("default")
    links = article.share_links.select_related("created_by")
    rows = [_row(link, article, user, at) for link in links]
    may_share = user.may("share", article)
    if not (may_share or user.may("unshare", article) or any(row.may_revoke for row in rows)):
        raise PermissionDenied(_("You may not share this story as it stands now."))
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": _("Share: %(headline)s") % {"headline": article},
        "article": article,
        "rows": rows,
        "form": (form or ShareForm()) if may_share else None,
        **made,
    }
    return TemplateResponse(request, "desk/preview_share.html", context, status=status)


def _row(link: ShareLink, article: Article, user: Any, at: datetime) -> Row:
    link.article = article
    state = "revoked" if link.revoked_at else "expired" if link.expires_at <= at else "open"
    return Row(link, state, state == "open" and may_revoke(user, link))


def revoke_link(site: AdminSite, request: HttpRequest, object_id: str, pk: str) -> HttpResponseBase:
    """End one link of the story at once."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = find_story(request, object_id)
    link = article.share_links.filter(pk=number(pk) or 0).first()
    if link is None:
        raise Http404(_("There is no such link."))
    link.article = article
    revoke(link, request.user)
    messages.success(request, _("Revoked. The link opens nothing any more."))
    return HttpResponseRedirect(reverse("admin:articles_article_share", args=[article.pk]))
