"""Text inside a block: runs of characters under inline marks, and their one canonical HTML."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape, unescape

from articles.body import schema, values

BREAK = "\n"
# U+0338 joins with a preceding ">" under NFC, which would eat the end of a tag.
_OVERLAY = "\u0338"
_FOOTNOTE = f'{schema.FOOTNOTE_TAG} data-news="{schema.FOOTNOTE}"'
_STORED_FOOTNOTE = re.compile(f'<{_FOOTNOTE} {schema.NOTE}="([^"]*)"></{schema.FOOTNOTE_TAG}>')


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
    """Text under one ink; the text BREAK is a line break.

    A run with a `note` is a footnote: a point in the text, without text and ink of its own, so that a
    footnote looks alike wherever it stands and never lies inside a link.
    """

    text: str
    ink: Ink = Ink()
    note: str = ""


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
        parts.append(_html(run))
    close_to(0)
    return "".join(parts)


def _html(run: Run) -> str:
    if run.note:
        return footnote_html(run.note)
    if run.text == BREAK:
        return "<br>"
    text = escape(run.text, quote=False)
    return "&#824;" + text[1:] if text.startswith(_OVERLAY) else text


def footnote_html(note: str) -> str:
    """A footnote as it is stored."""
    return f'<{_FOOTNOTE} {schema.NOTE}="{escape(note)}"></{schema.FOOTNOTE_TAG}>'


def with_footnotes(html: str, put: Callable[[str], str]) -> str:
    """Canonical HTML with what `put` makes of each footnote's text (plain, not HTML) in its place."""
    return _STORED_FOOTNOTE.sub(lambda match: put(unescape(match[1])), html)


def plain(runs: Iterable[Run], put: Callable[[str], str] | None = None) -> str:
    """The runs as one line of text, with what `put` makes of each footnote in its place, else without."""
    return values.spaced("".join(put(run.note) if put and run.note else run.text for run in runs)).strip(" ")


def tidy(runs: Iterable[Run]) -> list[Run]:
    """Joined, composed (NFC), with single spaces, none at the edges or beside a line break."""
    joined: list[Run] = []
    for run in _joined(runs):
        if run.note:
            joined.append(run)
            continue
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
    groups: list[tuple[Run, list[str]]] = []
    for run in runs:
        text = run.text if run.text == BREAK else values.spaced(values.printable(run.text))
        if not (text or run.note):
            continue
        if groups and _is_one(groups[-1][0], run):
            groups[-1][1].append(text)
        else:
            groups.append((run, [text]))
    return [first if first.note else Run(_composed(texts), first.ink) for first, texts in groups]


def _is_one(first: Run, second: Run) -> bool:
    return (
        first.ink == second.ink and BREAK not in (first.text, second.text) and not (first.note or second.note)
    )


def _composed(texts: list[str]) -> str:
    return BREAK if texts == [BREAK] else values.composed(values.spaced("".join(texts)))
