"""Small video files for tests, made box by box and element by element: nothing that plays, all that is read."""

from __future__ import annotations

import itertools
import struct
from typing import Any

from django.core.files.base import ContentFile

from articles.media.models import CaptionTrack, Video
from articles.media.videos import take_in
from tests.factories import make_image

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nThe ramp is coming up.\n"
_numbers = itertools.count(1)


def box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def mp4(
    *,
    width: int = 640,
    height: int = 360,
    seconds: float = 12.2,
    codec: bytes = b"avc1",
    sound: bytes = b"mp4a",
    brand: bytes = b"isom",
    is_turned: bool = False,
    samples: int = 30,
    data: bytes = b"frames",
    told: bytes = b"",
    beside: bytes = b"",
) -> bytes:
    """An MP4 whose headers say these things. No two are the same, byte for byte.

    `told` are boxes beside its tracks, and `beside` is the handler of one more track.
    """
    header = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + bytes(80)
    tracks = _track(b"vide", codec, width, height, is_turned=is_turned, samples=samples)
    if sound:
        tracks += _track(b"soun", sound, 0, 0, is_turned=False, samples=samples)
    if beside:
        tracks += _track(beside, b"gpmd", 0, 0, is_turned=False, samples=samples)
    return (
        box(b"ftyp", brand, bytes(4), b"isom")
        + box(b"moov", box(b"mvhd", header), tracks, told)
        + box(b"mdat", data, b"%d" % next(_numbers))
    )


def _track(handler: bytes, codec: bytes, width: int, height: int, *, is_turned: bool, samples: int) -> bytes:
    turn = (0, 0x10000, 0, -0x10000, 0, 0) if is_turned else (0x10000, 0, 0, 0, 0x10000, 0)
    matrix = struct.pack(">9i", *turn, 0, 0, 0x40000000)
    shape = bytes(40) + matrix + struct.pack(">II", width << 16, height << 16)
    entry = box(codec, bytes(24), struct.pack(">HH", width, height), bytes(50))
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), entry),
        box(b"stsz", bytes(8), struct.pack(">I", samples)),
    )
    described = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(b"trak", box(b"tkhd", shape), box(b"mdia", described, box(b"minf", table)))


def element(id: int, content: bytes) -> bytes:
    name = id.to_bytes((id.bit_length() + 7) // 8, "big")
    return name + struct.pack(">Q", (1 << 56) | len(content)) + content


def webm(
    *,
    width: int = 640,
    height: int = 360,
    seconds: float | None = 12.2,
    codec: bytes = b"V_VP9",
    sound: bytes = b"A_OPUS",
    doc_type: bytes = b"webm",
    data: bytes = b"frames",
    told: bytes = b"",
) -> bytes:
    """A WebM whose headers say these things, with the elements `told` at its end. No two are the same, byte for byte."""
    info = element(0x2AD7B1, struct.pack(">I", 1_000_000))
    if seconds is not None:
        info += element(0x4489, struct.pack(">d", seconds * 1000))
    picture = element(0xB0, struct.pack(">H", width)) + element(0xBA, struct.pack(">H", height))
    tracks = element(0xAE, element(0x83, b"\x01") + element(0x86, codec) + element(0xE0, picture))
    if sound:
        tracks += element(0xAE, element(0x83, b"\x02") + element(0x86, sound))
    segment = element(0x1549A966, info) + element(0x1654AE6B, tracks)
    segment += element(0x1F43B675, data + b"%d" % next(_numbers)) + told
    return element(0x1A45DFA3, element(0x4282, doc_type)) + element(0x18538067, segment)


def make_video(data: bytes | None = None, *, captions: str = VTT, **fields: Any) -> Video:
    """A video that nothing blocks, with a poster that has a file, and English captions unless they are ""."""
    complete = {
        "caption": "The ferry leaves.",
        "credit": "R. Vale",
        "rights": "own",
        "transcript": "The ramp is coming up.\n\nPeople applaud.",
    }
    poster = fields.pop("poster", None) or make_image(rendered=True, alt_text="A ferry")
    video, _is_new = take_in(ContentFile(data or mp4()), poster=poster, **(complete | fields))
    if captions:
        CaptionTrack.objects.create(video=video, language="en", label="English", text=captions)
    return video


def figure(video: Video, caption: str = "") -> str:
    """The block of a body that shows the video."""
    said = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-news="video" data-video-id="{video.pk}">{said}</figure>'
