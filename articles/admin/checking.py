"""What stands in the way of a text as it is being typed: asked by the page each time that the server has kept it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from articles.admin.cautions import cautions
from articles.admin.story_page import find_story, story_url
from articles.admin.unsaved import own_draft
from articles.blockers import blockers, images_of, videos_of
from articles.drafts.keeping import posted
from articles.drafts.models import Draft
from articles.editions.scope import editions_for, person
from articles.forms.rows import rows_of
from articles.forms.typed import glimpse
from articles.models import Article, Stage
from articles.published import moment
from articles.review.comments import open_threads
from articles.revisions import Content, empty_content, snapshot


def checking_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path("add/checks/", site.admin_view(new_checks), name="articles_article_new_checks"),
        story_url(site, "checks", checks, "checks"),
    ]


def checks(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """The findings about the person's unsaved text of the story, or about the story if there is none; a part of a page."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article, user = find_story(request, object_id), person(request)
    draft = own_draft(user, article) if user.may("draft", article) else None
    if draft is not None:
        content = _typed(article, draft)
    else:
        content = article.head.content if article.head else snapshot(article)
    return _shown(request, article, content, is_form=user.may("edit", article))


def new_checks(request: HttpRequest) -> HttpResponse:
    """The same of a story that was never saved, by the key (`?key=`) of its draft; empty if nothing was kept."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    user = person(request)
    if not user.may("create"):
        raise PermissionDenied
    draft = own_draft(user, None, request.GET.get("key", ""))
    if draft is None:
        return HttpResponse()
    article = Article(edition=editions_for(user).first(), creator=user)
    return _shown(request, article, _typed(article, draft), is_form=True)


def _typed(article: Article, draft: Draft) -> Content:
    base = draft.base or article.head
    data = posted(draft.fields)
    lists = rows_of(article, typed=data)
    return glimpse(data, lists, base.content if base else empty_content())


def _shown(request: HttpRequest, article: Article, content: Content, *, is_form: bool) -> HttpResponse:
    at = moment.clock_reading("default")
    found: dict[str, list[str]] = {}
    if article.stage != Stage.SPIKED:
        images, videos = images_of(content), videos_of(content)
        found["blockers"] = blockers(article, content, at, images, videos)
        threads = open_threads([article]) if article.pk else {}
        found["warnings"] = cautions(content, at, images, videos, threads=threads.get(article.pk, 0))
    context: dict[str, Any] = {"panel": found, "article": article, "form": is_form}
    return TemplateResponse(request, "desk/_findings.html", context)
