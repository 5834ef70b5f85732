"""A stored body as a list of typed blocks, for the page, the feed, the comparison and the counts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lxml import etree

from articles.body import inline, normalising, schema
from articles.body.elements import Element
from articles.body.markup import BodyRefused, well_formed

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    IMAGE = "image"
    RELATED = "related"
    PULLQUOTE = "pullquote"
    EMBED = "embed"
    TABLE = "table"
    RULE = "rule"
    GALLERY = "gallery"
    VIDEO = "video"
    FACTBOX = "factbox"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class Event:
    """One event of a timeline: when it was (inline HTML, perhaps empty), and what (paragraphs)."""

    when_html: str
    html: str


@dataclass(frozen=True)
class Block:
    """One top-level block. `html` is canonical and safe to print; only a kind's own fields are filled.

    `text` is what the block says, one line a paragraph, item or cell: for a picture, a gallery, a video or
    an embed its caption. Footnotes are no part of it: they are `notes`, in order, and stand in square
    brackets where they belong in `text_with_notes`. `layout` is normal, wide or portrait; `alt` is empty
    unless this use has its own; `level` is 2 to 4; `direction` is rtl, ltr or empty. `image_ids` are all
    pictures that the block shows: a video's still is one. `title` is the title of a fact box or a timeline,
    or the caption of a table, as text; `content_html` is what a fact box says under its title.
    `provider` is a key of the table of providers; a video of our own has `video_id`, and no `url`.
    """

    id: str
    kind: Kind
    html: str
    text: str
    direction: str = ""
    level: int = 0
    image_id: int | None = None
    layout: str = ""
    alt: str = ""
    caption_html: str = ""
    article_ids: tuple[int, ...] = ()
    url: str = ""
    video_id: int | None = None
    quote_html: str = ""
    speaker: str = ""
    speaker_html: str = ""
    image_ids: tuple[int, ...] = ()
    provider: str = ""
    title: str = ""
    title_html: str = ""
    content_html: str = ""
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    text_with_notes: str = ""


_KINDS = {
    "p": Kind.PARAGRAPH,
    **dict.fromkeys(schema.HEADINGS, Kind.HEADING),
    **dict.fromkeys(schema.LISTS, Kind.LIST),
    "blockquote": Kind.QUOTE,
    "table": Kind.TABLE,
    "hr": Kind.RULE,
}


def blocks(html: str) -> list[Block]:
    """The blocks of a stored body, in order.

    Never raises: a node that this version does not know is logged and left out, and so is a whole
    body that could not have been stored. Ids are as stored, "" where there is none.
    """
    try:
        body = normalising.parse(well_formed(html))
    except BodyRefused:
        logger.exception("A stored body cannot be read")
        return []
    for element in body.iterchildren(*schema.NODE_TAGS):
        name = element.get("data-news", "")
        node = schema.NODES.get(name)
        if (
            node is None
            or node.tag != element.tag
            or normalising.checked(element, node.attributes, node.either) is None
        ):
            logger.warning("Left out an unknown block of a body: %s %r", element.tag, name)
            _remove(element)
    return [_block(element) for element in normalising.normalise(body)]


def parsed(body: str | list[Block]) -> list[Block]:
    """The blocks of a body that may have been taken apart before, so that a page does so once."""
    return blocks(body) if isinstance(body, str) else body


def _remove(element: etree._Element) -> None:
    tail = element.tail
    element.clear()
    # An empty div leaves no trace but still parts the text on its two sides.
    element.tag = "div"
    element.tail = tail


def _block(element: Element) -> Block:
    attributes = element.attributes
    name = attributes.get("data-news", "")
    texts = element.texts()
    text = "\n".join(inline.plain(part.runs) for part in texts)
    notes = tuple(run.note for part in texts for run in part.runs if run.note)
    images = _ids(attributes.get("data-image-id", "") or attributes.get("data-images", ""))
    common = Block(
        id=attributes.get("id", ""),
        kind=Kind(name) if name else _KINDS[element.tag],
        html=element.html(),
        text=text,
        direction=attributes.get("dir", ""),
        level=int(element.tag[1]) if element.tag in schema.HEADINGS else 0,
        image_id=images[0] if "data-image-id" in attributes else None,
        image_ids=images,
        layout=attributes.get("data-layout", ""),
        alt=attributes.get("data-alt", ""),
        article_ids=_ids(attributes.get("data-articles", "")),
        url=attributes.get("data-url", ""),
        provider=attributes.get("data-provider", ""),
        video_id=next(iter(_ids(attributes.get("data-video-id", ""))), None),
        notes=notes,
        text_with_notes="\n".join(inline.plain(p.runs, "[{}]".format) for p in texts) if notes else text,
    )
    return replace(common, **_OWN_FIELDS[common.kind](element)) if common.kind in _OWN_FIELDS else common


def _ids(joined: str) -> tuple[int, ...]:
    return tuple(int(key) for key in joined.split(",") if key)


def _caption(element: Element) -> dict[str, Any]:
    return {"caption_html": "".join(inline.inline_html(child.runs) for child in element.children)}


def _quote(element: Element) -> dict[str, Any]:
    said = [child for child in element.children if child.attributes.get("data-news") == schema.SPEAKER]
    return {
        "quote_html": "".join(child.html() for child in element.children if child not in said),
        "speaker": " ".join(inline.plain(child.runs) for child in said),
        "speaker_html": " ".join(inline.inline_html(child.runs) for child in said),
    }


def _titled(element: Element, tag: str = schema.TITLE_TAG) -> dict[str, Any]:
    """The title among the element's children, if it has one, and the HTML of the others."""
    title = next((child for child in element.children if child.tag == tag), None)
    return {
        "title": inline.plain(title.runs) if title else "",
        "title_html": inline.inline_html(title.runs) if title else "",
        "content_html": "".join(child.html() for child in element.children if child is not title),
    }


def _timeline(element: Element) -> dict[str, Any]:
    items = [item for child in element.children if child.tag == "ol" for item in child.children]
    events = (
        Event(inline.inline_html(item.children[0].runs), "".join(child.html() for child in item.children[1:]))
        for item in items
    )
    return {**_titled(element), "content_html": "", "events": tuple(events)}


def _table(element: Element) -> dict[str, Any]:
    return {**_titled(element, "caption"), "content_html": ""}


_OWN_FIELDS: dict[Kind, Callable[[Element], dict[str, Any]]] = {
    **dict.fromkeys((Kind.IMAGE, Kind.GALLERY, Kind.VIDEO, Kind.EMBED), _caption),
    Kind.PULLQUOTE: _quote,
    Kind.FACTBOX: _titled,
    Kind.TIMELINE: _timeline,
    Kind.TABLE: _table,
}
