"""Scenes in rooms and halls. Light comes from windows, lamps and stages."""

from newsroom.demo.pictures.built import colonnade, windows
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import (
    BRICK,
    CONCRETE,
    CORAL,
    CREAM,
    GLASS,
    INK,
    MUSTARD,
    NAVY,
    PINE,
    SAND,
    SOIL,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Colour,
    mix,
)
from newsroom.demo.pictures.people import HAIR, SKIN, heads, person


def room(c: Canvas, wall: Colour, floor: Colour, line: float) -> None:
    """A back wall down to `line` and a floor before it, each shaded towards its edge."""
    c.rect(-4, -4, 160, line + 4, c.tone(wall))
    c.fade(-2, line, c.tone(mix(wall, INK, 0.5)), 90, 0)
    c.rect(-4, line, 160, 106 - line, c.tone(floor))
    c.fade(line, 104, c.tone(mix(floor, INK, 0.6)), 0, 130)
    c.rect(-4, line - 1.6, 160, 1.6, c.tone(mix(wall, INK, 0.45)))


def pane(c: Canvas, x: float, y: float, width: float, height: float, columns: int = 2, rows: int = 3) -> None:
    """A tall window with the mood's sky in it, and the light it throws."""
    frame = c.tone(mix(CREAM, WOOD, 0.2))
    c.rect(x - 0.8, y - 0.8, width + 1.6, height + 1.6, frame)
    bands = 14
    for band in range(bands):
        t = band / (bands - 1) * 2
        low = min(int(t), 1)
        c.rect(
            x,
            y + height * band / bands,
            width,
            height / bands + 0.2,
            mix(c.mood.sky[low], c.mood.sky[low + 1], t - low),
        )
    c.rect(x, y + height * 0.8, width, height * 0.2, c.tone(PINE, 0.5))
    for tree in range(3):
        c.disc(x + width * (0.2 + tree * 0.3), y + height * 0.82, width * 0.14, c.tone(PINE, 0.45))
    for column in range(1, columns):
        c.rect(x + width * column / columns - 0.25, y, 0.5, height, frame)
    for row in range(1, rows):
        c.rect(x, y + height * row / rows - 0.25, width, 0.5, frame)
    c.rect(x - 1.6, y + height + 0.6, width + 3.2, 1.2, frame)


def beam(c: Canvas, x: float, y: float, width: float, low: float, drift: float) -> None:
    """Daylight (or moonlight) that falls from a window onto the floor."""
    c.poly(
        [(x, y), (x + width, y), (x + width + drift * 1.3, low), (x + drift - width * 0.2, low)],
        c.mood.light,
        26 if c.mood.dark else 44,
    )


def sitter(c: Canvas, x: float, y: float, size: float, coat: Colour) -> None:
    """Someone seen from behind or at a table, from the waist up; y is where they are cut off."""
    skin, hair = c.tone(c.rng.choice(SKIN)), c.tone(c.rng.choice(HAIR))
    c.poly(
        [
            (x - size * 0.5, y),
            (x - size * 0.46, y - size * 0.5),
            (x - size * 0.2, y - size * 0.66),
            (x + size * 0.2, y - size * 0.66),
            (x + size * 0.46, y - size * 0.5),
            (x + size * 0.5, y),
        ],
        c.tone(coat),
    )
    c.rect(x - size * 0.09, y - size * 0.76, size * 0.18, size * 0.16, skin)
    c.oval(x, y - size * 0.9, size * 0.2, size * 0.24, skin)
    c.oval(x, y - size * 0.97, size * 0.225, size * (0.2 + 0.12 * c.rng.random()), hair)


