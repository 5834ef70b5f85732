"""Saving what was typed into a story's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.acting import act_and_tell
from articles.admin.panel import VERBS, Tried
from articles.admin.story_page import find_story, story_page
from articles.forms.rows import are_valid, rows_of
from articles.forms.scope import person
from articles.forms.story import StoryForm
from articles.models import Article
from articles.revisions import lock, save_revision

_REFUSED = _(
    "You may not change this story as it stands now. What you typed is below; nothing of it was saved."
)


def save_story(site: AdminSite, request: HttpRequest, object_id: str | None) -> HttpResponse:
    """Save what was typed, and do the verb that was asked for with it, in one transaction."""
    with transaction.atomic():
        article = Article()
        refusal = ""
        if object_id is not None:
            lock(find_story(request, object_id).pk)
            article = find_story(request, object_id)
            refusal = "" if person(request).may("edit", article) else str(_REFUSED)
        form = StoryForm(_sent(request), instance=article, user=request.user, refusal=refusal)
        lists = rows_of(article, request.POST, user=request.user)
        # Both are asked, so that all errors are shown at once.
        if not all([form.is_valid(), are_valid(lists)]):
            status = 403 if refusal else 409 if form.is_stale else 200
            tried = _answers(request, article)
            return story_page(
                site, request, _stored(article), form=form, lists=lists, tried=tried, status=status
            ).render()
        article = form.save_all()
        for rows in lists.values():
            if rows.is_bound:
                rows.save(article)
        save_revision(article, request.user)
        here = reverse("admin:articles_article_change", args=[article.pk])
        verb = VERBS.get(request.POST.get("_verb", ""))
        if verb is not None and verb.saves:
            outcome = act_and_tell(request, article, verb, is_saved=True)
            if outcome.status != 200 and outcome.form.fields:
                saved, tried = find_story(request, article.pk), Tried(verb, outcome.form)
                return story_page(site, request, saved, tried=tried, status=outcome.status).render()
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(here)


def _answers(request: HttpRequest, article: Article) -> Tried | None:
    """The answers that were sent for a verb which has to wait, because the story itself could not be saved."""
    verb = VERBS.get(request.POST.get("_verb", ""))
    if verb is None or not article.pk:
        return None
    form = verb.form(request.POST, edition=article.edition, user=request.user)
    return Tried(verb, form, reopens=False)


def _sent(request: HttpRequest) -> Any:
    """What the form sent; “save mine over it” names the Revision that the writer has now seen."""
    data = request.POST.copy()
    if data.get("_overwrite"):
        data["base_revision"] = str(data["_overwrite"])
    return data


def _stored(article: Article) -> Article | None:
    """The story as the database has it: the form has written what was typed into its own copy."""
    if not article.pk:
        return None
    return Article.objects.select_related("edition", "section", "head__author").get(pk=article.pk)
