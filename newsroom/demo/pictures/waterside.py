
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
    height_at,
    hill_line,
    palm,
    peaks,
    ripple,
    round_tree,
    water,
)
from newsroom.demo.pictures.people import person

HULLS: tuple[Colour, ...] = (CORAL, TEAL, MUSTARD, CREAM, NAVY, BRICK)


def boat(c: Canvas, x: float, y: float, size: float, hull: Colour, sail: bool = False) -> None:
    """A small boat on the water line y with its broken reflection; size is half its length."""
    ink = c.tone(hull)
    for step in range(5):
        half = size * (0.95 - step * 0.16)
        ripple(c, x + c.rng.uniform(-0.2, 0.2) * size, y + size * (0.1 + step * 0.13), half, ink, 130)
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
    water(c, 84, keep=0.35)
    for _ in range(40):
        c.disc(c.rng.gauss(75, 14), c.rng.gauss(85.5, 1.1), c.rng.uniform(0.7, 2), foam, 160)
    weather(c)


def coast(c: Canvas) -> None:
    sky(c, 48)
    ground(c, [(90.0, 48.0), (104.0, 43.5), (120.0, 44.0), (156.0, 41.0)], c.land(PINE, 0.7), 50)
    water(c, 48, keep=0.3)
    rock, dark = c.tone(mix(SAND, STONE, 0.5), 0.1), c.tone(mix(SOIL, INK, 0.3), 0.1)
    cliffs = (
        (0.42, [(58.0, 58.0), (62.0, 44.0), (70.0, 41.0), (154.0, 36.0), (154.0, 60.0)]),
        (0.05, [(84.0, 74.0), (90.0, 40.0), (98.0, 34.0), (154.0, 24.0), (154.0, 80.0)]),
    )
    for depth, edge in cliffs:
        c.poly(edge, mix(rock, c.mood.haze, depth))
        x0, x1 = edge[0][0], 154.0
        x = x0 + 4
        while x < x1:
            c.poly(
                [
                    (x, edge[1][1] + 6),
                    (x + 2.4, edge[1][1] + 3),
                    (x + 3.4, edge[0][1] + 2),
                    (x - 1, edge[0][1]),
                ],
                mix(dark, c.mood.haze, depth),
                130,
            )
            x += c.rng.uniform(5, 11)
        c.poly(
            [
                edge[1],
                edge[2],
                edge[3],
                (154, edge[3][1] + 7),
                (edge[2][0], edge[2][1] + 5),
                (edge[1][0] - 0.5, edge[1][1] + 3),
            ],
            c.land(GRASS, depth),
        )
    sand = c.land(SAND)
    for shift, ink in (
        (-4.0, c.tone(WHITE)),
        (-1.4, c.tone(mix(SEA, CREAM, 0.5))),
        (0.6, c.tone(WHITE)),
        (2.2, c.tone(mix(SAND, SOIL, 0.35))),
        (4.0, sand),
    ):
        edge = [
            (
                x,
                77
                + shift
                - 8 * ((x - 20) / 130) ** 2
                + 2 * math.sin(x / 9)
                + 14 * max(0, (60 - x) / 60) ** 1.3,
            )
            for x in range(-4, 158, 2)
        ]
        c.poly([*edge, (156, 104), (-4, 104)], ink)
    for _ in range(30):
        x, y = c.rng.uniform(40, 150), c.rng.uniform(84, 99)
        c.oval(x, y, c.rng.uniform(0.4, 1.4), 0.3, c.tone(mix(SAND, SOIL, 0.5)), 140)
    person(c, 70, 90, 10)
    person(c, 76, 91, 8.6)
    weather(c)


