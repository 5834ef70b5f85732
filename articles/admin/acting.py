"""Doing a verb to a story for somebody at a page, and telling them how it went."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.panel import Verb
from articles.forms.verbs import VerbForm
from articles.models import Article
from articles.publishing import Blocked, Undecided
from articles.releasing import is_too_late
from articles.review.bundles import bundle_of
from articles.review.jobs import defer_link_checks
from articles.revisions import Stale

_STALE = _("The story changed while you were looking at it. Look again before you decide.")


@dataclass(frozen=True)
class Outcome:
    """How a verb went: the status for it (200, 403, 409 or 422), and the form with what stands in the way.

    303 if the verb has to know first what is to become of a change that waits: that is asked on a page of its own.
    """

    status: int
    form: VerbForm


def act_and_tell(request: HttpRequest, article: Article, verb: Verb, *, is_saved: bool) -> Outcome:
    """Do the verb. A refusal is said in its form, beside the field at fault; and above the page if it has no dialog."""
    form = verb.form(request.POST, edition=article.edition, user=request.user)
    held = bundle_of(article.pk)
    status = _act(request, article, verb, form, is_saved=is_saved) if form.is_valid() else 422
    if status == 200:
        messages.success(request, str(verb.done))
        if held is not None and not held.items.filter(article_id=article.pk).exists():
            messages.info(request, _("It has left the bundle “%(name)s”.") % {"name": held.name})
        if verb.saves and not is_saved:
            # What was saved long ago may lead nowhere by now.
            defer_link_checks(article)
    elif status == 303:
        pass
    elif is_saved:
        for sentence in _sentences(form):
            messages.warning(request, _("Saved, but not done: %(why)s") % {"why": sentence})
    elif not form.fields or status == 403:
        for sentence in _sentences(form):
            messages.error(request, sentence)
    return Outcome(status, form)


def _act(request: HttpRequest, article: Article, verb: Verb, form: VerbForm, *, is_saved: bool) -> int:
    try:
        seen = _seen(request, article, verb, is_saved=is_saved)
        if verb.check is not None and request.user.may(verb.name, article):  # type: ignore[union-attr]
            verb.check(request, form.cleaned_data)
        with transaction.atomic():
            verb.act(article.pk, request.user, {**form.cleaned_data, **seen})
            _settle()
    except Undecided:
        return 303
    except Blocked as why:
        form.add_error(why.field if why.field in form.fields else None, why.sentences)
        return 422
    except (Stale, IntegrityError) as error:
        if isinstance(error, IntegrityError) and not is_too_late(error):
            raise
        form.add_error(None, _STALE)
        return 409
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
        return 403
    return 200


def _sentences(form: VerbForm) -> list[str]:
    return [str(sentence) for sentences in form.errors.values() for sentence in sentences]


def _seen(request: HttpRequest, article: Article, verb: Verb, *, is_saved: bool) -> dict[str, int | None]:
    """The Revision and Release that the page stood on; after a save, the Revision just made."""
    seen = {name: number(request.POST.get(name, "")) for name in verb.seen}
    if is_saved and "revision" in seen:
        seen["revision"] = article.head_id
    return seen


def _settle() -> None:
    """Have the chain's deferred constraints speak now, while what was saved beside the verb can still be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def number(text: str) -> int | None:
    """A key, None for an empty text (nothing is public), and 0, which is no row's, for anything else."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
