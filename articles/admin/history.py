"""A story's history: its texts in a list, one of them to read, any two side by side, and one of them put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.admin.acting import number
from articles.admin.story_page import find_revision, find_source, find_story, page_context, story_url
from articles.body.values import printable
from articles.comparing.contents import Comparison, compare
from articles.comparing.names import names_of
from articles.editions.scope import person
from articles.models import Article, Revision
from articles.published import moment
from articles.published.models import Release
from articles.revisions import Stale
from articles.translating.making import answers_of
from articles.translating.reading import followed, words_of

PER_PAGE = 50


@dataclass
class Entry:
    """One text of the history, and what it is or was: the working copy, submitted, public, scheduled."""

    revision: Revision
    is_head: bool
    is_submitted: bool
    is_joined: bool = False
    shown: list[Release] = field(default_factory=list)
    scheduled: list[Release] = field(default_factory=list)
    # Of a translation: the numbers of its source's texts that it answered as this text.
    answers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Side:
    """One of two texts: what it is called, and the Revision."""

    label: Promise | str
    revision: Revision


def history_urls(site: AdminSite) -> list[URLPattern]:
    return [
        story_url(site, "history", history_view, "history"),
        story_url(site, "diff", diff_view, "diff"),
        story_url(site, "changes", changes_view, "changes"),
        story_url(site, "revision/(?P<pk>[0-9]+)", revision_view, "revision"),
        story_url(site, "restore/(?P<pk>[0-9]+)", restore_view, "restore"),
    ]


def compared(article: Article, old: Revision, new: Revision, user: Any) -> Comparison:
    """How one text of the story became another, as far as `user` may know the names in it."""
    names = names_of([old.content, new.content], user, article.edition.zone)
    return compare(old.content, new.content, names)


def shown_release(article: Article) -> Release | None:
    """What readers see of the story now, None if they see nothing of it."""
    chain = moment.desk_moment().current(Release.objects.filter(article_id=article.pk))
    return chain.filter(state=Release.State.PUBLISHED).first()


def history_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return _history(site, request, find_story(request, object_id))


def _history(site: AdminSite, request: HttpRequest, article: Article, status: int = 200) -> TemplateResponse:
    rows = article.revisions.select_related("author", "parent", "merged_from").defer(
        "content", "parent__content", "merged_from__content"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    current = shown_release(article)
    context = {
        **page_context(site, request, article, _("History")),
        "page": page,
        "entries": _entries(article, list(page.object_list)),
        "current": current,
        "may_restore": person(request).may("edit", article),
    }
    return TemplateResponse(request, "desk/history.html", context, status=status)


def _entries(article: Article, revisions: list[Revision]) -> list[Entry]:
    now = moment.desk_moment().now
    keys = [revision.pk for revision in revisions]
    joined = set(
        Revision.objects.filter(article=article, merged_from__in=keys).values_list(
            "merged_from_id", flat=True
        )
    )
    entries = {
        revision.pk: Entry(
            revision,
            revision.pk == article.head_id,
            revision.pk == article.submitted_revision_id,
            not revision.is_accepted and revision.pk in joined,
        )
        for revision in revisions
    }
    if article.source_article_id is not None:
        for answer in answers_of(article).filter(revision_id__in=keys):
            entries[answer.revision_id or 0].answers.append(answer.detail["text"])
    chain = Release.objects.filter(article_id=article.pk, state=Release.State.PUBLISHED, revision_id__in=keys)
    for release in chain.order_by("public_from").defer("body", "content"):
        entry = entries[release.revision_id or 0]
        (entry.shown if release.public_from <= now else entry.scheduled).append(release)
    return list(entries.values())


def revision_view(site: AdminSite, request: HttpRequest, object_id: str, pk: str) -> HttpResponse:
    """One text of the history, to be read."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article = find_story(request, object_id)
    revision = find_revision(article, pk)
    context = {
        **page_context(site, request, article, _("Text %(number)d") % {"number": revision.number}),
        "revision": revision,
        "comparison": compared(article, revision, revision, request.user),
        "may_restore": person(request).may("edit", article) and revision.pk != article.head_id,
    }
    return TemplateResponse(request, "desk/revision.html", context)


def diff_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """Any two texts of the history, `?from=` and `?to=`; for who may not see the story, those that `followed` gives."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article, is_seen = find_source(request, object_id)
    sent = [request.GET.get(name, "") for name in ("from", "to")]
    if not is_seen:
        return _public_diff(site, request, article, *(number(pk) or 0 for pk in sent))
    old, new = (find_revision(article, pk) for pk in sent)
    return _diff(site, request, article, *(Side(_text_number(side), side) for side in (old, new)))


def _public_diff(site: AdminSite, request: HttpRequest, article: Article, old: int, new: int) -> HttpResponse:
    """What a translation answers of the story and what readers see of it now: their words, and not whose they are."""
    texts = followed(request.user, article.pk, old, new)
    if texts is None:
        raise Http404(_("The story has no such text in its history."))
    names = names_of([text.content for text in texts], request.user, article.edition.zone)
    context = {
        **page_context(site, request, article, _("What changed")),
        "is_in_public": True,
        "old": Side(_text_number(texts[0]), texts[0]),
        "new": Side(gettext_lazy("What readers see"), texts[1]),
        "comparison": compare(words_of(texts[0].content), words_of(texts[1].content), names),
    }
    return TemplateResponse(request, "desk/diff.html", context)


def changes_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """What readers see, against what waits for an editor, or else stands on the desk."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article = find_story(request, object_id)
    current = shown_release(article)
    new = article.submitted_revision or article.head
    if current is None or current.revision_id is None or new is None:
        messages.info(request, _("Readers see nothing of this story: all of it is new."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
    label = (
        gettext_lazy("What was submitted") if article.submitted_revision else gettext_lazy("The desk’s text")
    )
    old = find_revision(article, current.revision_id)
    return _diff(
        site, request, article, Side(gettext_lazy("What readers see"), old), Side(label, new), is_live=True
    )


def _diff(
    site: AdminSite, request: HttpRequest, article: Article, old: Side, new: Side, *, is_live: bool = False
) -> HttpResponse:
    context = {
        **page_context(
            site, request, article, _("What changed for readers") if is_live else _("What changed")
        ),
        "old": old,
        "new": new,
        "comparison": compared(article, old.revision, new.revision, request.user),
    }
    return TemplateResponse(request, "desk/diff.html", context)


def restore_view(site: AdminSite, request: HttpRequest, object_id: str, pk: str) -> HttpResponse:
    """Put a text of the history back on the desk; the text that stands there stays in the history."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article = find_story(request, object_id)
    revision = find_revision(article, pk)
    try:
        publishing.restore(
            article.pk,
            request.user,
            revision=revision.pk,
            base_revision=number(request.POST.get("base_revision", "")),
            reason=printable(request.POST.get("reason", ""))[:300],
        )
    except publishing.Blocked as why:
        for sentence in why.sentences:
            messages.error(request, sentence)
        return _history(site, request, article, status=422)
    except Stale:
        messages.error(
            request, _("The story was saved by somebody else meanwhile. Look again before you restore.")
        )
        return _history(site, request, find_story(request, object_id), status=409)
    messages.success(
        request,
        _("Text %(number)d stands on the desk again. What stood here is kept in the history.")
        % {"number": revision.number},
    )
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _text_number(revision: Revision) -> str:
    return _("Text %(number)d") % {"number": revision.number}
