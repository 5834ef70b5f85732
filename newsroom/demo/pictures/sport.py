"""Scenes of sport."""

import math

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    BRICK,
    CONCRETE,
    CORAL,
    CREAM,
    GLASS,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    PINE,
    STEEL,
    TEAL,
    WHITE,
    Colour,
    mix,
)
from newsroom.demo.pictures.nature import ground, hill_line, round_tree
from newsroom.demo.pictures.people import COATS, HAIR, SKIN, person

TURF: Colour = (96, 158, 84)


def _floodlight(c: Canvas, x: float, y: float, height: float, lean: int) -> None:
    ink = c.tone(mix(STEEL, INK, 0.5), 0.1)
    c.line([(x, y), (x, y - height)], ink, 0.8)
    c.rect(x - 4, y - height - 4, 8, 5, ink)
    burning = c.mood.lit_share >= 0.25
    if burning:
        c.poly([(x, y - height - 2), (x + lean * 50 - 18, 96), (x + lean * 50 + 26, 96)], c.mood.light, 22)
        c.glow(x, y - height - 1.5, 15, c.mood.light, 0.95)
    for row in range(2):
        for column in range(4):
            c.disc(
                x - 3 + column * 2,
                y - height - 2.9 + row * 2.3,
                0.75,
                c.mood.light if burning else c.tone(CREAM),
            )


def _runner(c: Canvas, x: float, y: float, height: float, vest: Colour, flip: int = 1) -> None:
    """An athlete in full stride, feet at y; flip -1 runs to the left."""
    h = height
    skin, hair = c.tone(c.rng.choice(SKIN)), c.tone(c.rng.choice(HAIR))

    def put(points: list[Point]) -> list[Point]:
        return [(x + flip * px * h, y - py * h) for px, py in points]

    c.oval(x, y + h * 0.03, h * 0.34, h * 0.035, c.tone(INK), 80)
    dark = mix(skin, c.tone(INK), 0.25)
    c.line(put([(-0.02, 0.5), (-0.18, 0.36), (-0.4, 0.4)]), dark, h * 0.075)
    c.line(put([(0.06, 0.8), (-0.14, 0.68), (-0.22, 0.54)]), dark, h * 0.05)
    c.line(put([(0.0, 0.5), (0.2, 0.38), (0.16, 0.1), (0.24, 0.05)]), skin, h * 0.08)
    c.poly(put([(-0.02, 0.86), (0.12, 0.84), (0.1, 0.6), (-0.07, 0.6)]), c.tone(vest))
    c.poly(
        put([(-0.08, 0.61), (0.1, 0.61), (0.17, 0.44), (0.02, 0.42), (-0.12, 0.46)]),
        c.tone(mix(vest, INK, 0.5)),
    )
    c.line(put([(0.08, 0.8), (0.1, 0.64), (0.27, 0.7)]), skin, h * 0.052)
    c.line(put([(-0.41, 0.44), (-0.4, 0.34)]), c.tone(CREAM), h * 0.05)
    c.line(put([(0.14, 0.05), (0.28, 0.05)]), c.tone(CREAM), h * 0.05)
    head = put([(0.1, 0.94)])[0]
    c.oval(*head, h * 0.062, h * 0.075, skin)
    c.pie(*head, h * 0.08, 190 if flip > 0 else 180, 350 if flip > 0 else 360, hair)


def _seats(c: Canvas, upper: list[Point], lower: list[Point], rows: int, depth: float) -> None:
    """A bank of spectators between two edges with the same number of points."""
    c.poly([*upper, *reversed(lower)], c.tone(mix(NAVY, STEEL, 0.3), depth))
    inks = [c.tone(mix(coat, NAVY, 0.2), depth) for coat in (*COATS, CREAM, STEEL, *SKIN[:3])]
    last = len(upper) - 1
    for row in range(rows):
        v = (row + 0.5) / rows
        count = 74
        for seat in range(count):
            if c.rng.random() < 0.1:
                continue
            at = (seat + c.rng.uniform(0.2, 0.8)) / count * last
            i = min(int(at), last - 1)
            u = at - i
            x = (upper[i][0] * (1 - u) + upper[i + 1][0] * u) * (1 - v) + (
                lower[i][0] * (1 - u) + lower[i + 1][0] * u
            ) * v
            y = (upper[i][1] * (1 - u) + upper[i + 1][1] * u) * (1 - v) + (
                lower[i][1] * (1 - u) + lower[i + 1][1] * u
            ) * v
            c.rect(x - 0.55, y - 0.6, 1.1, 1.3, c.rng.choice(inks))


