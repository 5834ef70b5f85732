"""The inside of a block or a field as lines of words, and how one row of lines became another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

from django.utils.safestring import SafeString, mark_safe
from lxml import etree, html

from articles.body.merging import Op
from articles.body.schema import LISTS, MARKS
from articles.comparing.words import (
    Budget,
    Ink,
    Piece,
    Token,
    compare_words,
    plain_tokens,
    tokens_of,
)

# Above so many pairs of lines, lines are paired by their place alone.
_MAX_PAIRS = 250_000


class Fate(StrEnum):
    """What became of a field, a block or a part of one."""

    EQUAL = "equal"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Line:
    """Words that stand on a line of their own, and as what: p, h3, li, caption, speaker, td …

    `depth` counts the lists around it; `is_item` says that an item of the innermost begins here; `row` is the number of
    its row in a table, -1 outside of one.
    """

    role: str
    tokens: tuple[Token, ...]
    depth: int = 0
    is_item: bool = False
    row: int = -1

    @property
    def key(self) -> Hashable:
        return (self.role, self.depth, self.tokens)


@dataclass(frozen=True)
class LineChange:
    """A line, as it was and as it is, with its words compared."""

    fate: Fate
    line: Line
    pieces: list[Piece]

    @cached_property
    def html(self) -> SafeString:
        return mark_safe("".join(piece.html for piece in self.pieces).strip())  # noqa: S308  # each piece is escaped

    @property
    def old(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op != Op.INSERT).strip()

    @property
    def new(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op != Op.DELETE).strip()


@dataclass(frozen=True)
class RowChange:
    """A row of a table and its cells."""

    fate: Fate
    cells: list[LineChange]


@dataclass
class Part:
    """A block taken apart: the name of its node ("" if it is none), its attributes and its lines."""

    name: str = ""
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def plain_lines(text: str) -> list[Line]:
    """A field's plain text as lines."""
    return [Line("p", tuple(plain_tokens(row))) for row in text.splitlines() if row.strip()]


def part_of(block_html: str) -> Part:
    """Take the canonical HTML of one block apart; of a kind that is not known, its text is found all the same."""
    if not block_html:
        return Part()
    root = html.fragment_fromstring(block_html)
    attributes = {str(name): str(value) for name, value in root.attrib.items()}
    return Part(
        attributes.get("data-news", ""), str(root.tag), attributes, list(_Walk().lines(root, str(root.tag)))
    )


class _Walk:
    """Goes through a block in the order of its text, and ends a line wherever an element that is not inline does."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, Ink]] = []
        self.depth = 0
        self.row = -1
        self.begins_item = False

    def lines(self, element: etree._Element, role: str) -> Iterator[Line]:
        tag = str(element.tag)
        if tag in LISTS:
            self.depth += 1
        if tag == "li":
            self.begins_item = True
        if tag == "tr":
            self.row += 1
        self._read(element.text, Ink())
        for child in element:
            if self._is_inline(child):
                self._inline(child, Ink())
            else:
                yield from self._end(role)
                yield from self.lines(child, child.get("data-news") or str(child.tag))
            self._read(child.tail, Ink())
        yield from self._end(role)
        if tag in LISTS:
            self.depth -= 1

    def _end(self, role: str) -> Iterator[Line]:
        tokens = tokens_of(self.runs)
        self.runs = []
        # A cell without words is a cell; any other line without words is none.
        if tokens or role in ("td", "th"):
            is_cell = role in ("td", "th")
            yield Line(role, tuple(tokens), self.depth, self.begins_item, self.row if is_cell else -1)
            self.begins_item = False

    @staticmethod
    def _is_inline(element: etree._Element) -> bool:
        return element.tag in (*MARKS, "br", "span")

    def _inline(self, element: etree._Element, ink: Ink) -> None:
        tag = str(element.tag)
        if tag == "br":
            self._read(" ", ink)
            return
        if note := element.get("data-note"):
            self.runs.append((str(note), Ink(note=True)))
            return
        if tag == "a":
            ink = Ink(ink.marks, str(element.get("href", "")))
        elif tag != "span":
            ink = Ink((*ink.marks, tag), ink.href)
        self._read(element.text, ink)
        for child in element:
            self._inline(child, ink)
            self._read(child.tail, ink)

    def _read(self, text: str | None, ink: Ink) -> None:
        if text:
            self.runs.append((str(text), ink))


def paired(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int | None, int | None]]:
    """Which of the old ones (by place) became which of the new; None stands for one that is not there."""
    if len(old) * len(new) > _MAX_PAIRS:
        return list(zip_longest(range(len(old)), range(len(new))))
    pairs: list[tuple[int | None, int | None]] = []
    for _, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs += zip_longest(range(a1, a2), range(b1, b2))
    return pairs


def compare_lines(old: Sequence[Line], new: Sequence[Line], budget: Budget) -> list[LineChange]:
    """The lines in order, each with its words compared; equal lines are paired first, then by place."""
    return [
        compare_line(old[a] if a is not None else None, new[b] if b is not None else None, budget)
        for a, b in paired([line.key for line in old], [line.key for line in new])
    ]


def compare_line(old: Line | None, new: Line | None, budget: Budget) -> LineChange:
    """One line as it was and is; not both are None."""
    if old is None or new is None:
        line = new or old
        assert line is not None
        op, fate = (Op.DELETE, Fate.REMOVED) if new is None else (Op.INSERT, Fate.ADDED)
        return LineChange(fate, line, [Piece(op, line.tokens)] if line.tokens else [])
    pieces = compare_words(old.tokens, new.tokens, budget)
    return LineChange(Fate.EQUAL if old.key == new.key else Fate.CHANGED, new, pieces)


def compare_rows(old: Sequence[Line], new: Sequence[Line], budget: Budget) -> list[RowChange]:
    """The rows of a table, each with its cells compared."""
    before, after = _rows(old), _rows(new)
    changes: list[RowChange] = []
    for a, b in paired([_row_key(row) for row in before], [_row_key(row) for row in after]):
        cells = [
            compare_line(x, y, budget)
            for x, y in zip_longest(
                before[a] if a is not None else (), after[b] if b is not None else (), fillvalue=None
            )
        ]
        changes.append(RowChange(_row_fate(a, b, cells), cells))
    return changes


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: dict[int, list[Line]] = {}
    for line in lines:
        if line.row >= 0:
            rows.setdefault(line.row, []).append(line)
    return list(rows.values())


def _row_key(row: list[Line]) -> Hashable:
    return tuple(line.key for line in row)


def _row_fate(old: int | None, new: int | None, cells: list[LineChange]) -> Fate:
    if old is None:
        return Fate.ADDED
    if new is None:
        return Fate.REMOVED
    return Fate.EQUAL if all(cell.fate == Fate.EQUAL for cell in cells) else Fate.CHANGED
