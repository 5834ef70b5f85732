"""Scenes by rivers, lakes and the sea."""

import math

from newsroom.demo.pictures.air import mist, sky, weather
from newsroom.demo.pictures.built import block, house, windows
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import (
    BRICK,
    CONCRETE,
    CORAL,
    CREAM,
    GRASS,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    PINE,
    ROOF,
    SAND,
    SEA,
    SOIL,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Colour,
    mix,
)
from newsroom.demo.pictures.nature import (
    conifer,
    ground,
    hill_line,
    peaks,
    ripple,
    round_tree,
    water,
)

HULLS: tuple[Colour, ...] = (CORAL, TEAL, MUSTARD, CREAM, NAVY, BRICK)


def boat(c: Canvas, x: float, y: float, size: float, hull: Colour, sail: bool = False) -> None:
    """A small boat on the water line y with its broken reflection; size is half its length."""
    ink = c.tone(hull)
    for step in range(5):
        half = size * (0.95 - step * 0.16)
        ripple(c, x + c.rng.uniform(-0.2, 0.2) * size, y + size * (0.1 + step * 0.13), half, ink, 130)
    _rig(c, x, y, size, sail)
    c.poly(
        [
            (x - size, y - size * 0.36),
            (x + size * 1.1, y - size * 0.42),
            (x + size * 0.8, y + size * 0.06),
            (x - size * 0.75, y + size * 0.06),
        ],
        ink,
    )
    c.poly(
        [
            (x - size, y - size * 0.36),
            (x + size * 1.1, y - size * 0.42),
            (x + size * 1.04, y - size * 0.3),
            (x - size * 0.96, y - size * 0.25),
        ],
        c.tone(mix(hull, WHITE, 0.55)),
    )


def _rig(c: Canvas, x: float, y: float, size: float, sail: bool) -> None:
    mast = y - size * (2.5 if sail else 2.1)
    c.line([(x - size * 0.05, y), (x - size * 0.05, mast)], c.tone(mix(WOOD, INK, 0.5)), size * 0.05)
    if sail:
        c.poly(
            [(x + size * 0.06, mast), (x + size * 0.06, y - size * 0.4), (x + size, y - size * 0.4)],
            c.tone(CREAM),
        )
        c.poly(
            [
                (x - size * 0.14, mast + size * 0.3),
                (x - size * 0.14, y - size * 0.4),
                (x - size * 0.75, y - size * 0.4),
            ],
            c.tone(mix(CREAM, CORAL, 0.3)),
        )
    else:
        c.line(
            [(x - size, y - size * 0.3), (x - size * 0.05, mast), (x + size, y - size * 0.35)],
            c.tone(INK),
            size * 0.02,
        )
        c.rect(x - size * 0.1, y - size * 0.7, size * 0.55, size * 0.4, c.tone(CREAM))
        c.rect(
            x,
            y - size * 0.62,
            size * 0.35,
            size * 0.16,
            c.mood.lamp if c.mood.lit_share > 0.3 else c.tone(NAVY),
        )


def harbour(c: Canvas) -> None:
    sky(c, 56)
    ground(c, hill_line(c, 44, 7, 60), c.land(PINE, 0.68))
    near = hill_line(c, 51, 4, 45)
    ground(c, near, c.land(LEAF, 0.45))
    for back in range(2):
        x = 8.0 + back * 5
        while x < 142:
            width = c.rng.uniform(7, 11)
            tall = c.rng.uniform(8, 14) * (1.15 if back == 0 else 0.85)
            wall = c.rng.choice((CREAM, CORAL, MUSTARD, STONE, mix(TEAL, CREAM, 0.6), SAND))
            house(c, x, 60 - (5 if back == 0 else 0), width, tall, wall, ROOF, 0.34 - back * 0.16)
            x += width * c.rng.uniform(0.95, 1.35)
    c.rect(0, 59, 150, 3, c.tone(mix(STONE, INK, 0.3), 0.1))
    water(c, 62, keep=0.55)
    for x, y, size in ((30, 68, 5), (112, 67, 4.6), (52, 73, 7), (124, 79, 9), (85, 70, 5.4), (92, 83, 10.5)):
        boat(c, x + c.rng.uniform(-4, 4), y, size, c.rng.choice(HULLS), c.rng.random() < 0.3)
    wood = c.land(mix(WOOD, INK, 0.2))
    c.poly([(-2, 86), (46, 80), (52, 82), (20, 101), (-2, 101)], wood)
    for step in range(7):
        x = 4 + step * 6.6
        c.line([(x - 8, 101), (x, 87 - step * 0.85)], c.tone(mix(WOOD, INK, 0.5)), 0.25)
    for x, y in ((50, 81), (36, 89), (22, 97)):
        c.rect(x - 1, y - 6, 2, 9, c.tone(mix(WOOD, INK, 0.6)))
    weather(c)


