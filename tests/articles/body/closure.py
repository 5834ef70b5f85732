"""Reads HTML as a browser would and says what in it is not of the schema."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from articles.body import schema
from articles.body.providers import PROVIDERS

ALLOWED_TAGS = schema.KNOWN - {"div", "tfoot"}
NAMES = {
    "p": {schema.SPEAKER, schema.WHEN},
    "span": {schema.FOOTNOTE},
    **{tag: {node.name for node in schema.NODES.values() if node.tag == tag} for tag in schema.NODE_TAGS},
}
KEYS = {provider.key for provider in PROVIDERS}
IDS = "[1-9][0-9]*(,[1-9][0-9]*){0,%d}"
LINK = re.compile(r"(https?://[^/\\\s]|mailto:|tel:|/(?![/\\]))")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.faults.append(f"tag {tag}")
        if "p" in self.open and tag not in {*schema.MARKS, "br", "span"}:
            self.faults.append(f"{tag} in p")
        if "span" in self.open:
            self.faults.append(f"{tag} in a footnote")
        if tag == "span" and "a" in self.open:
            self.faults.append("footnote in a link")
        if tag == "span" and set(dict(attrs)) != {"data-news", "data-note"}:
            self.faults.append(f"span with {attrs}")
        for name, value in attrs:
            self.faults.extend(_faults(tag, name, value or ""))
            if name == "id":
                self.ids.append(value or "")
                self.faults.extend(["id not at the top"] if self.open else [])
        if tag not in schema.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unbalanced {tag}")

    def handle_data(self, data: str) -> None:
        if "span" in self.open:
            self.faults.append(f"text in a footnote: {data}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"section {data}")


def _faults(tag: str, name: str, value: str) -> Iterator[str]:
    if name not in schema.ATTRIBUTES.get(tag, set()):
        yield f"attribute {name} on {tag}"
    if name == "href" and not LINK.match(value):
        yield f"link {value}"
    if name == "dir" and value not in ("rtl", "ltr"):
        yield f"dir {value}"
    if name == "data-news" and value not in NAMES.get(tag, set()):
        yield f"node {value} on {tag}"
    if name == "data-provider" and value not in KEYS:
        yield f"provider {value}"
    if name == "data-note" and not 0 < len(value) <= 1000:
        yield f"note of {len(value)}"
    if name == "data-url" and not value.startswith("https://"):
        yield f"embed {value}"
    if name == "data-image-id" and not re.fullmatch(r"[1-9][0-9]*", value):
        yield f"image {value}"
    if name == "data-articles" and not re.fullmatch(IDS % 19, value):
        yield f"related {value}"
    if name == "data-images" and not re.fullmatch(IDS % 39, value):
        yield f"gallery {value}"


def faults(html: str) -> list[str]:
    """Everything in a cleaned body that should not be there; empty if it is closed under the schema."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.faults + [f"unclosed {tag}" for tag in reader.open]
    if len(set(reader.ids)) != len(reader.ids):
        found.append("an id twice")
    return found