def island(c: Canvas) -> None:
    sky(c, 58)
    ground(c, [(-4.0, 58.0), (14.0, 54.0), (26.0, 55.0), (40.0, 58.0)], c.land(PINE, 0.72), 58)
    shape = [
        (38.0, 58.0),
        (44.0, 53.0),
        (52.0, 50.0),
        (58.0, 43.0),
        (66.0, 36.0),
        (74.0, 31.0),
        (81.0, 33.0),
        (88.0, 41.0),
        (96.0, 47.0),
        (106.0, 52.0),
        (116.0, 58.0),
    ]
    c.poly(shape, c.land(LEAF, 0.12))
    c.poly(
        [(74, 31), (81, 33), (88, 41), (96, 47), (106, 52), (116, 58), (84, 58), (80, 48), (77, 40)]
        if c.sun[0] < 75
        else [(38, 58), (44, 53), (52, 50), (58, 43), (66, 36), (74, 31), (71, 42), (66, 58)],
        c.land(mix(LEAF, INK, 0.35), 0.1),
    )
    for _ in range(34):
        x = c.rng.uniform(46, 106)
        top = height_at(shape, x)
        round_tree(
            c,
            x,
            c.rng.uniform(top + 3, 57) if top < 53 else 57,
            c.rng.uniform(3.5, 6),
            mix(LEAF, PINE, 0.5),
            0.1,
        )
    for x in (60, 68, 77, 86):
        house(
            c,
            x + c.rng.uniform(-1, 1),
            57.6 - c.rng.uniform(0, 3),
            6.4,
            5.6,
            c.rng.choice((CREAM, CORAL, WHITE)),
            ROOF,
            0.06,
        )
    c.poly([(36, 58.6), (46, 57), (108, 57), (119, 58.6)], c.land(SAND, 0.05))
    for x in (46, 50, 103):
        palm(c, x, 57.6, c.rng.uniform(9, 12), 0.06)
    water(c, 58.6, keep=0.62)
    boat(c, 106, 76, 6.5, c.rng.choice(HULLS), sail=True)
    boat(c, 42, 70, 3.4, c.rng.choice(HULLS))
    weather(c)


def bridge(c: Canvas) -> None:
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
    for side, start in ((0, 52.0), (1, 60.0)):
        for ring in range(5):
            reach = 52 - ring * 7
            edge = [
                (reach * (1 - t) ** 0.7 + 2.4 * math.sin(t * 9 + ring * 0.3), start + ring * 1.4 + t * 52)
                for t in (i / 20 for i in range(21))
            ]
            ink = c.land(mix(SAND, (LEAF, SOIL, WHITE, SOIL, WHITE)[4 - ring], 0.45 if ring < 4 else 1))
            c.poly(
                [
                    *[(150 - x if side else x, y) for x, y in edge],
                    (152 if side else -2, 104),
                    (152 if side else -2, start + ring * 1.4),
                ],
                ink,
            )
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


def ship(c: Canvas) -> None:
    sky(c, 60)
    water(c, 60, keep=0.3)
    hull = c.rng.choice((NAVY, BRICK, TEAL))
    for step, (wide, drop) in enumerate(((46, 0), (40, 3), (32, 6.4), (23, 10), (12, 14))):
        ripple(c, 75 + step * 2, 75 + drop, wide, c.tone(mix(hull, INK, 0.3)), 130)
    c.poly([(26, 60), (124, 57.5), (114, 76), (34, 76)], c.tone(hull))
    c.poly([(33.2, 74), (115.2, 74), (114, 76.4), (34, 76.4)], c.tone(CORAL))
    c.poly([(26, 60), (124, 57.5), (123, 59.6), (27, 62)], c.tone(WHITE))
    for deck in range(4):
        x0, x1, y = 33 + deck * 4.5, 106 - deck * 7.5, 60 - deck * 5.6
        c.rect(x0, y - 5.4, x1 - x0, 5.6, c.tone(WHITE, 0.02 * deck))
        c.rect(x0, y - 0.8, x1 - x0 + 1.5, 0.6, c.tone(STEEL))
        windows(c, x0 + 1, y - 4.6, x1 - x0 - 3, 3.4, 24 - deck * 4, 1, NAVY)
    for x in (52, 66):
        c.poly([(x, 38), (x + 1.6, 27), (x + 8, 27), (x + 8, 38)], c.tone(CORAL))
        c.poly([(x + 1.3, 29.5), (x + 1.6, 27), (x + 8, 27), (x + 8, 29.5)], c.tone(INK))
        for puff in range(6):
            c.disc(
                x + 3 - puff * 4.2,
                24.5 - puff * 1.7 + c.rng.uniform(-1, 1),
                1.6 + puff * 0.6,
                mix(c.mood.haze, c.tone(STEEL), 0.3),
                150 - puff * 20,
            )
    c.line([(92, 38), (92, 27)], c.tone(INK), 0.4)
    c.line([(122, 57), (92, 28), (52, 27)], c.tone(INK), 0.12)
    foam = c.tone(WHITE)
    for _ in range(34):
        x = c.rng.uniform(34, 118)
        ripple(c, x, 76.3 + c.rng.uniform(0, 1.2), c.rng.uniform(1.5, 5), foam, 200)
    c.poly([(108, 77), (116, 71.5), (121, 77)], foam)
    for _ in range(6):
        x, y = c.rng.uniform(88, 140), c.rng.uniform(20, 45)
        c.line([(x - 1.6, y - 0.7), (x, y), (x + 1.6, y - 0.7)], c.tone(INK), 0.25)
    weather(c)


