"""Makes any text that claims to be HTML into balanced tags of ours, in linear time.

It stands before the sanitiser, whose cost is quadratic in the depth of nesting. What comes out has no
comments, no raw text elements, no angle bracket inside an attribute, only tags of the schema, and each
of them closed; so what is counted here is what the sanitiser will see. It is not itself the sanitiser:
attribute values are not judged.
"""

import html as entities
import re
from html.entities import html5

from articles.body.schema import ATTRIBUTES, BOUNDARIES, KNOWN, RENAMED, TABLE_PARTS, VOID
from articles.body.values import printable

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100
MAX_TAGS = 50_000
TOO_LARGE = "This text is larger than 2 MB."
TOO_MANY_TAGS = f"This text has more than {MAX_TAGS:,} tags."


class BodyRefused(ValueError):
    """A body that will not be stored; its text is one sentence for the person who sent it."""


# The tag states of the HTML standard (13.2.5.6 to 13.2.5.40). Every quantifier is possessive and an
# unclosed quote runs to the end, so no text is scanned twice.
_TAG = re.compile(
    r"""
    <(?P<close>/?)(?P<name>[a-z][^\t\n\f\r\ />]*+)
    (?P<attributes>(?:
        [\t\n\f\r\ /]++
      | (?: = [^\t\n\f\r\ />=]*+ | [^\t\n\f\r\ />=]++ )
        (?: [\t\n\f\r\ ]*+ = [\t\n\f\r\ ]*+
            (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | (?!["'])[^\t\n\f\r\ >]++ | (?=>) )
        )?+
    )*+)
    >""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_LETTER = re.compile(r"</?[A-Za-z]")
_COMMENT_END = re.compile(r"--!?>")
# Elements whose inside is not markup; the inside goes with them.
_RAW = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE | re.ASCII)
    for name in (
        "script",
        "style",
        "textarea",
        "title",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "plaintext",
    )
}
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(?P<name>[A-Za-z][A-Za-z0-9]{1,31};))?+")
# Python will not read a number of thousands of digits, and no character has one.
_ENDLESS_NUMBER = re.compile(r"&(?=#[xX]?[0-9a-fA-F]{9})")
_VOID_ELSEWHERE = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "col",
        "embed",
        "frame",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_CELLS = frozenset({"td", "th", "caption"})
# A start tag on the left ends an open element on the right, unless a barrier stands between.
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(BOUNDARIES, (frozenset({"p"}), _CELLS)),
    "li": (frozenset({"li"}), frozenset({"ul", "ol"}) | _CELLS),
    "td": (_CELLS, frozenset({"table"})),
    "th": (_CELLS, frozenset({"table"})),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), (frozenset({"thead", "tbody", "tfoot"}), frozenset({"table"}))
    ),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "a": (frozenset({"a"}), BOUNDARIES),
}


def well_formed(html: str) -> str:
    """Balanced HTML of the schema's tags; BodyRefused over 2 MB, depth 100 or 50,000 tags."""
    if len(html) > MAX_BYTES or len(html.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BodyRefused(TOO_LARGE)
    html = printable(html)
    writer = _Writer()
    at = 0
    while opening := _OPENING.search(html, at):
        writer.text(html[at : opening.start()])
        at = _markup(html, opening.start(), writer)
    writer.text(html[at:])
    writer.close_to(0)
    balanced = "".join(writer.parts)
    # Escaping can make it larger, and the sanitiser is quadratic in ampersands (nh3 0.3.8).
    if len(balanced) > MAX_BYTES:
        raise BodyRefused(TOO_LARGE)
    return balanced


def _markup(html: str, at: int, writer: "_Writer") -> int:
    """Takes the tag or comment that begins here, and says where the text goes on."""
    tag = _TAG.match(html, at)
    if tag is None:
        return _comment_end(html, at)
    name = tag["name"].lower()
    if tag["close"]:
        writer.end(name)
        return tag.end()
    if name in _RAW:
        close = _RAW[name].search(html, tag.end()) if name != "plaintext" else None
        return close.start() if close else len(html)
    writer.start(name, tag["attributes"])
    return tag.end()


def _comment_end(html: str, at: int) -> int:
    if html.startswith("<!--", at):
        end = _COMMENT_END.search(html, at + 2)
        return end.end() if end else len(html)
    if _LETTER.match(html, at):
        # A tag that never ends takes the rest with it, as in a browser.
        return len(html)
    end_at = html.find(">", at + 2)
    return len(html) if end_at == -1 else end_at + 1


def _reference(match: re.Match[str]) -> str:
    name = match["name"]
    is_bare = match[0] == "&" or (name is not None and name not in html5)
    return "&amp;" + match[0][1:] if is_bare else match[0]


class _Writer:
    """Keeps the stack of open elements and writes only what leaves it balanced."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.open: list[str] = []
        self.tags = 0

    def text(self, text: str) -> None:
        if text:
            said = entities.unescape(_ENDLESS_NUMBER.sub("&amp;", text))
            self.parts.append(entities.escape(said, quote=False))

    def start(self, name: str, attributes: str) -> None:
        self._count()
        name = RENAMED.get(name, name)
        if name in _VOID_ELSEWHERE or (name == "table" and "table" in self.open):
            return
        self._end_implied(name)
        if name in KNOWN:
            kept = attributes if name in ATTRIBUTES else ""
            kept = _REFERENCE.sub(_reference, kept).replace("<", "&lt;").replace(">", "&gt;")
            self.parts.append(f"<{name}{kept}>")
        if name in VOID:
            return
        self.open.append(name)
        if len(self.open) > MAX_DEPTH:
            raise BodyRefused(f"This text is nested more than {MAX_DEPTH} levels deep.")

    def end(self, name: str) -> None:
        self._count()
        name = RENAMED.get(name, name)
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] == name:
                self.close_to(place)
                return
            inline_over_block = self.open[place] in BOUNDARIES and name not in BOUNDARIES
            if inline_over_block or (self.open[place] in _CELLS and name not in TABLE_PARTS):
                return

    def close_to(self, length: int) -> None:
        while len(self.open) > length:
            name = self.open.pop()
            if name in KNOWN:
                self.parts.append(f"</{name}>")

    def _end_implied(self, name: str) -> None:
        ended, barriers = _ENDS.get(name, (frozenset(), frozenset()))
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in ended:
                self.close_to(place)
                return
            if self.open[place] in barriers:
                return

    def _count(self) -> None:
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise BodyRefused(TOO_MANY_TAGS)
