"""The same act on several stories at once: each is asked, changed and told of by itself.

The page carries the Revision at which each story was seen. One that somebody saved meanwhile is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import publishing
from articles.admin.acting import number
from articles.editions.scope import person
from articles.forms import bulk as forms
from articles.forms.bundles import BundleForm
from articles.models import Article, ArticleTag
from articles.publishing import Blocked, instant_in
from articles.review import bundles
from articles.revisions import Stale, check_base, lock, save_revision

LIMIT = 100


@dataclass(frozen=True)
class Bulk:
    """An act on several stories. `right` is asked of each; `hinders` says why the answers do not suit one story.

    `act` gets the story locked, with nothing saved since it was seen. `leads` says afterwards where to go on.
    """

    name: str
    label: Promise
    right: str
    explains: Promise
    done: Promise
    act: Callable[[Article, Any, dict[str, Any]], None]
    form: type[forms.BulkForm] = forms.BulkForm
    hinders: Callable[[Article, dict[str, Any]], str] | None = None
    leads: Callable[[HttpRequest, dict[str, Any]], None] | None = None


@dataclass
class Chosen:
    """A story of the page, the Revision at which it was seen, and how it stands: "ready", "hindered", "done" or "left"."""

    article: Article
    seen: int | None
    state: str = "ready"
    why: str = ""


def _move(article: Article, by: Any, data: dict[str, Any]) -> None:
    article.section = data["section"]
    article.save(update_fields=["section"])
    save_revision(article, by, reason=_("Moved to %(section)s.") % {"section": data["section"]})


def _other_edition(article: Article, data: dict[str, Any]) -> str:
    if data["section"].edition_id != article.edition_id:
        return _("This section belongs to another edition.")
    return _("It is there already.") if article.section_id == data["section"].pk else ""


def _tag(article: Article, by: Any, data: dict[str, Any]) -> None:
    ArticleTag.objects.create(content_object=article, tag=data["tag"], position=article.tag_items.count())
    save_revision(article, by, reason=_("Tagged %(tag)s.") % {"tag": data["tag"]})


def _has_tag(article: Article, data: dict[str, Any]) -> str:
    has = article.tag_items.filter(tag=data["tag"]).exists()
    return _("It has this tag already.") if has else ""


def _assign(article: Article, by: Any, data: dict[str, Any]) -> None:
    publishing.assign(article.pk, by, assignee=data["assignee"], due_at=_due(article, data))


def _due(article: Article, data: dict[str, Any]) -> datetime | None:
    """The time that was typed, on the clock of the story's edition; or else what it has."""
    wall = data["due_at"]
    return instant_in(article.edition.time_zone, wall.naive, wall.fold) if wall else article.due_at


def _is_theirs(article: Article, data: dict[str, Any]) -> str:
    is_so = (article.assignee, article.due_at) == (data["assignee"], _due(article, data))
    return _("It is theirs already.") if is_so else ""


def _bundle(article: Article, by: Any, data: dict[str, Any]) -> None:
    """Add the story; a new bundle is made with the first that can be in it."""
    bundle = data["bundle"] or bundles.create(data["name"], by)
    bundles.add(bundle.pk, article.pk, by)
    data["bundle"] = bundle


def _lead_to_bundle(request: HttpRequest, data: dict[str, Any]) -> None:
    if data["bundle"] is None:
        return
    url = reverse("admin:review_bundle_change", args=[data["bundle"].pk])
    messages.info(request, format_html('<a href="{}">{}</a>', url, _("To the bundle “%s”") % data["bundle"]))


BULKS: dict[str, Bulk] = {
    bulk.name: bulk
    for bulk in (
        Bulk(
            "move_to_section",
            gettext_lazy("Move to section…"),
            "edit",
            gettext_lazy("A new revision of each. What readers see changes once it is published."),
            gettext_lazy("moved"),
            _move,
            forms.SectionForm,
            _other_edition,
        ),
        Bulk(
            "add_tag",
            gettext_lazy("Add a tag…"),
            "edit",
            gettext_lazy("A new revision of each. What readers see changes once it is published."),
            gettext_lazy("tagged"),
            _tag,
            forms.TagForm,
            _has_tag,
        ),
        Bulk(
            "assign",
            gettext_lazy("Assign to…"),
            "assign",
            gettext_lazy("The stories become theirs to write."),
            gettext_lazy("assigned"),
            _assign,
            forms.AssignForm,
            _is_theirs,
        ),
        Bulk(
            "bundle",
            gettext_lazy("Add to a bundle…"),
            "bundle",
            gettext_lazy("The stories of a bundle become public together, at one instant."),
            gettext_lazy("added to the bundle"),
            _bundle,
            BundleForm,
            leads=_lead_to_bundle,
        ),
        Bulk(
            "submit",
            gettext_lazy("Submit"),
            "submit",
            gettext_lazy("Hands each to the editors as it stands."),
            gettext_lazy("submitted"),
            lambda article, by, _data: publishing.submit(article.pk, by, revision=article.head_id),
        ),
        Bulk(
            "spike",
            gettext_lazy("Spike"),
            "spike",
            gettext_lazy("Drops each. They can be revived."),
            gettext_lazy("spiked"),
            lambda article, by, _data: publishing.spike(article.pk, by),
        ),
    )
}