def river(c: Canvas) -> None:
    x: float
    sky(c, 46)
    for y, swell, depth in ((38, 6, 0.75), (45, 4, 0.55), (50, 3, 0.35)):
        ground(c, hill_line(c, y, swell, 50), c.land(mix(PINE, LEAF, 1 - depth), depth))
    ground(c, hill_line(c, 56, 1.5, 70), c.land(GRASS, 0.16))
    spine = [
        (75 + math.sin(t * 5.2 + 0.4) * (6 + 24 * t) * (1 - 0.25 * t), 55 + 50 * t**1.5)
        for t in (i / 40 for i in range(41))
    ]
    left = [(x - 0.8 - 26 * ((y - 55) / 50) ** 1.15, y) for x, y in spine]
    right = [(x + 0.8 + 30 * ((y - 55) / 50) ** 1.15, y) for x, y in spine]
    c.poly(
        [
            *[(x - 1.6 * (y - 52) / 20, y) for x, y in left],
            *[(x + 1.6 * (y - 52) / 20, y) for x, y in reversed(right)],
        ],
        c.land(mix(SAND, SOIL, 0.3)),
    )
    c.poly([*left, *reversed(right)], mix(c.mood.sky[2], c.tone(SEA), 0.35))
    lower = [(p, q) for p, q in zip(left, right, strict=True) if p[1] > 66]
    c.poly(
        [*[p for p, _ in lower], *[(p[0] + (q[0] - p[0]) * 0.35, p[1]) for p, q in reversed(lower)]],
        c.tone(SEA),
        150,
    )
    for _ in range(50):
        index = c.rng.randrange(8, 40)
        (x0, y), (x1, _) = left[index], right[index]
        ripple(c, c.rng.uniform(x0 + 1, x1 - 1), y, (x1 - x0) * 0.07, c.mood.light, 130)
    for x, y, size in (
        (20, 62, 9),
        (30, 60, 7),
        (118, 62, 9),
        (130, 64, 11),
        (108, 58, 6),
        (8, 72, 17),
        (142, 78, 22),
        (44, 57, 5),
        (133, 66, 10),
    ):
        round_tree(c, x + c.rng.uniform(-2, 2), y, size, LEAF, 0.2 if y < 66 else 0)
    for _ in range(60):
        x = c.rng.choice((c.rng.uniform(-2, 30), c.rng.uniform(122, 152)))
        c.line(
            [(x, 102), (x + c.rng.uniform(-2, 2), c.rng.uniform(86, 95))], c.tone(mix(PINE, INK, 0.4)), 0.35
        )
    mist(c, 58, 12, 90)
    boat(c, 76, 78, 5, CORAL)
    weather(c)


