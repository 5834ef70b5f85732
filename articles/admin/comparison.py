"""Two texts of one story side by side: which fields differ, and which words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles.body.reading import plain_text
from articles.models import Article

COMPARED: dict[str, Any] = {
    "headline": _("headline"),
    "kicker": _("kicker"),
    "standfirst": _("standfirst"),
    "body": _("body"),
    "trail_text": _("trail text"),
    "slug": _("slug"),
    "dateline_place": _("dateline"),
}
_WORD = re.compile(r"\s+|[^\s\w]|\w+")


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts ("same"), only in the other one's ("theirs") or only in one's own ("mine")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    label: Any
    theirs: str
    mine: str
    pieces: list[Piece]


def differences(theirs: dict[str, Any], mine: dict[str, Any]) -> list[Difference]:
    """The fields in which what was typed is not what stands, each with its words compared."""
    found = []
    for name, label in COMPARED.items():
        one, other = _text(name, theirs.get(name, "")), _text(name, mine.get(name, ""))
        if one != other:
            found.append(Difference(label, one, other, word_pieces(one, other)))
    return found


def typed(article: Article, data: Any) -> dict[str, Any]:
    """What a form sent, for the fields that are compared."""
    return {name: data.get(name, getattr(article, name)) for name in COMPARED}


def word_pieces(theirs: str, mine: str) -> list[Piece]:
    """The two texts as one row of pieces, equal words said once."""
    one, other = _WORD.findall(theirs), _WORD.findall(mine)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        if b > a:
            pieces.append(Piece("theirs", "".join(one[a:b])))
        if d > c:
            pieces.append(Piece("mine", "".join(other[c:d])))
    return pieces


def _text(name: str, value: Any) -> str:
    text = plain_text(value) if name == "body" else str(value)
    return text.replace("\r\n", "\n").strip()
