"""What a post says: checked before it is stored, made of the plain text of the composer, and turned back into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from articles.body.blocks import Kind, blocks
from articles.body.cleaning import BodyRefused, clean_body
from articles.body.normalising import parse
from articles.body.providers import resolve
from articles.body.reading import has_words
from articles.body.values import TURNING, label
from articles.media.faults import picture_faults
from articles.media.models import Image
from articles.publishing import Blocked
from breaking.live.models import PostVersion

# Characters of HTML. A post is no story.
LONGEST = 20_000
MOST_PICTURES = 10
_ID = re.compile(r'^(<[a-z0-9]+) id="b-[a-z2-7]{8}"')


@dataclass(frozen=True)
class Words:
    """What a post says: `body` is HTML, `image_ids` are the pictures beside it."""

    body: str
    headline: str = ""
    byline: str = ""
    image_ids: tuple[int, ...] = ()

    def columns(self) -> dict[str, Any]:
        """By the names of PostVersion's columns."""
        return {
            "body": self.body,
            "headline": self.headline,
            "byline": self.byline,
            "image_ids": list(self.image_ids),
        }


def checked(words: Words, at: datetime, before: PostVersion | None = None) -> Words:
    """The words as they are stored: sanitised as a story's body is, what is unchanged with its ids of `before`.

    Pictures that stand in `before` are not asked again whether they may. Raises Blocked.
    """
    try:
        body = TURNING.sub("", clean_body(words.body))
    except BodyRefused as refusal:
        raise Blocked([str(refusal)]) from None
    if before is not None:
        body = _with_ids(body, before.body)
    headline, byline = (_line(text) for text in (words.headline, words.byline))
    images = tuple(dict.fromkeys(words.image_ids))
    parts = blocks(body)
    found = [pk for part in parts for pk in part.image_ids]
    has_more = any(part.kind in (Kind.EMBED, Kind.VIDEO) for part in parts)
    why = [
        sentence
        for sentence, is_so in (
            (
                _("Write something, or choose a picture."),
                not (headline or images or found or has_more or has_words(body)),
            ),
            (_("A post is at most %(most)d characters long.") % {"most": LONGEST}, len(body) > LONGEST),
            (_("A headline is at most 110 characters long."), len(headline) > 110),
            (_("A byline is at most 120 characters long."), len(byline) > 120),
            (
                _("A post holds at most %(most)d pictures.") % {"most": MOST_PICTURES},
                len({*images, *found}) > MOST_PICTURES,
            ),
            (
                _("A video of our own cannot stand in a post. Link to its story."),
                any(part.video_id for part in parts),
            ),
        )
        if is_so
    ]
    if why := why or _picture_faults({*images, *found} - _pictures_of(before), at):
        raise Blocked(why)
    return Words(body, headline, byline, images)


def _line(text: str) -> str:
    return label(TURNING.sub("", text)) or ""


def _pictures_of(version: PostVersion | None) -> set[int]:
    if version is None:
        return set()
    return {*version.image_ids, *(pk for part in blocks(version.body) for pk in part.image_ids)}


def _picture_faults(wanted: set[int], at: datetime) -> list[str]:
    """Why the pictures cannot be used at `at`, in sentences."""
    if not wanted:
        return []
    images = Image.objects.in_bulk(wanted)
    missing = [_("A picture of this post does not exist any more.")] if len(images) < len(wanted) else []
    return missing + [
        _("Picture “%(picture)s”: %(fault)s") % {"picture": image, "fault": fault}
        for _pk, image in sorted(images.items())
        for fault in picture_faults(image, at)
    ]


def _with_ids(body: str, before: str) -> str:
    """The body whose blocks that stood in `before` too keep their ids. A block is one line."""
    known: dict[str, list[str]] = {}
    for line in before.split("\n"):
        known.setdefault(_ID.sub(r"\1", line), []).append(line)
    kept: list[str] = []
    for line in body.split("\n"):
        same = known.get(_ID.sub(r"\1", line))
        kept.append(same.pop(0) if same else line)
    return "\n".join(kept)


# The plain text of the composer. An empty line parts paragraphs; a line that is an address is shown, if its host is in
# the table of providers, else linked; **strong**, *emphasis*, [words](address), lines of "- " a list, of "> " a quote.

