"""Names in a row, as the language that is active joins them: “A, B and C”, «A, B e Isabel», «أ، ب وج»."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import get_language, pgettext

# What is spoken as i at its beginning: Inés, Hidalgo, but no Hierro, Iowa, Yolanda.
_SPOKEN_AS_I = re.compile(r"h?[ií](?![aeoáéó])|y(?![aeiouáéíóú])", re.IGNORECASE)


def joined(names: Iterable[Any]) -> str:
    """The names with “and” before the last."""
    return "".join(before + name for before, name in parted([str(name) for name in names]))


def listed(names: Iterable[Any]) -> str:
    """The names with nothing but commas."""
    return comma().join(str(name) for name in names)


def parted(items: Sequence[Any], name: Callable[[Any], str] = str) -> list[tuple[str, Any]]:
    """Each item with what is written before it; `name` says how an item is called."""
    before = [comma()] * len(items)
    before[:1] = [""] * len(before[:1])
    if len(items) > 1:
        before[-1] = _and(name(items[-1]))
    return list(zip(before, items, strict=True))


def comma() -> str:
    """The comma between two names, with its space."""
    return pgettext("between two names", ", ")


def _and(name: str) -> str:
    """The “and” before the last name, with its spaces."""
    if (get_language() or "").startswith("es") and _SPOKEN_AS_I.match(name):
        return " e "
    return pgettext("before the last of several names", " and ")
