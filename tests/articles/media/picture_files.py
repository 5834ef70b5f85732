"""Files of pictures for tests, made byte by byte: with words in them, lying, oversize and broken."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from typing import TYPE_CHECKING, Any

from PIL import Image as Pillow

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
if TYPE_CHECKING:
    from collections.abc import Callable

_numbers = itertools.count(1)


def picture(kind: str = "JPEG", size: tuple[int, int] = (90, 60), **save: Any) -> bytes:
    """A picture whose bytes differ from every other's in the run."""
    number = next(_numbers)
    colour = (number * 37 % 256, number * 91 % 256, number * 151 % 256)
    out = io.BytesIO()
    made = Pillow.new("RGB", size, colour)
    made.putpixel((number % size[0], number // size[0] % size[1]), (255, 255, 255))
    made.save(out, kind, **save)
    return out.getvalue()


def packet(inside: str, attributes: str = "", before: str = "") -> bytes:
    """A packet with these properties."""
    names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
    description = f'<rdf:Description rdf:about="" {names} {attributes}>{inside}</rdf:Description>'
    rdf = f'<rdf:RDF xmlns:rdf="{RDF}">{description}</rdf:RDF>'
    return f'{before}<x:xmpmeta xmlns:x="adobe:ns:meta/">{rdf}</x:xmpmeta>'.encode()


def in_languages(name: str, **texts: str) -> str:
    items = "".join(
        f'<rdf:li xml:lang="{tag.replace("_", "-")}">{text}</rdf:li>' for tag, text in texts.items()
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def listed(name: str, *texts: str) -> str:
    return f"<{name}><rdf:Bag>{''.join(f'<rdf:li>{text}</rdf:li>' for text in texts)}</rdf:Bag></{name}>"


def with_iim(jpeg: bytes, records: list[tuple[int, bytes]], *, is_utf8: bool = False) -> bytes:
    """The JPEG with records of IPTC IIM: (number within record 2, value)."""
    rows = [(1, 90, b"\x1b%G")] if is_utf8 else []
    rows += [(2, number, value) for number, value in records]
    data = b"".join(struct.pack(">BBBH", 0x1C, *row[:2], len(row[2])) + row[2] for row in rows)
    block = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(data)) + data + b"\x00" * (len(data) % 2)
    return with_segment(jpeg, 0xED, b"Photoshop 3.0\x00" + block)


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + jpeg[2:]


def exif(camera: dict[int, Any] | None = None, gps: dict[int, Any] | None = None, **tags: Any) -> bytes:
    """An EXIF block: tags of the picture by their names in Pillow, of the camera and of the place by number."""
    from PIL import ExifTags

    block = Pillow.Exif()
    for name, value in tags.items():
        block[ExifTags.Base[name]] = value
    if camera:
        block._ifds[ExifTags.IFD.Exif] = camera
        block[ExifTags.IFD.Exif] = 0
    if gps:
        block._ifds[ExifTags.IFD.GPSInfo] = gps
        block[ExifTags.IFD.GPSInfo] = 0
    return block.tobytes()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, rows: bytes | None = None) -> bytes:
    """A PNG of black grey pixels that says these measures, with further chunks before the picture."""
    if rows is None:
        packer = zlib.compressobj(9)
        line = b"\x00" * (width + 1)
        rows = b"".join([*(packer.compress(line) for _ in range(height)), packer.flush()])
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    )


