"""A copy of a story: a draft of one's own that begins with its text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.story_page import find_story
from articles.editions.scope import in_scope, person
from articles.models import Article
from articles.revisions import load, save_revision, snapshot


def copy_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """Make a copy for whoever asks, and lead there. The right: to see the story, and to write one in its place."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article, user = find_story(request, object_id), person(request)
    if not user.may("create") or not in_scope(user, article.edition_id, article.desk_id):
        raise PermissionDenied(_("You may not write stories there."))
    copied = copy_story(article, user)
    messages.success(request, _("This is your copy. Nobody but the desk sees it."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[copied.pk]))


@transaction.atomic
def copy_story(article: Article, by: Any) -> Article:
    """A new draft of `by` with the story's content as it was last saved.

    What belongs to the one story alone stays there: its address, its embargo, its corrections, who it is assigned to.
    """
    content = article.head.content if article.head else snapshot(article)
    copied = Article.objects.create(
        edition_id=article.edition_id,
        desk_id=article.desk_id,
        creator=by,
        confidential=article.confidential,
    )
    load(copied, {**content, "slug": "", "embargoed_until": None, "corrections": []})
    reason = _("Copied from story %(number)d: %(headline)s") % {"number": article.pk, "headline": article}
    save_revision(copied, by, reason=reason[:300])
    return copied
