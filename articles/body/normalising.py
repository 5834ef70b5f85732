"""Turns parsed HTML into the blocks of the schema, and those into HTML in one canonical form.

Everything that is written is written here from checked parts, so the result holds only tags and
attributes of the schema whatever the parser made of the input.
"""

from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from articles.body import schema, values
from articles.body.elements import Element
from articles.body.inline import BREAK, Ink, Run, tidy
from articles.body.schema import Content

# What stands only at the top of a body: inside anything else it is taken out, and follows.
_OUTSIDE = frozenset({*schema.NODE_TAGS, "table", "hr"})
_CELLS = ("td", "th")


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


def _paragraphs(block: Element) -> list[Element]:
    """The texts of a block as plain paragraphs."""
    return [Element("p", _inner(text.attributes), text.runs) for text in block.texts()]


def _inner_list(block: Element) -> Element:
    return Element(block.tag, _inner(block.attributes), children=block.children)


def _empty(element: etree._Element) -> None:
    """Leaves nothing of an element but its place before the text that follows it."""
    tail, element.tail = element.tail, None
    element.clear()
    element.tail = tail


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
        elif tag == schema.FOOTNOTE_TAG and element.get("data-news") == schema.FOOTNOTE:
            self.pending += [Run("", note=note) for note in values.labels(element.get(schema.NOTE, ""))]
            self._walk(element, ink)
        elif tag in schema.MARKS:
            self._walk(element, _inked(element, tag, ink))
        elif tag == "p" or tag in schema.HEADINGS:
            self._flush()
            self.blocks += _Flow(tag, _attributes(element), self.level).read(element, ink)
        elif tag in schema.TOP_LEVEL:
            self._flush()
            self.blocks += _container(element, tag, ink, self.level)
        elif tag in schema.BOUNDARIES:
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
        if block.tag in _OUTSIDE:
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
            if block.tag in _OUTSIDE:
                after.append(block)
            elif block.tag not in schema.LISTS:
                item.children += _paragraphs(block)
            elif item.children and level + 1 < schema.MAX_LIST_LEVEL:
                item.children.append(_inner_list(block))
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
        _empty(child)
    for block in _Flow(level=level).read(element, ink):
        if block.tag in _OUTSIDE:
            after.append(block)
        elif block.tag in schema.LISTS:
            quote.children.append(_inner_list(block))
        else:
            quote.children += _paragraphs(block)
    while len(cites) > 1 or (cites and not quote.children):
        quote.children.append(Element("p", runs=cites.pop(0).runs))
    quote.children += cites
    return [quote, *after] if quote.children else after


def checked(
    element: etree._Element, rules: Mapping[str, schema.Attribute], either: tuple[str, ...] = ()
) -> dict[str, str] | None:
    """The attributes to store, by their rules; None if a required one is missing or wrong, or not one of `either` there."""
    found: dict[str, str] = {}
    for name, rule in rules.items():
        sent = found.get(rule.source) if rule.source else element.get(name)
        value = (rule.check(sent) if sent is not None else None) or rule.default
        if value is not None:
            found[name] = value
        elif rule.required:
            return None
    return found if not either or sum(name in found for name in either) == 1 else None


def _table(element: etree._Element, ink: Ink) -> list[Element]:
    after: list[Element] = []

    def cell(source: etree._Element, tag: str) -> Element:
        runs, others = _line(source, ink)
        after.extend(others)
        found = checked(source, schema.CELL_ATTRIBUTES) if tag != "caption" else {}
        return Element(tag, found or {}, runs)

    head, rows = Element("thead"), Element("tbody")
    for row in element.iter("tr"):
        parent = row.getparent()
        is_head = parent is not None and parent.tag == "thead"
        cells = [cell(source, "th" if is_head else str(source.tag)) for source in row if source.tag in _CELLS]
        part = head if is_head else rows
        part.children += [Element("tr", children=cells)] if cells else []
    headers = _header_rows(rows.children)
    head.children += rows.children[:headers]
    rows.children = rows.children[headers:]
    table = Element("table", _attributes(element))
    captions = [made for caption in element.findall("caption") if (made := cell(caption, "caption")).runs]
    table.children += captions[:1]
    after += [Element("p", runs=further.runs) for further in captions[1:]]
    table.children += [part for part in (head, rows) if part.children]
    return [table, *after] if table.texts() else after


def _header_rows(rows: list[Element]) -> int:
    """How many rows at the top hold header cells alone, none of which reaches down into another row."""
    reach = found = 0
    for number, row in enumerate(rows, start=1):
        if any(cell.tag != "th" for cell in row.children):
            break
        reach = max(reach, *(number - 1 + int(cell.attributes.get("rowspan", "1")) for cell in row.children))
        if reach <= number:
            found = number
    return found


