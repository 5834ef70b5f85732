"""What a picture's file says of it: XMP before IPTC IIM before EXIF, as the IPTC Photo Metadata Standard names it.

Editing programs write XMP; Pillow and others write EXIF in ASCII alone. `read` runs where pictures are decoded
(articles/media/workshop.py) and knows no Django; `cleaned` makes of its words what may be stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import ExifTags, IptcImagePlugin
from PIL.ImageFile import ImageFile

from articles.media import xmp

# IPTC, Digital Source Type NewsCodes: made by a machine, wholly or in part.
MACHINE_MADE = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia")
# What decoders raise for what they cannot read.
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
LONGEST = 20_000
EARLIEST = 1800
# What cameras write into every picture.
_CAMERA_WORDS = re.compile(
    r"(?:[A-Z ]*DIGITAL CAMERA|SONY DSC|SAMSUNG(?: CSC)?|DCIM[\\/].*|DSC.{0,12}|untitled|default)",
    re.IGNORECASE,
)
# A manifest of C2PA says where a picture comes from by the same vocabulary, as plain text within its CBOR.
_SOURCE_TYPE = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})")
# Control characters but tab and line end, surrogates, byte order mark, noncharacters; what turns the direction of the
# text that follows. Direction marks and joiners stay: Arabic, Persian and Hebrew words need them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
_PILED_MARKS = re.compile(r"([^\w\s]{30})[^\w\s]+")


def read(picture: ImageFile, data: bytes) -> dict[str, str]:
    """What the file of a picture that has been loaded says, as its own words; nothing if that cannot be read."""
    readers: tuple[Callable[[ImageFile], Mapping[str, Any]], ...] = (_from_xmp, _from_iim, _from_exif)
    sources = [_attempted(reader, picture) for reader in readers]
    said: dict[str, str] = {}
    for source in sources:
        for name, text in source.items():
            if isinstance(text, str) and text.strip():
                said.setdefault(name, text[:LONGEST])
    headline = said.pop("headline", "")
    said.setdefault("caption", headline)
    taken = _best([source["taken"] for source in sources if source.get("taken")])
    if taken:
        said["taken"] = taken.isoformat()
    if said.get("digital_source") not in MACHINE_MADE:
        found = [name.decode() for name in _SOURCE_TYPE.findall(data)]
        made = next((name for name in MACHINE_MADE if name in found), "")
        if made:
            said["digital_source"] = made
    return said


def _attempted(reader: Callable[[ImageFile], Mapping[str, Any]], picture: ImageFile) -> Mapping[str, Any]:
    """What the reader finds; a picture is not refused for what is broken beside it."""
    try:
        return reader(picture)
    except BROKEN:
        return {}


def _from_xmp(picture: ImageFile) -> dict[str, Any]:
    packet = picture.info.get("xmp") or b""
    if not packet:
        return {}
    told = xmp.read(packet if isinstance(packet, bytes) else str(packet).encode())
    shown = told.first_structure(xmp.EXT, "LocationShown")
    created = told.first_structure(xmp.EXT, "LocationCreated")
    core = (
        told.text(xmp.CORE, "Location"),
        told.text(xmp.PHOTOSHOP, "City"),
        told.text(xmp.PHOTOSHOP, "State"),
        told.text(xmp.PHOTOSHOP, "Country"),
    )
    terms = (told.text(xmp.RIGHTS, "UsageTerms"), told.text(xmp.PHOTOSHOP, "Instructions"))
    source = told.text(xmp.EXT, "DigitalSourceType").rstrip("/").rpartition("/")[2]
    return {
        "caption": told.text(xmp.DC, "description"),
        "headline": told.text(xmp.PHOTOSHOP, "Headline"),
        "alt_text": told.text(xmp.CORE, "AltTextAccessibility"),
        "long_description": told.text(xmp.CORE, "ExtDescrAccessibility"),
        "credit": told.text(xmp.PHOTOSHOP, "Credit"),
        "copyright_notice": told.text(xmp.DC, "rights"),
        "usage_terms": _lines(terms),
        "photographer": _row(told.texts(xmp.DC, "creator")),
        "place": _row(core) or _place(shown) or _place(created),
        "keywords": _row(told.texts(xmp.DC, "subject")),
        "digital_source": source if re.fullmatch(r"[A-Za-z]{1,60}", source) else "",
        "taken": _instant(told.text(xmp.PHOTOSHOP, "DateCreated"))
        or _instant(told.text(xmp.EXIF, "DateTimeOriginal")),
    }


def _place(location: xmp.Properties) -> str:
    parts = ("Sublocation", "City", "ProvinceState", "CountryName")
    return _row(location.text(xmp.EXT, part) for part in parts)


def _from_iim(picture: ImageFile) -> dict[str, Any]:
    """IPTC IIM 4.2, record 2: bytes, which record 1:90 may say to be UTF-8, and which are else those of a PC."""
    records = IptcImagePlugin.getiptcinfo(picture) or {}
    is_utf8 = _listed(records.get((1, 90)))[:1] == [b"\x1b%G"]

    def texts(number: int) -> list[str]:
        return [_decoded(raw, is_utf8=is_utf8) for raw in _listed(records.get((2, number)))]

    def text(number: int) -> str:
        return next(iter(texts(number)), "")

    return {
        "caption": text(120),
        "headline": text(105),
        "credit": text(110),
        "copyright_notice": text(116),
        "usage_terms": text(40),
        "photographer": _row(texts(80)),
        "place": _row([text(92), text(90), text(95), text(101)]),
        "keywords": _row(texts(25)),
        "taken": _instant(f"{text(55)}T{text(60)}") or _instant(text(55)),
    }


def _listed(value: Any) -> list[bytes]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, bytes)]


def _decoded(raw: bytes, *, is_utf8: bool) -> str:
    try:
        return raw.decode("utf-8" if is_utf8 else "cp1252")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").replace("\ufffd", "")


def _from_exif(picture: ImageFile) -> dict[str, Any]:
    """EXIF 3.0: text is ASCII by the letter and UTF-8 in practice; Pillow hands it out as Latin-1."""
    exif = picture.getexif()
    camera = exif.get_ifd(ExifTags.IFD.Exif)

    def text(value: Any) -> str:
        raw = value if isinstance(value, bytes) else str(value or "").encode("latin-1", "replace")
        raw = raw.rstrip(b"\x00 ").replace(b"\x00", b"\n")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return _decoded(raw, is_utf8=False)

    caption = text(exif.get(ExifTags.Base.ImageDescription)).strip()
    when = text(camera.get(ExifTags.Base.DateTimeOriginal)).strip()
    offset = text(camera.get(ExifTags.Base.OffsetTimeOriginal)).strip()
    day, _space, hour = when.partition(" ")
    moment = f"{day.replace(':', '-')}T{hour}"
    return {
        "caption": "" if _CAMERA_WORDS.fullmatch(caption) else caption,
        "copyright_notice": text(exif.get(ExifTags.Base.Copyright)),
        "photographer": text(exif.get(ExifTags.Base.Artist)),
        "taken": _instant(moment + offset) or _instant(moment),
    }


def _row(texts: Iterable[str]) -> str:
    """The texts behind one another, each once."""
    return ", ".join(dict.fromkeys(stripped for text in texts if (stripped := text.strip())))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(stripped for text in texts if (stripped := text.strip())))


def _instant(text: str) -> datetime | None:
    """The instant of an ISO 8601 text, without a zone if it has none; of a day alone, its noon. None for less than a day."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= 10:
            found = found.replace(hour=12)
        return found if found.year >= EARLIEST and found.utcoffset() != timedelta(days=1) else None
    except ValueError:
        return None


