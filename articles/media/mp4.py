"""The headers of MP4: boxes of ISO/IEC 14496-12, with H.264 (avc1, avc3 of 14496-15) and AAC (mp4a of 14496-14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.media.containers import (
    Blank,
    Measures,
    Source,
    VideoRefused,
    damaged,
    measured,
    more_than_a_film,
    no_picture,
    wrong_codec,
)

WANTED = "MP4 (H.264, AAC)"
CODECS = {b"vide": (b"avc1", b"avc3"), b"soun": (b"mp4a",)}
# Boxes that hold what people and cameras write down beside the film: places, owners, serial numbers, XMP.
TOLD = frozenset({b"udta", b"meta", b"uuid"})
# The handler of tracks of such things, taken down by the second.
TELLING = b"meta"
MAX_TRACKS = 32
MAX_ENTRIES = 16


@dataclass(frozen=True)
class Box:
    """A box: its type, where it begins in the file, and where its content begins and ends."""

    kind: bytes
    at: int
    start: int
    end: int


@dataclass
class Track:
    """What the boxes of one track say; measures are of its header, or of its first sample's description."""

    handler: bytes = b""
    codecs: tuple[bytes, ...] = ()
    width: float = 0
    height: float = 0
    is_turned: bool = False
    samples: int = 0


def read(source: Source) -> Measures:
    """The measures of an MP4 that browsers can play. Raises VideoRefused."""
    top = {box.kind: box for box in _played(source, boxes(source, 0, source.size))}
    if b"ftyp" not in top or b"moov" not in top:
        raise damaged()
    _check_brand(source, top[b"ftyp"])
    moov = list(_played(source, boxes(source, top[b"moov"].start, top[b"moov"].end)))
    traks = [box for box in moov if box.kind == b"trak"]
    if len(traks) > MAX_TRACKS:
        raise VideoRefused(_("The video has more tracks than can be read."))
    header = _only(moov, b"mvhd")
    seconds = _seconds(source, header)
    tracks = [_track(source, box) for box in traks]
    is_fragmented = any(box.kind == b"mvex" for box in moov)
    if is_fragmented and not seconds:
        seconds = _fragments_last(source, _only(moov, b"mvex"), header)
    pictures = [track for track in tracks if track.handler == b"vide"]
    if not pictures:
        raise no_picture()
    for track in tracks:
        if track.handler == TELLING:
            raise more_than_a_film()
        wanted = CODECS.get(track.handler, track.codecs)
        for codec in track.codecs:
            if codec not in wanted:
                raise wrong_codec(codec.decode("latin-1"), WANTED)
    first = pictures[0]
    held = b"moof" in top if is_fragmented else first.samples > 0
    if not first.codecs or b"mdat" not in top or not held:
        raise damaged()
    width, height = (first.height, first.width) if first.is_turned else (first.width, first.height)
    return measured("mp4", width, height, seconds)


def boxes(source: Source, start: int, end: int) -> Iterator[Box]:
    """The boxes that follow each other between two places. Raises VideoRefused for one that reaches beyond."""
    at = start
    while at < end:
        if end - at < 8:
            raise damaged()
        size, kind = source.number(at, 4), source.read(at + 4, 4)
        header = 8
        if size == 1:
            size, header = source.number(at + 8, 8), 16
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            raise damaged()
        yield Box(kind, at, at + header, at + size)
        at += size


def _played(source: Source, found: Iterable[Box]) -> Iterator[Box]:
    """The boxes that say how the film is played; of the others nothing is kept but that there is room."""
    for box in found:
        if box.kind in TOLD:
            source.blanks += [Blank(box.at + 4, box.at + 8, b"free"), Blank(box.start, box.end)]
        else:
            yield box


def _only(found: list[Box], kind: bytes) -> Box:
    box = next((box for box in found if box.kind == kind), None)
    if box is None:
        raise damaged()
    return box


def _check_brand(source: Source, box: Box) -> None:
    if box.end - box.start < 8:
        raise damaged()
    if source.read(box.start, 4) == b"qt  ":
        raise VideoRefused(_("This is a QuickTime film; export it as %(wanted)s.") % {"wanted": WANTED})


def _seconds(source: Source, box: Box) -> float:
    """The duration of a movie header; 0 if it says none."""
    if source.number(box.start, 1) == 1:
        scale, length = source.number(box.start + 20, 4), source.number(box.start + 24, 8)
        unknown = 2**64 - 1
    else:
        scale, length = source.number(box.start + 12, 4), source.number(box.start + 16, 4)
        unknown = 2**32 - 1
    return length / scale if scale and length != unknown else 0


def _fragments_last(source: Source, mvex: Box, header: Box) -> float:
    """The duration that a video in fragments gives beside its header; 0 if none."""
    for box in boxes(source, mvex.start, mvex.end):
        if box.kind == b"mehd":
            scale_at = header.start + (20 if source.number(header.start, 1) == 1 else 12)
            scale = source.number(scale_at, 4)
            length = source.number(box.start + 4, 8 if source.number(box.start, 1) == 1 else 4)
            return length / scale if scale else 0
    return 0


def _track(source: Source, trak: Box) -> Track:
    track = Track()
    for box in _played(source, boxes(source, trak.start, trak.end)):
        if box.kind == b"tkhd":
            _shape(source, box, track)
        elif box.kind == b"mdia":
            for inner in boxes(source, box.start, box.end):
                if inner.kind == b"hdlr":
                    track.handler = source.read(inner.start + 8, 4)
                elif inner.kind == b"minf":
                    _samples(source, inner, track)
    return track


def _shape(source: Source, box: Box, track: Track) -> None:
    """The size and turn of a track header: fixed-point numbers, and a matrix of which a quarter turn has no diagonal."""
    matrix = box.start + (52 if source.number(box.start, 1) == 1 else 40)
    if matrix + 44 > box.end:
        raise damaged()
    track.is_turned = source.number(matrix, 4) == 0 and source.number(matrix + 4, 4) != 0
    track.width = source.number(matrix + 36, 4) / 65536
    track.height = source.number(matrix + 40, 4) / 65536


def _samples(source: Source, minf: Box, track: Track) -> None:
    for box in boxes(source, minf.start, minf.end):
        if box.kind != b"stbl":
            continue
        for inner in boxes(source, box.start, box.end):
            if inner.kind == b"stsd":
                _describe(source, inner, track)
            elif inner.kind in (b"stsz", b"stz2"):
                track.samples = source.number(inner.start + 8, 4)


def _describe(source: Source, stsd: Box, track: Track) -> None:
    entries = []
    for entry in boxes(source, stsd.start + 8, stsd.end):
        entries.append(entry)
        if len(entries) > MAX_ENTRIES:
            raise damaged()
    track.codecs = tuple(entry.kind for entry in entries)
    if entries and track.handler == b"vide" and not (track.width and track.height):
        track.width = source.number(entries[0].start + 24, 2)
        track.height = source.number(entries[0].start + 26, 2)