def _node(element: etree._Element, tag: str, ink: Ink) -> list[Element]:
    node = schema.NODES.get(element.get("data-news", ""))
    found = checked(element, node.attributes, node.either) if node is not None and node.tag == tag else None
    if node is None or found is None:
        return _unwrapped(element, ink)
    made = Element(tag, {**_attributes(element), "data-news": node.name, **found})
    if node.content == Content.NOTHING:
        return [made]
    after = _FILLED[node.content](element, made, ink)
    is_full = made.children or node.content == Content.CAPTION
    return [made, *after] if is_full else after


def _unwrapped(element: etree._Element, ink: Ink) -> list[Element]:
    """The text of a node that is not one of ours; an address to embed stays as a link."""
    blocks = _Flow(attributes=_attributes(element)).read(element, ink)
    url = values.safe_link(element.get("data-url", ""))
    if url:
        blocks.append(Element("p", runs=tidy([Run(url, Ink(href=url))])))
    return blocks


# Each fills `made` with what has its node's shape, and gives the blocks that have not.


def _caption(element: etree._Element, made: Element, ink: Ink) -> list[Element]:
    runs, after = _line(element, ink)
    made.children = [Element("figcaption", runs=runs)] if runs else []
    return after


def _pullquote(element: etree._Element, made: Element, ink: Ink) -> list[Element]:
    after: list[Element] = []
    lines: list[Element] = []
    speaker: list[Element] = []
    for child in element.findall("p"):
        if child.get("data-news") == schema.SPEAKER:
            runs, others = _line(child, ink)
            after += others
            speaker += [Element("p", {"data-news": schema.SPEAKER}, runs)] if runs else []
            _empty(child)
    for block in _Flow().read(element, ink):
        if block.tag in _OUTSIDE:
            after.append(block)
        else:
            lines += _paragraphs(block)
    if not speaker and len(lines) == 2:
        speaker = [Element("p", {"data-news": schema.SPEAKER}, lines.pop().runs)]
    if speaker and not lines:
        lines, speaker = [Element("p", runs=speaker[0].runs)], speaker[1:]
    lines += [Element("p", runs=line.runs) for line in speaker[:-1]]
    made.children = lines + speaker[-1:]
    return after


def _title(block: Element) -> Element:
    return Element(schema.TITLE_TAG, _inner(block.attributes), block.runs)


def _facts(element: etree._Element, made: Element, ink: Ink) -> list[Element]:
    after: list[Element] = []
    for block in _Flow().read(element, ink):
        if block.tag in _OUTSIDE:
            after.append(block)
        elif block.tag in schema.LISTS:
            made.children.append(_inner_list(block))
        elif block.tag in schema.HEADINGS and not made.children:
            made.children.append(_title(block))
        else:
            made.children += _paragraphs(block)
    return after


def _events(element: etree._Element, made: Element, ink: Ink) -> list[Element]:
    after: list[Element] = []
    events: list[Element] = []
    for child in [child for child in element if child.tag in schema.LISTS]:
        for item in _items(child, ink, 0):
            event, others = _event(item, ink)
            events += event
            after += others
        _empty(child)
    loose = _Flow().read(element, ink)
    if loose and loose[0].tag in schema.HEADINGS:
        made.children.append(_title(loose.pop(0)))
    made.children += [Element("ol", children=events)] if events else []
    return loose + after


def _event(item: etree._Element | Element, ink: Ink) -> tuple[list[Element], list[Element]]:
    """One event, or none if nothing is said of it; and the blocks that cannot stand in it."""
    when = Element("p", {"data-news": schema.WHEN})
    after: list[Element] = []
    attributes: dict[str, str] = {}
    content = [item] if isinstance(item, Element) else []
    if not isinstance(item, Element):
        attributes = _inner(_attributes(item))
        date = next((p for p in item.findall("p") if p.get("data-news") == schema.WHEN), None)
        if date is not None:
            when.attributes |= _inner(_attributes(date))
            when.runs, after = _line(date, ink)
            _empty(date)
        content = _Flow().read(item, ink)
    said = [text for block in content if block.tag not in _OUTSIDE for text in _paragraphs(block)]
    after += [block for block in content if block.tag in _OUTSIDE]
    return [Element("li", attributes, children=[when, *said])] if when.runs or said else [], after


_FILLED: Mapping[Content, Callable[[etree._Element, Element, Ink], list[Element]]] = {
    Content.CAPTION: _caption,
    Content.QUOTE: _pullquote,
    Content.FACTS: _facts,
    Content.EVENTS: _events,
}