def offered(user: Any) -> Iterable[Bulk]:
    """The acts that somebody may do to any story at all."""
    return [bulk for bulk in BULKS.values() if user.may(bulk.right)]


def ask(site: AdminSite, request: HttpRequest, bulk: Bulk, articles: Iterable[Article]) -> HttpResponse:
    """The page on which the act is asked for: the stories as they are seen now, and which of them it cannot be done to."""
    chosen = [Chosen(article, article.head_id) for article in articles]
    for one in chosen:
        if not person(request).may(bulk.right, one.article):
            one.state, one.why = "hindered", _refusal(one.article)
    return _page(site, request, bulk, bulk.form(user=request.user), chosen)


def bulk_view(site: AdminSite, request: HttpRequest, name: str) -> HttpResponse:
    """Do the act to each story that was sent as `story=<id>:<revision>`, and tell of each how it went."""
    bulk = BULKS.get(name)
    if bulk is None:
        raise Http404(_("There is no such act."))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not person(request).may(bulk.right):
        raise PermissionDenied(_("You may not do that."))
    seen = _sent(request.POST.getlist("story"))
    chosen = [Chosen(article, seen[article.pk]) for article in visible(request, list(seen))]
    form = bulk.form(request.POST, user=request.user)
    if not form.is_valid() or not chosen or len(seen) > LIMIT:
        return _page(site, request, bulk, form, chosen[:LIMIT], status=422)
    for one in chosen:
        _do(bulk, one, person(request), form.cleaned_data)
    if bulk.leads is not None:
        bulk.leads(request, form.cleaned_data)
    return _page(site, request, bulk, form, chosen, is_done=True)


def visible(request: HttpRequest, ids: list[int]) -> list[Article]:
    """The stories of these ids that the person may see, in the order of the ids; others are as if they were not."""
    rows = Article.objects.visible_to(request.user).with_status().select_related("edition", "section", "desk")
    found = rows.defer("body").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _sent(values: list[str]) -> dict[int, int | None]:
    seen: dict[int, int | None] = {}
    for value in values:
        pk, _colon, head = value.partition(":")
        if (known := number(pk)) is not None:
            seen[known] = number(head)
    return seen


def _do(bulk: Bulk, one: Chosen, by: Any, data: dict[str, Any]) -> None:
    """Change one story under its lock, or leave it and say why."""
    try:
        with transaction.atomic():
            article = lock(one.article.pk)
            check_base(article, one.seen)
            if not by.may(bulk.right, article):
                raise Blocked([_refusal(article)])
            if bulk.hinders is not None and (why := bulk.hinders(article, data)):
                raise Blocked([why])
            bulk.act(article, by, data)
    except Blocked as why:
        one.state, one.why = "left", str(why)
    except PermissionDenied:
        one.state, one.why = "left", _refusal(one.article)
    except Stale as stale:
        who = stale.head.author if stale.head else ""
        one.state, one.why = "left", _("%(who)s saved it meanwhile; it is left as it is.") % {"who": who}
    else:
        one.state, one.why = "done", str(bulk.done)


def _refusal(article: Article) -> str:
    return _("You may not do that with this story as it stands now.")


def _page(
    site: AdminSite,
    request: HttpRequest,
    bulk: Bulk,
    form: forms.BulkForm,
    chosen: list[Chosen],
    *,
    is_done: bool = False,
    status: int = 200,
) -> HttpResponse:
    ready = [one for one in chosen if one.state == "ready"]
    done = sum(one.state == "done" for one in chosen)
    told = ngettext("%(count)d story: %(what)s.", "%(count)d stories: %(what)s.", done)
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": str(bulk.label).rstrip("…"),
        "bulk": bulk,
        "form": form,
        "chosen": chosen,
        "ready": ready,
        "is_done": is_done,
        "told": told % {"count": done, "what": bulk.done},
        "left": sum(one.state == "left" for one in chosen),
    }
    return TemplateResponse(request, "desk/bulk.html", context, status=status)