def concert(c: Canvas) -> None:
    x: float
    dark = c.tone(mix(NAVY, INK, 0.55))
    c.gradient((mix(dark, c.tone(INK), 0.6), dark, mix(c.tone(NAVY), c.mood.sky[1], 0.6)), 0, 70)
    c.glow(75, 52, 80, c.mood.lamp, 0.7)
    inks = (CORAL, MUSTARD, TEAL, (150, 90, 170))
    for index in range(9):
        x, aim = 11 + index * 16, 75 + (index - 4) * c.rng.uniform(6, 20)
        ink = mix(c.rng.choice(inks), c.mood.light, 0.45)
        c.poly([(x - 0.8, 9), (x + 0.8, 9), (aim + 10, 72), (aim - 10, 72)], ink, 84)
        c.poly([(x - 0.4, 9), (x + 0.4, 9), (aim + 4, 72), (aim - 4, 72)], ink, 105)
        c.rect(x - 2, 5.4, 4, 4.4, c.tone(INK))
        c.glow(x, 10, 5, ink, 0.9)
    c.rect(-4, 4, 160, 1, c.tone(INK))
    c.rect(-4, 8.2, 160, 0.7, c.tone(INK))
    for x in range(-4, 156, 4):
        c.line([(x, 4.5), (x + 2, 8.5), (x + 4, 4.5)], c.tone(INK), 0.3)
    for side in (-1, 1):
        for row in range(4):
            c.rect(75 + side * 58 - 7, 28 + row * 10, 14, 9.4, c.tone(mix(INK, STEEL, 0.12)))
            c.disc(75 + side * 58, 32.6 + row * 10, 3.2, c.tone(mix(INK, STEEL, 0.35)))
            c.disc(75 + side * 58, 32.6 + row * 10, 1.3, c.tone(INK))
    c.rect(18, 70, 114, 8, c.tone(mix(WOOD, INK, 0.6)))
    c.rect(18, 69, 114, 1.6, mix(c.tone(WOOD), c.mood.lamp, 0.6))
    for dx in (-5.4, 0, 5.4):
        c.disc(75 + dx, 62 - abs(dx) * 0.2, 3.1, c.tone(BRICK))
        c.oval(75 + dx, 60.4 - abs(dx) * 0.2, 3.1, 0.8, c.tone(CREAM))
    for dx in (-9, 9):
        c.oval(75 + dx, 54, 3.6, 0.6, c.mood.lamp)
        c.line([(75 + dx, 54), (75 + dx, 69)], c.tone(STEEL), 0.3)
    person(c, 75, 62, 13, TEAL, shadow=False, arms="out")
    for place, size, coat in ((48, 22, NAVY), (62, 24, CORAL), (92, 23, MUSTARD), (106, 21, CREAM)):
        x = place + c.rng.uniform(-2, 2)
        person(c, x, 71, size, coat, shadow=False)
        if place != 62:
            c.oval(x + 1, 71 - size * 0.52, size * 0.16, size * 0.1, c.tone(WOOD))
            c.line(
                [(x + 1, 71 - size * 0.52), (x + size * 0.5, 71 - size * 0.72)],
                c.tone(mix(WOOD, INK, 0.4)),
                0.6,
            )
        c.line([(x - 3, 71), (x - 3, 71 - size * 0.86), (x - 1, 71 - size * 0.9)], c.tone(INK), 0.3)
    _audience(c)


def _audience(c: Canvas) -> None:
    """Heads and raised hands, lit from the stage."""
    for row, (y, size) in enumerate(((80, 2.4), (86, 3.2), (93, 4.2))):
        ink = mix(c.tone(INK), mix(c.mood.lamp, CORAL, 0.4), 0.26 - row * 0.11)
        heads(c, y, size, ink)
        for _ in range(9 - row * 2):
            x = c.rng.uniform(0, 150)
            c.line([(x, y + 4), (x + c.rng.uniform(-2, 2), y - size * 2.8)], ink, size * 0.42)
            c.disc(x + c.rng.uniform(-1, 1), y - size * 2.9, size * 0.36, ink)


