"""Merging two texts of a story that grew from the same one: field by field, the body block by block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from articles.body import merging
from articles.revisions import Content

MINE, THEIRS, BOTH = "mine", "theirs", "both"
_BODY = "body:"


class Fate(StrEnum):
    """Who changed a field or a block: one side, both alike, or both differently."""

    MINE = "mine"
    THEIRS = "theirs"
    ALIKE = "alike"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Part:
    """A field, or a block of the body, that at least one side changed. A block is HTML, "" where a side has none.

    `key` is the field's name, or `body:` and the block's id.
    """

    key: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def is_block(self) -> bool:
        return self.key.startswith(_BODY)

    @property
    def fate(self) -> Fate:
        if self.mine == self.theirs:
            return Fate.ALIKE
        if self.theirs == self.base:
            return Fate.MINE
        return Fate.THEIRS if self.mine == self.base else Fate.CONFLICT

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen in a conflict: a block that both have can stand twice."""
        is_twofold = self.is_block and self.mine and self.theirs
        return (MINE, THEIRS, BOTH) if is_twofold else (MINE, THEIRS)


@dataclass(frozen=True)
class Merged:
    """`content` takes what either side changed; `conflicts` names the parts, by key, that both did and none decided."""

    content: Content
    conflicts: tuple[str, ...]


def parts(base: Content, mine: Content, theirs: Content) -> list[Part]:
    """Everything that either side changed: the fields, then the blocks in the order of mine, then of theirs."""
    names = [name for name in dict.fromkeys([*theirs, *mine]) if name != "body"]
    found = [Part(name, *(_plain(side.get(name)) for side in (base, mine, theirs))) for name in names]
    bodies = (side.get("body") or "" for side in (base, mine, theirs))
    found += [Part(f"{_BODY}{key}", *held) for key, held in merging.sides(*bodies).items()]
    return [part for part in found if part.mine != part.base or part.theirs != part.base]


def merge(base: Content, mine: Content, theirs: Content, choices: Mapping[str, str] | None = None) -> Merged:
    """Bring `mine` and `theirs` together, both made from `base`.

    `choices` decides conflicts, by the part's key, and may give up a field that mine alone changed. Where a conflict is
    left, `theirs` stands in the result, of the body `mine`.
    """
    chosen = choices or {}
    content: Content = dict(theirs)
    conflicts: list[str] = []
    blocks: dict[str, str] = {}
    for part in parts(base, mine, theirs):
        choice = chosen.get(part.key, "")
        if part.fate == Fate.CONFLICT and choice not in part.choices:
            conflicts.append(part.key)
        elif part.is_block:
            blocks[part.key.removeprefix(_BODY)] = choice
        elif (part.fate == Fate.MINE and choice != THEIRS) or (part.fate == Fate.CONFLICT and choice == MINE):
            content[part.key] = mine.get(part.key)
    before, own, other = (side.get("body") or "" for side in (base, mine, theirs))
    content["body"] = merging.merge(before, own, other, blocks).body
    return Merged(content, tuple(conflicts))


def _plain(value: Any) -> Any:
    """The value, its line ends as one sort: a browser sends others than an import."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
