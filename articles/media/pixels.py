"""What is done with the bytes of a picture: opened, cut, encoded. It runs in a process of its own, see workshop.py.

Nothing here knows Django or the database. The limits are those of docs/architecture.md, "What happens to a picture".
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from PIL import ExifTags, ImageCms, ImageFile, UnidentifiedImageError
from PIL import Image as Pillow

from articles.media import metadata, xmp
from articles.media.dating import dated

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_PIXELS = 40_000_000
MAX_FRAMES = 1000
# Pillow only warns between one and two times its own limit; ours is checked before a pixel is decoded.
Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
QUALITY = {"jpg": 78, "webp": 65, "avif": 50}
AVIF_SPEED = 8
LOWEST = 30
# A JPEG is decoded no larger than this many times what is cut from it, and never smaller.
SPARE = 1.5
# Pixels of the shorter side at which a JPEG is first decoded: enough for the first rendition.
FIRST_SIGHT = 960
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)


class Unusable(Exception):
    """A picture that is not taken; `why` is a key of SENTENCES in decoding.py."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Source:
    """A picture's file. Raises Unusable for what is not one of FORMATS, whole and small enough."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        header = self._opened()
        if header.width * header.height > MAX_PIXELS:
            raise Unusable("pixels")
        if header.format == "GIF" and _gif_frames(data, MAX_FRAMES) > MAX_FRAMES:
            raise Unusable("frames")
        frames = getattr(header, "n_frames", 1) if header.format in ("PNG", "WEBP", "AVIF") else 1
        if frames > MAX_FRAMES:
            raise Unusable("frames")
        # A JPEG with further pictures behind the first, as telephones make them, is its first.
        self.format = "JPEG" if header.format == "MPO" else str(header.format)
        self.is_animated = frames > 1 or (self.format == "GIF" and _gif_frames(data, 1) > 1)
        turned = _orientation(header) in _LYING
        self.size = (header.height, header.width) if turned else (header.width, header.height)
        self.scale = 0.0
        self.profile = b""
        self._file = header
        self._picture: Pillow.Image | None = None

    def said(self) -> dict[str, str]:
        """What the file says of the picture, once that has been decoded; see metadata.py."""
        # Of the file read to its end: a PNG may say it behind the picture.
        return metadata.read(self._file, self.data)

    def _opened(self) -> ImageFile.ImageFile:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Pillow.DecompressionBombWarning)
                return Pillow.open(io.BytesIO(self.data), formats=FORMATS)
        except UnidentifiedImageError:
            is_heic = self.data[4:8] == b"ftyp" and self.data[8:12] in _HEIC_BRANDS
            raise Unusable("heic" if is_heic else "unknown") from None
        except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
            raise Unusable("pixels") from None
        except metadata.BROKEN:
            raise Unusable("damaged") from None

    def picture(self, scale: float) -> Pillow.Image:
        """The picture upright, its first frame read to its end, at no less than `scale` times its size."""
        if self._picture is None or self.scale < min(1.0, scale):
            self._picture, self.scale = self._loaded(scale)
        return self._picture

    def _loaded(self, scale: float) -> tuple[Pillow.Image, float]:
        picture = self._opened()
        whole = picture.width
        try:
            if self.format == "JPEG" and scale < 1:
                size = (int(picture.width * scale) + 1, int(picture.height * scale) + 1)
                picture.draft(None, size)
            picture.load()
            self._file = picture
            reached = picture.width / whole
            self.profile = picture.info.get("icc_profile") or b""
            turn = _TURNS.get(_orientation(picture))
            opaque = _opaque(picture)
            return opaque.transpose(turn) if turn is not None else opaque, reached
        except metadata.BROKEN:
            raise Unusable("damaged") from None

    @cached_property
    def to_srgb(self) -> ImageCms.ImageCmsTransform | None:
        """From the picture's own colours to those of the web; None if they are that already or cannot be told."""
        if not self.profile or self._picture is None:
            return None
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(self.profile))
            if "srgb" in ImageCms.getProfileDescription(own).lower():
                return None
            return ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), self._picture.mode, "RGB")
        except (ImageCms.PyCMSError, *metadata.BROKEN):
            return None

    def cut(self, box: tuple[float, ...], size: tuple[int, int]) -> Pillow.Image:
        """What is in the box (pixels of the whole picture, upright), in `size`, in RGB and in the colours of the web."""
        picture = self.picture(SPARE * size[0] / max(1.0, box[2] - box[0]))
        across, down = picture.width / self.size[0], picture.height / self.size[1]
        end, bottom = min(box[2] * across, picture.width), min(box[3] * down, picture.height)
        part = (box[0] * across, box[1] * down, end, bottom)
        small = picture.resize(size, Pillow.Resampling.LANCZOS, part, reducing_gap=2.0)
        if self.to_srgb is not None:
            return ImageCms.applyTransform(small, self.to_srgb) or small.convert("RGB")
        return small.convert("RGB")


