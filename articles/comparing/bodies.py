"""Two bodies side by side: which block became which, and what is changed inside each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.body.blocks import Block, blocks
from articles.comparing.lines import (
    Fate,
    LineChange,
    Part,
    RowChange,
    compare_lines,
    compare_rows,
    paired,
    part_of,
    plain_lines,
)
from articles.comparing.names import Names
from articles.comparing.words import Budget

KINDS: dict[str, Promise] = {
    "paragraph": _("paragraph"),
    "heading": _("subhead"),
    "list": _("list"),
    "quote": _("quotation"),
    "image": _("picture"),
    "related": _("related stories"),
    "pullquote": _("pull quote"),
    "embed": _("embed"),
    "table": _("table"),
    "rule": _("rule"),
    "gallery": _("gallery"),
    "video": _("video"),
    "factbox": _("fact box"),
    "timeline": _("timeline"),
}
# What is shown as what it is, or says nothing to a person.
_TOLD = frozenset(
    {"id", "data-news", "data-image-id", "data-images", "data-articles", "data-provider", "data-video-id"}
)
_FACTS: dict[str, Promise] = {
    "data-layout": _("layout"),
    "data-alt": _("alternative text"),
    "data-url": _("address"),
    "dir": _("direction of writing"),
}
_ID = re.compile(r' id="[^"]*"')
# Of a stretch of blocks that have no partner by id, so many are looked at to find the one that a block became.
_NEAR = 6
_ALIKE = 0.4
# A stretch of more unchanged blocks is folded, but for one at each end.
_FOLDED_FROM = 4


@dataclass(frozen=True)
class PictureChange:
    """A picture, `image` None if it is gone from the library."""

    fate: Fate
    pk: int
    image: Any
    lines: list[LineChange] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """An entry of a list, by its name."""

    fate: Fate
    name: str


@dataclass(frozen=True)
class Fact:
    """Something about a block or a picture that is no text of it."""

    label: Promise | str
    lines: list[LineChange]


@dataclass(frozen=True)
class BlockChange:
    """A block as it was and as it is; `old` or `new` is None where it is not there."""

    fate: Fate
    old: Block | None
    new: Block | None
    is_moved: bool = False
    pictures: list[PictureChange] = field(default_factory=list)
    stories: list[Named] = field(default_factory=list)
    videos: list[Named] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    lines: list[LineChange] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)

    @property
    def block(self) -> Block:
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def label(self) -> Promise | str:
        return KINDS.get(self.block.kind, str(self.block.kind))

    @property
    def is_node(self) -> bool:
        """Whether it is a thing of its own among the paragraphs, and is named."""
        return "data-news" in self.block.html.partition(">")[0]

    @property
    def html(self) -> SafeString:
        """The block as it is, for a kind that is text alone; without its id, which another text on the page may have."""
        return mark_safe(_same(self.block))  # noqa: S308  # canonical HTML of a stored body

    @cached_property
    def is_silent(self) -> bool:
        """Whether it is changed in nothing that can be pointed at."""
        facts = [line for fact in self.facts for line in fact.lines]
        parts = (self.pictures, self.stories, self.videos, self.lines, self.rows, facts)
        fates = {part.fate for held in parts for part in held}
        return self.fate == Fate.CHANGED and fates <= {Fate.EQUAL}

    @property
    def is_changed(self) -> bool:
        return self.fate != Fate.EQUAL or self.is_moved


@dataclass(frozen=True)
class Stretch:
    """Blocks that follow each other; `is_folded` if nothing in them is changed and there are many."""

    blocks: list[BlockChange]
    is_folded: bool = False


def compare_bodies(old: str, new: str, names: Names, budget: Budget) -> list[BlockChange]:
    """Every block of either body once, in the new order, what is gone where it stood."""
    return [
        compare_blocks(before, after, names, budget, is_moved=is_moved)
        for before, after, is_moved in _aligned(blocks(old), blocks(new))
    ]


def changed_blocks(old: str, new: str) -> tuple[int, int]:
    """How many blocks are changed, and how many there are, those that are gone among them. No words are compared."""
    rows = _aligned(blocks(old), blocks(new))
    changed = sum(is_moved or _fate(before, after) != Fate.EQUAL for before, after, is_moved in rows)
    return changed, len(rows)


def compare_blocks(
    old: Block | None, new: Block | None, names: Names, budget: Budget, *, is_moved: bool = False
) -> BlockChange:
    """One block as it was and is; not both are None."""
    fate = _fate(old, new)
    block = new or old
    assert block is not None
    # Of a node, and of a footnote, its HTML alone shows nothing.
    if fate == Fate.EQUAL and "data-news" not in block.html:
        return BlockChange(fate, old, new, is_moved)
    before = part_of(old.html if old else "")
    after = part_of(new.html if new else "")
    lines = (
        [line for line in before.lines if line.row < 0],
        [line for line in after.lines if line.row < 0],
    )
    return BlockChange(
        fate,
        old,
        new,
        is_moved,
        [
            PictureChange(fate, pk, names.pictures.get(pk))
            for fate, pk in _entries(_picture_ids(before), _picture_ids(after))
        ],
        [
            Named(fate, names.said(names.stories, pk))
            for fate, pk in _entries(_ids(before, "data-articles"), _ids(after, "data-articles"))
        ],
        [
            Named(fate, names.said(names.videos, pk))
            for fate, pk in _entries(_ids(before, "data-video-id"), _ids(after, "data-video-id"))
        ],
        _facts(old, new, before, after, budget),
        compare_lines(*lines, budget),
        compare_rows(before.lines, after.lines, budget),
    )


def stretches(changes: Sequence[BlockChange]) -> list[Stretch]:
    """The blocks as stretches to be shown, long unchanged ones folded."""
    found: list[Stretch] = []
    start = 0
    while start < len(changes):
        end = start + 1
        while end < len(changes) and changes[end].is_changed == changes[start].is_changed:
            end += 1
        run = list(changes[start:end])
        if changes[start].is_changed or len(run) < _FOLDED_FROM:
            found.append(Stretch(run))
        else:
            # A neighbour of a change stays in sight, so that one knows where one is.
            first, last = (1 if start else 0), (1 if end < len(changes) else 0)
            middle = run[first : len(run) - last]
            found += [Stretch(run[:first])] if first else []
            found.append(Stretch(middle, is_folded=True))
            found += [Stretch(run[len(run) - last :])] if last else []
        start = end
    return found


def _same(block: Block) -> str:
    """What a block says, whatever its id."""
    return _ID.sub("", block.html, count=1)


def _fate(old: Block | None, new: Block | None) -> Fate:
    if old is None:
        return Fate.ADDED
    if new is None:
        return Fate.REMOVED
    return Fate.EQUAL if _same(old) == _same(new) else Fate.CHANGED


def _picture_ids(part: Part) -> list[int]:
    return _ids(part, "data-image-id") + _ids(part, "data-images")


def _ids(part: Part, name: str) -> list[int]:
    return [int(pk) for pk in part.attributes.get(name, "").split(",") if pk]


def _entries(old: list[int], new: list[int]) -> list[tuple[Fate, int]]:
    """The ids of both, each with its fate."""
    found: list[tuple[Fate, int]] = []
    for a, b in paired(old, new):
        before, after = old[a] if a is not None else None, new[b] if b is not None else None
        if before == after and after is not None:
            found.append((Fate.EQUAL, after))
            continue
        found += [(Fate.REMOVED, before)] if before is not None else []
        found += [(Fate.ADDED, after)] if after is not None else []
    return found


def _facts(old: Block | None, new: Block | None, before: Part, after: Part, budget: Budget) -> list[Fact]:
    """The address, and what else differs beside text, pictures and stories; of a block that is new, what it has."""
    pairs: list[tuple[Promise | str, str, str]] = [
        (
            _FACTS.get(name, name.removeprefix("data-")),
            before.attributes.get(name, ""),
            after.attributes.get(name, ""),
        )
        for name in dict.fromkeys([*before.attributes, *after.attributes])
        if name not in _TOLD
    ]
    if old and new:
        pairs.insert(0, (pgettext_lazy("of a block", "kind"), _kind(old, before), _kind(new, after)))
    return [
        Fact(label, compare_lines(plain_lines(one), plain_lines(other), budget))
        for label, one, other in pairs
        if one != other or (one and label == _FACTS["data-url"])
    ]


def _kind(block: Block, part: Part) -> str:
    named = str(KINDS.get(block.kind, block.kind))
    return f"{named} ({part.tag})" if block.level or block.kind == "list" else named


# Which block became which


def _aligned(old: list[Block], new: list[Block]) -> list[tuple[Block | None, Block | None, bool]]:
    partner = _partners(old, new)
    anchors = _in_order(partner)
    moved = {a: b for a, b in partner.items() if a not in anchors}
    came_from = {b: a for a, b in moved.items()}
    rows: list[tuple[Block | None, Block | None, bool]] = []
    a1 = b1 = 0
    for a2, b2 in [*((a, partner[a]) for a in anchors), (len(old), len(new))]:
        gone = [i for i in range(a1, a2) if i not in moved]
        come = range(b1, b2)
        likely = _likely(old, new, gone, [i for i in come if i not in came_from])
        for b in come:
            if b in came_from:
                rows.append((old[came_from[b]], new[b], True))
                continue
            a = likely.get(b)
            while a is not None and gone and gone[0] < a:
                rows.append((old[gone.pop(0)], None, False))
            if a is not None:
                gone.remove(a)
            rows.append((old[a] if a is not None else None, new[b], False))
        rows += [(old[a], None, False) for a in gone]
        if a2 < len(old) and b2 < len(new):
            rows.append((old[a2], new[b2], False))
        a1, b1 = a2 + 1, b2 + 1
    return rows


def _partners(old: list[Block], new: list[Block]) -> dict[int, int]:
    """Blocks with one id, and those without such a partner that say the same."""
    found: dict[int, int] = {}
    for key in (lambda block: block.id, _same):
        places: dict[str, int] = {}
        taken = set(found.values())
        for b, block in enumerate(new):
            if b not in taken and key(block):
                places.setdefault(key(block), b)
        for a, block in enumerate(old):
            if a not in found and key(block) in places:
                found[a] = places.pop(key(block))
    return dict(sorted(found.items()))


def _in_order(partner: dict[int, int]) -> list[int]:
    """As many of the old places as can be said to have stayed, the others moved past them."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for a, b in partner.items():
        place = bisect_left(tails, b)
        tails[place : place + 1] = [b]
        ends[place : place + 1] = [a]
        before[a] = ends[place - 1] if place else None
    chain: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _likely(old: list[Block], new: list[Block], gone: Sequence[int], come: Iterable[int]) -> dict[int, int]:
    """For blocks that came into a gap, the block that went from it and says much the same, if there is one."""
    found: dict[int, int] = {}
    left = list(gone)
    for b in come:
        for place, a in enumerate(left[:_NEAR]):
            if old[a].kind == new[b].kind and _are_alike(old[a], new[b]):
                found[b] = a
                # What stands before it cannot be paired across it.
                left = left[place + 1 :]
                break
    return found


def _are_alike(old: Block, new: Block) -> bool:
    one, other = Counter(old.text.split()), Counter(new.text.split())
    shared = sum((one & other).values())
    return shared >= _ALIKE * max(one.total(), other.total(), 1)
