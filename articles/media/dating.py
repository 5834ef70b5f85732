"""A year on a picture: what is shared of an old story says how old it is, where the page's own notice is not seen.

The year and no number of years: networks keep the picture as it was when it was shared. Digits, which every edition reads.
"""

from __future__ import annotations

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

# Ink on the marker's yellow, as on the page (css/tokens.css).
INK, MARK = (22, 19, 15), (255, 233, 168)
# Drawn so many times larger and then made smaller, for smooth edges.
FINER = 3
# The label's height as a part of the picture's.
PART = 6


def dated(picture: Pillow.Image, year: str) -> Pillow.Image:
    """The picture with the year on a label in its lower corner, a clock before it."""
    label = _label(year, round(picture.height / PART))
    with_year = picture.copy()
    with_year.paste(label, (0, picture.height - label.height))
    return with_year


def _label(year: str, height: int) -> Pillow.Image:
    tall = height * FINER
    font = ImageFont.load_default(tall * 0.6)
    clock, gap = tall * 0.5, tall * 0.25
    weight = tall // 60
    wide = round(gap * 3 + clock + font.getlength(year) + 2 * weight)
    label = Pillow.new("RGB", (wide, tall), MARK)
    draw = ImageDraw.Draw(label)
    _draw_clock(draw, gap + clock / 2, tall / 2, clock / 2)
    draw.text((gap * 2 + clock, tall / 2), year, INK, font, anchor="lm", stroke_width=weight, stroke_fill=INK)
    return label.resize((round(wide / FINER), height), Pillow.Resampling.LANCZOS)


def _draw_clock(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    line = round(radius / 5)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=INK, width=line)
    hands = [(x, y - radius * 0.6), (x, y), (x + radius * 0.45, y + radius * 0.25)]
    draw.line(hands, INK, line, joint="curve")
