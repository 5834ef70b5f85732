"""The drawing board: shapes in board units, laid down in layers and printed on paper.

The board is 150 units wide and 100 high, y downwards. It is scaled to cover the picture and centred,
so other shapes of picture keep the middle of the board. Drawing happens at twice the final size and
is averaged down, which smooths every edge.
"""

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from newsroom.demo.pictures.moods import Colour, Mood

WIDTH = 150.0
HEIGHT = 100.0
_SMOOTHING = 2
_TILE = 256

Point = tuple[float, float]


class Canvas:
    """One picture in the making. Colours are final inks; alpha runs from 0 to 255."""

    def __init__(self, mood: Mood, rng: Random, width: int, height: int) -> None:
        self.mood = mood
        self.rng = rng
        self.tone = mood.tone
        self.land = mood.land
        self.sun: Point = mood.sun
        self._final = (width, height)
        size = (width * _SMOOTHING, height * _SMOOTHING)
        self._scale = max(size[0] / WIDTH, size[1] / HEIGHT)
        self._left = (size[0] - WIDTH * self._scale) / 2
        self._top = (size[1] - HEIGHT * self._scale) / 2
        self.image = Image.new("RGB", size, mood.sky[2])
        self._solid = ImageDraw.Draw(self.image)
        self._veil = ImageDraw.Draw(self.image, "RGBA")

    def _at(self, x: float, y: float) -> Point:
        return x * self._scale + self._left, y * self._scale + self._top

    def _ink(self, colour: Colour, alpha: int) -> tuple[ImageDraw.ImageDraw, tuple[int, ...]]:
        return (self._solid, colour) if alpha >= 255 else (self._veil, (*colour, max(0, alpha)))

    def poly(self, points: Iterable[Point], colour: Colour, alpha: int = 255) -> None:
        pen, ink = self._ink(colour, alpha)
        pen.polygon([self._at(x, y) for x, y in points], fill=ink)

    def rect(self, x: float, y: float, width: float, height: float, colour: Colour, alpha: int = 255) -> None:
        pen, ink = self._ink(colour, alpha)
        left, top = self._at(x, y)
        right, bottom = self._at(x + width, y + height)
        pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=ink)

    def oval(
        self, x: float, y: float, half_width: float, half_height: float, colour: Colour, alpha: int = 255
    ) -> None:
        pen, ink = self._ink(colour, alpha)
        pen.ellipse(
            (*self._at(x - half_width, y - half_height), *self._at(x + half_width, y + half_height)), ink
        )

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        self.oval(x, y, radius, radius, colour, alpha)

    def pie(self, x: float, y: float, radius: float, start: float, end: float, colour: Colour) -> None:
        """A slice of a disc between two angles in degrees, clockwise from three o'clock."""
        box = (*self._at(x - radius, y - radius), *self._at(x + radius, y + radius))
        self._solid.pieslice(box, start, end, fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 0.3, alpha: int = 255) -> None:
        pen, ink = self._ink(colour, alpha)
        thick = max(1, round(width * self._scale))
        pen.line(
            [self._at(x, y) for x, y in points], fill=ink, width=thick, joint="curve" if thick > 4 else None
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: Colour,
        anchor: str = "ls",
        *,
        is_bold: bool = False,
    ) -> None:
        """One line of words, `size` units tall; the anchor is Pillow's: "l", "m" or "r", then "s" for the baseline."""
        pixels = max(1.0, size * self._scale)
        stroke = round(pixels * 0.03) if is_bold else 0
        font = ImageFont.load_default(pixels)
        self._solid.text(self._at(x, y), words, colour, font, anchor, stroke_width=stroke)

    def ring(
        self, x: float, y: float, half_width: float, half_height: float, colour: Colour, width: float = 0.3
    ) -> None:
        box = (*self._at(x - half_width, y - half_height), *self._at(x + half_width, y + half_height))
        self._solid.ellipse(box, outline=colour, width=max(1, round(width * self._scale)))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.6) -> None:
        """Light spreading from a point; strength 1 makes its middle the full colour."""
        size = max(2, round(radius * 2 * self._scale))
        small = Image.radial_gradient("L").resize((96, 96), Image.Resampling.BILINEAR, (20, 20, 236, 236))
        mask = small.point([round(max(0.0, 1 - level / 147) ** 1.5 * 255 * strength) for level in range(256)])
        left, top = self._at(x - radius, y - radius)
        mask = mask.resize((size, size), Image.Resampling.BILINEAR)
        self.image.paste(colour, (round(left), round(top)), mask)

    def fade(self, y_from: float, y_to: float, colour: Colour, first: int, last: int) -> None:
        """A full-width veil whose alpha runs from first at y_from to last at y_to."""
        top = max(0, round(self._at(0, y_from)[1]))
        bottom = min(self.image.height, round(self._at(0, y_to)[1]))
        if bottom <= top:
            return
        column = Image.new("L", (1, 2))
        column.putdata([first, last])
        column = column.resize((1, bottom - top), Image.Resampling.BILINEAR, (0, 0.5, 1, 1.5))
        mask = column.resize((self.image.width, bottom - top), Image.Resampling.NEAREST)
        self.image.paste(colour, (0, top), mask)

    def gradient(self, stops: Sequence[Colour], y_from: float, y_to: float) -> None:
        """Fill from y_from to y_to with evenly spaced colours, the last one carried to the bottom edge."""
        top, bottom = (round(self._at(0, y)[1]) for y in (y_from, y_to))
        column = Image.new("RGB", (1, len(stops)))
        column.putdata(list(stops))
        box = (0, 0.5, 1, len(stops) - 0.5)
        column = column.resize((1, max(1, bottom - top)), Image.Resampling.BICUBIC, box)
        self.image.paste(stops[0], (0, 0, self.image.width, max(0, top)))
        self.image.paste(stops[-1], (0, max(0, bottom), self.image.width, self.image.height))
        self.image.paste(column.resize((self.image.width, column.height), Image.Resampling.NEAREST), (0, top))

    def reflect(self, y_from: float, y_to: float, colour: Colour, keep: float = 0.5) -> None:
        """Mirror what stands above y_from into the water below it, broken into shifted strips."""
        top = round(self._at(0, y_from)[1])
        bottom = min(self.image.height, round(self._at(0, y_to)[1]))
        depth = min(top, bottom - top)
        if depth < 4:
            return
        above = self.image.crop((0, top - depth, self.image.width, top)).reduce(2)
        above = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.BoxBlur(2))
        mirror = Image.blend(above, Image.new("RGB", above.size, colour), 1 - keep)
        mirror = mirror.resize((self.image.width, bottom - top), Image.Resampling.BILINEAR)
        y = 0
        phase = self.rng.uniform(0, 6)
        while y < mirror.height:
            share = y / mirror.height
            thick = max(2, round(self._scale * (0.25 + 1.1 * share)))
            shift = round(math.sin(phase + y / (self._scale * 0.55)) * self._scale * (0.15 + 1.1 * share))
            strip = mirror.crop((0, y, mirror.width, min(y + thick, mirror.height)))
            self.image.paste(strip, (shift, top + y))
            edge = strip.crop((0, 0, max(1, abs(shift)), strip.height))
            self.image.paste(edge, (0 if shift >= 0 else mirror.width + shift, top + y))
            y += thick

    def printed(self) -> Image.Image:
        """The finished picture at its final size, with the grain of the paper."""
        picture = self.image.reduce(_SMOOTHING)
        grain = Image.frombytes("L", (_TILE, _TILE), self.rng.randbytes(_TILE * _TILE))
        grain = grain.filter(ImageFilter.GaussianBlur(0.7)).point(
            [round(128 + (v - 128) * 0.24) for v in range(256)]
        )
        sheet = Image.new("L", self._final)
        for x in range(0, self._final[0], _TILE):
            for y in range(0, self._final[1], _TILE):
                sheet.paste(grain, (x, y))
        wash = Image.frombytes("L", (24, 16), self.rng.randbytes(24 * 16))
        wash = wash.point([round(128 + (v - 128) * 0.1) for v in range(256)])
        wash = wash.resize(self._final, Image.Resampling.BICUBIC)
        sheet = ImageChops.add(sheet, wash, 1, -128)
        return ImageChops.soft_light(picture, Image.merge("RGB", (sheet, sheet, sheet)))
