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
from articles.admin.comparison import answer_stale_save
from articles.admin.deciding import decide_url
from articles.admin.panel import VERBS, Tried
from articles.admin.restoring import drop_saved, keep_refused, saved_mark
from articles.admin.story_page import find_story, story_page
from articles.editions.scope import person
from articles.forms.aside import mark_of, stored
from articles.forms.rows import are_valid, rows_of
from articles.forms.story import StoryForm
from articles.models import Article, AuditEntry
from articles.published import moment
from articles.review.jobs import defer_link_checks
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
        aside = aside_of(article)
        form = StoryForm(request.POST, instance=article, user=request.user, refusal=refusal)
        lists = rows_of(article, request.POST, user=request.user, held=form.held)
        # Both are asked, so that all errors are shown at once.
        if not all([form.is_valid(), are_valid(lists)]):
            stored = _stored(article)
            if form.is_stale and stored is not None:
                return answer_stale_save(site, request, stored, form, lists)
            if refusal:
                keep_refused(article, request.user, request.POST)
            status, tried = 403 if refusal else 200, _answers(request, article)
            return story_page(
                site, request, stored, form=form, lists=lists, tried=tried, status=status
            ).render()
        article = form.save_all()
        for rows in lists.values():
            if rows.is_bound:
                rows.save(article)
        save_revision(article, request.user)
        _log_aside(article, request.user, aside if object_id is not None else None)
        defer_link_checks(article)
        drop_saved(article, request.user, request.POST)
        here = reverse("admin:articles_article_change", args=[article.pk])
        verb = VERBS.get(request.POST.get("_verb", ""))
        if verb is not None and verb.saves:
            outcome = act_and_tell(request, article, verb, is_saved=True)
            if outcome.status == 303:
                here = decide_url(request, article)
            elif outcome.status != 200 and outcome.form.fields:
                saved, tried = find_story(request, article.pk), Tried(verb, outcome.form)
                return story_page(site, request, saved, tried=tried, status=outcome.status).render()
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(here + saved_mark(request.POST, after=here))


# Who has it and until when is logged by whoever writes that.
_LOGGED = ("desk", "desk_note", "confidential")


def aside_of(article: Article) -> dict[str, str]:
    return {name: mark_of(stored(article, name)) for name in _LOGGED}


def _log_aside(article: Article, by: Any, before: dict[str, str] | None) -> None:
    """Log what was changed of a story without changing its text. A new story (None) has nothing to tell."""
    if before is None:
        return
    changed = [name for name, mark in aside_of(article).items() if mark != before[name]]
    if changed:
        AuditEntry.objects.create(
            article_id=article.pk,
            verb="desk",
            by=by,
            revision_id=article.head_id,
            at=moment.clock_reading("default"),
            detail={"changed": changed},
        )


def _answers(request: HttpRequest, article: Article) -> Tried | None:
    """The answers that were sent for a verb which has to wait, because the story itself could not be saved."""
    verb = VERBS.get(request.POST.get("_verb", ""))
    if verb is None or not article.pk:
        return None
    form = verb.form(request.POST, edition=article.edition, user=request.user)
    return Tried(verb, form, reopens=False)


def _stored(article: Article) -> Article | None:
    """The story as the database has it: the form has written what was typed into its own copy."""
    if not article.pk:
        return None
    return Article.objects.select_related("edition", "section", "head__author").get(pk=article.pk)
