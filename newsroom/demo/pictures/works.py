"""Scenes of industry, transport and the sciences of the sky."""

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.built import windows
from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    BRICK,
    CONCRETE,
    CORAL,
    CREAM,
    GLASS,
    GRASS,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    PINE,
    SAND,
    SOIL,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    Colour,
    mix,
)
from newsroom.demo.pictures.nature import (
    conifer,
    ground,
    hill_line,
    peaks,
    water,
)
from newsroom.demo.pictures.people import person

CONTAINERS: tuple[Colour, ...] = (CORAL, TEAL, MUSTARD, NAVY, BRICK, STEEL, CREAM, LEAF)


def factory(c: Canvas) -> None:
    x: float
    sky(c, 66)
    ground(c, hill_line(c, 60, 3, 50), c.land(PINE, 0.62))
    for x, tall, wide in ((32, 46, 4), (46, 54, 4.6), (112, 40, 4)):
        ink, dark = c.tone(BRICK, 0.14), c.tone(mix(BRICK, INK, 0.35), 0.14)
        top = 74 - tall
        c.poly([(x - wide, 76), (x - wide * 0.62, top), (x + wide * 0.62, top), (x + wide, 76)], ink)
        c.poly([(x, 76), (x, top), (x + wide * 0.62, top), (x + wide, 76)], dark)
        for band in (2, 6):
            c.rect(x - wide * 0.7, top + band, wide * 1.4, 1.6, c.tone(CREAM, 0.1))
        drift = c.rng.choice((1.0, 1.4))
        for puff in range(11):
            c.disc(
                x + puff * 4.2 * drift + c.rng.uniform(-1.5, 1.5),
                top - 3 - puff * 2.2 + c.rng.uniform(-1, 1),
                2.6 + puff * 0.75,
                mix(c.mood.haze, c.tone(CREAM), 0.5),
                190 - puff * 14,
            )
    for x, radius in ((92, 8), (103, 6)):
        c.rect(x - radius, 44, radius * 2, 32, c.tone(STEEL, 0.1))
        c.oval(x, 44, radius, 2, c.land(mix(STEEL, WHITE, 0.4), 0.1))
        c.rect(x + radius * 0.3, 44, radius * 0.7, 32, c.tone(mix(STEEL, INK, 0.3), 0.1))
    c.line([(100, 52), (128, 52), (128, 64)], c.tone(MUSTARD), 1.6)
    for index in range(6):
        x = 12 + index * 20.5
        c.poly([(x, 64), (x, 51), (x + 20.6, 62), (x + 20.6, 64)], c.tone(mix(STEEL, BRICK, 0.3)))
        c.poly(
            [(x + 0.6, 62), (x + 0.6, 53.4), (x + 3.4, 55), (x + 3.4, 62)],
            c.mood.lamp if c.mood.lit_share > 0.2 else c.tone(GLASS),
        )
        c.line([(x, 51), (x + 20.6, 62)], c.land(mix(STEEL, INK, 0.3)), 0.8)
    c.rect(12, 63, 123.4, 17, c.tone(BRICK))
    windows(c, 14, 65, 119, 8, 20, 1, BRICK)
    for x in (30, 71, 112):
        c.rect(x - 5, 71, 10, 9, c.tone(mix(STEEL, INK, 0.5)))
    ground(c, [(-4, 80), (156, 80)], c.land(mix(CONCRETE, SOIL, 0.25)))
    for index in range(5):
        x = 24 + index * 24 + c.rng.uniform(-5, 5)
        c.rect(x, 84, 12, 7, c.tone(c.rng.choice(CONTAINERS)))
        c.rect(x + 12.4, 86, 4, 5, c.tone(CREAM))
        for wheel in (2, 9, 14):
            c.disc(x + wheel, 91.5, 1.3, c.tone(INK))
    for _ in range(6):
        person(c, c.rng.uniform(25, 125), c.rng.uniform(94, 98), 8)
    weather(c)


