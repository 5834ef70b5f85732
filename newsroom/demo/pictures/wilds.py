"""Scenes of deserts, mountains and woods."""

import math

from newsroom.demo.pictures.air import mist, sky, weather
from newsroom.demo.pictures.built import house
from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    CORAL,
    GRASS,
    INK,
    LEAF,
    NAVY,
    PINE,
    SAND,
    SOIL,
    STEEL,
    WHEAT,
    WHITE,
    WOOD,
    mix,
)
from newsroom.demo.pictures.nature import (
    conifer,
    ground,
    height_at,
    hill_line,
    palm,
    peaks,
    water,
)
from newsroom.demo.pictures.people import person


def desert(c: Canvas) -> None:
    sky(c, 52, clouds=c.mood.name != "noon")
    for y, depth in ((48, 0.62), (52, 0.45)):
        ground(c, hill_line(c, y, 4, 55), c.land(SAND, depth))
    light, shade = c.land(SAND, 0.05), c.tone(mix(SOIL, mix(CORAL, INK, 0.45), 0.45), 0.12)
    flip = c.sun[0] > 75

    def dune(top: Point, y: float, reach: float, depth: float) -> None:
        def put(points: list[Point]) -> list[Point]:
            return [(2 * top[0] - x, py) if flip else (x, py) for x, py in points]

        x, rise = top[0], y - top[1]
        crest = [
            (x + reach * 0.34 * math.sin(t * 2.6) - reach * 0.5 * t * t, top[1] + rise * 1.4 * t)
            for t in (i / 12 for i in range(13))
        ]
        lit_edge = [(x - reach * (1 - t), y - rise * t**1.8) for t in (i / 14 for i in range(15))]
        dark_edge = [
            (x + reach * t, top[1] + rise * (1 - (1 - t) ** 1.7)) for t in (i / 14 for i in range(15))
        ]
        c.poly(
            put([*lit_edge, *dark_edge, (x + reach, 106), (x - reach, 106)]), mix(light, c.mood.haze, depth)
        )
        c.poly(
            put([*dark_edge, (x + reach * 0.9, y + rise * 0.6), *reversed(crest)]),
            mix(shade, c.mood.haze, depth),
        )

    dune((30 + c.rng.uniform(-6, 6), 45), 60, 60, 0.3)
    dune((118 + c.rng.uniform(-6, 6), 42), 62, 70, 0.22)
    dune((68 + c.rng.uniform(-5, 5), 50), 74, 84, 0.06)
    front = [(x, 86 - 8 * math.sin((x + 20) / 46)) for x in range(-4, 158, 2)]
    ground(c, front, c.land(mix(SAND, WHEAT, 0.4)))
    for row in range(7):
        c.line(
            [(x, y + 3 + row * 2.6 + 0.5 * math.sin(x / 3.4 + row)) for x, y in front],
            c.tone(mix(SAND, SOIL, 0.6)),
            0.2,
            120,
        )
    for x, size in ((96, 15), (101, 19), (107, 13)):
        palm(c, x, height_at(front, x) + 1, size)
    for index, x in enumerate((42, 47, 52, 58)):
        person(c, x, height_at(front, x) + 1.6 + index * 0.2, 5.6 + index * 0.3)
    weather(c)


def mountains(c: Canvas) -> None:
    sky(c, 60)
    snow = c.tone(WHITE, 0.12)
    peaks(
        c,
        [(20, 30), (130, 26), (52, 34), (102, 32)],
        66,
        c.land(STEEL, 0.6),
        c.tone(mix(STEEL, NAVY, 0.5), 0.55),
        mix(snow, c.mood.haze, 0.4),
    )
    mist(c, 64, 16, 110)
    x = 74 + c.rng.uniform(-7, 7)
    peaks(
        c,
        [(x - 34, 36), (x + 36, 38), (x, 13)],
        70,
        c.land(mix(STEEL, SOIL, 0.25), 0.2),
        c.tone(mix(STEEL, NAVY, 0.6), 0.12),
        snow,
    )
    mist(c, 72, 14, 130)
    back = hill_line(c, 66, 3, 36)
    ground(c, back, c.land(PINE, 0.35))
    for px in range(0, 151, 3):
        conifer(c, px + c.rng.uniform(-1, 1), height_at(back, px) + 1.4, c.rng.uniform(4, 6.5), PINE, 0.32)
    water(c, 70, 88, 0.6)
    front = hill_line(c, 87, 3.2, 50)
    ground(c, front, c.land(mix(LEAF, GRASS, 0.4)))
    for px in (6, 13, 19, 27, 121, 128, 136, 144):
        conifer(c, px + c.rng.uniform(-2, 2), height_at(front, px) + 5, c.rng.uniform(17, 30), PINE)
    house(c, 88, height_at(front, 92) + 2, 12, 9, WOOD, mix(SOIL, INK, 0.3))
    weather(c)


