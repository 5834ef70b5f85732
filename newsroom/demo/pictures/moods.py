"""Moods: the limited inks each picture is printed with.

A scene names the natural colour of a thing; its mood turns that colour into one of the inks of
the print, so that every picture of one mood holds together.
"""

from dataclasses import dataclass

Colour = tuple[int, int, int]
Ramp = tuple[Colour, Colour, Colour, Colour]

STONE: Colour = (216, 202, 178)
BRICK: Colour = (176, 84, 62)
ROOF: Colour = (196, 98, 66)
LEAF: Colour = (88, 130, 74)
PINE: Colour = (44, 86, 74)
OLIVE: Colour = (134, 148, 104)
GRASS: Colour = (132, 164, 88)
WHEAT: Colour = (226, 190, 96)
SAND: Colour = (230, 192, 136)
SOIL: Colour = (142, 100, 70)
SNOW: Colour = (246, 248, 250)
STEEL: Colour = (122, 140, 152)
CONCRETE: Colour = (184, 184, 178)
SEA: Colour = (66, 134, 152)
GLASS: Colour = (90, 130, 150)
WOOD: Colour = (134, 90, 58)
CORAL: Colour = (224, 98, 78)
MUSTARD: Colour = (234, 178, 64)
NAVY: Colour = (34, 52, 84)
CREAM: Colour = (247, 236, 210)
TEAL: Colour = (42, 130, 126)
INK: Colour = (26, 30, 40)
WHITE: Colour = (252, 251, 247)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`first` moved towards `second`; share 0 gives the first, 1 the second."""
    keep = 1 - share
    return (
        round(first[0] * keep + second[0] * share),
        round(first[1] * keep + second[1] * share),
        round(first[2] * keep + second[2] * share),
    )


def luminance(colour: Colour) -> float:
    """Perceived lightness, 0 (black) to 1 (white), with the Rec. 601 weights."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def _scaled(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


@dataclass(frozen=True)
class Mood:
    """The inks and the weather of a picture.

    ramp runs from the darkest ink to the lightest; chroma is the share of a thing's own hue that
    survives; lit_share is the share of windows with a light on; sun is where the light hangs on the
    150 x 100 drawing board.
    """

    name: str
    sky: tuple[Colour, Colour, Colour]
    ramp: Ramp
    chroma: float
    haze: Colour
    light: Colour
    lamp: Colour
    lit_share: float
    sun: tuple[float, float]
    sun_radius: float
    dark: bool = False
    snow: bool = False
    wet: bool = False

    def tone(self, colour: Colour, depth: float = 0.0) -> Colour:
        """The ink for a natural colour seen at a depth from 0 (near) to 1 (lost in the air)."""
        level = luminance(colour) * (len(self.ramp) - 1)
        step = min(int(level), len(self.ramp) - 2)
        base = mix(self.ramp[step], self.ramp[step + 1], level - step)
        hue = _scaled(colour, luminance(base) / max(luminance(colour), 0.02))
        return mix(mix(base, hue, self.chroma), self.haze, depth)

    def land(self, colour: Colour, depth: float = 0.0) -> Colour:
        """As `tone`, for surfaces that snow settles on."""
        return self.tone(mix(colour, SNOW, 0.86) if self.snow else colour, depth)


_ALL = (
    Mood(
        name="dawn",
        sky=((104, 124, 170), (232, 172, 166), (254, 224, 182)),
        ramp=((44, 36, 66), (118, 84, 122), (226, 152, 136), (255, 236, 214)),
        chroma=0.46,
        haze=(246, 204, 182),
        light=(255, 240, 206),
        lamp=(255, 214, 128),
        lit_share=0.25,
        sun=(102, 48),
        sun_radius=6.5,
    ),
    Mood(
        name="noon",
        sky=((64, 150, 190), (142, 204, 212), (236, 240, 222)),
        ramp=((18, 44, 66), (46, 108, 128), (158, 196, 182), (255, 250, 234)),
        chroma=0.74,
        haze=(206, 228, 222),
        light=(255, 250, 226),
        lamp=(255, 232, 160),
        lit_share=0.0,
        sun=(108, 19),
        sun_radius=5.5,
    ),
    Mood(
        name="dusk",
        sky=((50, 42, 94), (190, 76, 104), (252, 170, 86)),
        ramp=((30, 22, 54), (98, 44, 88), (216, 98, 72), (255, 218, 152)),
        chroma=0.40,
        haze=(238, 134, 92),
        light=(255, 226, 150),
        lamp=(255, 206, 98),
        lit_share=0.45,
        sun=(48, 50),
        sun_radius=8.0,
    ),
    Mood(
        name="night",
        sky=((8, 18, 42), (18, 42, 82), (48, 86, 124)),
        ramp=((7, 13, 30), (20, 40, 74), (54, 92, 128), (182, 204, 218)),
        chroma=0.36,
        haze=(42, 76, 114),
        light=(250, 244, 214),
        lamp=(255, 204, 98),
        lit_share=0.62,
        sun=(104, 20),
        sun_radius=5.0,
        dark=True,
    ),
    Mood(
        name="storm",
        sky=((40, 52, 62), (92, 110, 120), (190, 194, 178)),
        ramp=((18, 26, 34), (56, 74, 84), (128, 144, 144), (222, 224, 208)),
        chroma=0.36,
        haze=(156, 168, 164),
        light=(232, 228, 196),
        lamp=(250, 206, 104),
        lit_share=0.4,
        sun=(58, 44),
        sun_radius=0.0,
        wet=True,
    ),
    Mood(
        name="winter",
        sky=((140, 172, 196), (198, 214, 226), (246, 236, 224)),
        ramp=((30, 44, 62), (82, 110, 134), (172, 196, 212), (252, 253, 253)),
        chroma=0.42,
        haze=(222, 228, 232),
        light=(255, 250, 236),
        lamp=(255, 208, 118),
        lit_share=0.3,
        sun=(106, 36),
        sun_radius=5.0,
        snow=True,
    ),
    Mood(
        name="haze",
        sky=((212, 170, 112), (236, 202, 148), (250, 230, 190)),
        ramp=((74, 52, 46), (146, 100, 76), (222, 176, 124), (254, 240, 210)),
        chroma=0.40,
        haze=(246, 218, 172),
        light=(255, 250, 228),
        lamp=(255, 226, 150),
        lit_share=0.05,
        sun=(66, 28),
        sun_radius=8.5,
    ),
)

BY_NAME: dict[str, Mood] = {mood.name: mood for mood in _ALL}
