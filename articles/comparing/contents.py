"""Two contents of a story side by side, for people: every field, the body by block, words under their marks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db.models import Field, Model
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body.blocks import blocks
from articles.body.merging import Op
from articles.comparing.bodies import (
    BlockChange,
    PictureChange,
    Stretch,
    compare_blocks,
    compare_bodies,
    stretches,
)
from articles.comparing.lines import (
    Fate,
    Line,
    LineChange,
    compare_lines,
    paired,
    plain_lines,
)
from articles.comparing.names import Names
from articles.comparing.words import Budget, Piece, plain_tokens
from articles.merging import Part
from articles.models import Article, ArticleImage, Byline, Correction
from articles.revisions import COLUMNS, Content

# In the order in which they are read.
_WORDS = (
    *("kicker", "headline", "short_headline", "standfirst", "dateline_place", "trail_text"),
    *("slug", "slugline", "seo_title", "seo_description"),
)


def _column(name: str, model: type[Model] = Article) -> Field[Any, Any]:
    return cast("Field[Any, Any]", model._meta.get_field(name))


LABELS: dict[str, Promise | str] = {
    **{
        name: _column(name).verbose_name
        for name in (
            *(*_WORDS, *COLUMNS, "section", "further_sections", "regions", "embargoed_until"),
            # Of a text that was not accepted alone.
            "desk_note",
        )
    },
    "bylines": gettext_lazy("byline"),
    "pictures": gettext_lazy("pictures"),
    "tags": gettext_lazy("tags"),
    "related": gettext_lazy("related stories"),
    "sources": gettext_lazy("sources"),
    "corrections": gettext_lazy("corrections"),
}
_ORDER = (
    *_WORDS[:6],
    *("bylines", "pictures", "section", "further_sections", "regions", "tags", "related", "kind", "genre"),
    *("corrections", "sources", "embargoed_until", "is_sensitive", "duration_seconds"),
    *_WORDS[6:],
)


@dataclass(frozen=True)
class FieldChange:
    """A field as it was and as it is. A list has `is_list`, its lines being entries; pictures have no lines here."""

    name: str
    label: Promise | str
    fate: Fate
    lines: list[LineChange] = field(default_factory=list)
    pictures: list[PictureChange] = field(default_factory=list)
    is_list: bool = False


@dataclass(frozen=True)
class Comparison:
    """The fields that differ, those that are alike and not empty, and the body."""

    fields: list[FieldChange]
    alike: list[FieldChange]
    body: list[BlockChange]

    @property
    def stretches(self) -> list[Stretch]:
        return stretches(self.body)

    @property
    def is_body_changed(self) -> bool:
        return any(change.is_changed for change in self.body)

    @property
    def is_empty(self) -> bool:
        """Whether the two are one text."""
        return not self.fields and not self.is_body_changed


def compare(old: Content, new: Content, names: Names) -> Comparison:
    """How `old` became `new`. Its cost is bounded, however long the two are."""
    budget = Budget()
    fields: list[FieldChange] = []
    alike: list[FieldChange] = []
    for name in names_in_order(old, new):
        change = compare_field(name, old.get(name), new.get(name), names, budget)
        if change.fate != Fate.EQUAL:
            fields.append(change)
        elif new.get(name):
            alike.append(change)
    body = compare_bodies(old.get("body") or "", new.get("body") or "", names, budget)
    return Comparison(fields, alike, body)


def names_in_order(*contents: Content) -> list[str]:
    """The names of all fields but the body, in the order in which a story is read; new ones last."""
    held = dict.fromkeys(name for content in contents for name in content)
    known = [name for name in _ORDER if name in held]
    return known + [name for name in held if name not in _ORDER and name != "body"]


def compare_field(name: str, old: Any, new: Any, names: Names, budget: Budget) -> FieldChange:
    """One field of both."""
    label = LABELS.get(name, name.replace("_", " "))
    fate = _fate(old, new)
    if name == "pictures":
        return FieldChange(
            name, label, fate, pictures=_pictures(old or [], new or [], names, budget), is_list=True
        )
    if name in _ENTRIES:
        said = _ENTRIES[name]
        was, is_now = ([said(entry, names) for entry in side or []] for side in (old, new))
        return FieldChange(name, label, fate, _listed(was, is_now, budget), is_list=True)
    before, after = _said(name, old, names), _said(name, new, names)
    if name in _WORDS:
        return FieldChange(name, label, fate, compare_lines(plain_lines(before), plain_lines(after), budget))
    return FieldChange(name, label, fate, [_replaced(before, after)])


def compare_part(part: Part, value: Any, names: Names, budget: Budget) -> FieldChange | BlockChange:
    """What one side made of a field or block of the text that both began with."""
    if not part.is_block:
        return compare_field(part.key, part.base, value, names, budget)
    before, after = (next(iter(blocks(html)), None) for html in (part.base, value))
    return compare_blocks(before, after, names, budget)


def _fate(old: Any, new: Any) -> Fate:
    if plain(old) == plain(new) or (not old and not new):
        return Fate.EQUAL
    if not old:
        return Fate.ADDED
    return Fate.CHANGED if new else Fate.REMOVED


def plain(value: Any) -> Any:
    """The value, its line ends as one sort: a browser sends others than an import."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _replaced(old: str, new: str) -> LineChange:
    """Two values of which one took the other's place: no words are compared."""
    before, after = (Line("p", tuple(plain_tokens(text))) for text in (old, new))
    if before.tokens == after.tokens:
        return LineChange(Fate.EQUAL, after, [Piece(Op.EQUAL, after.tokens)])
    pieces = [Piece(Op.DELETE, before.tokens), Piece(Op.INSERT, after.tokens)]
    return LineChange(Fate.CHANGED, after, [piece for piece in pieces if piece.tokens])