def stadium(c: Canvas) -> None:
    x: float
    y: float
    sky(c, 50)

    def arc(rx: float, ry: float, cy: float) -> list[Point]:
        return [
            (75 - rx * math.cos(t * math.pi / 24), cy - ry * math.sin(t * math.pi / 24)) for t in range(25)
        ]

    for x, lean in ((22, 1), (128, -1)):
        _floodlight(c, x, 52, 36, lean)
    roof = arc(92, 30, 58)
    c.poly([*roof, *reversed(arc(82, 18, 58))], c.land(mix(STEEL, WHITE, 0.3), 0.15))
    for x, y in roof[1::2]:
        c.line([(x, y), (x, y - 5), (75 + (x - 75) * 0.9, y + 7)], c.tone(STEEL, 0.15), 0.35)
    c.poly([*arc(84, 21, 58), *reversed(arc(84, 12, 60))], c.tone(mix(INK, NAVY, 0.5)))
    _seats(c, arc(83, 17, 60), arc(72, 8, 64), 8, 0.12)
    c.poly(
        [*arc(72, 8.5, 64), *reversed(arc(70, 6.6, 66))],
        c.mood.lamp if c.mood.lit_share > 0.2 else c.tone(CREAM),
    )
    _seats(c, arc(71, 6.4, 66.5), arc(62, 1.5, 74), 5, 0)
    turf = c.tone(TURF)
    c.poly([(-4, 70), (14, 68), (75, 66.5), (136, 68), (154, 70), (154, 104), (-4, 104)], turf)
    for index in range(0, 12, 2):
        x0, x1 = -60 + index * 24, -36 + index * 24
        c.poly(
            [(75 + (x0 - 75) * 0.42, 68), (75 + (x1 - 75) * 0.42, 68), (x1, 104), (x0, 104)],
            c.tone(mix(TURF, (190, 220, 130), 0.3)),
        )
    if c.mood.lit_share >= 0.25:
        c.fade(66, 104, c.mood.light, 44, 0)
    white = c.tone(WHITE)
    c.line([(16, 70), (134, 70), (170, 104), (-20, 104), (16, 70)], white, 0.5)
    c.line([(75, 70), (75, 104)], white, 0.5)
    c.ring(75, 83, 19, 6.2, white, 0.5)
    c.line([(16, 74), (28, 74), (16, 90)], white, 0.5)
    c.line([(134, 74), (122, 74), (134, 90)], white, 0.5)
    for index in range(14):
        _runner(
            c,
            c.rng.uniform(24, 126),
            c.rng.uniform(74, 95),
            6.4,
            (CORAL, NAVY)[index % 2],
            c.rng.choice((-1, 1)),
        )
    c.disc(79, 84, 0.7, white)
    weather(c)