def stack(
    c: Canvas, x: float, y: float, columns: int, rows: int, depth: float = 0.0, size: float = 8
) -> None:
    """Shipping containers piled on y."""
    for column in range(columns):
        for row in range(max(1, rows - c.rng.randrange(3))):
            colour = c.rng.choice(CONTAINERS)
            left, top = x + column * size, y - (row + 1) * size * 0.4
            c.rect(left, top, size * 0.97, size * 0.38, c.tone(colour, depth))
            for rib in range(1, 8):
                c.rect(
                    left + size * rib / 8,
                    top + size * 0.03,
                    size * 0.025,
                    size * 0.32,
                    c.tone(mix(colour, INK, 0.35), depth),
                )


def gantry(c: Canvas, x: float, y: float, size: float, colour: Colour, depth: float) -> None:
    """A ship-to-shore crane standing on y, its boom out to the right; size is the height of its beam."""
    ink, dark = c.tone(colour, depth), c.tone(mix(colour, INK, 0.35), depth)
    thick = size * 0.035
    for leg, tint in ((0.0, ink), (0.34, dark)):
        c.line([(x + size * leg, y), (x + size * leg, y - size)], tint, thick)
        c.line([(x + size * (leg + 0.06), y), (x + size * (leg + 0.06), y - size)], tint, thick * 0.5)
    c.line([(x, y - size * 0.4), (x + size * 0.34, y - size * 0.4)], ink, thick)
    c.line([(x, y - size * 0.4), (x + size * 0.34, y - size)], ink, thick * 0.6)
    c.line([(x - size * 0.4, y - size), (x + size * 1.0, y - size)], ink, thick * 1.5)
    c.line([(x, y - size), (x + size * 0.26, y - size * 1.45), (x + size * 0.34, y - size)], ink, thick)
    c.line(
        [(x - size * 0.36, y - size), (x + size * 0.26, y - size * 1.45), (x + size * 0.95, y - size)],
        dark,
        thick * 0.4,
    )
    c.rect(x - size * 0.1, y - size * 1.1, size * 0.22, size * 0.1, c.tone(CREAM, depth))
    cab = x + size * 0.7
    c.rect(cab - size * 0.05, y - size * 0.98, size * 0.1, size * 0.08, dark)
    c.line([(cab, y - size), (cab, y - size * 0.62)], dark, thick * 0.25)
    c.rect(
        cab - size * 0.1, y - size * 0.62, size * 0.2, size * 0.085, c.tone(c.rng.choice(CONTAINERS), depth)
    )
    if c.mood.lit_share > 0.2:
        for at in (-0.3, 0.3, 0.9):
            c.glow(x + size * at, y - size * 0.98, size * 0.09, c.mood.lamp, 0.95)


def port_cranes(c: Canvas) -> None:
    sky(c, 66)
    ground(c, hill_line(c, 60, 4, 60), c.land(PINE, 0.68))
    for x, size, depth in ((14, 24, 0.5), (42, 25, 0.48), (66, 25, 0.46)):
        gantry(c, x, 72, size, CORAL, depth)
    stack(c, -2, 72, 10, 4, 0.42, 6)
    c.rect(-4, 71, 90, 5, c.tone(mix(CONCRETE, INK, 0.3)))
    water(c, 75, keep=0.5)
    c.poly([(74, 66), (152, 63), (152, 84), (82, 84)], c.tone(NAVY))
    c.rect(81, 82, 72, 2.4, c.tone(CORAL))
    stack(c, 84, 65.6, 8, 7, 0.1, 8)
    c.rect(134, 36, 11, 28, c.tone(WHITE))
    windows(c, 134, 38, 11, 20, 4, 7, NAVY)
    c.rect(131, 34, 17, 3, c.tone(CREAM))
    crane = c.rng.choice((CORAL, MUSTARD, TEAL))
    c.rect(-4, 84, 76, 20, c.tone(mix(CONCRETE, INK, 0.15)))
    c.rect(-4, 84, 76, 1.4, c.tone(MUSTARD))
    gantry(c, 32, 88, 56, crane, 0)
    stack(c, -2, 96, 8, 3, 0, 9)
    for x in (14, 30, 46):
        person(c, x + c.rng.uniform(-3, 3), 100, 8)
    weather(c)


