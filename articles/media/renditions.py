"""The files that readers get: cut around the focal point, re-encoded, without any of the original's metadata."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image as Pillow

from articles.media.files import decoded
from articles.media.models import Image, Rendition

WIDTHS = (320, 640, 960, 1280, 1600)
# crop -> (width, height) in proportion; None keeps the picture's own.
CROPS: dict[str, tuple[int, int] | None] = {
    "3x2": (3, 2),
    "16x9": (16, 9),
    "1x1": (1, 1),
    "4x5": (4, 5),
    "full": None,
    "share": (1200, 630),
}
CROP_WIDTHS: dict[str, tuple[int, ...]] = {
    "3x2": WIDTHS,
    "full": (640, 960, 1600),
    "16x9": (640, 1280),
    "1x1": (160, 320, 640),
    "4x5": (320, 640),
    "share": (1200,),
}
QUALITY = {"jpg": 78, "webp": 65}
# Made while the upload waits, so that no page ever lacks a picture: the most used size, in the format all can read.
FIRST = ("3x2", 640, "jpg")


@dataclass(frozen=True)
class Wanted:
    crop: str
    width: int
    height: int
    format: str


def wanted(image: Image) -> Iterator[Wanted]:
    """The renditions that a picture should have, never larger than the picture itself."""
    for crop, widths in CROP_WIDTHS.items():
        box_width, box_height = _box(image, crop)
        usable = [w for w in widths if w <= box_width] or [int(box_width)]
        for width in usable:
            height = max(1, round(width * box_height / box_width))
            for format in ("jpg",) if crop == "share" else ("jpg", "webp"):
                yield Wanted(crop, width, height, format)


def render_first(image: Image) -> None:
    """Make the one rendition that a page can always show."""
    crop, width, format = FIRST
    options = [w for w in wanted(image) if w.crop == crop and w.format == format and w.width <= width]
    choice = max(options, default=None, key=lambda w: w.width)
    if choice is None:
        choice = min(
            (w for w in wanted(image) if w.crop == crop and w.format == format), key=lambda w: w.width
        )
    _render(image, [choice])


def render_smallest(image: Image, crop: str) -> None:
    """Make the smallest rendition of one crop, for whoever cannot wait for the worker."""
    _render(image, [min((w for w in wanted(image) if w.crop == crop), key=lambda w: (w.width, w.format))])


def render_all(image: Image) -> None:
    """Make every rendition that does not exist yet, small ones first."""
    have = set(image.renditions.values_list("crop", "width", "format"))
    missing = [w for w in wanted(image) if (w.crop, w.width, w.format) not in have]
    _render(image, sorted(missing, key=lambda w: (w.crop != "3x2", w.width)))


def forget(image: Image) -> None:
    """Drop the renditions, because the focal point moved; their files go, and new ones get new names."""
    for rendition in image.renditions.all():
        place(rendition).unlink(missing_ok=True)
    image.renditions.all().delete()


def place(rendition: Rendition) -> Path:
    return Path(settings.MEDIA_ROOT) / rendition.path


def _render(image: Image, wanted: list[Wanted]) -> None:
    if not wanted:
        return
    with image.file.open("rb") as file:
        upright = decoded(file.read())
    picture = _flat(upright)
    cuts: dict[str, Pillow.Image] = {}
    for want in wanted:
        if want.crop not in cuts:
            cuts[want.crop] = picture.crop(focal_box(image, want.crop))
        small = cuts[want.crop].resize((want.width, want.height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
        _store(image, want, _encoded(small, want.format))


def focal_box(image: Image, crop: str) -> tuple[int, int, int, int]:
    """The largest box of the crop's proportions (pixels), with the focal point as near its middle as fits."""
    width, height = _box(image, crop)
    start = min(max(image.focal_x * image.width - width / 2, 0), image.width - width)
    top = min(max(image.focal_y * image.height - height / 2, 0), image.height - height)
    return round(start), round(top), round(start + width), round(top + height)


def _box(image: Image, crop: str) -> tuple[float, float]:
    proportion = CROPS[crop]
    if proportion is None:
        return image.width, image.height
    across, down = proportion
    if image.width * down > image.height * across:
        return max(1.0, image.height * across / down), image.height
    return image.width, max(1.0, image.width * down / across)


def _flat(picture: Pillow.Image) -> Pillow.Image:
    """The picture in RGB; what was transparent becomes white paper."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        paper = Pillow.new("RGBA", over.size, "white")
        return Pillow.alpha_composite(paper, over).convert("RGB")
    return picture.convert("RGB")


def _encoded(picture: Pillow.Image, format: str) -> bytes:
    out = io.BytesIO()
    if format == "jpg":
        picture.save(out, "JPEG", quality=QUALITY["jpg"], optimize=True, progressive=True)
    else:
        picture.save(out, "WEBP", quality=QUALITY["webp"], method=3)
    return out.getvalue()


def _store(image: Image, want: Wanted, data: bytes) -> None:
    rendition = Rendition(
        image=image,
        crop=want.crop,
        width=want.width,
        height=want.height,
        format=want.format,
        byte_size=len(data),
    )
    target = place(rendition)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".part")
    partial.write_bytes(data)
    partial.chmod(0o600)
    partial.replace(target)
    # The row comes last: a page offers only what is on disk. A worker that was killed between leaves an unused file.
    Rendition.objects.bulk_create([rendition], ignore_conflicts=True)
