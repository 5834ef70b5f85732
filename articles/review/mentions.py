"""Calling somebody to a comment by `@username`: who is meant, who may be, and who is offered while one types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from articles.editions.joining import listed
from articles.models import Article
from articles.publishing import Blocked

# What `UnicodeUsernameValidator` takes, up to the longest name. An @ within a word is an address of mail.
_NAME = re.compile(r"(?<![\w@.+-])@([\w@.+-]{1,150})")
# Signs that a name may have and that mostly end a sentence.
_TRAILING = ".+-@"
MOST = 20
OFFERED = 8


@dataclass(frozen=True)
class Called:
    """Whom a text calls: the accounts, and the names that are nobody's on the desk (they are text)."""

    people: list[Any]
    unknown: list[str] = field(default_factory=list)


def called_in(text: str, article: Article, by: Any) -> Called:
    """Find everybody whom `by` calls in `text`, each once, `by` left out.

    Raises Blocked, with a sentence that names them, if somebody is called who may not view the story, or too many are.
    """
    names = list(dict.fromkeys(_NAME.findall(text)))
    if not names:
        return Called([])
    people = _accounts(names)
    found, unknown = {}, []
    for name in names:
        user = next((people[s] for s in _spellings(name) if s in people), None)
        if user is None:
            unknown.append(name.rstrip(_TRAILING) or name)
        elif user.pk != by.pk:
            found[user.pk] = user
    if len(found) > MOST:
        raise Blocked([_("A comment calls %(most)d people at most.") % {"most": MOST}], "text")
    outside = [user for user in found.values() if not user.may("view", article)]
    if outside:
        raise Blocked([_unseeing(outside)], "text")
    return Called(list(found.values()), unknown)


def _unseeing(people: list[Any]) -> str:
    names = listed(f"{person} (@{person.username})" for person in people)
    return _("These people may not see this story, and are not called: %(names)s.") % {"names": names}


def _spellings(name: str) -> list[str]:
    """As it stands, and without what ends a sentence; in small letters, as names are compared."""
    return [name.lower(), name.rstrip(_TRAILING).lower()]


def _accounts(names: Iterable[str]) -> dict[str, Any]:
    wanted = {spelling for name in names for spelling in _spellings(name)}
    users = _staff().annotate(plain=Lower("username")).filter(plain__in=wanted).order_by("-pk")
    return {user.username.lower(): user for user in users}


def _staff() -> QuerySet[Any]:
    """All accounts, with what `may` asks of them, in two queries."""
    return get_user_model()._default_manager.prefetch_related("memberships")


def offered(article: Article, by: Any, words: str) -> list[Any]:
    """Up to OFFERED people whose names have the words and who may view the story, those first whose names begin so."""
    words = words.strip()[:150]
    has_words = Q(username__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
    users = _staff().filter(has_words, is_active=True).exclude(pk=by.pk)
    begins = Q(username__istartswith=words) | Q(first_name__istartswith=words)
    found: list[Any] = []
    for some in (users.filter(begins), users.exclude(begins)):
        for user in some.order_by("username").iterator(chunk_size=200):
            if user.may("view", article):
                found.append(user)
            if len(found) == OFFERED:
                return found
    return found


def parts(text: str, usernames: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it calls one of these people."""
    known = {name.lower() for name in usernames}
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _NAME.finditer(text) if known else ():
        spelling = next((s for s in _spellings(match[1]) if s in known), None)
        if spelling is not None:
            end = match.start() + 1 + len(spelling)
            pieces += [(text[at : match.start()], False), (text[match.start() : end], True)]
            at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]
