"""What a body says and points at: words, reading time, pictures, stories, embeds, links."""

import math
import re
from collections.abc import Iterable

from articles.body.blocks import Block, Kind, blocks, parsed
from articles.body.markup import BodyRefused, well_formed
from articles.body.normalising import parse
from articles.body.values import safe_link

# Blocks that interrupt the running text rather than belong to it.
_ASIDE = frozenset({Kind.IMAGE, Kind.RELATED, Kind.EMBED, Kind.RULE, Kind.GALLERY, Kind.VIDEO})

# Scripts written without spaces between words: Han, Hiragana, Katakana; each character counts as one.
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)
# A paragraph that begins with words.
_BEGINS = re.compile(r"<p\b[^<>]*>[^<&]*[^\W_]")
_DASHES = re.compile("[\u2012-\u2015\u2e3a\u2e3b]|--+")

_SENTENCE_END = re.compile(
    "[.!?\u2026\u061f\u06d4]+[\"'\u2019\u201d\u00bb)\\]]*(?=\\s|$)|[\u3002\uff01\uff1f][\u300d\u300f\u201d]*"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'\u2018\u201c])(?:\w|(?:\w\.)+\w|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Hon|Jr|Sr"
    r"|No|vs|Inc|Ltd|Co|approx|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)


def plain_text(html: str | list[Block]) -> str:
    """The running text, fact boxes and timelines with it, blocks parted by an empty line.

    No captions, related stories, embeds or footnotes.
    """
    return _running(parsed(html))


def _running(parts: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in parts if block.kind not in _ASIDE and block.text)


def word_count(html: str | list[Block]) -> int:
    """Words of the running text. Between spaces and dashes, what holds a letter or digit is a word;
    in scripts without spaces each character is.
    """
    text = _DASHES.sub(" ", plain_text(html))
    text, characters = _UNSPACED.subn(" ", text)
    return characters + sum(1 for word in text.split() if any(map(str.isalnum, word)))


def has_words(html: str) -> bool:
    """Whether `word_count` is more than 0; of most bodies their first letters tell."""
    is_plain = "data-news" not in html and "<table" not in html
    return (is_plain and _BEGINS.search(html) is not None) or word_count(html) > 0


def minutes_read(words: int, wpm: int) -> int:
    """Whole minutes to read so many words at so many words a minute, at least 1."""
    return max(1, math.ceil(words / wpm))


def image_ids(html: str | list[Block]) -> list[int]:
    """The pictures shown, those of galleries and the stills of videos with them, each once, in order."""
    if isinstance(html, str) and "data-image" not in html:
        return []
    return list(dict.fromkeys(key for block in parsed(html) for key in block.image_ids))


def video_ids(html: str | list[Block]) -> list[int]:
    """The videos of our own that are shown, each once, in order. Their posters are named by their rows alone."""
    if isinstance(html, str) and "data-video-id" not in html:
        return []
    return list(dict.fromkeys(block.video_id for block in parsed(html) if block.video_id))


def article_ids(html: str | list[Block]) -> list[int]:
    """The stories named in related boxes, each once, in order."""
    return list(dict.fromkeys(key for block in parsed(html) for key in block.article_ids))


def embed_urls(html: str) -> list[str]:
    """The canonical addresses embedded, videos with them, each once, in order."""
    return list(dict.fromkeys(block.url for block in blocks(html) if block.url))


def links(html: str) -> list[str]:
    """The addresses that the text links to, each once, in order."""
    try:
        body = parse(well_formed(html))
    except BodyRefused:
        return []
    found = (safe_link(str(link.get("href", ""))) for link in body.iter("a"))
    return list(dict.fromkeys(url for url in found if url))


def first_sentence(html: str | list[Block]) -> str:
    """The first sentence of the first paragraph, "" if there is no paragraph.

    A full stop after an initial or a usual abbreviation does not end it.
    """
    text = next((block.text for block in parsed(html) if block.kind == Kind.PARAGRAPH), "")
    for end in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[max(0, end.end() - 20) : end.end()]):
            return text[: end.end()]
    return text