_URL = re.compile(r"https?://[^\s<>\"]+")
_INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]+)\]\((?P<url>https?://[^\s<>\"]+?)\)(?![\w/])"
    r"|(?P<bare>https?://[^\s<>\"]+)"
    r"|\*\*(?=[^\s*])(?P<strong>[^\n]+?)(?<=[^\s*])\*\*"
    r"|(?<![\w*])\*(?=[^\s*])(?P<em>[^\n*]+?)(?<=[^\s*])\*(?![\w*])"
)
_SHOWN_URL = 60


def from_text(text: str) -> str:
    """HTML of the composer's plain text; any text at all is understood. It is still to be sanitised."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    groups: list[tuple[str, list[str]]] = []
    kind_before = ""
    for line in map(str.strip, lines):
        kind = _kind(line)
        if kind in ("", "embed") or kind != kind_before:
            groups.append((kind, []))
        groups[-1][1].append(line)
        kind_before = kind
    return "".join(_BLOCKS[kind](held) for kind, held in groups if kind)


def _kind(line: str) -> str:
    if not line:
        return ""
    if _URL.fullmatch(line) and resolve(line):
        return "embed"
    return {"- ": "list", "> ": "quote"}.get(line[:2], "text")


def _embed(lines: list[str]) -> str:
    found = resolve(lines[0])
    name = "video" if found and found.is_video else "embed"
    return f'<figure data-news="{name}" data-url="{escape(lines[0])}"></figure>'


_BLOCKS = {
    "text": lambda lines: f"<p>{'<br>'.join(map(_inline, lines))}</p>",
    "list": lambda lines: f"<ul>{''.join(f'<li><p>{_inline(line[2:])}</p></li>' for line in lines)}</ul>",
    "quote": lambda lines: (
        f"<blockquote>{''.join(f'<p>{_inline(line[2:])}</p>' for line in lines)}</blockquote>"
    ),
    "embed": _embed,
}


def _inline(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[end : match.start()], quote=False), _marked(match)]
        end = match.end()
    return "".join([*parts, escape(text[end:], quote=False)])


def _marked(match: re.Match[str]) -> str:
    if match["words"]:
        return f'<a href="{escape(match["url"])}">{escape(match["words"], quote=False)}</a>'
    if match["bare"]:
        url, rest = _without_punctuation(match["bare"])
        return f'<a href="{escape(url)}">{escape(_shown(url), quote=False)}</a>{escape(rest, quote=False)}'
    if match["strong"]:
        return f"<strong>{_inline(match['strong'])}</strong>"
    return f"<em>{_inline(match['em'])}</em>"


def _without_punctuation(url: str) -> tuple[str, str]:
    """An address as it was meant, and what of the sentence around it was caught with it."""
    end = len(url)
    while end and (url[end - 1] in ".,;:!?'”’»*" or (url[end - 1] == ")" and "(" not in url[:end])):
        end -= 1
    return url[:end], url[end:]


def _shown(url: str) -> str:
    """How a bare address is written for readers."""
    text = re.sub(r"^https?://(www\.)?", "", url).removesuffix("/")
    return text if len(text) <= _SHOWN_URL else f"{text[: _SHOWN_URL - 1]}…"


def as_text(body: str) -> str | None:
    """The plain text of which `from_text` makes this very body; None if there is none: it was written elsewhere."""
    if not body:
        return ""
    text = "\n\n".join(filter(None, map(_block_text, parse(body))))
    again = clean_body(from_text(text)).split("\n")
    same = [_ID.sub(r"\1", line) for line in again] == [_ID.sub(r"\1", line) for line in body.split("\n")]
    return text if same else None


def _block_text(element: etree._Element) -> str:
    if element.tag == "figure":
        return element.get("data-url", "")
    mark = {"ul": "- ", "blockquote": "> "}.get(str(element.tag), "")
    lines = [element] if element.tag == "p" else list(element.iter("p"))
    return "\n".join(mark + _inline_text(line) for line in lines)


def _inline_text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        inside = _inline_text(child)
        match child.tag:
            case "br":
                inside = "\n"
            case "strong":
                inside = f"**{inside}**"
            case "em":
                inside = f"*{inside}*"
            case "a":
                url = child.get("href", "")
                inside = url if inside == _shown(url) else f"[{inside}]({url})"
        parts += [inside, child.tail or ""]
    return "".join(parts)