def theatre(c: Canvas) -> None:
    x: float
    curtain = c.rng.choice((CORAL, BRICK, mix(TEAL, NAVY, 0.4)))
    c.rect(-4, -4, 160, 110, c.tone(mix(SOIL, INK, 0.5)))
    c.gradient(c.mood.sky, 12, 66)
    c.rect(-4, -4, 160, 16, c.tone(mix(curtain, INK, 0.4)))
    c.disc(92, 40, 9, c.mood.light)
    c.glow(92, 40, 34, c.mood.light, 0.6)
    for x, tall in ((42, 26), (54, 34), (66, 22), (96, 24), (106, 32)):
        c.rect(x, 66 - tall, 11, tall, c.tone(mix(NAVY, STEEL, 0.3), 0.2))
        windows(c, x + 1, 67 - tall, 9, tall * 0.7, 3, 4, NAVY)
    c.poly([(26, 66), (124, 66), (136, 78), (14, 78)], c.tone(mix(WOOD, SAND, 0.25)))
    for x in range(30, 122, 7):
        c.line([(x, 66), (75 + (x - 75) * 1.26, 78)], c.tone(mix(WOOD, INK, 0.4)), 0.2)
    c.poly([(70, 8), (76, 8), (92, 74), (54, 74)], c.mood.light, 70)
    c.oval(73, 73, 19, 3.4, c.mood.light, 150)
    person(c, 67, 74, 22, CORAL if curtain != CORAL else TEAL, arms="out")
    person(c, 81, 74.6, 20, CREAM, arms="up")
    c.rect(98, 66, 10, 1.4, c.tone(WOOD))
    for x in (99, 106):
        c.rect(x, 67, 1, 7, c.tone(WOOD))
    for side in (-1, 1):
        for fold in range(9):
            x = 75 + side * (40 + fold * 4.6)
            ink = c.tone(mix(curtain, INK, 0.45 if fold % 2 else 0.04 + 0.03 * fold))
            c.poly(
                [(x, 8), (x + side * 5, 8), (x + side * 5.4, 80), (x + side * (1.6 if fold else 5.4), 80)],
                ink,
            )
        c.poly(
            [(75 + side * 36, 46), (75 + side * 84, 42), (75 + side * 84, 45.4), (75 + side * 38, 49)],
            c.tone(MUSTARD),
        )
    for swag in range(6):
        x = 12 + swag * 25.2
        c.pie(x, 8, 13.4, 0, 180, c.tone(mix(curtain, INK, 0.3)))
        c.pie(x, 7, 12, 0, 180, c.tone(curtain))
        c.pie(x, 5, 8, 0, 180, c.tone(mix(curtain, INK, 0.18)))
    c.rect(-4, -4, 160, 13, c.tone(mix(curtain, INK, 0.25)))
    c.rect(-4, 8, 160, 1.6, c.tone(MUSTARD))
    c.rect(-4, 78, 160, 4, c.tone(mix(MUSTARD, WOOD, 0.5)))
    for x in range(6, 150, 9):
        c.pie(x, 79, 1.8, 180, 360, c.mood.lamp)
        c.glow(x, 78, 5, c.mood.lamp, 0.5)
    for row, (y, size) in enumerate(((86, 2.7), (93, 3.6))):
        heads(c, y, size, mix(c.tone(INK), c.tone(curtain), 0.3 - row * 0.2))


def podium(c: Canvas) -> None:
    room(c, mix(NAVY, TEAL, 0.25), mix(WOOD, INK, 0.2), 78)
    for fold in range(26):
        x = -4 + fold * 6.2
        c.poly(
            [(x, -2), (x + 2.6, -2), (x + 3.4, 77), (x + 0.5, 77)],
            c.tone(mix(mix(NAVY, TEAL, 0.25), INK, 0.4)),
            150,
        )
    c.glow(75, 34, 52, c.mood.light, 0.55)
    c.poly([(40, -4), (46, -4), (104, 90), (46, 90)], c.mood.light, 40)
    c.rect(-4, 86, 160, 20, c.tone(mix(WOOD, SAND, 0.2)))
    coat, skin = c.rng.choice((NAVY, BRICK, STEEL, mix(TEAL, INK, 0.3))), c.tone(c.rng.choice(SKIN))
    hair = c.tone(c.rng.choice(HAIR))
    if coat == NAVY:
        coat = mix(NAVY, INK, 0.5)
    c.poly([(56, 66), (58, 47), (66, 41), (84, 41), (92, 47), (94, 66)], c.tone(coat))
    c.poly([(70, 41), (75, 54), (80, 41)], c.tone(WHITE))
    c.poly([(74.2, 43.6), (75.8, 43.6), (76.8, 54), (75, 56), (73.2, 54)], c.tone(CORAL))
    if c.rng.random() < 0.5:
        c.poly(
            [(67.8, 27), (66.2, 35), (66.8, 43), (83.2, 43), (83.8, 35), (82.2, 27)],
            mix(hair, c.tone(INK), 0.3),
        )
    c.rect(72, 35, 6, 8, mix(skin, c.tone(INK), 0.16))
    c.oval(75, 30, 6.6, 8.4, skin)
    c.poly(
        [
            (68.2, 32),
            (67.6, 26),
            (69.6, 21.8),
            (75, 20),
            (80.4, 21.8),
            (82.4, 26),
            (81.8, 32),
            (80.6, 27),
            (76, 25.4),
            (69.6, 27.2),
        ],
        hair,
    )
    for eye in (-1, 1):
        c.oval(75 + eye * 2.7, 30, 0.7, 0.5, c.tone(INK))
        c.line([(75 + eye * 1.5, 28.4), (75 + eye * 4, 28.4)], hair, 0.5)
    c.oval(75, 34.6, 1.7, 0.8, c.tone(BRICK))
    c.line([(58, 50), (46, 56), (42, 44)], c.tone(mix(coat, INK, 0.3)), 5)
    c.disc(42, 42.6, 2.5, skin)
    _lectern(c)