def _listed(old: list[str], new: list[str], budget: Budget) -> list[LineChange]:
    before, after = ([Line("li", tuple(plain_tokens(text))) for text in side] for side in (old, new))
    return compare_lines(before, after, budget)


def _said(name: str, value: Any, names: Names) -> str:
    """A value that is no list, in words."""
    if value is None or value == "":
        return ""
    match name:
        case "section":
            return names.said(names.sections, value)
        case "kind" | "genre":
            return str(dict(_column(name).flatchoices).get(value, value))
        case "is_sensitive":
            return _("yes") if value else _("no")
        case "embargoed_until":
            return _instant(value, names)
        case "duration_seconds":
            return _("%(seconds)d seconds") % {"seconds": value}
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _instant(text: str, names: Names) -> str:
    local = timezone.localtime(datetime.fromisoformat(text), names.zone)
    return f"{formats.date_format(local, _('j M Y H:i'))} ({names.zone.key})"


def _byline(row: dict[str, Any], names: Names) -> str:
    author = names.said(names.authors, row["author"]) if row.get("author") else ""
    credited = row.get("credited_as") or ""
    who = f"{credited} ({author})" if author and credited else author or credited
    return f"{dict(Byline.Role.choices).get(row.get('role', ''), '')} {who}".strip()


def _source(row: dict[str, Any], names: Names) -> str:
    return " ".join(filter(None, (row.get("name"), row.get("url"))))


def _correction(row: dict[str, Any], names: Names) -> str:
    kind = dict(Correction.Type.choices).get(row.get("type", ""), row.get("type", ""))
    place = dict(_column("placement", Correction).flatchoices).get(row.get("placement", ""), "")
    when = _instant(row["at"], names) if row.get("at") else ""
    return " · ".join(filter(None, map(str, (kind, when, place, row.get("text", "")))))


_ENTRIES: dict[str, Callable[[Any, Names], str]] = {
    "bylines": _byline,
    "sources": _source,
    "corrections": _correction,
    "tags": lambda pk, names: names.said(names.tags, pk),
    "regions": lambda pk, names: names.said(names.regions, pk),
    "further_sections": lambda pk, names: names.said(names.sections, pk),
    "related": lambda pk, names: names.said(names.stories, pk),
}


def _pictures(
    old: list[dict[str, Any]], new: list[dict[str, Any]], names: Names, budget: Budget
) -> list[PictureChange]:
    """The pictures beside the body; one that stays has its caption and alternative text compared."""
    found: list[PictureChange] = []
    for a, b in paired([row["image"] for row in old], [row["image"] for row in new]):
        before, after = old[a] if a is not None else None, new[b] if b is not None else None
        if before and after and before["image"] != after["image"]:
            sides: list[tuple[Any, Any]] = [(before, None), (None, after)]
        else:
            sides = [(before, after)]
        found += [_picture(one, other, names, budget) for one, other in sides]
    return found


def _picture(
    old: dict[str, Any] | None, new: dict[str, Any] | None, names: Names, budget: Budget
) -> PictureChange:
    row = new or old or {}
    lines = [
        change
        for name in ("caption", "alt_text", "long_description", "layout")
        for change in compare_lines(
            plain_lines(_of_picture(old, name)), plain_lines(_of_picture(new, name)), budget
        )
    ]
    fate = Fate.ADDED if old is None else Fate.REMOVED if new is None else Fate.EQUAL
    if fate == Fate.EQUAL and old != new:
        fate = Fate.CHANGED
    return PictureChange(fate, row["image"], names.pictures.get(row["image"]), lines)


def _of_picture(row: dict[str, Any] | None, name: str) -> str:
    """What a picture's row says; the usual layout is not worth a word."""
    value = str((row or {}).get(name) or "")
    if name != "layout":
        return value
    label = dict(_column("layout", ArticleImage).flatchoices).get(value, value)
    return "" if value in ("", "normal") else str(_("Layout: %(layout)s") % {"layout": label})
