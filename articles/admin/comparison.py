"""A text that was not accepted beside the one that stands: both are in the history, and are joined by choice.

A stale save comes here, after what was typed is kept; so does whoever joins a draft that was kept, at any later time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles import publishing
from articles.admin.acting import number
from articles.admin.panel import VERBS
from articles.admin.restoring import drop_saved, keep_refused, saved_mark
from articles.admin.story_page import find_revision, find_story, page_context, story_page, story_url
from articles.admin.unsaved import drop_joined
from articles.comparing.bodies import BlockChange
from articles.comparing.contents import FieldChange, compare_part
from articles.comparing.names import Names, names_of
from articles.comparing.words import Budget
from articles.editions.scope import person
from articles.forms.aside import ASIDE
from articles.forms.rows import Rows, are_valid
from articles.forms.story import StoryForm
from articles.forms.typed import WORDS, typed_content
from articles.merging import BOTH, MINE, THEIRS, Fate, Part, parts
from articles.models import Article, Revision
from articles.revisions import COLUMNS, Stale, fault_of, keep, lock

_CHOICES: dict[str, Promise] = {
    MINE: pgettext_lazy("of two texts", "Mine"),
    THEIRS: pgettext_lazy("of two texts", "Theirs"),
    BOTH: gettext_lazy("Both, mine after theirs"),
}
_TAKEN: dict[Fate, Promise] = {
    Fate.MINE: gettext_lazy("only mine changed it"),
    Fate.THEIRS: gettext_lazy("only theirs changed it"),
    Fate.ALIKE: gettext_lazy("both changed it alike"),
}
Change = FieldChange | BlockChange


@dataclass(frozen=True)
class Option:
    """One way to decide: its value, what it is called, and what it makes of the text before (None: both of them)."""

    value: str
    label: Promise
    change: Change | None
    is_chosen: bool


@dataclass(frozen=True)
class Decision:
    """A field or block for which a text has to be chosen."""

    key: str
    label: Promise | str
    is_block: bool
    options: list[Option]
    fault: str = ""


@dataclass
class Joined:
    """What joined by itself: what it makes of the text before, and who changed it."""

    change: Change
    taken: Promise


@dataclass
class Choosing:
    """The three texts, taken apart for one person."""

    mine: Revision
    theirs: Revision
    decisions: list[Decision] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)


def comparison_urls(site: AdminSite) -> list[URLPattern]:
    return [story_url(site, "comparison/(?P<pk>[0-9]+)", comparison_view, "comparison")]


def answer_stale_save(
    site: AdminSite, request: HttpRequest, article: Article, form: StoryForm, lists: dict[str, Rows]
) -> HttpResponse:
    """Keep what was typed as a text that was not accepted, then show it beside the one that stands (409).

    Call it with the story locked; the caller commits. What cannot be kept so (a body that is refused, a time that does
    not exist) is shown in the form again, with the sentence that says why.
    """
    head = article.head
    assert head is not None
    base = article.revisions.filter(pk=form.cleaned_data.get("base_revision") or 0).first()
    content = typed_content(form, lists, (base or head).content)
    unkept = set(form.errors) - set(WORDS) - {"__all__"}
    if unkept or not are_valid(lists):
        keep_refused(article, request.user, request.POST)
        keep(article, request.user, content, base=base, reason=_("Typed while somebody else saved."))
        return story_page(site, request, article, form=form, lists=lists, status=409).render()
    aside = _typed_aside(article, form)
    # What was typed is in the history, or in the story itself: no draft holds it any more.
    drop_saved(article, request.user, request.POST)
    saved = saved_mark(request.POST)
    if content in (head.content, base.content if base else None) and not aside:
        messages.warning(
            request,
            _(
                "Somebody saved this story meanwhile. Nothing that you typed is missing from it; here it is as it stands."
            ),
        )
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]) + saved)
    mine = keep(article, request.user, content, base=base, reason=_("Typed while somebody else saved."))
    if verb := VERBS.get(request.POST.get("_verb", "")):
        messages.warning(request, _("Not done, because of that: %(verb)s.") % {"verb": verb.label})
    return comparison_page(
        site, request, article, mine, aside=aside, saved=saved, is_stale=True, status=409
    ).render()


def _typed_aside(article: Article, form: StoryForm) -> list[tuple[Promise | str, str]]:
    """Entries of the form that belong to no text and differ from what is stored, by name and as typed."""
    found: list[tuple[Promise | str, str]] = []
    for name in ASIDE:
        if name not in form.cleaned_data or form.cleaned_data[name] == getattr(article, name):
            continue
        value = form.cleaned_data[name]
        words = (_("yes") if value else _("no")) if isinstance(value, bool) else str(value or "–")
        found.append((form.fields[name].label or name, words))
    return found


def comparison_view(site: AdminSite, request: HttpRequest, object_id: str, pk: str) -> HttpResponse:
    """The page on which a kept text is joined with the story; a post brings the choices and the head that was seen."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    article = find_story(request, object_id)
    mine = find_revision(article, pk)
    if mine.is_accepted:
        raise Http404(_("This text was accepted; there is nothing to join."))
    if not person(request).may("edit", article):
        raise PermissionDenied(_("You may not change this story as it stands now."))
    if request.method != "POST":
        return comparison_page(site, request, article, mine)
    choices = _choices(request, article, mine)
    try:
        with transaction.atomic():
            publishing.resolve(
                article.pk,
                request.user,
                mine=mine.pk,
                theirs=number(request.POST.get("theirs", "")),
                choices=choices,
            )
            # A draft with the text that was joined is done with; one with more is in the history from now on.
            drop_saved(lock(article.pk), request.user, request.POST)
    except publishing.Blocked as why:
        for sentence in why.sentences:
            messages.error(request, sentence)
        return comparison_page(site, request, article, mine, choices=choices, status=422)
    except Stale:
        messages.error(
            request,
            _("Somebody saved the story again meanwhile. This is how your text compares with it now."),
        )
        return comparison_page(site, request, find_story(request, object_id), mine, is_stale=True, status=409)
    drop_joined(article, person(request), mine)
    messages.success(request, _("Joined and saved. Both texts are kept in the history."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _choices(request: HttpRequest, article: Article, mine: Revision) -> dict[str, str]:
    """What was chosen, by the part's key; the buttons for all decide whatever there is to decide."""
    everywhere = request.POST.get("all", "")
    if everywhere in (MINE, THEIRS) and article.head is not None:
        found = _parts(mine, article.head)
        return {part.key: everywhere for part in found if part.fate == Fate.CONFLICT or _fault(part)}
    sent = ((name, request.POST[name]) for name in request.POST)
    return {name.removeprefix("choice-"): str(value) for name, value in sent if name.startswith("choice-")}


def comparison_page(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    mine: Revision,
    *,
    choices: dict[str, str] | None = None,
    aside: list[tuple[Promise | str, str]] | None = None,
    saved: str = "",
    is_stale: bool = False,
    status: int = 200,
) -> TemplateResponse:
    head = article.head
    assert head is not None
    context = {
        **page_context(site, request, article, _("Two texts of one story")),
        "choosing": _choosing(article, mine, head, request.user, choices or {}),
        "joined_in": Revision.objects.filter(article=article, merged_from=mine).order_by("number").last(),
        "is_own": mine.author_id == request.user.pk,
        "is_stale": is_stale,
        # By this the device drops its copy of what was typed.
        "saved": saved.removeprefix("?saved="),
        "aside": aside or [],
    }
    return TemplateResponse(request, "desk/comparison.html", context, status=status)


def _parts(mine: Revision, head: Revision) -> list[Part]:
    found = parts(mine.parent.content if mine.parent else {}, mine.content, head.content)
    # A note to the desk is read in the history, and joined with no text.
    return [part for part in found if part.key != "desk_note"]


def _choosing(
    article: Article, mine: Revision, head: Revision, user: Any, choices: dict[str, str]
) -> Choosing:
    held = [mine.content, head.content, *([mine.parent.content] if mine.parent else [])]
    names = names_of(held, user, article.edition.zone)
    budget = Budget()
    found = Choosing(mine, head)
    for part in _parts(mine, head):
        if part.fate == Fate.CONFLICT or _fault(part):
            found.decisions.append(_decision(part, names, budget, choices.get(part.key, "")))
        else:
            value = part.theirs if part.fate == Fate.THEIRS else part.mine
            found.joined.append(Joined(compare_part(part, value, names, budget), _TAKEN[part.fate]))
    return found


def _fault(part: Part) -> str:
    """Why my text of a field cannot be taken, if it cannot: it was typed too long, say."""
    is_column = part.key in COLUMNS and part.fate in (Fate.MINE, Fate.CONFLICT)
    return fault_of(part.key, part.mine) if is_column else ""


def _decision(part: Part, names: Names, budget: Budget, chosen: str) -> Decision:
    sides = {MINE: part.mine, THEIRS: part.theirs}
    options = [
        Option(
            value,
            _CHOICES[value],
            compare_part(part, sides[value], names, budget) if value in sides else None,
            value == chosen,
        )
        for value in part.choices
    ]
    change = next(option.change for option in options if option.change is not None)
    return Decision(part.key, change.label, part.is_block, options, _fault(part))
