"""A stored body as a list of typed blocks, for the page, the feed, the comparison and the counts."""

import logging
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from articles.body import inline, normalising, schema
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


@dataclass(frozen=True)
class Block:
    """One top-level block. `html` is canonical and safe to print; only a kind's own fields are filled.

    `text` is what the block says, one line a paragraph, item or cell: for a picture or an embed its
    caption. `layout` is normal, wide or portrait; `alt` is empty unless this use has its own;
    `level` is 2 to 4; `direction` is rtl, ltr or empty.
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
    quote_html: str = ""
    speaker: str = ""


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
        if node is None or node.tag != element.tag or normalising.checked(element, node.attributes) is None:
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


def _block(element: normalising.Element) -> Block:
    attributes = element.attributes
    name = attributes.get("data-news", "")
    captions = [child.runs for child in element.children if child.tag == "figcaption"]
    said = [child for child in element.children if child.attributes.get("data-news") == schema.SPEAKER]
    is_pullquote = name == Kind.PULLQUOTE
    return Block(
        id=attributes.get("id", ""),
        kind=Kind(name) if name else _KINDS[element.tag],
        html=element.html(),
        text="\n".join(_text(part) for part in element.texts()),
        direction=attributes.get("dir", ""),
        level=int(element.tag[1]) if element.tag in schema.HEADINGS else 0,
        image_id=int(attributes["data-image-id"]) if "data-image-id" in attributes else None,
        layout=attributes.get("data-layout", ""),
        alt=attributes.get("data-alt", ""),
        caption_html=inline.inline_html(captions[0]) if captions else "",
        article_ids=tuple(int(key) for key in attributes.get("data-articles", "").split(",") if key),
        url=attributes.get("data-url", ""),
        quote_html="".join(child.html() for child in element.children if child not in said)
        if is_pullquote
        else "",
        speaker=" ".join(_text(child) for child in said),
    )


def _text(element: normalising.Element) -> str:
    return "".join(run.text for run in element.runs).replace(inline.BREAK, " ")
