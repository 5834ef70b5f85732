"""The files that readers get: cut around the focal point, re-encoded, with nothing of the original's metadata.

Each carries the credit line, the copyright notice and the source type as the row has them (see xmp.py), in a packet of
one length: other words take its place without encoding anything anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from articles.media import xmp
from articles.media.decoding import SECONDS_TO_RENDER, opened
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
# Bytes that a file may have; a picture that is too rich for them is encoded with less quality, down to a limit.
SHARE_BYTES = 300 * 1024
SMALL_WIDTH, SMALL_BYTES = 640, 45 * 1024
# Fields whose words are in every file. When they change, `defer_renditions` brings them up to date.
SERVED_WORDS = ("credit", "copyright_notice")
# Made while the upload waits, so that no page ever lacks a picture: the most used sizes, in the format all can read.
FIRST_CROP, FIRST_WIDTHS, FIRST_FORMAT = "3x2", (320, 640), "jpg"

# Before a year: the crop for sharing with that year written on it (see dating.py). Made for old stories alone.
_DATED = "from"


def dated_crop(year: int) -> str:
    return f"{_DATED}{year:04}"


@dataclass(frozen=True)
class Wanted:
    crop: str
    width: int
    height: int
    format: str

    @property
    def year(self) -> str:
        """What is written on it; "" on all but those of `dated_crop`."""
        return self.crop.removeprefix(_DATED) if self.crop.startswith(_DATED) else ""

    @property
    def limit(self) -> int | None:
        """The most bytes that its file should have; None if that does not matter."""
        if self.crop == "share" or self.year:
            return SHARE_BYTES
        return SMALL_BYTES if self.width <= SMALL_WIDTH and self.format != "jpg" else None

    def cut(self, image: Image, room: int) -> dict[str, Any]:
        """What the workshop is asked for."""
        return {
            "box": focal_box(image, "share" if self.year else self.crop),
            "width": self.width,
            "height": self.height,
            "format": self.format,
            "limit": self.limit,
            "year": self.year,
            "room": room,
        }


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


def firsts_of(image: Image) -> list[Wanted]:
    """The renditions that a page can always show: one for cards, one for a telephone's whole width."""
    possible = [w for w in wanted(image, [FIRST_FORMAT]) if w.crop == FIRST_CROP]
    return [w for w in possible if w.width in FIRST_WIDTHS] or [min(possible, key=lambda w: w.width)]


def render_first(image: Image) -> None:
    """Make the renditions that a page can always show, where they are not there."""
    here = set(image.renditions.values_list("crop", "width", "format"))
    _render(image, [w for w in firsts_of(image) if (w.crop, w.width, w.format) not in here])


def render_smallest(image: Image, crop: str) -> None:
    """Make the smallest rendition of one crop, for whoever cannot wait for the worker."""
    _render(image, [min((w for w in wanted(image) if w.crop == crop), key=lambda w: (w.width, w.format))])


def render_dated(image: Image, year: int) -> None:
    """Make the file with which an old story of that year is shared, unless it is there."""
    if not image.renditions.filter(crop=dated_crop(year)).exists():
        plain = next(w for w in wanted(image) if w.crop == "share")
        _render(image, [replace(plain, crop=dated_crop(year))])


def render_all(image: Image, formats: Sequence[str] = FORMATS) -> None:
    """Make every rendition in these formats that does not exist yet, small ones first."""
    have = set(image.renditions.values_list("crop", "width", "format"))
    missing = [w for w in wanted(image, formats) if (w.crop, w.width, w.format) not in have]
    _render(image, sorted(missing, key=lambda w: (w.crop != "3x2", w.width)))


def forget(image: Image) -> None:
    """Drop the renditions, because the focal point moved; new ones get new names.

    Their files go when the transaction is committed: were it rolled back, pages would still offer them.
    """
    places = [place(rendition) for rendition in image.renditions.all()]
    image.renditions.all().delete()

    def unlink() -> None:
        for file in places:
            file.unlink(missing_ok=True)

    transaction.on_commit(unlink)


def place(rendition: Rendition) -> Path:
    return Path(settings.MEDIA_ROOT) / rendition.path


def _render(image: Image, wanted: list[Wanted]) -> None:
    if not wanted:
        return
    with image.file.open("rb") as file:
        data = file.read()
    room = room_of(image)
    with (
        opened(data, SECONDS_TO_RENDER, look=False) as picture,
        closing(picture.files([want.cut(image, room) for want in wanted])) as files,
    ):
        for want, made in zip(wanted, files, strict=True):
            if not stored(image, want, made):
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


def room_of(image: Image) -> int:
    return xmp.room(image.digital_source)


def stored(image: Image, want: Wanted, data: bytes) -> bool:
    """Keep a file, with the words of the row as it is now; return whether the picture is still what it was cut from.

    The row's lock makes one of those who store, and of those who change its words or focal point, wait for the other.
    """
    rendition = Rendition(
        image=image,
        crop=want.crop,
        width=want.width,
        height=want.height,
        format=want.format,
        byte_size=len(data),
    )
    with transaction.atomic():
        row = _locked(image).filter(sha256=image.sha256, focal_x=image.focal_x, focal_y=image.focal_y).first()
        if row is None:
            return False
        if not row.renditions.filter(crop=want.crop, width=want.width, format=want.format).exists():
            # The row comes last: a page offers only what is on disk. A worker that is killed in between leaves a file
            # without a name.
            _write(place(rendition), xmp.stamped(data, _words(row)))
            rendition.save()
    return True


def restamp(image: Image) -> None:
    """Give the files that exist the words that the row has now."""
    with transaction.atomic():
        row = _locked(image).first()
        if row is None:
            return
        for rendition in row.renditions.all():
            try:
                data = place(rendition).read_bytes()
            except FileNotFoundError:
                continue
            now = xmp.stamped(data, _words(row))
            if now != data:
                _write(place(rendition), now)


def _locked(image: Image) -> QuerySet[Image]:
    return Image.objects.select_for_update(no_key=True).filter(pk=image.pk)


def _words(image: Image) -> bytes:
    return xmp.packet(
        room_of(image),
        credit=image.credit,
        copyright_notice=image.copyright_notice,
        digital_source=image.digital_source,
    )


def _write(target: Path, data: bytes) -> None:
    """Have the whole file there, or what was there before."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".part")
    partial.write_bytes(data)
    partial.chmod(0o600)
    partial.replace(target)