def _opaque(picture: Pillow.Image) -> Pillow.Image:
    """The picture in a mode that can be made smaller and given other colours; what was transparent is white paper."""
    if picture.mode in ("I;16", "I;16L", "I;16B", "I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        paper = Pillow.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        paper.info = dict(picture.info)
        paper.info.pop("transparency", None)
        return paper
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _orientation(picture: Pillow.Image) -> int:
    """As EXIF numbers it; 1, upright, if the file says nothing that can be read."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except metadata.BROKEN:
        return 1


def _gif_frames(data: bytes, enough: int) -> int:
    """How many frames a GIF (GIF89a) has, counted by its blocks, to the first beyond `enough`."""
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    frames = 0
    while at + 10 < len(data) and frames <= enough:
        if data[at] == 0x2C:
            frames += 1
            flags = data[at + 9]
            at += 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
        elif data[at] == 0x21:
            at += 2
        else:
            break
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return frames


def fitting(picture: Pillow.Image, format: str, limit: int | None = None, room: int = xmp.ROOM) -> bytes:
    """The picture's file, with room for words, of lower quality than usual if it would weigh more than `limit` bytes."""
    quality = QUALITY[format]
    data = encoded(picture, format, quality, room)
    while limit is not None and len(data) > limit and quality > LOWEST:
        quality = max(LOWEST, quality - 8)
        data = encoded(picture, format, quality, room)
    return data


def encoded(picture: Pillow.Image, format: str, quality: int, room: int = xmp.ROOM) -> bytes:
    """The picture's file with nothing beside the pixels but room for words; `picture` loses what else it carries."""
    # Pillow writes comments and colour profiles of the original into some formats.
    picture.info = {}
    out = io.BytesIO()
    words = xmp.blank(room)
    match format:
        case "jpg":
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, xmp=words)
        case "webp":
            picture.save(out, "WEBP", quality=quality, method=3, xmp=words)
        case _:
            # One thread: the encoder would take every processor from the site otherwise.
            picture.save(out, "AVIF", quality=quality, speed=AVIF_SPEED, max_threads=1, xmp=words)
    return out.getvalue()


def looked_at(source: Source) -> dict[str, Any]:
    """What is known of a picture once it has been read to its end."""
    width, height = source.size
    source.picture(FIRST_SIGHT / min(width, height))
    return {
        "width": width,
        "height": height,
        "format": source.format.lower(),
        "is_animated": source.is_animated,
        "said": source.said(),
    }


def files(source: Source, cuts: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """One file for each cut, in their order. Those of one box and size that stand together are cut once."""
    if cuts:
        source.picture(max(SPARE * cut["width"] / max(1.0, cut["box"][2] - cut["box"][0]) for cut in cuts))
    last: tuple[Any, ...] = ()
    for cut in cuts:
        key = (tuple(cut["box"]), (cut["width"], cut["height"]))
        if key != last:
            small, last = source.cut(*key), key
        shown = dated(small, cut["year"]) if cut["year"] else small
        yield fitting(shown, cut["format"], cut["limit"], cut["room"])
