"""Words under their marks, and how one row of them became another, at a bounded cost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.body.merging import Op

# Rough number of comparisons that one page may cost; a text for which that is too few counts as replaced whole.
MAX_COMPARISONS = 4_000_000
# An equal stretch of so few words between two larger changes is an accident: told apart, it makes confetti.
_ACCIDENT = 3
# Scripts written without spaces: a character is a word.
_UNSPACED = "々-〇\u3040-ヿ㐀-䶿一-鿿豈-\ufaffｦ-ﾟ\U00020000-\U0003ffff"
_MARKS = "!-/:-@[-`{-~¡-¿‐-‧‰-⁞、-〿！-／：-＠［-｠،؛؟۔।॥"
_STOPS = frozenset(".!?…؟۔।。！？")
_PART = re.compile(
    rf"(?P<space>\s+)|[{_UNSPACED}]|[^\s{_MARKS}{_UNSPACED}]+(?:[.,'’:/@-][^\s{_MARKS}{_UNSPACED}]+)*|."
)


@dataclass(frozen=True)
class Ink:
    """What lies on a word: its marks from the outside in, its link; `note` if it is a footnote."""

    marks: tuple[str, ...] = ()
    href: str = ""
    note: bool = False


PLAIN = Ink()


@dataclass(frozen=True)
class Token:
    """A word, a mark or a character, with the space before it if there is one."""

    text: str
    ink: Ink = PLAIN


@dataclass(frozen=True)
class Piece:
    """A stretch of tokens and its fate."""

    op: Op
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return "".join(token.text for token in self.tokens)

    @property
    def html(self) -> SafeString:
        """The words, escaped, under their marks, in `<ins>` or `<del>`; the space before them stands outside."""
        inside = "".join(_inked(ink, group) for ink, group in groupby(self.tokens, attrgetter("ink")))
        lead = " " if inside.startswith(" ") else ""
        tag = {Op.INSERT: "ins", Op.DELETE: "del", Op.EQUAL: ""}[self.op]
        shown = f"{lead}<{tag}>{inside.removeprefix(' ')}</{tag}>" if tag else inside
        return mark_safe(shown)  # noqa: S308  # put together from escaped text and the schema's own marks


@dataclass
class Budget:
    """What is left of the comparisons that one page may cost."""

    left: int = field(default_factory=lambda: MAX_COMPARISONS)

    def pays(self, cost: int) -> bool:
        if cost > self.left:
            return False
        self.left -= cost
        return True


def tokens_of(runs: Iterable[tuple[str, Ink]]) -> list[Token]:
    """Text under inks as tokens. The first counts as having a space before it, like any other word."""
    tokens: list[Token] = []
    space = " "
    for text, ink in runs:
        if ink.note:
            tokens.append(Token(f"{space}{text}", ink))
            space = ""
            continue
        for part in _PART.finditer(text):
            if part["space"]:
                space = " "
            else:
                tokens.append(Token(f"{space}{part[0]}", ink))
                space = ""
    return tokens


def plain_tokens(text: str) -> list[Token]:
    return tokens_of([(text, PLAIN)])


def compare_words(old: Sequence[Token], new: Sequence[Token], budget: Budget) -> list[Piece]:
    """How one row of tokens became another: what is equal or deleted is `old`, what is equal or inserted is `new`."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    changes = _changes(before, after, budget)
    return [
        Piece(op, tuple(tokens))
        for op, tokens in _settled(
            [("", old[:start], old[:start]), *changes, ("", old[len(old) - end :], [])]
        )
        if tokens
    ]


def _common(old: Sequence[Token], new: Sequence[Token]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


_Change = tuple[str, Sequence[Token], Sequence[Token]]


def _changes(old: Sequence[Token], new: Sequence[Token], budget: Budget) -> list[_Change]:
    """Rows of ("" for equal or "change", old, new), by turns; a long text is compared by its sentences first."""
    if not old or not new:
        return [("change", old, new)] if old or new else []
    if budget.pays(_cost(old, new)):
        return _opcodes(old, new)
    before, after = _sentences(old), _sentences(new)
    if len(before) == 1 or len(after) == 1 or not budget.pays(_cost(before, after)):
        return [("change", old, new)]
    changes: list[_Change] = []
    for op, gone, come in _opcodes(before, after):
        one, other = (tuple(token for sentence in side for token in sentence) for side in (gone, come))
        is_near = op and one and other and budget.pays(_cost(one, other))
        changes += _opcodes(one, other) if is_near else [(op, one, other)]
    return changes


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[str, Sequence[Any], Sequence[Any]]]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [("" if op == "equal" else "change", old[a1:a2], new[b1:b2]) for op, a1, a2, b1, b2 in found]


def _sentences(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        if sentences[-1] and sentences[-1][-1].text in _STOPS and token.text.startswith(" "):
            sentences.append([])
        sentences[-1].append(token)
    return [tuple(sentence) for sentence in sentences]


def _cost(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    """At most so many pairs of equal words are looked at: all of them, once for each stretch that may be found."""
    counts = Counter(new)
    pairs = sum(counts[token] for token in old)
    return pairs * min(len(old), len(new)) // 8 + len(old) + len(new)


def _settled(changes: Sequence[_Change]) -> list[tuple[Op, list[Token]]]:
    """The changes as pieces, accidental agreements between two of them made part of one."""
    pieces: list[tuple[Op, list[Token]]] = []
    gone: list[Token] = []
    come: list[Token] = []

    def flush() -> None:
        pieces.append((Op.DELETE, list(gone)))
        pieces.append((Op.INSERT, list(come)))
        gone.clear()
        come.clear()

    for place, (op, old, new) in enumerate(changes):
        if op:
            gone += old
            come += new
        elif (
            (gone or come) and place + 1 < len(changes) and _is_accident(old, gone, come, changes[place + 1])
        ):
            gone += old
            come += old
        elif old:
            flush()
            pieces.append((Op.EQUAL, list(old)))
    flush()
    return [(op, [t for _, tokens in group for t in tokens]) for op, group in _grouped(pieces)]


def _grouped(pieces: list[tuple[Op, list[Token]]]) -> list[tuple[Op, list[tuple[Op, list[Token]]]]]:
    filled = [piece for piece in pieces if piece[1]]
    return [(op, list(group)) for op, group in groupby(filled, key=lambda piece: piece[0])]


def _is_accident(equal: Sequence[Token], gone: list[Token], come: list[Token], following: _Change) -> bool:
    length = _length(equal)
    return (
        len(equal) <= _ACCIDENT
        and following[0] == "change"
        and length <= max(_length(gone), _length(come))
        and length <= max(_length(following[1]), _length(following[2]))
    )


def _length(tokens: Sequence[Token]) -> int:
    return sum(len(token.text) for token in tokens)


def _inked(ink: Ink, tokens: Iterable[Token]) -> str:
    text = "".join(token.text for token in tokens)
    lead, text = (" ", text[1:]) if text.startswith(" ") else ("", text)
    if ink.note:
        return f'{lead}<small class="diff-note">{escape(text)}</small>'
    inside = str(escape(text))
    for mark in reversed(ink.marks):
        inside = f"<{mark}>{inside}</{mark}>"
    if ink.href:
        inside = f'<a href="{escape(ink.href)}">{inside}</a>'
    return lead + inside
