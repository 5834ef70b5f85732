"""The page of one story: found for who may see it, with its state, its form or its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext_lazy as _

from articles.admin.comparison import differences, typed
from articles.admin.panel import Tried, panel_for
from articles.body.blocks import blocks
from articles.forms.rows import Rows, rows_of
from articles.forms.scope import person
from articles.forms.story import StoryForm
from articles.media.models import Image
from articles.models import Article

View = Callable[..., HttpResponseBase]


def story_url(site: AdminSite, suffix: str, view: View, name: str) -> URLPattern:
    """An address below a story's; `view` takes the site, the request, `object_id` and what `suffix` (a regex) names."""
    return re_path(
        rf"^(?P<object_id>[0-9]+)/{suffix}/$",
        site.admin_view(partial(view, site)),
        name=f"articles_article_{name}",
    )


def find_story(request: HttpRequest, object_id: Any) -> Article:
    """The story, if this person may see it; what may not be seen answers like what does not exist (Http404)."""
    text = unquote(str(object_id))
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404(_("There is no such story."))
    rows = Article.objects.visible_to(request.user).select_related("edition", "section", "head__author")
    article = rows.filter(pk=int(text)).first()
    if article is None:
        raise Http404(_("There is no such story."))
    return article


def story_page(
    site: AdminSite,
    request: HttpRequest,
    article: Article | None,
    *,
    form: StoryForm | None = None,
    lists: dict[str, Rows] | None = None,
    tried: Tried | None = None,
    status: int = 200,
) -> TemplateResponse:
    """The form of a story, new if `article` is None; its text alone for who may not change it.

    `tried` is a verb that could not be done, whose answers are kept.
    """
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": str(article) if article else _("New story"),
        "article": article,
        "panel": panel_for(article, request.user, tried) if article else None,
        "history": list(article.revisions.select_related("author")[:8]) if article else [],
    }
    if article is not None and form is None and not person(request).may("edit", article):
        context["blocks"] = blocks(article.body)
        context["pictures"] = article.pictures.select_related("image")
        wanted = {pk for block in context["blocks"] for pk in block.article_ids}
        context["stories"] = Article.objects.visible_to(request.user).filter(pk__in=wanted)
        return TemplateResponse(request, "desk/story_read.html", context, status=status)
    form = form or StoryForm(instance=article or Article(), user=request.user)
    context["form"] = form
    context["lists"] = lists or rows_of(article or Article(), user=request.user)
    context["rights"] = Image._meta.get_field("rights").choices
    if form.is_stale and article is not None and article.head is not None:
        context["theirs"] = article.head
        context["differences"] = differences(article.head.content, typed(article, form.data))
    return TemplateResponse(request, "desk/story.html", context, status=status)
