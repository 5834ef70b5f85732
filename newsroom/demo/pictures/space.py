"""Scenes of space and those who watch it."""

import math

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.built import windows
from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    CONCRETE,
    CORAL,
    CREAM,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    PINE,
    SAND,
    SEA,
    SOIL,
    STEEL,
    WHITE,
    mix,
)
from newsroom.demo.pictures.nature import (
    conifer,
    ground,
    height_at,
    hill_line,
    ripple,
    round_tree,
)
from newsroom.demo.pictures.people import person


def satellite(c: Canvas) -> None:
    deep = mix(c.mood.sky[0], INK, 0.78 if not c.mood.dark else 0.4)
    c.gradient((deep, mix(deep, c.mood.sky[1], 0.3), mix(deep, c.mood.sky[2], 0.25)), 0, 100)
    for _ in range(170):
        c.disc(
            c.rng.uniform(0, 150),
            c.rng.uniform(0, 84),
            c.rng.choice((0.1, 0.14, 0.2, 0.32)),
            WHITE,
            c.rng.randint(70, 230),
        )
    c.sun = (28, 20)
    c.glow(118, 74, 70, c.mood.light, 0.55)
    for ring, alpha in ((96.5, 60), (95, 90), (93.8, 140)):
        c.disc(88, 152, ring, mix(c.mood.sky[2], c.mood.light, 0.4), alpha)
    sea = mix(c.tone(SEA), c.mood.sky[1], 0.3)
    c.disc(88, 152, 92.6, sea)
    for _ in range(5):
        x, y = c.rng.uniform(16, 140), c.rng.uniform(74, 98)
        shape = [
            (x + r * 1.9 * math.cos(a), y + r * 0.55 * math.sin(a))
            for a, r in ((k * 0.35, c.rng.uniform(7, 13)) for k in range(18))
        ]
        if all((px - 88) ** 2 + (py - 152) ** 2 < 90**2 for px, py in shape):
            c.poly(shape, c.land(mix(LEAF, SAND, c.rng.random())))
    for _ in range(26):
        x, y = c.rng.uniform(0, 150), c.rng.uniform(68, 100)
        if (x - 88) ** 2 + (y - 152) ** 2 < 88**2:
            ripple(c, x, y, c.rng.uniform(4, 13), c.tone(WHITE), 150)
    _craft(c)


def _craft(c: Canvas) -> None:
    """The satellite itself, a little turned."""
    tilt = c.rng.uniform(-0.28, -0.1)

    def put(points: list[Point], size: float = 1.0) -> list[Point]:
        return [
            (
                74 + size * (x * math.cos(tilt) - y * math.sin(tilt)),
                38 + size * (x * math.sin(tilt) + y * math.cos(tilt)),
            )
            for x, y in points
        ]

    panel, line = (40, 66, 130), (150, 190, 226)
    for side in (-1, 1):
        c.poly(put([(side * 7, -1), (side * 13, -1), (side * 13, 1), (side * 7, 1)]), STEEL)
        for cell in range(4):
            x0, x1 = side * (13 + cell * 8.2), side * (20.6 + cell * 8.2)
            c.poly(put([(x0, -9), (x1, -9), (x1, 9), (x0, 9)]), mix(panel, c.mood.light, 0.08 * cell))
            for y in (-9, -4.5, 0, 4.5, 9):
                c.line(put([(x0, y), (x1, y)]), line, 0.2)
            c.line(
                put([(x0, -9), (x0, 9), ((x0 + x1) / 2, 9), ((x0 + x1) / 2, -9), (x1, -9), (x1, 9)]),
                line,
                0.2,
            )
    gold = mix(MUSTARD, c.mood.light, 0.2)
    c.poly(put([(-7, -11), (7, -11), (7, 12), (-7, 12)]), gold)
    c.poly(put([(1.6, -11), (7, -11), (7, 12), (1.6, 12)]), mix(gold, INK, 0.35))
    for y in (-5, 3):
        c.line(put([(-7, y), (7, y)]), mix(gold, INK, 0.5), 0.3)
    c.poly(put([(-9, 12), (9, 12), (5.4, 17), (-5.4, 17)]), CREAM)
    c.poly(put([(-9, 12), (9, 12), (8, 13.4), (-8, 13.4)]), mix(CREAM, INK, 0.35))
    c.line(put([(0, 17), (0, 22)]), STEEL, 0.5)
    c.disc(*put([(0, 22.6)])[0], 0.9, CORAL)
    c.line(put([(-4, -11), (-6, -19)]), CREAM, 0.3)
    c.line(put([(4, -11), (6, -17)]), CREAM, 0.3)


