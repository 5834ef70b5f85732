"""The page of one story: found for who may see it, with its state, its form or its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext_lazy as _

from articles.admin.acting import number
from articles.admin.beside import beside
from articles.admin.bundle_page import place_in_bundle, with_bundle
from articles.admin.panel import Tried, panel_for
from articles.admin.restoring import drafting_for
from articles.body.blocks import blocks
from articles.editions.scope import editions_for, person
from articles.forms.editor import editor_facts
from articles.forms.rows import Rows, rows_of
from articles.forms.story import StoryForm
from articles.forms.widgets import WallClockField, read_ids
from articles.media.models import Image
from articles.models import Article, Revision
from articles.published.moment import desk_moment
from articles.review.threads import threads_of
from articles.revisions import corrections_in
from articles.translating.reading import in_public

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
    rows = with_bundle(Article.objects.visible_to(request.user).with_signers())
    rows = rows.select_related("edition", "section", "assignee", "head__author")
    article = rows.filter(pk=int(text)).first()
    if article is None:
        raise Http404(_("There is no such story."))
    return article


def another_person(request: HttpRequest, expected: str) -> JsonResponse | None:
    """A refusal if the page was opened by somebody else than who is signed in by now in the same browser."""
    if not expected or expected == str(person(request).pk):
        return None
    return JsonResponse({"error": _("Somebody else is signed in in this browser by now.")}, status=409)


def find_revision(article: Article, pk: Any) -> Revision:
    """A Revision of the story by its key, whatever was sent for it (Http404)."""
    text = str(pk)
    is_key = text.isascii() and text.isdigit() and len(text) < 19
    revisions = article.revisions.select_related("author", "parent__author", "merged_from")
    found = revisions.filter(pk=int(text)).first() if is_key else None
    if found is None:
        raise Http404(_("The story has no such text in its history."))
    return found


def find_source(request: HttpRequest, object_id: Any) -> tuple[Article, bool]:
    """A story for who is to translate it: what they may see on the desk (and True), or else what readers see. Http404."""
    try:
        return find_story(request, object_id), True
    except Http404:
        pk = number(str(object_id)) or 0
        shown = in_public(person(request), [pk], desk_moment()).get(pk)
        if shown is None:
            raise
        return shown, False


def page_context(site: AdminSite, request: HttpRequest, article: Article, title: str) -> dict[str, Any]:
    """What the template of every page about one story asks for."""
    return {**site.each_context(request), "opts": Article._meta, "article": article, "title": title}


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
    is_form = article is None or form is not None or person(request).may("edit", article)
    drafting = drafting_for(request, article, is_form=is_form, is_refused=form is not None)
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": str(article) if article else _("New story"),
        "article": article,
        "drafting": drafting,
        **(_beside(article, request.user, tried, is_form=is_form) if article else {}),
    }
    if article is not None and not is_form:
        context |= _to_read(article, request.user)
        return TemplateResponse(request, "desk/story_read.html", context, status=status)
    if drafting.restored is not None:
        form, lists = drafting.restored.form, drafting.restored.lists
    form = form or StoryForm(
        instance=article or Article(), user=request.user, initial={} if article else _planned(request)
    )
    lists = lists or rows_of(article or Article(), user=request.user, held=form.held)
    if article is not None:
        lists["pictures"].know("image", context["panel"].images)
    return TemplateResponse(request, "desk/story.html", context | _to_write(form, lists), status=status)


def _beside(article: Article, user: Any, tried: Tried | None, *, is_form: bool) -> dict[str, Any]:
    """What stands beside a story, be it written or read."""
    threads = threads_of(article, user)
    panel = panel_for(article, user, tried, threads=len(threads.open))
    return {
        "panel": panel,
        "beside": beside(article, user, is_form=is_form),
        "bundle": place_in_bundle(article, panel.now),
        "threads": threads,
        "may_share": user.may("share", article),
        "history": list(article.revisions.select_related("author").defer("content").order_by("-number")[:8]),
    }


def _to_write(form: StoryForm, lists: dict[str, Rows]) -> dict[str, Any]:
    return {
        "form": form,
        "lists": lists,
        "corrections": corrections_in(form.held) if form.held else [],
        "editor_facts": editor_facts(form),
        "rights": Image._meta.get_field("rights").choices,
    }


def _planned(request: HttpRequest) -> dict[str, Any]:
    """What a link to a new story says of it: the edition, and on its clock the time at which it is due (`due`)."""
    editions = read_ids([request.GET.get("edition", "")])
    edition = editions_for(request.user).filter(pk__in=editions).first() if editions else None
    try:
        due = WallClockField(required=False).clean(request.GET.get("due", ""))
    except ValidationError:
        due = None
    return {"edition": edition.pk, **({"due_at": due} if due else {})} if edition else {}


def _to_read(article: Article, user: Any) -> dict[str, Any]:
    """What of a story is shown to who may not change it."""
    body = blocks(article.body)
    wanted = {pk for block in body for pk in block.article_ids}
    return {
        "blocks": body,
        "pictures": article.pictures.select_related("image"),
        "corrections": article.corrections.all(),
        "stories": Article.objects.visible_to(user).filter(pk__in=wanted),
    }
