"""What is to become of a change that is scheduled, when an urgent edit is to be public before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from articles.admin.panel import Panel, panel_for
from articles.admin.story_page import find_story, page_context, story_url
from articles.comparing.bodies import BlockChange
from articles.comparing.contents import Comparison, FieldChange, compare, compare_part
from articles.comparing.names import Names, names_of
from articles.comparing.words import Budget
from articles.editions.scope import person
from articles.forms.verbs import SIGNIFICANT
from articles.merging import Fate, parts
from articles.models import Article, Revision
from articles.pending import Joining, join, text_of
from articles.published.models import Release


@dataclass(frozen=True)
class Clash:
    """What the urgent edit and the scheduled text both changed, and what each made of it."""

    urgent: FieldChange | BlockChange
    scheduled: FieldChange | BlockChange


@dataclass(frozen=True)
class Outlook:
    """What readers see now and will see, for each way to decide."""

    now: Comparison
    later: Comparison
    included: Comparison
    clashes: list[Clash]


def deciding_urls(site: AdminSite) -> list[URLPattern]:
    return [story_url(site, "decide", decide_view, "decide")]


def decide_url(request: HttpRequest, article: Article) -> str:
    """Where the question is asked; the choice between significant and minor goes with it."""
    minor = "?significant=no" if request.POST.get("significant") == "no" else ""
    return reverse("admin:articles_article_decide", args=[article.pk]) + minor


def decide_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page that asks; its buttons are the verb `publish`, with the Revision and Release that it shows."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article = find_story(request, object_id)
    if not person(request).may("publish", article):
        raise PermissionDenied(_("You may not publish this story as it stands now."))
    panel = panel_for(article, request.user)
    waiting = next((r for r in panel.pending if r.state == Release.State.PUBLISHED), None)
    if waiting is None or panel.current is None or article.head is None or not waiting.revision_id:
        messages.info(
            request, _("No change is scheduled any more: there is nothing to decide. Publish it from here.")
        )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    scheduled = text_of(waiting)
    outlook = _outlook(article, article.head, panel, scheduled, request.user)
    context = {
        **page_context(site, request, article, _("A change is scheduled. What is to become of it?")),
        "panel": panel,
        "waiting": waiting,
        "scheduled": scheduled,
        "outlook": outlook,
        # By this the device drops its copy of what was typed: it is saved.
        "saved": request.GET.get("saved", ""),
        "choices": SIGNIFICANT,
        "significant": "no" if request.GET.get("significant") == "no" else "yes",
    }
    return TemplateResponse(request, "desk/decide.html", context)


def _outlook(article: Article, head: Revision, panel: Panel, scheduled: Revision, user: Any) -> Outlook:
    assert panel.current is not None
    joining = join(head, scheduled, panel.chain, panel.now)
    is_shown = panel.current.state == Release.State.PUBLISHED and panel.current.revision_id
    shown = text_of(panel.current).content if is_shown else {}
    joined = joining.merged.content
    names = names_of(
        [shown, head.content, scheduled.content, joined, joining.base], user, article.edition.zone
    )
    return Outlook(
        compare(shown, head.content, names),
        compare(head.content, scheduled.content, names),
        compare(scheduled.content, joined, names),
        _clashes(joining, names),
    )


def _clashes(joining: Joining, names: Names) -> list[Clash]:
    budget = Budget()
    return [
        Clash(compare_part(part, part.mine, names, budget), compare_part(part, part.theirs, names, budget))
        for part in parts(joining.base, joining.urgent, joining.scheduled)
        if part.fate == Fate.CONFLICT
    ]