def railway(c: Canvas) -> None:
    sky(c, 50)
    peaks(c, [(16, 30), (120, 26)], 56, c.land(STEEL, 0.62), c.tone(mix(STEEL, NAVY, 0.4), 0.56), None)
    ground(c, hill_line(c, 46, 4, 50), c.land(PINE, 0.5))
    ground(c, hill_line(c, 54, 1.5, 50), c.land(GRASS, 0.2))
    ground(c, [(-4, 58), (156, 58)], c.land(GRASS))
    for index in range(9):
        conifer(c, index * 8 - 2, 58 + index % 3, c.rng.uniform(8, 13), PINE, 0.22)
    vanish: Point = (58, 56)

    def track(left: float, right: float) -> None:
        c.poly(
            [(vanish[0] - 0.4, 56), (vanish[0] + 0.4, 56), (right + 12, 104), (left - 12, 104)],
            c.land(mix(STONE, SOIL, 0.5)),
        )
        for step in range(1, 20):
            t = (step / 19) ** 2.2
            y, x0, x1 = (
                57 + 47 * t,
                vanish[0] + (left - 4 - vanish[0]) * t,
                vanish[0] + (right + 4 - vanish[0]) * t,
            )
            c.poly([(x0, y), (x1, y), (x1, y + 2.4 * t), (x0, y + 2.4 * t)], c.tone(mix(SOIL, INK, 0.5)))
        for x in (left, right):
            c.poly([vanish, (x - 1, 104), (x + 1, 104)], mix(c.tone(STEEL), c.mood.light, 0.5))

    track(8, 34)
    track(82, 116)
    _train(c)
    for t in (0.1, 0.24, 0.62):
        x, y, tall = vanish[0] - 3 - 80 * t, 57 + 44 * t, 8 + 62 * t
        c.line([(x, y), (x, y - tall)], c.tone(mix(STEEL, INK, 0.5)), 0.4 + 1.5 * t)
        c.line(
            [(x, y - tall * 0.94), (x + tall * 0.5, y - tall * 0.94)], c.tone(mix(STEEL, INK, 0.5)), 0.3 + t
        )
    c.line([(-4, 22), vanish, (156, 14)], c.tone(INK), 0.16)
    c.line([(92, 33), (86, 25), (94, 19)], c.tone(INK), 0.35)
    weather(c)


def _train(c: Canvas) -> None:
    """A train that comes out of the distance, its lamps on."""
    body = c.rng.choice((CORAL, TEAL, NAVY, MUSTARD))
    c.poly([(62, 52), (67, 40), (76, 34), (76, 84), (64, 61)], c.tone(mix(body, INK, 0.35)))
    c.poly(
        [(62.6, 53), (67, 45), (75, 41), (75, 53), (66, 55)],
        c.mood.lamp if c.mood.lit_share > 0.2 else c.tone(GLASS),
    )
    for x in (66, 69.6):
        c.line([(x, 43), (x + 0.2, 56)], c.tone(mix(body, INK, 0.35)), 0.7)
    nose = [
        (76, 84),
        (75, 56),
        (77, 42),
        (82, 35),
        (92, 33),
        (103, 35),
        (108, 42),
        (110, 56),
        (110, 84),
        (104, 88),
        (82, 88),
    ]
    c.poly(nose, c.tone(body))
    c.poly([(75, 62), (110, 62), (110, 69), (75.3, 69)], c.tone(CREAM))
    c.poly([(78.5, 54), (80, 43), (84, 39), (101, 39), (105, 43), (106.5, 54)], c.tone(mix(NAVY, INK, 0.4)))
    c.poly([(80, 52), (82, 43), (88, 41), (84, 52)], mix(c.mood.sky[2], c.tone(NAVY), 0.4))
    for x in (81, 104):
        c.oval(x, 74, 3, 1.9, c.mood.light)
        c.glow(x, 74, 13, c.mood.lamp, 0.85)
    c.rect(80, 84, 25, 5, c.tone(mix(STEEL, INK, 0.6)))


