"""Reads HTML as a browser would and says what in it is not of the schema."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from articles.body import schema

ALLOWED_TAGS = schema.KNOWN - {"div", "tfoot"}
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
        if "p" in self.open and tag not in {*schema.MARKS, "br"}:
            self.faults.append(f"{tag} in p")
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
    if name == "data-news" and value not in {*schema.NODES, schema.SPEAKER}:
        yield f"node {value}"
    if name == "data-url" and not value.startswith("https://"):
        yield f"embed {value}"
    if name == "data-image-id" and not re.fullmatch(r"[1-9][0-9]*", value):
        yield f"image {value}"
    if name == "data-articles" and not re.fullmatch(r"[1-9][0-9]*(,[1-9][0-9]*){0,19}", value):
        yield f"related {value}"


def faults(html: str) -> list[str]:
    """Everything in a cleaned body that should not be there; empty if it is closed under the schema."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.faults + [f"unclosed {tag}" for tag in reader.open]
    if len(set(reader.ids)) != len(reader.ids):
        found.append("an id twice")
    return found
