"""XMP (ISO 16684-1): reading the properties of a packet, and the small packet that is written into served pictures.

Nothing here knows Django: packets are read where pictures are decoded, see articles/media/workshop.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

MAX_BYTES = 1024 * 1024
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
EXIF = "http://ns.adobe.com/exif/1.0/"
CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
# What is written into a picture has one length, so that other words can take its place. In bytes.
ROOM = 400
ROOM_FOR_SOURCE = 160
_START = f'<rdf:RDF xmlns:rdf="{RDF}">'
_END = "</rdf:RDF>"
_OURS = re.compile(f"{re.escape(_START)}.*?{_END} *".encode(), re.DOTALL)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Unreadable(ValueError):
    """The packet is not XMP that we read."""


class Properties:
    """The properties of one thing: of the picture, or of a structure within."""

    def __init__(self, nodes: list[etree._Element]) -> None:
        self.nodes = nodes

    def texts(self, namespace: str, name: str) -> list[str]:
        """All values of a property; of one in several languages the default, or else the first, alone."""
        key = f"{{{namespace}}}{name}"
        for node in self.nodes:
            if node.get(key):
                return [str(node.get(key))]
            element = node.find(key)
            if element is not None:
                return [text for text in _texts(element) if text.strip()]
        return []

    def text(self, namespace: str, name: str) -> str:
        return next(iter(self.texts(namespace, name)), "")

    def first_structure(self, namespace: str, name: str) -> Properties:
        """The first structure in a list of them; an empty one if there is none."""
        for node in self.nodes:
            item = node.find(f"{{{namespace}}}{name}/*/{{{RDF}}}li")
            if item is not None:
                nested = item.find(f"{{{RDF}}}Description")
                return Properties([item if nested is None else nested])
        return Properties([])


def read(packet: bytes) -> Properties:
    """The properties that a packet gives the picture. Raises Unreadable, as for any packet with a DOCTYPE."""
    if len(packet) > MAX_BYTES:
        raise Unreadable("The packet is too large.")
    try:
        text = packet.decode("utf-8-sig").strip("\x00 \r\n\t")
    except UnicodeDecodeError as error:
        raise Unreadable("The packet is not UTF-8.") from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("The packet has a document type.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    if rdf is None:
        raise Unreadable("There is no RDF in the packet.")
    return Properties(rdf.findall(f"{{{RDF}}}Description"))


def _texts(element: etree._Element) -> Iterator[str]:
    link = element.get(f"{{{RDF}}}resource")
    if link:
        yield str(link)
        return
    items = element.findall(f"*/{{{RDF}}}li")
    if element.find(f"{{{RDF}}}Alt") is not None:
        items = sorted(items, key=lambda item: item.get(_LANGUAGE) != "x-default")[:1]
    if not items:
        yield element.text or ""
    for item in items:
        yield str(item.get(f"{{{RDF}}}resource") or item.text or "")


def room(digital_source: str) -> int:
    """Bytes of the packet of a picture with this source type."""
    return ROOM + (ROOM_FOR_SOURCE if digital_source else 0)


def blank(size: int) -> bytes:
    """A packet that says nothing yet."""
    return f"{_START}{_END}".ljust(size).encode()


def packet(size: int, *, credit: str, copyright_notice: str, digital_source: str) -> bytes:
    """A packet of `size` bytes with the credit line, the source type and the copyright notice (IPTC Photo Metadata).

    What finds no room is left out, the copyright notice first; a credit too long is cut. The photographer is never
    named but by the credit: a source may have a reason.
    """
    source = f"{SOURCE_TYPES}{digital_source}" if digital_source else ""
    while credit and len(_written(credit, "", source)) > size:
        credit = credit[: min(len(credit) - 1, 100)].rstrip()
    whole = _written(credit, copyright_notice, source)
    return (whole if len(whole) <= size else _written(credit, "", source)).ljust(size)


def _written(credit: str, copyright_notice: str, source: str) -> bytes:
    if not (credit or copyright_notice or source):
        return f"{_START}{_END}".encode()
    attributes = ""
    if credit:
        attributes += f' xmlns:photoshop="{PHOTOSHOP}" photoshop:Credit={quoteattr(credit)}'
    if source:
        attributes += f' xmlns:Iptc4xmpExt="{EXT}" Iptc4xmpExt:DigitalSourceType={quoteattr(source)}'
    inside = ""
    if copyright_notice:
        attributes += f' xmlns:dc="{DC}"'
        words = f'<rdf:li xml:lang="x-default">{escape(copyright_notice)}</rdf:li>'
        inside = f"<dc:rights><rdf:Alt>{words}</rdf:Alt></dc:rights>"
    return f'{_START}<rdf:Description rdf:about=""{attributes}>{inside}</rdf:Description>{_END}'.encode()


def stamped(data: bytes, words: bytes) -> bytes:
    """The file of a rendition with `words`, a packet, in place of the one that it has; as it is if it has no such room."""
    found = _OURS.search(data)
    if found is None or len(found[0]) < len(words):
        return data
    return data[: found.start()] + words + data[found.start() + len(words) :]
