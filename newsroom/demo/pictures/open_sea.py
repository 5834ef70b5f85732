"""Scenes at sea and on its shores."""

import math

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.built import house, windows
from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    BRICK,
    CORAL,
    CREAM,
    GRASS,
    INK,
    LEAF,
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
    mix,
)
from newsroom.demo.pictures.nature import (
    ground,
    height_at,
    palm,
    ripple,
    round_tree,
    water,
)
from newsroom.demo.pictures.people import person
from newsroom.demo.pictures.waterside import HULLS, boat


def coast(c: Canvas) -> None:
    sky(c, 48)
    ground(c, [(90.0, 48.0), (104.0, 43.5), (120.0, 44.0), (156.0, 41.0)], c.land(PINE, 0.7), 50)
    water(c, 48, keep=0.3)
    _cliffs(c)
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


def _cliffs(c: Canvas) -> None:
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
    _shore(c, shape)
    water(c, 58.6, keep=0.62)
    boat(c, 106, 76, 6.5, c.rng.choice(HULLS), sail=True)
    boat(c, 42, 70, 3.4, c.rng.choice(HULLS))
    weather(c)


def _shore(c: Canvas, shape: list[Point]) -> None:
    """Woods, houses and palms on the slope of the island."""
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


def ship(c: Canvas) -> None:
    x: float
    y: float
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
    sky(c, 60, sun=(36, 24) if c.mood.dark else None)
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
    _strata(c)
    _tower(c)
    for _ in range(40):
        x = c.rng.uniform(28, 60)
        c.oval(
            x, 100 - (x - 30) * 0.75 + c.rng.uniform(-3, 3), c.rng.uniform(1, 3.4), 0.7, c.tone(WHITE), 170
        )
    weather(c)


def _strata(c: Canvas) -> None:
    """Broken layers of rock, darker towards the water."""
    for layer in range(5):
        start = 48 + layer * c.rng.uniform(1, 7)
        edge = [
            (x, 72 + layer * 6.5 + c.rng.uniform(-2.4, 2.4) - (x - start) * 0.03)
            for x in range(round(start), 160, 5)
        ]
        c.poly(
            [(start - 8, 82 + layer * 5), *edge, (156, 104), (start - 12, 104)],
            c.tone(mix(mix(STEEL, SOIL, 0.5), INK, 0.12 + layer * 0.13)),
        )


def _tower(c: Canvas) -> None:
    """The keeper’s house and the banded tower, burning when the mood has its lights on."""
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


SCENES = {
    "coast": coast,
    "island": island,
    "ship": ship,
    "lighthouse": lighthouse,
}
