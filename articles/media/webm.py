"""The headers of WebM: elements of EBML (RFC 8794) and Matroska (RFC 9559), with VP8, VP9 or AV1 and Vorbis or Opus."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.media.containers import (
    Blank,
    Measures,
    Source,
    VideoRefused,
    damaged,
    measured,
    no_duration,
    no_picture,
    wrong_codec,
)

WANTED = "WebM (VP9, Opus)"
EBML, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION = 0x2AD7B1, 0x4489
# What is told beside the film, such as places and owners; and what stands where nothing is told.
TOLD = frozenset({0x1254C367, 0x1941A469})
VOID = b"\xec"
ENTRY, TYPE, CODEC, VIDEO = 0xAE, 0x83, 0x86, 0xE0
WIDTH, HEIGHT, SHOWN_WIDTH, SHOWN_HEIGHT, SHOWN_UNIT = 0xB0, 0xBA, 0x54B0, 0x54BA, 0x54B2
PICTURE, SOUND = 1, 2
CODECS = {PICTURE: ("V_VP8", "V_VP9", "V_AV1"), SOUND: ("A_VORBIS", "A_OPUS")}
MAX_TRACKS = 32


@dataclass(frozen=True)
class Element:
    """An element: its id, where it begins, and where its content begins and ends.

    A size that is not known ends with what is around it.
    """

    id: int
    at: int
    start: int
    end: int


def read(source: Source) -> Measures:
    """The measures of a WebM that browsers can play. Raises VideoRefused."""
    top = elements(source, 0, source.size)
    head = next(top, None)
    if head is None or head.id != EBML:
        raise damaged()
    doc_type = _children(source, head).get(DOC_TYPE)
    if doc_type is None or _text(source, doc_type) != "webm":
        raise VideoRefused(_("This is a Matroska film; export it as %(wanted)s.") % {"wanted": WANTED})
    segment = next((element for element in top if element.id == SEGMENT), None)
    if segment is None:
        raise damaged()
    parts: dict[int, Element] = {}
    for element in elements(source, segment.start, segment.end):
        parts.setdefault(element.id, element)
        if element.id in TOLD:
            source.blanks.append(_void(element))
    if INFO not in parts or TRACKS not in parts or CLUSTER not in parts:
        raise damaged()
    width, height = _shape(source, parts[TRACKS])
    return measured("webm", width, height, _seconds(source, parts[INFO]))


def elements(source: Source, start: int, end: int) -> Iterator[Element]:
    """The elements that follow each other between two places. Raises VideoRefused for one that reaches beyond."""
    at = start
    while at < end:
        begins = at
        id, at = _variable(source, at, end, keeps_marker=True)
        size, at = _variable(source, at, end, keeps_marker=False)
        # Only a stream's segments and clusters may leave their size open.
        stop = end if size < 0 and id in (SEGMENT, CLUSTER) else at + size
        if stop < at or stop > end:
            raise damaged()
        yield Element(id, begins, at, stop)
        at = stop


def _void(element: Element) -> Blank:
    """The same room with nothing in it (RFC 8794, 11.3.2)."""
    length = element.end - element.at
    size = ((1 << 56) | (length - 9)).to_bytes(8, "big") if length >= 9 else bytes([0x80 | (length - 2)])
    return Blank(element.at, element.end, VOID + size)


def _variable(source: Source, at: int, end: int, *, keeps_marker: bool) -> tuple[int, int]:
    """A number of variable length at a place, and the place after it; -1 for the size that is not known."""
    first = source.number(at, 1)
    length = 9 - first.bit_length()
    if length > (4 if keeps_marker else 8) or at + length > end:
        raise damaged()
    value = source.number(at, length)
    if not keeps_marker:
        value -= 1 << (7 * length)
        if value == (1 << (7 * length)) - 1:
            value = -1
    return value, at + length


def _children(source: Source, parent: Element) -> dict[int, Element]:
    """The first element of each id inside another."""
    found: dict[int, Element] = {}
    for element in elements(source, parent.start, parent.end):
        found.setdefault(element.id, element)
    return found


def _whole(source: Source, element: Element | None, default: int = 0) -> int:
    if element is None:
        return default
    if element.end - element.start > 8:
        raise damaged()
    return source.number(element.start, element.end - element.start)


def _text(source: Source, element: Element) -> str:
    data = source.read(element.start, min(element.end - element.start, 64))
    return data.rstrip(b"\x00").decode("latin-1")


def _seconds(source: Source, info: Element) -> float:
    held = _children(source, info)
    length = held.get(DURATION)
    if length is None:
        raise no_duration()
    count = length.end - length.start
    if count not in (4, 8):
        raise damaged()
    [ticks] = struct.unpack(">f" if count == 4 else ">d", source.read(length.start, count))
    return float(ticks * _whole(source, held.get(SCALE), 1_000_000) / 1e9)


def _shape(source: Source, tracks: Element) -> tuple[float, float]:
    """How large the first picture track is shown; every track's codec is looked at."""
    shape: tuple[float, float] | None = None
    entries = [element for element in elements(source, tracks.start, tracks.end) if element.id == ENTRY]
    if len(entries) > MAX_TRACKS:
        raise VideoRefused(_("The video has more tracks than can be read."))
    for entry in entries:
        held = _children(source, entry)
        kind = _whole(source, held.get(TYPE))
        codec = _text(source, held[CODEC]) if CODEC in held else ""
        if codec not in CODECS.get(kind, (codec,)):
            raise wrong_codec(codec, WANTED)
        if kind == PICTURE and VIDEO in held and shape is None:
            picture = _children(source, held[VIDEO])
            width, height = (_whole(source, picture.get(id)) for id in (WIDTH, HEIGHT))
            # In pixels, unless the unit says otherwise: then it is only a proportion.
            if _whole(source, picture.get(SHOWN_UNIT)) == 0:
                width = _whole(source, picture.get(SHOWN_WIDTH), width)
                height = _whole(source, picture.get(SHOWN_HEIGHT), height)
            shape = width, height
    if shape is None:
        raise no_picture()
    return shape