def forest(c: Canvas) -> None:
    sky(c, 74, clouds=False)
    c.fade(0, 80, c.mood.haze, 120, 200)
    c.glow(c.sun[0], 40, 60, c.mood.light, 0.8)
    ground(c, hill_line(c, 66, 2, 40), c.land(LEAF, 0.55))
    for layer, depth in enumerate((0.72, 0.52, 0.3)):
        for _ in range(15 - layer * 3):
            x, wide = c.rng.uniform(-2, 152), 0.8 + layer * 0.9
            lean = c.rng.uniform(-1.4, 1.4)
            c.poly(
                [
                    (x - wide, 70 + layer * 5),
                    (x - wide * 0.6 + lean, -2),
                    (x + wide * 0.6 + lean, -2),
                    (x + wide, 70 + layer * 5),
                ],
                c.tone(mix(WOOD, INK, 0.3), depth),
            )
        for _ in range(16):
            c.oval(
                c.rng.uniform(0, 150),
                c.rng.uniform(-2, 26 - layer * 5),
                c.rng.uniform(8, 15),
                c.rng.uniform(4, 8),
                c.land(mix(LEAF, PINE, layer / 2), depth),
                225,
            )
        ground(c, hill_line(c, 69 + layer * 5.5, 1.8, 30), c.land(mix(LEAF, PINE, 0.3), depth * 0.8))
        if layer < 2 and not c.mood.wet:
            for _ in range(3):
                x = c.sun[0] + c.rng.uniform(-46, 46)
                tilt = (x - c.sun[0]) * 0.5
                c.poly([(x, -2), (x + 3, -2), (x + tilt + 11, 82), (x + tilt, 82)], c.mood.light, 38)
    path = [(75 + 9 * math.sin(t * 4), 75 + 30 * t) for t in (i / 12 for i in range(13))]
    c.poly(
        [
            *[(x - 1 - (y - 75) * 0.55, y) for x, y in path],
            *[(x + 1 + (y - 75) * 0.55, y) for x, y in reversed(path)],
        ],
        c.land(mix(SAND, SOIL, 0.4), 0.1),
    )
    _near_trunks(c)
    _ferns(c)
    person(c, 76, 84, 10)
    weather(c)


def _ferns(c: Canvas) -> None:
    for _ in range(60):
        x, y = c.rng.uniform(-2, 152), c.rng.uniform(88, 102)
        if abs(x - 75) > 24:
            for blade in (-2.6, -1.2, 0, 1.2, 2.6):
                c.line(
                    [(x, y), (x + blade, y - 4 + abs(blade))], c.land(mix(PINE, LEAF, c.rng.random())), 0.35
                )


def _near_trunks(c: Canvas) -> None:
    for place in (10, 31, 117, 139):
        wide, x = c.rng.uniform(3.2, 5), place + c.rng.uniform(-4, 4)
        bark, dark = c.tone(mix(WOOD, INK, 0.35)), c.tone(mix(WOOD, INK, 0.7))
        c.poly(
            [
                (x - wide * 1.5, 93),
                (x - wide, 84),
                (x - wide * 0.8, -2),
                (x + wide * 0.8, -2),
                (x + wide, 84),
                (x + wide * 1.6, 93),
            ],
            bark,
        )
        away = 1 if c.sun[0] < x else -1
        c.poly(
            [
                (x, 92),
                (x + away * wide * 1.5, 93),
                (x + away * wide, 84),
                (x + away * wide * 0.8, -2),
                (x, -2),
            ],
            dark,
        )


SCENES = {
    "desert": desert,
    "mountains": mountains,
    "forest": forest,
}