def running_track(c: Canvas) -> None:
    sky(c, 40)
    ground(c, hill_line(c, 35, 3, 50), c.land(PINE, 0.55))
    _seats(c, [(-4, 28), (75, 32), (154, 30)], [(-4, 42), (75, 42), (154, 42)], 7, 0.25)
    c.poly([(-4, 27), (75, 31), (154, 29), (154, 26), (75, 28), (-4, 22)], c.land(CREAM, 0.2))
    _floodlight(c, 24, 30, 18, 1)
    _floodlight(c, 124, 30, 18, -1)
    c.rect(-4, 42, 160, 10, c.tone(TURF, 0.12))
    for x in (10, 30, 118, 138):
        round_tree(c, x, 44, 6, LEAF, 0.25)
    red = c.rng.choice((CORAL, BRICK, mix(CORAL, BRICK, 0.5), mix(TEAL, NAVY, 0.3)))
    c.poly([(40, 48), (156, 45), (156, 106), (-60, 106)], c.tone(red))
    c.poly([(-4, 70), (40, 48), (-4, 50)], c.tone(TURF, 0.1))
    for lane in range(8):
        t = lane / 7
        c.poly(
            [
                (40 + 118 * t, 48 - 3 * t),
                (40.6 + 118 * t, 48 - 3 * t),
                (-70 + t * 330, 106),
                (-73 + t * 330, 106),
            ],
            c.tone(CREAM),
        )
    c.poly([(-4, 87), (156, 80), (156, 82), (-4, 89)], c.tone(CREAM))
    vests = c.rng.sample((CORAL, TEAL, MUSTARD, NAVY, CREAM, LEAF), 6)
    places = ((98, 61, 17), (117, 66, 20), (76, 68, 21), (50, 74, 25), (92, 83, 32), (60, 97, 40))
    for (x, y, size), vest in zip(places, vests, strict=True):
        worn = NAVY if vest == red else vest
        _runner(c, x + c.rng.uniform(-2, 2), y, size, worn)
    weather(c)


def pitch(c: Canvas) -> None:
    sky(c, 52)
    ground(c, hill_line(c, 47, 3, 50), c.land(PINE, 0.6))
    x = -2.0
    while x < 152:
        round_tree(c, x, 56, c.rng.uniform(9, 15), mix(LEAF, PINE, c.rng.random()), 0.38)
        x += c.rng.uniform(5, 9)
    c.rect(-4, 54, 160, 3.4, c.tone(CREAM, 0.3))
    for x in range(0, 152, 3):
        c.rect(x, 54, 0.3, 3.4, c.tone(STEEL, 0.3))
    c.rect(-4, 57, 160, 48, c.land(TURF))
    for row, (top, low) in enumerate(((57, 59), (61.6, 65), (69.5, 75), (82, 91))):
        c.rect(-4, top, 160, low - top, c.land(mix(TURF, (190, 220, 130), 0.34)), 255 if row else 200)
    for _ in range(9):
        person(c, c.rng.uniform(10, 140), 59 + c.rng.random(), 5.5)
    white = c.tone(WHITE) if not c.mood.snow else c.tone(CORAL)
    post = c.tone(WHITE)
    c.poly([(12, 66), (138, 66), (139, 66.8), (11, 66.8)], white)
    c.poly([(14, 66), (-8, 90), (-5, 90), (17, 66)], white)
    c.poly([(136, 66), (158, 90), (155, 90), (133, 66)], white)
    for index in range(15):
        x = 46 + index * 4.2
        c.line([(x, 36), (50 + index * 3.6, 42), (50 + index * 3.6, 63)], post, 0.14, 170)
    for index in range(9):
        y = 42 + index * 2.7
        c.line([(46, y - 2 + index * 0.6), (50, y), (100.4, y), (105, y - 2 + index * 0.6)], post, 0.14, 170)
    for x in (45, 105):
        c.rect(x - 0.7, 35, 1.4, 31.5, post)
    c.rect(44.3, 34.4, 61.4, 1.5, post)
    person(c, 80 + c.rng.uniform(-12, 8), 66.5, 17, MUSTARD, arms="up")
    first, second = c.rng.sample((CORAL, NAVY, TEAL, CREAM), 2)
    _runner(c, 36, 79, 24, second)
    _runner(c, 118, 77, 22, first, -1)
    _runner(c, 66, 95, 38, first)
    c.disc(85, 92.4, 2.7, c.tone(WHITE))
    c.disc(85.4, 92.2, 0.9, c.tone(INK))
    for a in range(5):
        c.disc(85 + 2.1 * math.cos(a * 1.26 + 0.4), 92.4 + 2.1 * math.sin(a * 1.26 + 0.4), 0.5, c.tone(INK))
    weather(c)