def dam(c: Canvas) -> None:
    x: float
    y: float
    sky(c, 40)
    peaks(
        c, [(40, 16), (112, 12), (76, 22)], 52, c.land(STEEL, 0.55), c.tone(mix(STEEL, NAVY, 0.4), 0.5), None
    )
    c.rect(30, 32, 90, 3, c.tone(CONCRETE, 0.1))
    wall = [(24.0, 34.0), (126.0, 34.0), (108.0, 84.0), (42.0, 84.0)]
    c.poly(wall, c.tone(CONCRETE))
    for index in range(18):
        t, u = index / 18, (index + 0.5) / 18
        bend = 1 if (t < 0.5) == (c.sun[0] > 75) else 0.4
        c.poly(
            [(24 + 102 * t, 34), (24 + 102 * u, 34), (42 + 66 * u, 84), (42 + 66 * t, 84)],
            c.tone(mix(CONCRETE, INK, 0.3)),
            round(60 + 50 * bend),
        )
    for row in range(1, 6):
        y = 34 + row * 9
        c.line(
            [(24 + row * 3.2, y), (75, y + 1.5), (126 - row * 3.2, y)],
            c.tone(mix(CONCRETE, INK, 0.4)),
            0.15,
            150,
        )
    foam = mix(c.tone(WHITE), c.mood.light, 0.3)
    for x in (60, 70, 80, 90):
        c.rect(x - 3, 36, 6, 5, c.tone(mix(CONCRETE, INK, 0.75)))
        drift = (75 - x) * 0.3
        c.poly([(x - 2.4, 39), (x + 2.4, 39), (x + drift + 3.4, 86), (x + drift - 3.4, 86)], foam)
        for _ in range(7):
            dx = c.rng.uniform(-2, 2)
            y = c.rng.uniform(42, 66)
            c.line([(x + dx, y), (x + dx * 1.3 + drift * 0.4, y + 16)], c.tone(SEA), 0.25, 150)
    c.line([(22, 33), (128, 33)], c.tone(mix(CONCRETE, WHITE, 0.5)), 1.6)
    for x in range(30, 126, 12):
        c.rect(x, 29.5, 0.4, 3, c.tone(INK))
        if c.mood.lit_share > 0.2:
            c.glow(x + 0.2, 29.5, 3.5, c.mood.lamp, 0.9)
    _gorge(c)
    water(c, 84, keep=0.35)
    for _ in range(40):
        c.disc(c.rng.gauss(75, 14), c.rng.gauss(85.5, 1.1), c.rng.uniform(0.7, 2), foam, 160)
    weather(c)


def _gorge(c: Canvas) -> None:
    """Wooded slopes that hold the wall on either side."""
    for side in (0, 1):
        slope = [
            (-4.0, 18.0),
            (12.0, 24.0),
            (26.0, 33.0),
            (34.0, 52.0),
            (46.0, 72.0),
            (44.0, 90.0),
            (-4.0, 104.0),
        ]
        c.poly([(150 - x if side else x, y) for x, y in slope], c.land(mix(SOIL, PINE, 0.5), 0.08))
        for _ in range(26):
            x, y = c.rng.uniform(-2, 36), c.rng.uniform(40, 92)
            if x < 8 + (y - 24) * 0.55:
                conifer(c, 150 - x if side else x, y, c.rng.uniform(6, 10), PINE, 0.1)


