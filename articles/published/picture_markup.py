"""A picture in HTML: which of its files a browser may choose from (HTML, `srcset` and `sizes`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from articles.media.renditions import SHARED_WIDTH
from articles.published.pictures import MIME, File, Picture

# Best first; a browser takes the first that it can read. JPEG, which all can read, is the `img` itself.
BETTER = ("avif", "webp")
FALLBACK_WIDTH = 960
# What few browsers take, those that can read WebP but not AVIF, is offered in these widths alone: every address more
# makes each page heavier for all.
SECOND_BEST_WIDTHS = (640, 1280)
# Nobody sees more than two pixels of a picture for one of the page; larger files would only cost.
MOST_PIXELS = 2
# A telephone with three pixels for one, or more, would ask for them: it is told of a narrower slot.
DENSE = (
    "(min-resolution: 3.25dppx) and (max-width: 48rem) 57vw, "
    "(min-resolution: 2.25dppx) and (max-width: 48rem) 67vw, "
)
ANY_WIDTH = 10**6
_SLOT = re.compile(r"(?:\(min-width: ([0-9.]+)rem\) )?([0-9.]+)(rem|vw)")


@dataclass(frozen=True)
class Preload:
    """The best format of the picture that a reader sees first, as `link rel=preload` has it."""

    srcset: str
    sizes: str
    type: str


@dataclass(frozen=True)
class Offer:
    """What a page offers of a picture in one place of it. `srcsets` is (MIME type, srcset), the best first."""

    srcsets: tuple[tuple[str, str], ...]
    sizes: str
    fallback: File

    @property
    def preload(self) -> Preload | None:
        return Preload(self.srcsets[0][1], self.sizes, self.srcsets[0][0]) if self.srcsets else None


@lru_cache(maxsize=256)
def widest(sizes: str) -> float:
    """CSS pixels of the widest slot that `sizes` speaks of, 16 to a rem; ANY_WIDTH if it has no bound."""
    found, below = 0.0, ANY_WIDTH / 16
    for entry in sizes.split(", "):
        slot = _SLOT.fullmatch(entry)
        if slot is None:
            return ANY_WIDTH
        least, length, unit = slot.groups()
        found = max(found, float(length) * (16 if unit == "rem" else below * 16 / 100))
        below = float(least or 0)
    return found


@lru_cache(maxsize=256)
def for_dense_screens(sizes: str) -> str:
    """The same sizes, under which a telephone asks for MOST_PIXELS at the most where the slot is its whole width."""
    return DENSE + sizes if sizes.endswith("100vw") else sizes


def offer(picture: Picture | None, crop: str, sizes: str) -> Offer | None:
    """The files for a slot of these sizes, or None if the picture has none. A format not yet whole is not offered."""
    files = picture.crop(crop) if picture else {}
    jpgs = [file for file in files.get("jpg", ()) if file.width != SHARED_WIDTH] or files.get("jpg", [])
    if not jpgs:
        return None
    slot = widest(sizes)
    jpgs = _useful(jpgs, slot)
    whole = jpgs[-1].width
    better = [(name, _useful(files[name], slot)) for name in BETTER if name in files]
    offered = [(MIME[name], row) for name, row in better if row[-1].width >= whole]
    srcsets = [(type, srcset(_few(row) if n else row)) for n, (type, row) in enumerate(offered)]
    if not srcsets and len(jpgs) > 1:
        srcsets = [(MIME["jpg"], srcset(jpgs))]
    moderate = [file for file in jpgs if file.width <= FALLBACK_WIDTH] or jpgs[:1]
    fallback = next((file for file in moderate if file.width >= slot), moderate[-1])
    return Offer(tuple(srcsets), for_dense_screens(sizes), fallback)


def _useful(files: list[File], slot: float) -> list[File]:
    """The files by width up to the first that fills the slot with MOST_PIXELS."""
    enough = next((n for n, file in enumerate(files) if file.width >= MOST_PIXELS * slot), len(files))
    return files[: enough + 1]


def _few(files: list[File]) -> list[File]:
    """Those of SECOND_BEST_WIDTHS, or the files as they are if none is."""
    return [file for file in files if file.width in SECOND_BEST_WIDTHS] or files


def srcset(files: list[File]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


def picture_html(offered: Offer, alt: str, *, is_first: bool) -> SafeString:
    """A `<picture>`; `is_first` marks the one that a reader sees first, all others wait until they are near."""
    sources = "".join(
        f'<source type="{type}" srcset="{files}" sizes="{offered.sizes}">' for type, files in offered.srcsets
    )
    file = offered.fallback
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}"{}></picture>',
        mark_safe(sources),  # noqa: S308 - addresses and sizes are ours
        file.url,
        conditional_escape(alt),
        file.width,
        file.height,
        mark_safe(' fetchpriority="high"' if is_first else ' loading="lazy" decoding="async"'),  # noqa: S308
    )
