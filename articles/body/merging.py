"""Compares bodies, and brings two changes of one body together, block by block."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from articles.body.blocks import Block, Kind, blocks

# Rough number of comparisons that one word_diff may cost; beyond, a block counts as replaced whole.
MAX_COMPARISONS = 20_000_000
_REFERENCES = frozenset({Kind.IMAGE, Kind.GALLERY, Kind.VIDEO, Kind.RELATED, Kind.EMBED, Kind.RULE})
_ID = re.compile(r' id="[^"]*"')


@dataclass(frozen=True)
class Conflict:
    """A block that both sides changed differently; "" where a side or the base does not have it."""

    block_id: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    """The joined body, and what it could not join. In a conflict the body holds my block, or theirs
    if I deleted it, so that no text is lost.
    """

    body: str
    conflicts: tuple[Conflict, ...]


def merge(base: str, mine: str, theirs: str, choices: Mapping[str, str] | None = None) -> Merge:
    """Joins two cleaned bodies that grew from `base`.

    A block that one side changed, added, deleted or moved is taken so; where both moved blocks, my
    order holds; an addition of theirs follows the block it followed there. `choices` decides conflicts,
    by the block's id: "mine", "theirs", or "both": mine after theirs, and without its id.
    """
    choices = choices or {}
    kept: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for key, (before, a, b) in sides(base, mine, theirs).items():
        if a in (b, before):
            html = b
        elif b == before:
            html = a
        elif key in choices:
            html = _chosen(choices[key], a, b)
        else:
            conflicts.append(Conflict(key, before, a, b))
            html = a or b
        if html:
            kept[key] = html
    order = _order(list(_by_id(base)), list(_by_id(mine)), list(_by_id(theirs)))
    return Merge("\n".join(kept[key] for key in order if key in kept), tuple(conflicts))


def sides(base: str, mine: str, theirs: str) -> dict[str, tuple[str, str, str]]:
    """Every block of mine or theirs, then those that both deleted, by id: its HTML in the three, "" where it is not."""
    held = [_by_id(body) for body in (base, mine, theirs)]
    keys = dict.fromkeys([*held[1], *held[2], *held[0]])
    return {key: (held[0].get(key, ""), held[1].get(key, ""), held[2].get(key, "")) for key in keys}


def _chosen(choice: str, mine: str, theirs: str) -> str:
    if choice == "both":
        return "\n".join(filter(None, (theirs, _ID.sub("", mine, count=1))))
    return mine if choice == "mine" else theirs


def _by_id(body: str) -> dict[str, str]:
    parts = blocks(body)
    return {key: block.html for key, block in zip(_keys(parts), parts, strict=True)}


def _keys(parts: Sequence[Block]) -> list[str]:
    """One name a block: its id, or its place if it has none of its own (no cleaned body lacks one)."""
    keys: dict[str, None] = {}
    for place, block in enumerate(parts):
        keys[block.id if block.id and block.id not in keys else f"#{place}"] = None
    return list(keys)


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    first, second = mine, theirs
    if _same_order(base, mine) and not _same_order(base, theirs):
        first, second = theirs, mine
    placed = set(first)
    following: dict[str, list[str]] = {}
    anchor = ""
    for key in second:
        if key in placed:
            anchor = key
        else:
            following.setdefault(anchor, []).append(key)
    order = following.get("", [])
    for key in first:
        order += [key, *following.get(key, [])]
    return order


def _same_order(base: Sequence[str], changed: Sequence[str]) -> bool:
    shared = set(base) & set(changed)
    return [key for key in base if key in shared] == [key for key in changed if key in shared]


class Op(StrEnum):
    """What became of a stretch of text."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"


@dataclass(frozen=True)
class Span:
    """A stretch of text and its fate.

    `text` is plain words and line ends, without the space that parts it from its neighbours: whoever
    shows it escapes it and sets the space.
    """

    op: Op
    text: str


def word_diff(a: str, b: str) -> list[Span]:
    """How the body `a` became `b`, word by word; blocks end in a line end, a node is one word.

    Footnotes stand in square brackets where they belong.

    Blocks are paired by id, then by position. Cost is bounded: where words would take too many
    comparisons the block is given as deleted and inserted whole.
    """
    old, new = blocks(a), blocks(b)
    spans: list[Span] = []
    budget = MAX_COMPARISONS
    for op, a1, a2, b1, b2 in SequenceMatcher(None, _keys(old), _keys(new), autojunk=False).get_opcodes():
        if op == "equal":
            pairs = [([x], [y]) for x, y in zip(old[a1:a2], new[b1:b2], strict=True)]
        else:
            pairs = [(old[a1:a2], new[b1:b2])]
        for left, right in pairs:
            found, cost = _words(_tokens(left), _tokens(right), budget)
            budget -= cost
            spans += found
    return _merged(spans)


def _tokens(side: Sequence[Block]) -> list[str]:
    tokens: list[str] = []
    for block in side:
        lines = (
            [[_label(block)]]
            if block.kind in _REFERENCES
            else map(str.split, block.text_with_notes.split("\n"))
        )
        for line in lines:
            tokens += [*line, "\n"]
    return tokens


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(tokens).replace(" \n", "\n").replace("\n ", "\n")


def _label(block: Block) -> str:
    named = (block.url, block.video_id, *block.image_ids, *block.article_ids)
    about = ", ".join(map(str, filter(None, named)))
    label = f"[{block.kind} {about}]" if about else f"[{block.kind}]"
    return f"{label} {block.text_with_notes}".strip()


def _words(a: list[str], b: list[str], budget: int) -> tuple[list[Span], int]:
    if a == b:
        return [Span(Op.EQUAL, _joined(a))], 0
    counts = Counter(b)
    # Each of at most min(len) searches looks at every pair of equal words.
    cost = sum(counts[word] for word in a) * min(len(a), len(b)) + len(a) + len(b)
    if cost > budget:
        return [Span(Op.DELETE, _joined(a)), Span(Op.INSERT, _joined(b))], 0
    spans: list[Span] = []
    for op, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            spans.append(Span(Op.EQUAL, _joined(a[a1:a2])))
            continue
        spans += [Span(Op.DELETE, _joined(a[a1:a2]))] if a1 < a2 else []
        spans += [Span(Op.INSERT, _joined(b[b1:b2]))] if b1 < b2 else []
    return spans, cost


def _merged(spans: Sequence[Span]) -> list[Span]:
    groups = groupby((span for span in spans if span.text), key=attrgetter("op"))
    return [Span(op, _joined([span.text for span in group])) for op, group in groups]