def bridge(c: Canvas) -> None:
    x: float
    y: float
    sky(c, 60)
    ground(c, hill_line(c, 53, 5, 60), c.land(PINE, 0.66))
    x = 2.0
    while x < 148:
        width = c.rng.uniform(4, 8)
        block(c, x, 61, width, c.rng.uniform(4, 11), c.rng.choice((STONE, STEEL, BRICK)), (3, 3), 0.5)
        x += width + c.rng.uniform(0, 3)
    steel = c.tone(c.rng.choice((CORAL, mix(TEAL, INK, 0.2), BRICK)))
    dark = mix(steel, c.tone(INK), 0.4)
    deck = [(x, 57 - 2.6 * math.cos((x - 75) / 62)) for x in range(-4, 158, 2)]
    for tower in (44.0, 106.0):
        c.rect(tower - 2.6, 22, 1.7, 46, steel)
        c.rect(tower + 0.9, 22, 1.7, 46, dark)
        for y in (24, 33, 42, 50):
            c.rect(tower - 2.6, y, 5.2, 1.2, steel)
        c.rect(tower - 4.5, 64, 9, 5, c.tone(mix(STONE, INK, 0.2)))
    cable = [
        (
            x,
            53.6 - 30 * ((x - 75) / 31) ** 2
            if 44 <= x <= 106
            else 23.6 + 32 * (1 - math.exp(-(abs(x - 75) - 31) / 24)),
        )
        for x in range(-4, 158, 1)
    ]
    cable = [(x, y if 44 <= x <= 106 else min(y, 56)) for x, y in cable]
    c.line(cable, steel, 0.7)
    for x, y in cable[1::3]:
        c.line([(x, y), (x, 56)], steel, 0.16)
    c.line(deck, dark, 2.0)
    c.line([(x, y - 0.8) for x, y in deck], c.tone(CREAM), 0.4)
    if c.mood.lit_share > 0.2:
        for x, y in deck[2::4]:
            c.glow(x, y - 2.2, 2.6, c.mood.lamp, 0.9)
    water(c, 66, keep=0.5)
    for tower in (44.0, 106.0):
        c.rect(tower - 4.5, 64, 9, 3.4, c.tone(mix(STONE, INK, 0.2)))
    boat(c, 76, 80, 6, c.rng.choice(HULLS))
    weather(c)


def reservoir(c: Canvas) -> None:
    sky(c, 38)
    peaks(
        c,
        [(20, 20), (58, 14), (100, 18), (134, 12)],
        46,
        c.land(STEEL, 0.6),
        c.tone(mix(STEEL, NAVY, 0.5), 0.5),
        None,
    )
    ground(c, hill_line(c, 43, 3, 40), c.land(PINE, 0.35))
    c.rect(-4, 46.5, 160, 3, c.land(mix(SAND, WHITE, 0.3), 0.25))
    water(c, 49, keep=0.5)
    strata = (
        mix(SAND, WHITE, 0.25),
        SAND,
        mix(SAND, SOIL, 0.18),
        mix(SAND, SOIL, 0.32),
        mix(LEAF, SOIL, 0.2),
    )
    for side, start in ((0, 52.0), (1, 60.0)):
        for ring in range(5):
            reach = 52 - ring * 7
            edge = [
                (reach * (1 - t) ** 0.7 + 2.4 * math.sin(t * 9 + ring * 0.3), start + ring * 1.4 + t * 52)
                for t in (i / 20 for i in range(21))
            ]
            ink = c.land(strata[ring])
            c.poly(
                [
                    *[(150 - x if side else x, y) for x, y in edge],
                    (152 if side else -2, 104),
                    (152 if side else -2, start + ring * 1.4),
                ],
                ink,
            )
    for x, y, size in ((2, 72, 13), (8, 80, 16), (15, 90, 18), (148, 80, 14), (142, 87, 17), (134, 97, 19)):
        conifer(c, x + c.rng.uniform(-1.5, 1.5), y, size, PINE)
    stone = c.tone(STONE)
    c.rect(71, 47, 8, 28, stone)
    c.rect(76 if c.sun[0] < 75 else 71, 47, 3, 28, c.tone(mix(STONE, INK, 0.35)))
    c.rect(71, 66, 8, 9, c.tone(mix(SAND, WHITE, 0.5)), 150)
    c.poly([(69.5, 47), (75, 40), (80.5, 47)], c.land(TEAL))
    windows(c, 72, 50, 6, 8, 2, 2, STONE)
    for step in range(4):
        ripple(c, 75, 75.5 + step * 1.6, 6.5 - step * 1.2, c.tone(mix(STONE, INK, 0.5)), 140)
    c.line([(79, 52), (152, 50)], c.tone(mix(STEEL, INK, 0.2)), 1.0)
    for x in (98, 117, 136):
        c.rect(x, 51, 1, 12 + (x - 98) * 0.12, c.tone(mix(STEEL, INK, 0.3)))
    weather(c)


SCENES = {
    "harbour": harbour,
    "river": river,
    "dam": dam,
    "bridge": bridge,
    "reservoir": reservoir,
}