def zipped(size: int) -> bytes:
    packer = zlib.compressobj(9)
    piece = b"\x00" * 1_000_000
    return b"".join([*(packer.compress(piece) for _ in range(size // len(piece))), packer.flush()])


def gif(frames: int, tail: bytes = b"") -> bytes:
    """A GIF of 1 x 1 pixel with so many frames."""
    frame = b"!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" + frame * frames + b";" + tail


def avif_saying(width: int, height: int) -> bytes:
    """A small AVIF whose headers claim these measures."""
    data = picture("AVIF", (64, 48))
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", width, height) + data[at + 8 :]


def jpeg_saying(width: int, height: int) -> bytes:
    """A small JPEG whose header claims these measures."""
    data = picture()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
UNKNOWN = "This is not a JPEG, PNG, WebP, GIF or AVIF picture."
DAMAGED = "The picture is damaged and cannot be read to its end."
PIXELS = "The picture has more than 40 million pixels."
TOO_LARGE = "The picture is too large to be read."


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def with_segments(jpeg: bytes, data: bytes, number: int) -> bytes:
    return jpeg[:2] + (struct.pack(">BBH", 0xFF, 0xEB, len(data) + 2) + data) * number + jpeg[2:]


def refused() -> dict[str, tuple[Callable[[], bytes], tuple[str, ...]]]:
    """What is not taken, by name: what makes the file, and the sentences of which one is told."""
    return {
        "empty": (lambda: b"", ("The file is empty.",)),
        "svg": (lambda: SVG, (UNKNOWN,)),
        "html": (lambda: HTML, (UNKNOWN,)),
        "pdf": (lambda: b"%PDF-1.7\n" + b"0" * 500, (UNKNOWN,)),
        "heic": (
            lambda: HEIC,
            ("This is a HEIC picture, which browsers do not show: save it as JPEG first.",),
        ),
        "tiff": (lambda: picture("TIFF"), (UNKNOWN,)),
        "bmp": (lambda: picture("BMP"), (UNKNOWN,)),
        "zip": (lambda: b"PK\x03\x04" + b"\x00" * 500, (UNKNOWN,)),
        "png of 13,000 x 13,000": (lambda: png(13_000, 13_000), (PIXELS,)),
        "png of 41 million": (lambda: png(8_200, 5_000), (PIXELS,)),
        "png of nothing": (lambda: png(0, 10, rows=b""), (UNKNOWN, DAMAGED)),
        "png that says more than there is": (lambda: png(5_000, 5_000, rows=zipped(1_000_000)), (DAMAGED,)),
        "png with a text of 100 MB": (
            lambda: png(9, 9, png_chunk(b"zTXt", b"a\x00\x00" + zipped(100_000_000))),
            (DAMAGED,),
        ),
        "png with colours of 100 MB": (
            lambda: png(9, 9, png_chunk(b"iCCP", b"a\x00\x00" + zipped(100_000_000))),
            (DAMAGED, UNKNOWN),
        ),
        "gif of 10,000 frames": (lambda: gif(10_000), ("The picture has more than 1000 frames.",)),
        "gif of 30,000 x 30,000": (lambda: b"GIF89a\x30\x75\x30\x75" + gif(1)[10:], (PIXELS,)),
        "avif of 60,000 x 60,000": (lambda: avif_saying(60_000, 60_000), (PIXELS, DAMAGED, UNKNOWN)),
        "avif of 12,000 x 12,000": (lambda: avif_saying(12_000, 12_000), (PIXELS, DAMAGED, UNKNOWN)),
        "jpeg of 60,000 x 60,000": (lambda: jpeg_saying(60_000, 60_000), (PIXELS,)),
        "jpeg cut off": (lambda: picture(size=(900, 600))[:700], (DAMAGED,)),
        "png cut off": (lambda: halved(picture("PNG", (900, 600))), (DAMAGED,)),
        "webp cut off": (lambda: picture("WEBP", (900, 600))[:-60], (DAMAGED, UNKNOWN)),
        "avif cut off": (lambda: picture("AVIF", (900, 600))[:-60], (DAMAGED, UNKNOWN)),
        "only a beginning": (lambda: b"\xff\xd8\xff\xe0", (DAMAGED, UNKNOWN)),
    }


def polyglots() -> dict[str, tuple[Callable[[], bytes], bytes]]:
    """Pictures that are something else too: what makes the file, and what of it must reach nobody."""
    script, page, php = (
        b"*/=1;alert(/polyglot/)//",
        b"<script>alert('polyglot')</script>",
        b"<?php polyglot(); ?>",
    )
    return {
        "gif and script": (lambda: b"GIF89a/*" + gif(1)[8:] + script, b"polyglot"),
        "jpeg and page": (lambda: with_segment(picture(), 0xFE, page) + page, b"polyglot"),
        "jpeg and archive": (lambda: picture() + b"PK\x03\x04polyglot" + b"\x00" * 40, b"polyglot"),
        "jpeg of 10,000 segments": (lambda: with_segments(picture(), b"polyglot", 10_000), b"polyglot"),
        "png and php": (lambda: png(90, 60, png_chunk(b"tEXt", b"Comment\x00" + php)) + php, b"polyglot"),
        "webp and page": (lambda: picture("WEBP") + page, b"polyglot"),
    }
