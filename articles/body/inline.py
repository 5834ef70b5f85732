"""Text inside a block: runs of characters under inline marks, and their one canonical HTML."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from articles.body import schema, values

BREAK = "\n"
# U+0338 joins with a preceding ">" under NFC, which would eat the end of a tag.
_OVERLAY = "\u0338"


@dataclass(frozen=True)
class Ink:
    """The inline marks that lie on a piece of text."""

    marks: frozenset[str] = frozenset()
    href: str = ""

    def tags(self) -> list[str]:
        """Start tags from the outside in."""
        link = [f'<a href="{escape(self.href)}">'] if self.href else []
        return link + [f"<{mark}>" for mark in schema.MARKS if mark in self.marks]


@dataclass(frozen=True)
class Run:
    """Text under one ink; the text BREAK is a line break."""

    text: str
    ink: Ink = Ink()


def inline_html(runs: Iterable[Run]) -> str:
    """Runs of text as HTML, each mark opened and closed as seldom as its order allows."""
    parts: list[str] = []
    open_tags: list[str] = []

    def close_to(length: int) -> None:
        while len(open_tags) > length:
            parts.append(f"</{open_tags.pop()[1:].split(' ')[0].rstrip('>')}>")

    for run in runs:
        wanted = run.ink.tags()
        same = 0
        while same < min(len(wanted), len(open_tags)) and wanted[same] == open_tags[same]:
            same += 1
        close_to(same)
        parts.extend(wanted[same:])
        open_tags.extend(wanted[same:])
        text = escape(run.text, quote=False)
        if text.startswith(_OVERLAY):
            text = "&#824;" + text[1:]
        parts.append("<br>" if run.text == BREAK else text)
    close_to(0)
    return "".join(parts)


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Joined, composed (NFC), with single spaces, none at the edges or beside a line break."""
    joined: list[Run] = []
    for run in _joined(runs):
        text = run.text
        if text != BREAK and (not joined or joined[-1].text == BREAK or joined[-1].text.endswith(" ")):
            text = text.removeprefix(" ")
        if text == BREAK:
            _drop_last_space(joined)
            if not joined or joined[-1].text == BREAK:
                continue
        if text:
            joined.append(replace(run, text=text))
    _drop_last_space(joined)
    while joined and joined[-1].text == BREAK:
        joined.pop()
        _drop_last_space(joined)
    return _joined(joined)


def _drop_last_space(runs: list[Run]) -> None:
    if runs and runs[-1].text.endswith(" "):
        last = runs.pop()
        if text := last.text.removesuffix(" "):
            runs.append(replace(last, text=text))


def _joined(runs: Iterable[Run]) -> list[Run]:
    groups: list[tuple[Ink, list[str]]] = []
    for run in runs:
        text = run.text if run.text == BREAK else values.spaced(values.printable(run.text))
        if not text:
            continue
        if groups and groups[-1][0] == run.ink and BREAK not in (text, groups[-1][1][-1]):
            groups[-1][1].append(text)
        else:
            groups.append((run.ink, [text]))
    return [Run(_composed(texts), ink) for ink, texts in groups]


def _composed(texts: list[str]) -> str:
    return BREAK if texts == [BREAK] else values.composed(values.spaced("".join(texts)))
