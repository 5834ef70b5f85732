"""A story's versions in the editions, and the button that makes one: the page “Translate”."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from articles.admin.acting import number
from articles.admin.story_page import find_source, page_context, story_url
from articles.editions.models import Edition
from articles.editions.scope import person
from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked
from articles.translating import translate
from articles.translating.grid import read_versions


def translating_urls(site: AdminSite) -> list[URLPattern]:
    return [story_url(site, "translate", translate_view, "translate")]


def translate_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """Where the story is translated and where it is not; a post makes its version in `edition`, and leads there."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    (article, is_seen), user = find_source(request, object_id), person(request)
    if request.method != "POST":
        return _page(site, request, article, is_seen=is_seen)
    edition = Edition.objects.filter(pk=number(request.POST.get("edition", "")) or 0).first()
    if edition is None:
        messages.warning(request, _("Choose the edition first."))
        return _page(site, request, article, 422, is_seen=is_seen)
    try:
        made = translate(article.pk, edition, user)
    except Blocked as why:
        for sentence in why.sentences:
            messages.error(request, sentence)
        return _page(site, request, article, 422, is_seen=is_seen)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[made.pk]))


def _page(
    site: AdminSite, request: HttpRequest, article: Article, status: int = 200, *, is_seen: bool
) -> HttpResponse:
    cells = read_versions(person(request), article, moment.desk_moment())
    context = {
        **page_context(site, request, article, _("Translations")),
        "cells": cells,
        "is_in_public": not is_seen,
        "wanted": number(request.GET.get("edition", "")),
    }
    return TemplateResponse(request, "desk/translate.html", context, status=status)