def telescope(c: Canvas) -> None:
    sky(c, 70, sun=(126, 22) if c.mood.dark else None)
    if c.mood.dark:
        for _ in range(420):
            t = c.rng.random()
            c.disc(
                20 + 80 * t + c.rng.gauss(0, 8),
                70 - 76 * t + c.rng.gauss(0, 5),
                c.rng.choice((0.1, 0.14, 0.2)),
                c.mood.light,
                c.rng.randint(60, 210),
            )
        for t in range(12):
            c.glow(16 + t * 8, 72 - t * 7.4, 13, mix(c.mood.sky[2], c.mood.light, 0.3), 0.16)
    for y, depth, swell in ((62, 0.68, 6), (69, 0.46, 5)):
        ground(c, hill_line(c, y, swell, 44), c.land(mix(PINE, STEEL, 0.4), depth))
    ridge = [
        (x, 78 - 7 * math.exp(-(((x - 76) / 40) ** 2)) + 0.8 * math.sin(x / 5)) for x in range(-4, 158, 2)
    ]
    ground(c, ridge, c.land(mix(SOIL, PINE, 0.55)))
    for x, radius, low in ((114, 7, 75), (30, 6, 76)):
        c.rect(x - radius, low - 6, radius * 2, 8, c.tone(CONCRETE, 0.12))
        c.pie(x, low - 5.6, radius, 180, 360, c.land(WHITE, 0.12))
    c.rect(51, 56, 46, 18, c.tone(CREAM))
    c.rect(80, 56, 17, 18, c.tone(mix(CREAM, INK, 0.28)))
    c.rect(49, 54, 50, 2.6, c.tone(STEEL))
    c.pie(74, 54.4, 24, 180, 360, c.land(WHITE))
    shade = [(74 + 24 * math.cos(a), 54.4 - 24 * math.sin(a)) for a in (i * 0.1 for i in range(15))]
    c.poly([*shade, (84, 40), (88, 54.4)], c.tone(mix(STEEL, WHITE, 0.45)))
    for spoke in (-15, -7.5, 15):
        c.line([(74 + spoke, 54.2), (74 + spoke * 0.8, 42), (74 + spoke * 0.3, 31.4)], c.tone(STEEL), 0.3)
    c.poly([(66, 54.4), (68, 38), (73, 30.4), (81, 31), (79, 42), (78, 54.4)], c.tone(mix(INK, NAVY, 0.4)))
    if c.mood.lit_share > 0.2:
        c.glow(72, 52, 9, c.mood.lamp, 0.8)
    c.poly([(68, 51), (77, 29), (82.4, 31), (74, 54)], c.tone(STEEL))
    c.poly([(77, 29), (82.4, 31), (83.6, 27.6), (77.8, 25.4)], c.tone(MUSTARD))
    c.rect(56, 64, 5, 10, c.mood.lamp if c.mood.lit_share > 0.2 else c.tone(NAVY))
    windows(c, 64, 61, 30, 6, 6, 1, CREAM)
    front = hill_line(c, 90, 3, 40)
    ground(c, front, c.land(mix(PINE, INK, 0.3)))
    for x in (4, 12, 18, 128, 137, 145):
        conifer(c, x, height_at(front, x) + 4, c.rng.uniform(11, 20), PINE)
    person(c, 42, 81, 7)
    person(c, 46, 81.4, 6.4)
    round_tree(c, 104, 78, 7, PINE)
    weather(c)


SCENES = {
    "satellite": satellite,
    "telescope": telescope,
}