def pool(c: Canvas) -> None:
    x: float
    c.rect(-4, 0, 160, 106, c.tone(mix(CREAM, STEEL, 0.2), 0.1))
    c.gradient(c.mood.sky, 3, 26)
    c.rect(-4, -4, 160, 8, c.tone(mix(STEEL, CREAM, 0.3)))
    for x in range(-2, 156, 13):
        c.rect(x, 0, 1.2, 30, c.tone(mix(STEEL, INK, 0.3)))
    c.glow(c.sun[0], 16, 44, c.mood.light, 0.8)
    c.rect(-4, 24, 160, 10, c.tone(CONCRETE, 0.1))
    _seats(c, [(-4, 25), (75, 25), (154, 25)], [(-4, 33), (75, 33), (154, 33)], 3, 0.1)
    c.rect(-4, 33, 160, 5, c.tone(CREAM))
    water: Colour = (62, 168, 190)
    c.poly([(18, 38), (132, 38), (210, 106), (-60, 106)], c.tone(water))
    c.fade(38, 106, c.tone(mix(water, NAVY, 0.5)), 0, 120)
    for lane in range(9):
        t = lane / 8
        top, low = 18 + 114 * t, -60 + 270 * t
        if lane < 8:
            c.poly([(top + 6.4, 39), (top + 7.8, 39), (low + 18.6, 106), (low + 15, 106)], c.tone(NAVY), 120)
        for bead in range(26):
            a, b = (bead / 26) ** 1.8, ((bead + 0.7) / 26) ** 1.8
            xa, xb = top + (low - top) * a, top + (low - top) * b
            c.line([(xa, 38 + 68 * a), (xb, 38 + 68 * b)], c.tone((CORAL, CREAM)[bead % 2]), 0.35 + 1.1 * a)
    for _ in range(90):
        t = c.rng.random() ** 1.4
        x, y = 75 + c.rng.uniform(-1, 1) * (57 + 78 * t), 39 + 66 * t
        c.line(
            [(x - 1 - 3 * t, y), (x, y - 0.4), (x + 1 + 3 * t, y)],
            mix(c.tone(water), c.mood.light, 0.65),
            0.2 + 0.3 * t,
            150,
        )
    _swimmers(c)
    for lane in range(8):
        x = 18 + 114 * (lane + 0.5) / 8
        c.poly([(x - 3, 38), (x + 3, 38), (x + 2.4, 34), (x - 2.4, 34)], c.tone(GLASS))
        c.rect(x - 2.6, 33.6, 5.2, 1, c.tone(CORAL))
    person(c, 30, 36, 8)
    person(c, 118, 36, 8)
    if c.mood.dark:
        c.fade(38, 106, c.mood.light, 40, 0)


def _swimmers(c: Canvas) -> None:
    for lane in range(1, 7):
        t = c.rng.uniform(0.2, 0.62)
        x = 18 + 114 * (lane + 0.5) / 8
        x += (-60 + 270 * (lane + 0.5) / 8 - x) * t
        y, size = 38 + 68 * t, 2.2 + 6 * t
        skin = c.tone(c.rng.choice(SKIN))
        c.oval(x, y + size * 1.3, size * 0.5, size * 1.3, skin)
        c.oval(x, y + size * 0.9, size * 0.62, size * 0.6, c.tone(c.rng.choice(COATS)))
        c.line(
            [(x + size * 0.4, y + size * 0.5), (x + size * 1.1, y - size * 0.2), (x + size * 0.8, y - size)],
            skin,
            size * 0.26,
        )
        c.line([(x - size * 0.4, y + size * 0.6), (x - size * 1.1, y + size * 1.2)], skin, size * 0.26)
        c.disc(x, y, size * 0.42, c.tone(c.rng.choice((CORAL, MUSTARD, WHITE, INK))))
        for _ in range(16):
            c.disc(
                x + c.rng.gauss(0, size * 0.7),
                y + size * 2.6 + c.rng.gauss(0, size * 0.5),
                size * c.rng.uniform(0.06, 0.17),
                c.tone(WHITE),
            )


SCENES = {"stadium": stadium, "running-track": running_track, "pitch": pitch, "pool": pool}
