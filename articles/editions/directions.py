"""Which way a text runs, where what shows it would guess by its first letter (Unicode Standard Annex 9, HTML's dir=auto).

An Arabic headline that begins with a Latin name runs from right to left all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

LTR, RTL = "ltr", "rtl"
_RUNS = {"L": LTR, "R": RTL, "AL": RTL}
_OTHER = {LTR: RTL, RTL: LTR}
# Seen by nobody, and the first letter to whoever guesses by it.
_MARKS = {LTR: "\u200e", RTL: "\u200f"}
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_FIGURES = ("EN", "AN")
_NUMBER = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9]")
# Letters of the other direction, by their blocks: most texts are told at once to need nothing.
_OTHERS = {
    RTL: re.compile("[A-Za-z\u00aa-\u058f\u0900-\u1fff\u2c00-\ufaff]"),
    LTR: re.compile("[\u0590-\u08ff\ufb1d-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"),
}
# Between a name and a number of its own: “iPhone 17”, “COVID-19”, “example.org/2026”.
_WITHIN_A_NAME = re.compile(r"\s+|[^\s\"'“”„‘’‚«»‹›()\[\]{}،؛؟]*")
# Behind these something else begins, whatever it is; behind other signs, what Latin letters follow is of the same words.
_ENCLOSES = re.compile('["”’»›“„‘‚«‹)\\]}]')
_BEGINNING = re.compile(r"[\d.,:%]*\s?")
# Of HTML, what is no text: tags and character references. Of these, what ends a line.
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")
_BLOCK = re.compile(r"<br\b|</(?:p|h[1-6]|li|dt|dd|t[dhr]|div|blockquote|caption|summary)>")


def direction_of(text: str, own: str) -> str:
    """The direction of a text of an edition whose own is given: that one, unless all its letters run the other way."""
    found = _directions(text)
    return own if own in found or not found else found[0]


def ordered(text: str, own: str) -> str:
    """Text of the edition, with a mark after each run of the other direction that a number would join.

    By the algorithm (W7, N1) a number belongs to the letters before it, whatever sign stands between: of `"CNN": 3` in
    an Arabic sentence all would be drawn from left to right, and the quotation mark stand behind the 3.
    """
    return _marked(text, _marks(text, own))


def ordered_html(html: str, own: str) -> str:
    """The same for HTML of the edition, whose lines end with a block or a `br`; a name may be a link."""
    plain = _MARKUP.sub("", html)
    if not _OTHERS[own].search(plain) or not _NUMBER.search(plain):
        return html
    characters: list[str] = []
    # Where each of them ends.
    places = [0]
    end = 0
    for number, piece in enumerate(_MARKUP.split(html)):
        begin, end = end, end + len(piece)
        if number % 2 == 0:
            characters += piece
            places += range(begin + 1, end + 1)
        elif piece[0] == "&" or _BLOCK.match(piece):
            characters.append("\n" if piece[0] == "<" else unescape(piece)[0])
            places.append(end)
    return _marked(html, ((places[at], mark) for at, mark in _marks("".join(characters), own)))


def _marked(text: str, marks: Iterable[tuple[int, str]]) -> str:
    found, written = [], 0
    for at, mark in marks:
        found += [text[written:at], mark]
        written = at
    return "".join([*found, text[written:]])


def _marks(text: str, own: str) -> Iterator[tuple[int, str]]:
    """The marks that the text needs, each with its place."""
    begin = 0
    for line in text.splitlines(keepends=True):
        other = _OTHERS[own].search(line)
        if other and _NUMBER.search(line, other.end()) and own in _directions(line):
            yield from ((begin + at, mark) for at, mark in _marks_in(line, own))
        begin += len(line)


def _marks_in(line: str, own: str) -> Iterator[tuple[int, str]]:
    end, runs_otherwise = 0, False
    for at, character in enumerate(line):
        kind = unicodedata.bidirectional(character)
        if kind in _RUNS:
            runs_otherwise, end = _RUNS[kind] != own, at + 1
        elif kind in _FIGURES and runs_otherwise:
            between, goes_on = line[end:at], _goes_on(line[at:], own)
            if not (_WITHIN_A_NAME.fullmatch(between) or (goes_on and not _ENCLOSES.search(between))):
                yield end, _MARKS[own]
                runs_otherwise = goes_on
                if goes_on:
                    yield at, _MARKS[_OTHER[own]]
            end = at + 1
        elif kind == "NSM" and end == at:
            end = at + 1


def _goes_on(number: str, own: str) -> bool:
    """Whether the number begins words of the other direction: “24 Hours”."""
    after = number[_BEGINNING.match(number).end() :][:1]  # type: ignore[union-attr] # it matches nothing too
    return bool(after) and _RUNS.get(unicodedata.bidirectional(after), own) != own


def seen(text: str) -> str:
    """Plain text of any edition, in order as it is shown where its first letter tells the direction (HTML's dir=auto)."""
    return ordered(text, next(iter(_directions(text)), LTR))


def led(text: str, own: str) -> str:
    """Plain text of the edition, as it is given to what knows no direction: with a mark before it if its first letter misleads.

    So W3C's “Strings on the Web: Language and Direction Metadata” advises where no field tells the direction.
    """
    found = _directions(text)
    return f"{_MARKS[own]}{text}" if own in found and found[0] != own else text


def isolated(text: str, own: str) -> str:
    """A name as it is put into plain text of the edition: if it runs otherwise, in isolates, so that it turns nothing around it."""
    found = _directions(text)
    return f"{_ISOLATE}{text}{_END_ISOLATE}" if set(found) - {own} else text


def _directions(text: str) -> list[str]:
    """The directions of its letters, each once, in the order in which they come."""
    runs = (_RUNS.get(unicodedata.bidirectional(character)) for character in text)
    return list(dict.fromkeys(run for run in runs if run))
