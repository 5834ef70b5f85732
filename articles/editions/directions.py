"""Which way a text runs, where what shows it would guess by its first letter (Unicode Standard Annex 9, HTML's dir=auto).

An Arabic headline that begins with a Latin name runs from right to left all the same.
"""

from __future__ import annotations

import unicodedata

LTR, RTL = "ltr", "rtl"
_RUNS = {"L": LTR, "R": RTL, "AL": RTL}
# Seen by nobody, and the first letter to whoever guesses by it.
_MARKS = {LTR: "\u200e", RTL: "\u200f"}
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def direction_of(text: str, own: str) -> str:
    """The direction of a text of an edition whose own is given: that one, unless all its letters run the other way."""
    found = _directions(text)
    return own if own in found or not found else found[0]


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