def _lectern(c: Canvas) -> None:
    """The desk with its microphones, and the press before it."""
    wood, shade = c.tone(mix(WOOD, SAND, 0.2)), c.tone(mix(WOOD, INK, 0.3))
    c.poly([(54, 62), (96, 62), (93, 96), (57, 96)], wood)
    c.poly([(83, 62), (96, 62), (93, 96), (84, 96)], shade)
    c.rect(61, 70, 20, 20, c.tone(mix(WOOD, INK, 0.18)))
    c.poly([(50, 60), (100, 60), (97, 65), (53, 65)], c.tone(mix(WOOD, INK, 0.45)))
    for x, lean in ((64, 3), (70, 1.6), (80, -1.6), (86, -3)):
        c.line([(x, 61), (x + lean, 50)], c.tone(INK), 0.5)
        c.oval(x + lean, 49, 1.3, 2, c.tone(mix(INK, STEEL, 0.2)))
    c.glow(75, 30, 22, c.mood.light, 0.16)
    for row, (y, size) in enumerate(((90, 3.4), (96, 4.6))):
        heads(c, y, size, mix(c.tone(INK), c.tone(NAVY), 0.35 - row * 0.3))
    for x in (18, 38, 118, 136):
        c.line([(x, 100), (x, 84)], c.tone(INK), 1.2)
        c.rect(x - 4, 78.6, 8, 6, c.tone(INK))
        c.rect(x + (3 if x < 75 else -6), 79.8, 3.4, 3.6, c.tone(mix(INK, STEEL, 0.3)))
        c.disc(x - 2, 80.4, 0.5, c.tone(CORAL))


def crowd(c: Canvas) -> None:
    x: float
    c.gradient(c.mood.sky, 0, 50)
    c.glow(c.mood.sun[0], 34, 56, c.mood.light, 0.7)
    if c.mood.sun_radius:
        c.disc(c.mood.sun[0], 26, c.mood.sun_radius, c.mood.light)
    c.sun = (c.mood.sun[0], 26)
    for x, width, tall in ((-4, 30, 36), (27, 20, 28), (108, 22, 32), (131, 26, 40)):
        wall = c.rng.choice((STONE, BRICK, SAND, CONCRETE))
        c.rect(x, 58 - tall, width, tall, c.tone(wall, 0.42))
        windows(c, x + 1.4, 60 - tall, width - 2.8, tall * 0.84, 5, 5, wall, 0.42)
    colonnade(c, 54, 58, 46, 18, 9, STONE, 0.4)
    c.poly([(51, 40), (75, 29), (99, 40)], c.tone(STONE, 0.4))
    c.rect(-4, 57, 160, 50, c.tone(mix(STONE, GLASS, 0.3), 0.3))
    rows = 11
    for row in range(rows):
        t = row / (rows - 1)
        y, tall = 62 + 45 * t**1.3, 6.5 + 26 * t**1.3
        x = -4 + c.rng.uniform(0, tall * 0.3)
        while x < 155:
            arms = "up" if c.rng.random() < 0.07 else "down"
            person(
                c,
                x,
                y + c.rng.uniform(-0.5, 0.5) * tall * 0.1,
                tall * c.rng.uniform(0.9, 1.08),
                shadow=False,
                arms=arms,
            )
            x += tall * c.rng.uniform(0.34, 0.5)
        if row < rows - 1:
            c.fade(56, y + 1, c.mood.haze, 0, round(34 * (1 - t)))


SCENES = {
    "concert": concert,
    "theatre": theatre,
    "podium": podium,
    "crowd": crowd,
}
