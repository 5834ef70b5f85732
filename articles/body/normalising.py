"""Turns parsed HTML into the blocks of the schema, and those into HTML in one canonical form.

Everything that is written is written here from checked parts, so the result holds only tags and
attributes of the schema whatever the parser made of the input.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from articles.body import schema, values
from articles.body.inline import BREAK, Ink, Run, inline_html, tidy
from articles.body.schema import Content

_ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_WRITTEN_FIRST = ("id", "data-news")


@dataclass
class Element:
    """An element of the canonical form: either runs of text or child elements."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    children: list["Element"] = field(default_factory=list)

    def html(self) -> str:
        """The element as canonical HTML."""
        names = [name for name in _WRITTEN_FIRST if name in self.attributes]
        names += [name for name in self.attributes if name not in (*_WRITTEN_FIRST, "dir")]
        names += [name for name in ("dir",) if name in self.attributes]
        start = self.tag + "".join(f' {name}="{escape(self.attributes[name])}"' for name in names)
        if self.tag in schema.VOID:
            return f"<{start}>"
        inside = inline_html(self.runs) + "".join(child.html() for child in self.children)
        return f"<{start}>{inside}</{self.tag}>"

    def texts(self) -> list["Element"]:
        """This block and those inside it, in order, that hold runs of text themselves."""
        own = [self] if self.runs else []
        return own + [text for child in self.children for text in child.texts()]


def parse(html: str) -> etree._Element:
    """The body element of well-formed HTML."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    page = f"<html><body>{values.printable(html)}</body></html>"
    root = etree.fromstring(page.encode(), parser)
    body = root.find("body")
    return root if body is None else body


def normalise(body: etree._Element) -> list[Element]:
    """The top-level blocks, without ids where the input had no valid one."""
    return _Flow().read(body, Ink())


def give_ids(blocks: Iterable[Element]) -> None:
    """Keeps the first holder of each id; blocks without one, and later holders, get a new one."""
    seen: set[str] = set()
    for block in blocks:
        identity = block.attributes.get("id", "")
        while not identity or identity in seen:
            identity = "b-" + "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
        seen.add(identity)
        block.attributes["id"] = identity


def _attributes(element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    identity = element.get("id", "")
    if values.BLOCK_ID.fullmatch(identity):
        found["id"] = identity
    direction = schema.DIRECTION(element.get("dir", ""))
    if direction and element.tag in schema.DIRECTED:
        found["dir"] = direction
    return found


def _inner(attributes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if name == "dir"}


class _Flow:
    """Reads mixed content into blocks; loose text becomes blocks of its `tag`."""

    def __init__(self, tag: str = "p", attributes: dict[str, str] | None = None, level: int = 0) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.level = level
        self.blocks: list[Element] = []
        self.pending: list[Run] = []

    def read(self, element: etree._Element, ink: Ink) -> list[Element]:
        """All blocks inside the element."""
        self._walk(element, ink)
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        runs = tidy(self.pending)
        self.pending = []
        if runs:
            self.blocks.append(Element(self.tag, dict(self.attributes), runs))
            self.attributes = _inner(self.attributes)

    def _walk(self, element: etree._Element, ink: Ink) -> None:
        self._text(element.text, ink)
        for child in element:
            if isinstance(child.tag, str):
                self._visit(child, child.tag, ink)
            self._text(child.tail, ink)

    def _text(self, text: str | None, ink: Ink) -> None:
        # A line end in the source is white space, not BREAK.
        self.pending.append(Run((text or "").replace(BREAK, " "), ink))

    def _visit(self, element: etree._Element, tag: str, ink: Ink) -> None:
        if tag == "br":
            self.pending.append(Run(BREAK, ink))
        elif tag in schema.MARKS:
            self._walk(element, _inked(element, tag, ink))
        elif tag == "p" or tag in schema.HEADINGS:
            self._flush()
            self.blocks += _Flow(tag, _attributes(element), self.level).read(element, ink)
        elif tag in schema.TOP_LEVEL:
            self._flush()
            self.blocks += _container(element, tag, ink, self.level)
        elif tag in schema.KNOWN and tag != "cite":
            self._flush()
            self._walk(element, ink)
            self._flush()
        else:
            self._walk(element, ink)


def _inked(element: etree._Element, tag: str, ink: Ink) -> Ink:
    if tag != "a":
        return Ink(ink.marks | {tag}, ink.href)
    return Ink(ink.marks, values.safe_link(element.get("href", "")) or ink.href)


def _container(element: etree._Element, tag: str, ink: Ink, level: int) -> list[Element]:
    if tag == "hr":
        return [Element("hr", _attributes(element))]
    if tag in schema.LISTS:
        return _list(element, tag, ink, level)
    if tag == "blockquote":
        return _quote(element, ink, level)
    if tag == "table":
        return _table(element, ink)
    return _node(element, tag, ink)


def _line(element: etree._Element, ink: Ink) -> tuple[list[Run], list[Element]]:
    """An element's text as one run of inline text, and the blocks that cannot stand in it."""
    runs: list[Run] = []
    others: list[Element] = []
    for block in _Flow().read(element, ink):
        if block.tag in schema.NODE_TAGS or block.tag in ("table", "hr"):
            others.append(block)
            continue
        for text in block.texts():
            runs += [Run(BREAK), *text.runs] if runs else text.runs
    return tidy(runs), others


