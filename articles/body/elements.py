"""The blocks of a body in their one canonical form, and that form as HTML."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from articles.body import schema
from articles.body.inline import Run, inline_html

# No word can be made of these: reading modes throw out what is named "…rss…", "…meta…" or "…extra…" (Readability.js).
_ID_LETTERS = "bcdfhjkqvwxz234567"
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


def give_ids(blocks: Iterable[Element]) -> None:
    """Keeps the first holder of each id; blocks without one, and later holders, get a new one."""
    seen: set[str] = set()
    for block in blocks:
        identity = block.attributes.get("id", "")
        while not identity or identity in seen:
            identity = "b-" + "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
        seen.add(identity)
        block.attributes["id"] = identity
