"""Compares bodies, and brings two changes of one body together, block by block."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from articles.body.blocks import Block, Kind, blocks

# Rough number of comparisons that one word_diff may cost; beyond, a block counts as replaced whole.
MAX_COMPARISONS = 5_000_000
_TOKEN = re.compile(r"\s+|[^\s]+")
_REFERENCES = frozenset({Kind.IMAGE, Kind.RELATED, Kind.EMBED, Kind.RULE})


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


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Joins two cleaned bodies that grew from `base`.

    A block that one side changed, added, deleted or moved is taken so; where both moved blocks, my
    order holds; an addition of theirs follows the block it followed there.
    """
    old, ours, other = _by_id(base), _by_id(mine), _by_id(theirs)
    kept: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for key in dict.fromkeys([*ours, *other]):
        before, a, b = old.get(key, ""), ours.get(key, ""), other.get(key, "")
        if a in (b, before):
            html = b
        elif b == before:
            html = a
        else:
            conflicts.append(Conflict(key, before, a, b))
            html = a or b
        if html:
            kept[key] = html
    order = _order(list(old), list(ours), list(other))
    return Merge("\n".join(kept[key] for key in order if key in kept), tuple(conflicts))


def _by_id(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks(body):
        key = block.id if block.id and block.id not in found else f"{block.html}#{len(found)}"
        found[key] = block.html
    return found


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    first, second = mine, theirs
    if _same_order(base, mine) and not _same_order(base, theirs):
        first, second = theirs, mine
    order = list(first)
    placed = set(order)
    before = ""
    for key in second:
        if key not in placed:
            order.insert(order.index(before) + 1 if before else 0, key)
            placed.add(key)
        before = key
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
    """A stretch of text and its fate. `text` is plain: whoever shows it escapes it."""

    op: Op
    text: str


def word_diff(a: str, b: str) -> list[Span]:
    """How the body `a` became `b`, word by word; blocks end in a line end, a node is one word.

    Blocks are paired by id, then by position. Cost is bounded: where words would take too many
    comparisons the block is given as deleted and inserted whole.
    """
    old, new = blocks(a), blocks(b)
    keys = [[block.id or block.html for block in side] for side in (old, new)]
    spans: list[Span] = []
    budget = MAX_COMPARISONS
    for op, a1, a2, b1, b2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
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
        tokens += [_label(block)] if block.kind in _REFERENCES else _TOKEN.findall(block.text)
        tokens.append("\n")
    return tokens


def _label(block: Block) -> str:
    about = block.image_id or ", ".join(map(str, block.article_ids)) or block.url
    return " ".join(filter(None, (f"[{block.kind} {about}]" if about else f"[{block.kind}]", block.text)))


def _words(a: list[str], b: list[str], budget: int) -> tuple[list[Span], int]:
    if a == b:
        return [Span(Op.EQUAL, "".join(a))], 0
    counts = Counter(b)
    # Each of at most min(len) searches looks at every pair of equal words.
    cost = sum(counts[word] for word in a) * min(len(a), len(b)) + len(a) + len(b)
    if cost > budget:
        return [Span(Op.DELETE, "".join(a)), Span(Op.INSERT, "".join(b))], 0
    spans: list[Span] = []
    for op, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            spans.append(Span(Op.EQUAL, "".join(a[a1:a2])))
            continue
        spans += [Span(Op.DELETE, "".join(a[a1:a2]))] if a1 < a2 else []
        spans += [Span(Op.INSERT, "".join(b[b1:b2]))] if b1 < b2 else []
    return spans, cost


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        if merged and merged[-1].op == span.op:
            merged[-1] = Span(span.op, merged[-1].text + span.text)
        else:
            merged.append(span)
    return merged
