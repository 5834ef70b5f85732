"""Where a story's page sends what is typed, every few seconds, and what becomes of it when it is not saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path, reverse
from django.utils.translation import gettext as _

from articles.admin.at_work import head_of, taken_over
from articles.admin.story_page import another_person, find_story, story_url
from articles.admin.unsaved import base_of, comparison_url, keep_draft, keep_text
from articles.drafts import keeping
from articles.drafts.keeping import NotKept, read_typed
from articles.drafts.models import Draft
from articles.editions.scope import person
from articles.models import Article
from articles.revisions import lock

StoryView = Callable[[HttpRequest, Article], HttpResponseBase]


def drafting_urls(site: AdminSite) -> list[URLPattern]:
    def new(suffix: str, view: Callable[[HttpRequest], HttpResponseBase], name: str) -> URLPattern:
        return re_path(rf"^add/{suffix}/$", site.admin_view(view), name=f"articles_article_{name}")

    return [
        new("draft", new_draft, "new_draft"),
        new("draft/discard", new_discard, "new_discard"),
        story_url(site, "draft", draft, "draft"),
        story_url(site, "draft/discard", discard, "draft_discard"),
        story_url(site, "draft/compare", compare, "draft_compare"),
        story_url(site, "draft/keep", keep, "draft_keep"),
    ]


def _posts(view: StoryView) -> Callable[..., HttpResponseBase]:
    """The view as an address below a story's, for who may have a draft of it."""

    @wraps(view)
    def asked(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if (elsewhere := another_person(request, request.POST.get("_user", ""))) is not None:
            return elsewhere
        article = find_story(request, object_id)
        if not person(request).may("draft", article):
            return refused(request, _("You may keep no text of your own with this story."))
        try:
            return view(request, article)
        except NotKept as why:
            return refused(request, why.sentence, why.status)

    return asked


def refused(request: HttpRequest, sentence: str, status: int = 403) -> HttpResponse:
    """Said to a script as JSON, so that it can tell it from the page for a session that is over."""
    if request.accepts("text/html"):
        if status == 403:
            raise PermissionDenied(sentence)
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return JsonResponse({"error": sentence}, status=status)


@_posts
def draft(request: HttpRequest, article: Article) -> JsonResponse:
    """Keep the form as it stands. Says whether somebody saved the story or took it over meanwhile."""
    typed = read_typed(request.POST)
    kept = keep_draft(article, person(request), typed)
    moved = article.head_id != typed.base
    return JsonResponse(
        {
            "kept_at": kept.at.isoformat(),
            "head": head_of(article, request.user) if moved else None,
            "taken_over": taken_over(article, request.user) if kept.is_taken_over else None,
        }
    )


@_posts
def discard(request: HttpRequest, article: Article) -> HttpResponse:
    """Put the draft away in the history, and show the story as it stands."""
    with transaction.atomic():
        article = lock(article.pk)
        draft = _held(request, article)
        found = draft and keep_text(article, draft.user, draft.base, draft.fields, _("discarded"))
        if draft is not None:
            draft.delete()
    if found:
        said = _("Put away. The history has it as revision %(number)d.") % {"number": found.number}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing was unsaved."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@_posts
def compare(request: HttpRequest, article: Article) -> HttpResponse:
    """Keep the draft's text in the history as well, and lay it beside the story as it stands."""
    with transaction.atomic():
        article = lock(article.pk)
        draft = _held(request, article)
        reason = _("kept to be compared")
        found = draft and keep_text(article, draft.user, draft.base, draft.fields, reason)
    if found:
        return HttpResponseRedirect(comparison_url(article, found))
    messages.info(request, _("There is nothing to compare: what you typed is what the story says."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@_posts
def keep(request: HttpRequest, article: Article) -> JsonResponse:
    """Keep in the history what is sent, such as a text from a device; the draft stays as it is."""
    typed = read_typed(request.POST)
    with transaction.atomic():
        article = lock(article.pk)
        base = base_of(article, typed.base)
        found = keep_text(article, person(request), base, typed.fields, _("kept from a device"))
    url = comparison_url(article, found) if found else None
    return JsonResponse({"revision": found.number if found else None, "url": url})


def new_draft(request: HttpRequest) -> HttpResponse:
    """Keep the form of a story that was never saved, under the key that its page has."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if (elsewhere := another_person(request, request.POST.get("_user", ""))) is not None:
        return elsewhere
    by, key = person(request), request.POST.get("key", "")
    if not by.may("create"):
        return refused(request, _("You may not write a new story."))
    if not keeping.is_key(key):
        return refused(request, _("This page has no key by which its text could be found again."), 422)
    try:
        typed = read_typed(request.POST)
        _refuse_hoard(by, key)
    except NotKept as why:
        return refused(request, why.sentence, why.status)
    typed.fields.pop("key", None)
    kept = keeping.put(by, typed, key=key)
    while kept is None:
        # Another window of theirs shows the same story with another text, and there is no history for either.
        key = token_hex(16)
        kept = keeping.put(by, typed, key=key)
    return JsonResponse({"kept_at": kept.at.isoformat(), "key": key, "head": None, "taken_over": None})


def new_discard(request: HttpRequest) -> HttpResponse:
    """Drop the text of a story that was never saved. There is no history in which it could stay."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not person(request).may("create"):
        raise PermissionDenied(_("You may not write a new story."))
    key = request.POST.get("key", "")
    if keeping.is_key(key):
        Draft.objects.filter(user=person(request), article=None, key=key).delete()
    messages.success(request, _("Thrown away."))
    return HttpResponseRedirect(reverse("admin:index"))


def _refuse_hoard(by: Any, key: str) -> None:
    others = Draft.objects.filter(user=by, article=None).exclude(key=key)
    if others.count() >= keeping.MAX_NEW_STORIES:
        raise NotKept(
            422, _("Too many of your stories were begun and never saved. Throw some away on the first page.")
        )


def _held(request: HttpRequest, article: Article) -> Draft | None:
    """The person's draft of the locked story, locked as well."""
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("user", "base")
    return drafts.filter(user=person(request), article=article).first()
