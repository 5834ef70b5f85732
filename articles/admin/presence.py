"""The addresses by which a story's page says that it is there, asks who else is, and takes the story over."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from articles.admin.at_work import answer
from articles.admin.story_page import another_person, find_story, story_url
from articles.admin.unsaved import keep_text
from articles.drafts import presence
from articles.drafts.keeping import instant_of, number_of
from articles.drafts.models import Draft, Presence
from articles.editions.joining import joined
from articles.editions.scope import person
from articles.models import Article, AuditEntry, Revision
from articles.published import moment
from articles.review import threads
from articles.revisions import lock


def presence_urls(site: AdminSite) -> list[URLPattern]:
    return [
        story_url(site, "presence", ask, "presence"),
        story_url(site, "presence/leave", leave, "presence_leave"),
        story_url(site, "take-over", take_over, "take_over"),
    ]


def ask(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """Note that the page is there, and whether one types at it; 304 while it knows all there is to know."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if (elsewhere := another_person(request, request.GET.get("user", ""))) is not None:
        return elsewhere
    article = find_story(request, object_id)
    presence.seen(article.pk, request.user, typed=request.GET.get("typed") == "1")
    said = answer(article, request.user) | {"comments": threads.version(article.pk)}
    etag = f'"{hashlib.blake2b(json.dumps(said).encode(), digest_size=12).hexdigest()}"'
    is_known = request.headers.get("If-None-Match") == etag
    response = HttpResponseNotModified() if is_known else JsonResponse(said)
    response["ETag"] = etag
    return response


def leave(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page was closed; one of the same person that was opened later is still there."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = find_story(request, object_id)
    if (opened_at := instant_of(request.POST.get("opened", ""))) is not None:
        presence.left(article.pk, request.user, opened_at)
    return HttpResponse(status=204)


def take_over(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """Put away in the history what others typed and did not save, tell their pages, and log it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = find_story(request, object_id)
    by = person(request)
    if not by.may("edit", article):
        raise PermissionDenied(_("You may not change this story as it stands now."))
    wanted = {pk for text in request.POST.getlist("user") if (pk := number_of(text))} - {by.pk}
    with transaction.atomic():
        taken = _take(lock(article.pk), by, wanted)
    names = {"names": joined(taken)}
    if not taken:
        messages.info(request, _("Nobody else had the story open any more."))
    elif any(taken.values()):
        messages.success(
            request, _("The story is yours. What %(names)s had typed is in the history.") % names
        )
    else:
        messages.success(request, _("The story is yours. Nothing that %(names)s typed was unsaved.") % names)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _take(article: Article, by: Any, wanted: set[int]) -> dict[Any, Revision | None]:
    """Take the locked story over from those of them who are or were at it; returns what was kept of whom."""
    drafts = Draft.objects.filter(article=article, user_id__in=wanted).order_by("user_id")
    held = {draft.user_id: draft for draft in drafts.select_for_update(of=("self",)).select_related("user")}
    there = Presence.objects.filter(article=article, user_id__in=wanted).select_related("user")
    people = {row.user_id: row.user for row in there} | {pk: draft.user for pk, draft in held.items()}
    if not people:
        return {}
    reason = _("taken over by %(name)s") % {"name": by}
    kept: dict[Any, Revision | None] = dict.fromkeys(people.values())
    for draft in held.values():
        kept[draft.user] = keep_text(article, draft.user, draft.base, draft.fields, reason)
        draft.delete()
    at = moment.clock_reading("default")
    presence.mark_taken(article.pk, people, by, at)
    AuditEntry.objects.create(
        article_id=article.pk,
        verb="take_over",
        by=by,
        revision_id=article.head_id,
        at=at,
        detail={"kept": {str(owner.pk): found.pk if found else None for owner, found in kept.items()}},
    )
    return kept