def _list(element: etree._Element, tag: str, ink: Ink, level: int) -> list[Element]:
    made = Element(tag, _attributes(element))
    after: list[Element] = []
    for child in _items(element, ink, level):
        if isinstance(child, Element):
            content, attributes = [child], {}
        else:
            content = _Flow(level=level + 1).read(child, ink)
            attributes = _inner(_attributes(child))
        item = Element("li", attributes)
        for block in content:
            if block.tag in schema.NODE_TAGS or block.tag in ("table", "hr"):
                after.append(block)
            elif block.tag not in schema.LISTS:
                item.children += [Element("p", _inner(text.attributes), text.runs) for text in block.texts()]
            elif item.children and level + 1 < schema.MAX_LIST_LEVEL:
                item.children.append(Element(block.tag, _inner(block.attributes), children=block.children))
            else:
                made.children += [item] if item.children else []
                made.children += block.children
                item = Element("li", attributes)
        made.children += [item] if item.children else []
    return [made, *after] if made.children else after


def _items(element: etree._Element, ink: Ink, level: int) -> Iterable[etree._Element | Element]:
    """The list's items; loose content of the list, which should not be there, as blocks."""
    loose = _box(element.text)
    for child in list(element):
        if child.tag != "li":
            loose.append(child)
            continue
        tail = child.tail
        yield from _Flow(level=level).read(loose, ink)
        loose = _box(tail)
        yield child
    yield from _Flow(level=level).read(loose, ink)


def _box(text: str | None) -> etree._Element:
    box = etree.Element("div")
    # lxml reads a form feed but refuses to be given one.
    box.text = values.spaced(values.printable(text or ""))
    return box


def _quote(element: etree._Element, ink: Ink, level: int) -> list[Element]:
    quote = Element("blockquote", _attributes(element))
    after: list[Element] = []
    cites: list[Element] = []
    for child in element.findall("cite"):
        runs, others = _line(child, ink)
        cites += [Element("cite", runs=runs)] if runs else []
        after += others
        tail, child.tail = child.tail, None
        child.clear()
        child.tail = tail
    for block in _Flow(level=level).read(element, ink):
        if block.tag in schema.NODE_TAGS or block.tag in ("table", "hr"):
            after.append(block)
        elif block.tag in schema.LISTS:
            quote.children.append(Element(block.tag, _inner(block.attributes), children=block.children))
        else:
            quote.children += [Element("p", _inner(text.attributes), text.runs) for text in block.texts()]
    while len(cites) > 1 or (cites and not quote.children):
        quote.children.append(Element("p", runs=cites.pop(0).runs))
    quote.children += cites
    return [quote, *after] if quote.children else after


def checked(element: etree._Element, rules: Mapping[str, schema.Attribute]) -> dict[str, str] | None:
    """The attributes to store, by their rules; None if a required one is missing or wrong."""
    found: dict[str, str] = {}
    for name, rule in rules.items():
        sent = element.get(name)
        value = (rule.check(sent) if sent is not None else None) or rule.default
        if value is not None:
            found[name] = value
        elif rule.required:
            return None
    return found


def _table(element: etree._Element, ink: Ink) -> list[Element]:
    after: list[Element] = []

    def cell(source: etree._Element, tag: str) -> Element:
        runs, others = _line(source, ink)
        after.extend(others)
        found = checked(source, schema.CELL_ATTRIBUTES) if tag != "caption" else {}
        return Element(tag, found or {}, runs)

    head, rows = Element("thead"), Element("tbody")
    for row in element.iter("tr"):
        cells = [cell(source, str(source.tag)) for source in row if source.tag in ("td", "th")]
        parent = row.getparent()
        part = head if parent is not None and parent.tag == "thead" else rows
        part.children += [Element("tr", children=cells)] if cells else []
    table = Element("table", _attributes(element))
    caption = element.find("caption")
    if caption is not None and (made := cell(caption, "caption")).runs:
        table.children.append(made)
    table.children += [part for part in (head, rows) if part.children]
    return [table, *after] if table.texts() else after


def _node(element: etree._Element, tag: str, ink: Ink) -> list[Element]:
    node = schema.NODES.get(element.get("data-news", ""))
    found = checked(element, node.attributes) if node is not None and node.tag == tag else None
    if node is None or found is None:
        return _unwrapped(element, ink)
    made = Element(tag, {**_attributes(element), "data-news": node.name, **found})
    if node.content == Content.CAPTION:
        runs, after = _line(element, ink)
        if runs:
            made.children.append(Element("figcaption", runs=runs))
        return [made, *after]
    if node.content == Content.QUOTE:
        return _pullquote(element, made, ink)
    return [made]


def _unwrapped(element: etree._Element, ink: Ink) -> list[Element]:
    """The text of a node that is not one of ours; an address to embed stays as a link."""
    blocks = _Flow(attributes=_attributes(element)).read(element, ink)
    url = values.safe_link(element.get("data-url", ""))
    if url:
        blocks.append(Element("p", runs=tidy([Run(url, Ink(href=url))])))
    return blocks


def _pullquote(element: etree._Element, made: Element, ink: Ink) -> list[Element]:
    after: list[Element] = []
    lines: list[Element] = []
    speaker: list[Element] = []
    for child in element.findall("p"):
        if child.get("data-news") == schema.SPEAKER:
            runs, others = _line(child, ink)
            after += others
            speaker += [Element("p", {"data-news": schema.SPEAKER}, runs)] if runs else []
            child.text = None
            for inner in list(child):
                child.remove(inner)
    for block in _Flow().read(element, ink):
        if block.tag in schema.NODE_TAGS or block.tag in ("table", "hr"):
            after.append(block)
        else:
            lines += [Element("p", _inner(text.attributes), text.runs) for text in block.texts()]
    if not speaker and len(lines) == 2:
        speaker = [Element("p", {"data-news": schema.SPEAKER}, lines.pop().runs)]
    if speaker and not lines:
        lines, speaker = [Element("p", runs=speaker[0].runs)], speaker[1:]
    lines += [Element("p", runs=line.runs) for line in speaker[:-1]]
    made.children = lines + speaker[-1:]
    return [made, *after] if made.children else after
