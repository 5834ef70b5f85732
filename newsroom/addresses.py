"""At start-up: no section, page or prefix has an address that belongs to the site itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from articles.editions.models import Edition
from articles.editions.reserved import PAGE_WORDS, RESERVED_WORDS
from articles.sections.models import Section
from newsroom.pages.models import Page

_WORD = re.compile(r"\^?([A-Za-z.][A-Za-z0-9._-]*)(?=/|\$|\\Z|$)")
_NAMED = re.compile(r"\^?\(\?P<kind>([a-z|]+)\)")


def first_segments(patterns: Iterable[URLPattern | URLResolver] | None = None) -> set[str]:
    """The fixed words with which the addresses of the URL configuration begin."""
    found: set[str] = set()
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        route = str(entry.pattern)
        if isinstance(entry, URLResolver) and not route:
            found |= first_segments(entry.url_patterns)
        elif named := _NAMED.match(route):
            found |= set(named[1].split("|"))
        elif word := _WORD.match(route.replace("\\.", ".")):
            found.add(word[1])
    return found


@register(Tags.urls)
def check_reserved_words(**kwargs: Any) -> list[CheckMessage]:
    """Every fixed first word of an address is in RESERVED_WORDS, so that no section can take it."""
    missing = sorted(first_segments() - RESERVED_WORDS - PAGE_WORDS)
    if not missing:
        return []
    return [
        Error(
            f"Addresses begin with words that are not reserved: {', '.join(missing)}.",
            hint="Add them to RESERVED_WORDS in articles/editions/reserved.py.",
            id="newsroom.E020",
        )
    ]


@register(Tags.database)
def check_taken_words(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """No section, page or prefix in the database has a reserved word, nor one another's."""
    if "default" not in (databases or ()):
        return []
    try:
        prefixes = set(Edition.objects.exclude(prefix="").values_list("prefix", flat=True))
        sections = set(Section.objects.filter(parent=None).values_list("slug", flat=True))
        pages = set(Page.objects.values_list("slug", flat=True))
        below = set(Section.objects.exclude(parent=None).values_list("slug", flat=True))
    except DatabaseError:
        # The tables come with the first migration; newsroom.E001 speaks of a database that does not answer.
        return []
    clashes = (
        (RESERVED_WORDS & (sections | pages | prefixes), "belong to the site itself"),
        (PAGE_WORDS & (sections | prefixes), "are pages of the site itself"),
        (prefixes & (sections | below | pages), "are an edition's prefix"),
    )
    return [
        Error(
            f"Slugs {why}: {', '.join(sorted(words))}.",
            hint="Rename the section or the page on the desk.",
            id="newsroom.E021",
        )
        for words, why in clashes
        if words
    ]