def _best(instants: list[datetime]) -> datetime | None:
    """The first; if another source tells the same wall clock with its offset, that one."""
    if not instants:
        return None
    first = instants[0]
    wall = first.replace(tzinfo=None, microsecond=0)
    same = (i for i in instants if i.tzinfo and i.replace(tzinfo=None, microsecond=0) == wall)
    return first if first.tzinfo else next(same, first)


def cleaned(said: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Any]:
    """Values of an Image's fields out of what a file says; `limits` are the lengths of those that are text.

    A time without an offset is read as UTC: a picture belongs to no edition, and a camera's zone is nobody's to guess.
    """
    found: dict[str, Any] = {}
    for name, most in limits.items():
        text = _clean(
            str(said.get(name, "")), keep_lines=name in ("caption", "long_description", "usage_terms")
        )
        found[name] = _cut(text, most, ", " if name == "keywords" else " ")
    taken = _instant(str(said.get("taken", "")))
    if taken:
        aware = taken if taken.tzinfo else taken.replace(tzinfo=UTC)
        found["taken_at"] = _in_utc(aware)
    return {name: value for name, value in found.items() if value}


def _in_utc(instant: datetime) -> datetime | None:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return None


def clean(text: str) -> str:
    """One line without control characters, and without what turns the direction of the text behind it."""
    return _clean(text, keep_lines=False)


def _clean(text: str, *, keep_lines: bool) -> str:
    text = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    text = unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", text))
    if not keep_lines:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _cut(text: str, most: int, between: str) -> str:
    """At most so many characters, ended between two words or keywords if there are any."""
    if len(text) <= most:
        return text
    shorter = text[: most + 1].rpartition(between)[0]
    return (shorter if len(shorter) > most // 2 else text[:most]).rstrip(" ,")
