"""The files that readers get: cut around the focal point, re-encoded, without any of the original's metadata."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
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
    "4x3": (4, 3),
}
CROP_WIDTHS: dict[str, tuple[int, ...]] = {
    "3x2": WIDTHS,
    "full": (640, 960, 1600),
    "16x9": WIDTHS,
    "1x1": (160, *WIDTHS),
    # A portrait's shape, which only an upright picture can fill.
    "4x5": (320, 640),
}
# For machines, which read JPEG. Search engines ask for 1200 pixels in three shapes (Google, Article structured data).
SHARED_WIDTH = 1200
FOR_MACHINES = ("share", "16x9", "4x3", "1x1")
# What a page offers is made at once in FORMATS, and by a job that can wait in those of LATER.
FORMATS = ("jpg", "webp")
LATER = ("avif",)
QUALITY = {"jpg": 78, "webp": 65, "avif": 50}
AVIF_SPEED = 8
# Bytes that a file may have; a picture that is too rich for them is encoded with less quality, down to LOWEST.
SHARE_BYTES = 300 * 1024
SMALL_WIDTH, SMALL_BYTES = 640, 45 * 1024
LOWEST = 30
# Made while the upload waits, so that no page ever lacks a picture: the most used sizes, in the format all can read.
FIRST_CROP, FIRST_WIDTHS, FIRST_FORMAT = "3x2", (320, 640), "jpg"


@dataclass(frozen=True)
class Wanted:
    crop: str
    width: int
    height: int
    format: str


def wanted(image: Image, formats: Sequence[str] = FORMATS) -> Iterator[Wanted]:
    """The renditions that a picture should have in these formats, never larger than the picture itself."""
    for crop, widths in CROP_WIDTHS.items():
        if crop == "4x5" and image.width > image.height:
            continue
        box_width, box_height = _box(image, crop)
        for width in [w for w in widths if w <= box_width] or [int(box_width)]:
            for format in formats:
                yield _cut(crop, width, box_width, box_height, format)
    if "jpg" not in formats:
        return
    for crop in FOR_MACHINES:
        box_width, box_height = _box(image, crop)
        has_one = any(SHARED_WIDTH <= width <= box_width for width in CROP_WIDTHS.get(crop, ()))
        if crop == "share" or (box_width >= SHARED_WIDTH and not has_one):
            yield _cut(crop, min(SHARED_WIDTH, int(box_width)), box_width, box_height, "jpg")


def _cut(crop: str, width: int, box_width: float, box_height: float, format: str) -> Wanted:
    return Wanted(crop, width, max(1, round(width * box_height / box_width)), format)


def render_first(image: Image) -> None:
    """Make the renditions that a page can always show: one for cards, one for a telephone's whole width."""
    possible = [w for w in wanted(image, [FIRST_FORMAT]) if w.crop == FIRST_CROP]
    fitting_first = [w for w in possible if w.width in FIRST_WIDTHS]
    _render(image, fitting_first or [min(possible, key=lambda w: w.width)])


def render_smallest(image: Image, crop: str) -> None:
    """Make the smallest rendition of one crop, for whoever cannot wait for the worker."""
    _render(image, [min((w for w in wanted(image) if w.crop == crop), key=lambda w: (w.width, w.format))])


def render_all(image: Image, formats: Sequence[str] = FORMATS) -> None:
    """Make every rendition in these formats that does not exist yet, small ones first."""
    have = set(image.renditions.values_list("crop", "width", "format"))
    missing = [w for w in wanted(image, formats) if (w.crop, w.width, w.format) not in have]
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
        if not _store(image, want, fitting(small, want)):
            return


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


def fitting(picture: Pillow.Image, want: Wanted) -> bytes:
    """The picture's file, of lower quality than usual if it would otherwise weigh more than its place allows."""
    limit = None
    if want.crop == "share":
        limit = SHARE_BYTES
    elif want.width <= SMALL_WIDTH and want.format != "jpg":
        limit = SMALL_BYTES
    quality = QUALITY[want.format]
    data = _encoded(picture, want.format, quality)
    while limit is not None and len(data) > limit and quality > LOWEST:
        quality = max(LOWEST, quality - 8)
        data = _encoded(picture, want.format, quality)
    return data


def _encoded(picture: Pillow.Image, format: str, quality: int) -> bytes:
    out = io.BytesIO()
    match format:
        case "jpg":
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        case "webp":
            picture.save(out, "WEBP", quality=quality, method=3)
        case _:
            # One thread: the encoder would take every processor from the site otherwise.
            picture.save(out, "AVIF", quality=quality, speed=AVIF_SPEED, max_threads=1)
    return out.getvalue()


def _store(image: Image, want: Wanted, data: bytes) -> bool:
    """Keep a file, unless the picture's focal point has moved since it was cut; return whether it has not."""
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
    with transaction.atomic():
        unmoved = Image.objects.select_for_update(no_key=True).filter(
            pk=image.pk, focal_x=image.focal_x, focal_y=image.focal_y
        )
        if unmoved.exists():
            # The row comes last: a page offers only what is on disk. A worker that was killed between leaves an
            # unused file.
            Rendition.objects.bulk_create([rendition], ignore_conflicts=True)
            return True
    target.unlink()
    return False
