"""Doing a verb to a story for somebody at a page, and telling them how it went."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.panel import Verb
from articles.models import Article
from articles.publishing import Blocked, Undecided
from articles.revisions import Stale

_STALE = _("The story changed while you were looking at it. Look again before you decide.")


def act_and_tell(request: HttpRequest, article: Article, verb: Verb, *, is_saved: bool) -> int:
    """Do the verb and say how it went; returns the status for it: 200, 403, 409 or 422.

    303 if the verb has to know first what is to become of a change that waits: that is asked on a page of its own.
    """
    form = verb.form(request.POST, edition=article.edition)
    prefix = _("Saved, but not done: ") if is_saved else ""
    if not form.is_valid():
        for sentences in form.errors.values():
            for sentence in sentences:
                messages.error(request, f"{prefix}{sentence}")
        return 422
    try:
        seen = _seen(request, article, verb, is_saved=is_saved)
        with transaction.atomic():
            verb.act(article.pk, request.user, {**form.cleaned_data, **seen})
            _settle()
    except Undecided:
        return 303
    except Blocked as why:
        for sentence in why.sentences:
            messages.error(request, f"{prefix}{sentence}")
        return 422
    except (Stale, IntegrityError) as error:
        if isinstance(error, IntegrityError) and not is_too_late(error):
            raise
        messages.error(request, f"{prefix}{_STALE}")
        return 409
    except PermissionDenied as refusal:
        messages.error(request, f"{prefix}{refusal}")
        return 403
    messages.success(request, str(verb.done))
    return 200


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


def is_too_late(error: IntegrityError) -> bool:
    """Whether the guard refused, because a Release that the verb drops has begun meanwhile."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "release_keep"


def number(text: str) -> int | None:
    """A key, None for an empty text (nothing is public), and 0, which is no row's, for anything else."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
