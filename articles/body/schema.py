"""What a body may hold, as data: the sanitiser, the normaliser and the readers all ask here.

To add a node, add one entry to NODES (and, if its content has a new shape, that shape to
`normalising`); raise BODY_SCHEMA when stored bodies need upgrading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from articles.body import values
from articles.body.values import Check

BODY_SCHEMA = 1

# Inline marks, outermost first: the order in which they are always written.
MARKS = ("a", "strong", "em", "s", "sub", "sup", "code")
HEADINGS = ("h2", "h3", "h4")
LISTS = ("ul", "ol")
MAX_LIST_LEVEL = 4

# Spellings that mean something we keep.
RENAMED: Mapping[str, str] = {
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
    "tt": "code",
    "kbd": "code",
    "samp": "code",
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    **dict.fromkeys(
        [
            "address",
            "article",
            "body",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "dl",
            "dt",
            "fieldset",
            "footer",
            "form",
            "header",
            "hgroup",
            "html",
            "legend",
            "main",
            "menu",
            "nav",
            "pre",
            "search",
            "section",
            "summary",
        ],
        "div",
    ),
}


class Content(StrEnum):
    """The shapes that a node's inside can have."""

    NOTHING = "nothing"
    CAPTION = "caption"  # one figcaption of inline text, or nothing
    QUOTE = "quote"  # paragraphs, the last of them perhaps the speaker
    FACTS = "facts"  # perhaps a title, then paragraphs and lists
    EVENTS = "events"  # perhaps a title, then one list of events: a `when` and paragraphs each


@dataclass(frozen=True)
class Attribute:
    """How a value is checked; what is stored without a good one (None: no attribute).

    With `source`, the value is what `check` makes of that other attribute, listed before, and never what was sent.
    """

    check: Check
    required: bool = False
    default: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Node:
    """One of our own blocks, stored as a reference: `<tag data-news="name" …>`."""

    name: str
    tag: str
    content: Content
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    # Of these attributes, one is there and no other.
    either: tuple[str, ...] = ()


_PROVIDER = Attribute(values.provider_key, source="data-url")

NODES: Mapping[str, Node] = {
    node.name: node
    for node in (
        Node(
            "image",
            "figure",
            Content.CAPTION,
            {
                "data-image-id": Attribute(values.positive_id, required=True),
                "data-layout": Attribute(values.one_of("normal", "wide", "portrait"), default="normal"),
                "data-alt": Attribute(values.label),
            },
        ),
        Node(
            "related",
            "aside",
            Content.NOTHING,
            {"data-articles": Attribute(values.id_list(values.MAX_RELATED), required=True)},
        ),
        Node("pullquote", "aside", Content.QUOTE),
        Node(
            "embed",
            "figure",
            Content.CAPTION,
            {"data-url": Attribute(values.embed_url, required=True), "data-provider": _PROVIDER},
        ),
        Node(
            "gallery",
            "figure",
            Content.CAPTION,
            {"data-images": Attribute(values.id_list(values.MAX_GALLERY), required=True)},
        ),
        Node(
            "video",
            "figure",
            Content.CAPTION,
            {
                # Shown by a provider, or our own file.
                "data-url": Attribute(values.video_url),
                "data-provider": _PROVIDER,
                "data-video-id": Attribute(values.positive_id),
                # The still that stands for the video, in place of its own.
                "data-image-id": Attribute(values.positive_id),
            },
            either=("data-url", "data-video-id"),
        ),
        Node("factbox", "aside", Content.FACTS),
        Node("timeline", "aside", Content.EVENTS),
    )
}
NODE_TAGS = frozenset(node.tag for node in NODES.values())

# The one node that stands inside a run of text, always written empty. What it says is its attribute.
FOOTNOTE = "footnote"
FOOTNOTE_TAG = "span"
NOTE = "data-note"

# Names of paragraphs that play a part inside a node.
SPEAKER = "speaker"
WHEN = "when"
# A node's title, whatever heading it was written with.
TITLE_TAG = "h3"
DIRECTION = values.one_of("rtl", "ltr")
DIRECTED = frozenset({"p", *HEADINGS, *LISTS, "li", "blockquote", "table", *NODE_TAGS})

CELL_ATTRIBUTES: Mapping[str, Attribute] = {
    "colspan": Attribute(values.small_count),
    "rowspan": Attribute(values.small_count),
    "scope": Attribute(values.one_of("col", "row")),
}

TABLE_PARTS = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
TOP_LEVEL = frozenset({"p", *HEADINGS, *LISTS, "blockquote", "hr", "table", *NODE_TAGS})
VOID = frozenset({"br", "hr"})
# A div never comes out; it comes in, from old systems and clipboards, and bounds a paragraph.
INLINE = frozenset({*MARKS, "br", "cite", FOOTNOTE_TAG})
KNOWN = TOP_LEVEL | TABLE_PARTS | VOID | INLINE | {"li", "figcaption", "div"}
# What begins and ends a paragraph around it.
BOUNDARIES = KNOWN - INLINE


def _attributes(tag: str) -> set[str]:
    allowed: set[str] = set()
    if tag in TOP_LEVEL:
        allowed.add("id")
    if tag in DIRECTED:
        allowed.add("dir")
    if tag in NODE_TAGS | {"p", FOOTNOTE_TAG}:
        allowed.add("data-news")
    if tag == FOOTNOTE_TAG:
        allowed.add(NOTE)
    for node in NODES.values():
        if node.tag == tag:
            allowed.update(node.attributes)
    if tag in ("td", "th"):
        allowed.update(CELL_ATTRIBUTES)
    if tag == "a":
        allowed.add("href")
    return allowed


# By tag, for the sanitiser; tags without attributes are absent.
ATTRIBUTES: Mapping[str, set[str]] = {tag: _attributes(tag) for tag in sorted(KNOWN) if _attributes(tag)}
LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
