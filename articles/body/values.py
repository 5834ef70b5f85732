"""Checks of single attribute values: each takes what was sent and gives what is stored, or None."""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from articles.body.providers import MAX_URL_LENGTH, resolve

Check = Callable[[str], str | None]

MAX_RELATED = 20
MAX_GALLERY = 40
MAX_LABEL_LENGTH = 1000
MAX_MARKS = 30
MAX_ID = 2**63 - 1  # a PostgreSQL bigint

BLOCK_ID = re.compile(r"b-[a-z2-7]{8}")

_LINE_OR_SPACE = re.compile(r"[\t\n\f\r \u00a0\u2028\u2029]+")
# Control characters, halves of surrogate pairs, the byte order mark, annotation marks, noncharacters.
# Direction marks and joiners stay: Arabic, Persian and Hebrew text needs them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# What turns the direction of whatever follows it (Unicode, UAX #9); the marks that turn one place stay.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# All that controls direction or that nobody sees, but for the joiners of Persian and Indic scripts, U+200C and U+200D.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\U000e0000-\U000e0fff]")
_PILED_MARKS = re.compile(rf"[^\w\s]{{{MAX_MARKS + 1},}}")
_TELEPHONE = re.compile(r"tel:\+?[0-9().*#-]{2,40}", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)


def printable(text: str) -> str:
    """The text without control characters, surrogates and noncharacters."""
    return _UNPRINTABLE.sub("", text)


def spaced(text: str) -> str:
    """The text with every run of white space, no-break spaces (U+00A0) too, as one space.

    Editors and word processors leave U+00A0 wherever they were unsure, which ruins wrapping, search
    and comparison; so it is never kept. Who needs an unbreakable space types the narrow one, U+202F.
    """
    return _LINE_OR_SPACE.sub(" ", text)


def composed(text: str) -> str:
    """The text in NFC, with at most 30 combining marks in a row (as in Unicode's stream-safe text).

    Ordering a longer row costs the square of its length, and no language writes one.
    """
    return _PILED_MARKS.sub(_unpiled, unicodedata.normalize("NFC", _PILED_MARKS.sub(_unpiled, text)))


def _unpiled(match: re.Match[str]) -> str:
    kept: list[str] = []
    row = 0
    for character in match[0]:
        row = row + 1 if unicodedata.combining(character) else 0
        if row <= MAX_MARKS:
            kept.append(character)
    return "".join(kept)


def label(value: str) -> str | None:
    """One line of plain text, at most 1,000 characters; None if nothing is left."""
    text = composed(spaced(printable(value))).strip(" ")
    return text[:MAX_LABEL_LENGTH].strip(" ") or None


def positive_id(value: str) -> str | None:
    """A database id: 1 to the largest bigint, in ASCII digits."""
    value = value.strip()
    if not re.fullmatch(r"[0-9]{1,19}", value):
        return None
    number = int(value)
    return str(number) if 0 < number <= MAX_ID else None


def labels(value: str) -> list[str]:
    """All of a plain text in labels of at most 1,000 characters, parted between words where it has any."""
    text = composed(spaced(printable(value))).strip(" ")
    found: list[str] = []
    at = 0
    while len(text) - at > MAX_LABEL_LENGTH:
        space = text.rfind(" ", at, at + MAX_LABEL_LENGTH + 1)
        end = space if space > at else at + MAX_LABEL_LENGTH
        found.append(text[at:end])
        at = end + (text[end] == " ")
    return [*found, text[at:]] if text[at:] else found


def id_list(most: int) -> Check:
    """A check for ids joined by commas: each once, the first `most`; None if there is no id among them."""

    def check(value: str) -> str | None:
        ids = list(dict.fromkeys(filter(None, map(positive_id, value.split(",")))))
        return ",".join(ids[:most]) or None

    return check


def small_count(value: str) -> str | None:
    """How many columns or rows a cell spans: 2 to 100."""
    return value if re.fullmatch(r"[2-9]|[1-9][0-9]|100", value) else None


def one_of(*allowed: str) -> Check:
    """A check that lets exactly these values through."""
    return lambda value: value if value in allowed else None


def embed_url(value: str) -> str | None:
    """The kept form of an address that a provider answers for."""
    found = resolve(value)
    return found.url if found else None


def video_url(value: str) -> str | None:
    """The kept form of an address at which a provider shows a video."""
    found = resolve(value)
    return found.url if found and found.is_video else None


def provider_key(value: str) -> str | None:
    """The key of the provider that answers for an address."""
    found = resolve(value)
    return found.provider.key if found else None


def safe_link(value: str) -> str | None:
    """A link's address: http, https, mailto, tel, or a path of this site; None for anything else.

    Tabs and line ends are taken out first, as browsers do, so that they cannot hide a scheme.
    """
    url = re.sub(r"[\t\n\r]", "", printable(value)).strip()
    url = re.sub(r"\s", "%20", url)
    if not url or len(url) > MAX_URL_LENGTH or "\\" in url:
        return None
    if url.startswith("/"):
        return None if url.startswith("//") else url
    if _TELEPHONE.fullmatch(url) or _MAILTO.fullmatch(url):
        scheme, rest = url.split(":", 1)
        return f"{scheme.lower()}:{rest}"
    return _web_link(url)


def _web_link(url: str) -> str | None:
    match = re.match(r"(https?)(://.+)", url, re.IGNORECASE | re.DOTALL)
    if match is None:
        return None
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    # A user name before the host serves only to make an address look like another.
    if not host or "@" in parts.netloc:
        return None
    return match[1].lower() + match[2]