def airport(c: Canvas) -> None:
    y: float
    sky(c, 62, sun=(32, 20) if c.mood.sun[1] < 40 else None)
    ground(c, hill_line(c, 57, 3, 60), c.land(PINE, 0.64))
    c.poly([(62, 64), (62, 53), (106, 50), (142, 55), (142, 64)], c.land(CONCRETE, 0.32))
    windows(c, 64, 56, 76, 6, 22, 1, GLASS, 0.3)
    c.poly([(106, 64), (107.6, 34), (112.4, 34), (114, 64)], c.tone(CONCRETE, 0.28))
    c.poly(
        [(103, 28), (117, 28), (114.5, 35), (105.5, 35)],
        c.mood.lamp if c.mood.lit_share > 0.2 else c.tone(GLASS, 0.2),
    )
    c.rect(103, 26.4, 14, 1.8, c.land(STEEL, 0.25))
    c.rect(109.8, 19, 0.5, 8, c.tone(INK, 0.2))
    ground(c, [(-4, 64), (156, 64)], c.land(mix(GRASS, SAND, 0.3), 0.15))
    c.rect(-4, 69, 160, 36, c.tone(mix(CONCRETE, INK, 0.35)))
    for x in range(-40, 190, 26):
        c.poly(
            [
                (75 + (x - 75) * 0.9, 92),
                (75 + (x + 14 - 75) * 0.9, 92),
                (75 + (x + 14 - 75), 95),
                (75 + x - 75, 95),
            ],
            c.tone(CREAM),
        )
    c.oval(78, 86, 50, 2.6, c.tone(INK), 120)
    _airliner(c)
    for x in (97, 103, 135):
        person(c, x, 90, 7)
    y = c.rng.uniform(16, 26)
    c.poly([(52, y), (66, y - 3.4), (67, y - 2.6), (54, y + 1.4)], c.tone(INK))
    c.poly([(58, y - 1), (55, y - 4.6), (62, y - 2.2), (64, y + 2.4), (60, y - 0.4)], c.tone(INK))
    weather(c)


def _airliner(c: Canvas) -> None:
    tail = c.rng.choice((CORAL, TEAL, MUSTARD, NAVY))
    white, grey = c.tone(WHITE), c.tone(mix(STEEL, WHITE, 0.25))
    c.poly([(30, 62), (18, 36), (27, 36), (44, 62)], c.tone(tail))
    c.poly([(26, 64), (12, 59), (18, 58), (40, 62)], grey)
    hull = [
        (20, 61),
        (34, 59),
        (112, 59),
        (122, 61.5),
        (128, 67),
        (127, 70.5),
        (120, 73.4),
        (60, 74),
        (36, 71),
    ]
    c.poly(hull, white)
    c.poly([(30, 69), (127.6, 69), (126, 71), (120, 73.4), (60, 74), (36, 71)], grey)
    c.poly([(114, 62.6), (120.6, 63), (123, 65.4), (115, 65.2)], c.tone(mix(NAVY, INK, 0.4)))
    for index in range(24):
        lit = c.rng.random() < c.mood.lit_share
        c.rect(46 + index * 2.7, 63.4, 1.2, 1.9, c.mood.lamp if lit else c.tone(NAVY))
    c.rect(38, 66.8, 86, 0.7, c.tone(tail))
    c.poly([(66, 70), (86, 70), (58, 86), (48, 86)], c.tone(mix(STEEL, INK, 0.2)))
    c.poly([(66, 70), (86, 70), (84, 71.4), (66, 72)], white)
    for x, y in ((66, 79),):
        c.rect(x, y - 2.6, 9, 5.2, c.tone(tail))
        c.oval(x + 9, y, 1.4, 2.7, c.tone(INK))
    for x in (72, 116):
        c.rect(x - 0.4, 73, 0.8, 10, c.tone(STEEL))
        c.disc(x - 1, 84, 1.9, c.tone(INK))
        c.disc(x + 1.6, 84, 1.9, c.tone(INK))


SCENES = {
    "factory": factory,
    "port-cranes": port_cranes,
    "railway": railway,
    "airport": airport,
}