def lighthouse(c: Canvas) -> None:
    sky(c, 60)
    if c.mood.lit_share >= 0.25:
        for tip in ((-10, 8), (160, 14)):
            c.poly([(88, 22.5), (tip[0], tip[1] - 6), (tip[0], tip[1] + 8)], c.mood.lamp, 70)
    ground(c, [(-4.0, 60.0), (12.0, 56.5), (30.0, 60.0)], c.land(PINE, 0.7), 60)
    water(c, 60, keep=0.3)
    rock = [
        (46.0, 84.0),
        (54.0, 74.0),
        (61.0, 70.0),
        (66.0, 63.0),
        (75.0, 60.0),
        (104.0, 59.0),
        (114.0, 64.0),
        (128.0, 65.0),
        (154.0, 60.0),
        (154.0, 104.0),
        (36.0, 104.0),
    ]
    c.poly(rock, c.tone(mix(STEEL, SOIL, 0.5)))
    c.poly(
        [
            (66, 63),
            (75, 60),
            (104, 59),
            (114, 64),
            (128, 65),
            (154, 60),
            (154, 66),
            (122, 70),
            (96, 66),
            (74, 68),
        ],
        c.land(GRASS),
    )
    for _ in range(22):
        x, y = c.rng.uniform(50, 150), c.rng.uniform(72, 98)
        s = c.rng.uniform(3, 8)
        c.poly(
            [(x, y - s), (x + s * 0.8, y - s * 0.3), (x + s * 0.5, y + s * 0.7), (x - s * 0.3, y + s * 0.3)],
            c.tone(mix(STEEL, INK, c.rng.uniform(0.25, 0.65))),
            190,
        )
    house(c, 98, 62, 15, 10, CREAM, ROOF)
    band = c.rng.choice((CORAL, NAVY, TEAL, BRICK))
    for level in range(5):
        low, high = 61 - level * 6.6, 61 - (level + 1) * 6.6
        half, top = 5.6 - level * 0.42, 5.6 - (level + 1) * 0.42
        colour = band if level % 2 else WHITE
        c.poly([(88 - half, low), (88 + half, low), (88 + top, high), (88 - top, high)], c.tone(colour))
        away = 1 if c.sun[0] < 88 else -1
        c.poly(
            [
                (88 + away * half * 0.3, low),
                (88 + away * half, low),
                (88 + away * top, high),
                (88 + away * top * 0.3, high),
            ],
            c.tone(mix(colour, INK, 0.28)),
        )
    c.rect(83, 26.8, 10, 1.4, c.tone(INK))
    c.rect(85.2, 20, 5.6, 7, c.mood.lamp if c.mood.lit_share else c.tone(CREAM))
    for x in (85.2, 88, 90.6):
        c.rect(x - 0.15, 20, 0.4, 7, c.tone(INK))
    c.poly([(84, 20.2), (88, 15.4), (92, 20.2)], c.tone(band))
    if c.mood.lit_share >= 0.25:
        c.glow(88, 23, 15, c.mood.lamp, 0.95)
    for _ in range(40):
        x = c.rng.uniform(28, 60)
        c.oval(
            x, 100 - (x - 30) * 0.75 + c.rng.uniform(-3, 3), c.rng.uniform(1, 3.4), 0.7, c.tone(WHITE), 170
        )
    weather(c)


SCENES = {
    "harbour": harbour,
    "river": river,
    "dam": dam,
    "coast": coast,
    "island": island,
    "bridge": bridge,
    "reservoir": reservoir,
    "ship": ship,
    "lighthouse": lighthouse,
}
