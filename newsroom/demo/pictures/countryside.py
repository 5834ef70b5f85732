"""Scenes of open land: farms, hills, deserts, woods, and the power plants that stand on them."""

import math

from newsroom.demo.pictures.air import mist, sky, weather
from newsroom.demo.pictures.built import block, house
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
    OLIVE,
    PINE,
    ROOF,
    SAND,
    SEA,
    SOIL,
    STEEL,
    STONE,
    WHEAT,
    WHITE,
    WOOD,
    mix,
)
from newsroom.demo.pictures.nature import (
    cypress,
    ground,
    height_at,
    hill_line,
    olive,
    peaks,
    ripple,
    round_tree,
)
from newsroom.demo.pictures.people import person


def fields(c: Canvas) -> None:
    x: float
    sky(c, 44)
    ground(c, hill_line(c, 38, 5, 60), c.land(PINE, 0.7))
    ground(c, hill_line(c, 43, 3, 40), c.land(LEAF, 0.5))
    for y, ink in ((47, GRASS), (50.5, WHEAT), (53.5, LEAF)):
        ground(c, hill_line(c, y, 1.2, 70), c.land(ink, 0.35))
    for x in (16, 22, 28, 34, 118, 124):
        cypress(c, x, 55, c.rng.uniform(8, 12), 0.25)
    eye, base = (c.rng.uniform(68, 82), 55.0), 57.0
    c.rect(-4, base - 1, 160, 50, c.land(SOIL))
    crops = ((WHEAT, SOIL, 11), (LEAF, SOIL, 8), (GRASS, mix(SOIL, GRASS, 0.5), 14))
    first, second = c.rng.sample(crops, 2)
    for crop, x_from, x_to in ((first, -190.0, eye[0]), (second, eye[0], 340.0)):
        steps = round((x_to - x_from) / crop[2])
        for index in range(steps):
            x = x_from + index * crop[2]
            top = eye[0] + (x - eye[0]) * 0.045
            c.poly(
                [(top, base - 1), (top + crop[2] * 0.03, base - 1), (x + crop[2] * 0.68, 104), (x, 104)],
                c.land(crop[0]),
            )
            c.poly(
                [(top, base - 1), (top + crop[2] * 0.008, base - 1), (x + crop[2] * 0.2, 104), (x, 104)],
                c.land(mix(crop[0], INK, 0.28)),
            )
    c.poly([(eye[0] - 0.6, 56), (eye[0] + 0.6, 56), (eye[0] + 9, 104), (eye[0] - 9, 104)], c.land(SAND))
    house(c, 84, 57, 17, 12, BRICK, mix(STEEL, ROOF, 0.4), 0.1)
    c.rect(102, 46, 5, 11, c.tone(STEEL, 0.1))
    c.pie(104.5, 46, 2.5, 180, 360, c.tone(mix(STEEL, WHITE, 0.4), 0.1))
    round_tree(c, 80, 57.5, 9, LEAF, 0.1)
    round_tree(c, 48, 58, 11, LEAF, 0.1)
    c.fade(50, 70, c.mood.haze, 90, 0)
    person(c, eye[0], 76, 9)
    weather(c)


def terraces(c: Canvas) -> None:
    sky(c, 40)
    peaks(
        c, [(22, 22), (122, 14), (70, 26)], 46, c.land(PINE, 0.72), c.land(mix(PINE, NAVY, 0.4), 0.66), None
    )
    mist(c, 46, 14, 150)
    phase = c.rng.uniform(0, 6)
    for index in range(15):
        t = index / 14
        y = 38 + 62 * t**1.25
        thick = 1.6 + 6 * t
        edge = [
            (
                x,
                y
                + (9 - 5 * t) * math.sin(x / 34 + phase + index * 0.16)
                + 5 * ((x - 75) / 75) ** 2 * (1 - t) * -1
                + 1.2 * math.sin(x / 11 + index * 1.3),
            )
            for x in range(-4, 158, 2)
        ]
        flooded = index % 4 == 2
        face = (
            mix(c.mood.sky[2], c.tone(SEA), 0.25)
            if flooded
            else c.land((GRASS, LEAF, WHEAT, mix(LEAF, WHEAT, 0.5))[index % 4], 0.4 * (1 - t))
        )
        c.poly([*edge, (156, 106), (-4, 106)], face)
        c.line(
            [(x, py - 0.2) for x, py in edge], c.land(mix(GRASS, WHITE, 0.45), 0.4 * (1 - t)), 0.25 + 0.4 * t
        )
        riser = [(x, py + thick * 0.62) for x, py in edge]
        c.poly([*riser, (156, 106), (-4, 106)], c.tone(mix(SOIL, INK, 0.25), 0.4 * (1 - t)))
        if index in (4, 8, 11):
            for _ in range(3):
                x, py = edge[c.rng.randrange(10, 70)]
                person(c, x, py + thick * 0.4, 2.6 + 4.5 * t, shadow=False)
        if index in (3, 6):
            x, py = edge[c.rng.randrange(18, 60)]
            house(c, x, py + 1, 7 + 4 * t, 6 + 3 * t, CREAM, ROOF, 0.25)
            round_tree(c, x - 3, py + 1, 7 + 4 * t, LEAF, 0.2)
    weather(c)


def olive_grove(c: Canvas) -> None:
    sky(c, 46)
    ground(c, hill_line(c, 36, 6, 60), c.land(mix(STEEL, OLIVE, 0.4), 0.68))
    ground(c, hill_line(c, 43, 4, 45), c.land(OLIVE, 0.48))
    far = hill_line(c, 50, 2.4, 60)
    ground(c, far, c.land(mix(WHEAT, SAND, 0.4), 0.3))
    for row in range(3):
        for index in range(17 - row * 3):
            x = index * (9.6 + row * 2.4) + row * 3 - 3
            olive(c, x, height_at(far, x) + 2 + row * 4.6, 4.4 + row * 1.6, OLIVE, 0.42 - row * 0.1)
    ground(c, hill_line(c, 66, 1.6, 70), c.land(mix(SAND, SOIL, 0.35)))
    for row in range(8):
        y = 70 + row * 4.2
        c.line(
            [(x, y + math.sin(x / 17 + row) * 0.9) for x in range(-4, 158, 3)],
            c.land(mix(SOIL, WHEAT, 0.3)),
            0.5,
            120,
        )
    for x, y, size in ((26, 77, 19), (63, 74, 17), (97, 76, 19), (128, 78, 20)):
        c.oval(x + (3 if c.sun[0] < x else -3), y, size * 0.5, size * 0.07, c.tone(mix(SOIL, INK, 0.5)), 130)
        olive(c, x + c.rng.uniform(-2, 2), y, size, OLIVE)
    olive(c, 48 + c.rng.uniform(-5, 5), 98, 36, OLIVE)
    for x in (94, 100, 113):
        person(c, x, 92 + c.rng.uniform(-2, 2), 11, arms=c.rng.choice(("up", "out", "down")))
    for x in (106, 109.5):
        c.poly([(x - 2, 90), (x + 2, 90), (x + 1.5, 94), (x - 1.5, 94)], c.tone(WOOD))
        c.oval(x, 90, 2, 0.8, c.tone(OLIVE))
    weather(c)


def solar_farm(c: Canvas) -> None:
    sky(c, 42)
    ground(c, hill_line(c, 35, 6, 55), c.land(STEEL, 0.68))
    ground(c, hill_line(c, 42, 2, 60), c.land(mix(SAND, GRASS, 0.4), 0.4))
    ground(c, [(-4, 47), (156, 47)], c.land(mix(SAND, GRASS, 0.3), 0.1))
    eye = 75 + c.rng.uniform(-14, 14)
    for row in range(9):
        t = (row / 8) ** 1.7
        y, tall, wide = 49 + 46 * t, 2 + 8.5 * t, 5 + 20 * t
        for side in range(-22, 23):
            x = eye + side * wide * 1.04 - wide / 2
            if x < -30 or x > 156 or side == 0:
                continue
            lean = (x - eye) * 0.02 * tall
            panel = [
                (x, y),
                (x + wide, y),
                (x + wide + lean + tall * 0.2, y - tall),
                (x + lean + tall * 0.2, y - tall),
            ]
            c.poly(
                [(x, y + tall * 0.5), (x + wide, y + tall * 0.5), (x + wide, y), (x, y)],
                c.tone(mix(SOIL, INK, 0.45), 0.4 * (1 - t)),
                120,
            )
            c.poly(panel, c.tone(mix(NAVY, SEA, 0.25), 0.45 * (1 - t)))
            c.poly(
                [panel[3], (x + wide * 0.55 + lean, y - tall), (x + wide * 0.2, y), panel[0]],
                mix(c.mood.sky[1], c.mood.light, 0.35),
                round(60 + 60 * (1 - t)),
            )
            if t > 0.1:
                for k in (0.25, 0.5, 0.75):
                    c.line(
                        [(x + wide * k, y), (x + wide * k + lean + tall * 0.2, y - tall)],
                        c.tone(STEEL, 0.3 * (1 - t)),
                        0.12 + 0.1 * t,
                    )
                c.line(
                    [
                        (x + (lean + tall * 0.2) / 2, y - tall / 2),
                        (x + wide + (lean + tall * 0.2) / 2, y - tall / 2),
                    ],
                    c.tone(STEEL, 0.3 * (1 - t)),
                    0.12 + 0.1 * t,
                )
            c.line([*panel, panel[0]], c.tone(CREAM, 0.3 * (1 - t)), 0.12 + 0.16 * t)
    block(c, 112, 47.5, 9, 5, CONCRETE, (3, 1), 0.25)
    person(c, eye, 80, 9.5)
    weather(c)


def turbine(c: Canvas, x: float, y: float, height: float, depth: float) -> None:
    """A three-bladed wind turbine standing at (x, y); height runs to its hub."""
    pale, grey = c.tone(WHITE, depth), c.tone(mix(STEEL, WHITE, 0.3), depth)
    hub = (x, y - height)
    c.poly(
        [
            (x - height * 0.022, y),
            (x - height * 0.012, hub[1]),
            (x + height * 0.012, hub[1]),
            (x + height * 0.022, y),
        ],
        pale,
    )
    c.poly([(x, y), (x, hub[1]), (x + height * 0.012, hub[1]), (x + height * 0.022, y)], grey)
    turn = c.rng.uniform(0, 2.09)
    for blade in range(3):
        a = turn + blade * 2.0944
        ux, uy = math.sin(a), -math.cos(a)
        r = height * 0.52
        c.poly(
            [
                hub,
                (x + ux * r * 0.18 - uy * r * 0.06, hub[1] + uy * r * 0.18 + ux * r * 0.06),
                (x + ux * r, hub[1] + uy * r),
                (x + ux * r * 0.1 + uy * r * 0.02, hub[1] + uy * r * 0.1 - ux * r * 0.02),
            ],
            pale if blade % 2 else mix(pale, grey, 0.4),
        )
    c.disc(*hub, height * 0.026, grey)


def wind_farm(c: Canvas) -> None:
    y: float
    sky(c, 62)
    for y, swell, depth, tall, count in ((54, 5, 0.62, 13, 6), (61, 5, 0.42, 22, 4), (70, 5, 0.18, 36, 3)):
        line = hill_line(c, y, swell, 70)
        for index in range(count):
            x = 12 + (index + 0.5) * 126 / count + c.rng.uniform(-6, 6)
            turbine(c, x, height_at(line, x) + 1, tall * c.rng.uniform(0.9, 1.1), depth * 0.7)
        ground(c, line, c.land(mix(GRASS, PINE, depth), depth))
        mist(c, y + 9, 8, round(70 * depth))
    front = hill_line(c, 83, 3, 60)
    ground(c, front, c.land(GRASS))
    for index in range(12):
        x = index * 14 - 6
        c.poly(
            [
                (75 + (x - 75) * 0.3, 84),
                (75 + (x + 5 - 75) * 0.3, 84),
                (x * 1.5 - 30, 104),
                (x * 1.5 - 38, 104),
            ],
            c.land(mix(GRASS, WHEAT, 0.6)),
            160,
        )
    turbine(c, 52 + c.rng.uniform(-4, 4), 90, 64, 0)
    for _ in range(9):
        x = c.rng.uniform(80, 130)
        y = c.rng.uniform(88, 95)
        c.oval(x, y, 1.9, 1.1, c.tone(CREAM))
        c.disc(x + 1.8, y - 0.5, 0.6, c.tone(INK))
        c.rect(x - 1, y + 0.6, 0.35, 1.2, c.tone(INK))
        c.rect(x + 0.8, y + 0.6, 0.35, 1.2, c.tone(INK))
    weather(c)


def village(c: Canvas) -> None:
    sky(c, 54)
    ground(c, hill_line(c, 40, 9, 60), c.land(PINE, 0.68))
    ground(c, hill_line(c, 49, 5, 44), c.land(LEAF, 0.46))
    hill = [(x, 64 - 15 * math.exp(-(((x - 74) / 34) ** 2))) for x in range(-4, 158, 2)]
    ground(c, hill, c.land(GRASS, 0.2))
    block(c, 71, 52, 6, 23, STONE, (1, 4), 0.15)
    c.poly([(70, 29.4), (74, 22), (78, 29.4)], c.land(ROOF, 0.12))
    c.disc(74, 33, 1.7, c.tone(CREAM))
    for row in range(5):
        y_shift = row * 4.2
        for index in range(6 + row):
            x = 74 + (index - (5 + row) / 2) * 10.5 + c.rng.uniform(-2, 2) - 4
            y = height_at(hill, x + 4) + 2 + y_shift
            wall = c.rng.choice((CREAM, STONE, SAND, CORAL, WHITE, mix(MUSTARD, CREAM, 0.4)))
            if c.rng.random() < 0.18:
                round_tree(c, x, y, 8, LEAF, 0.12)
            house(c, x, y, c.rng.uniform(8.5, 11.5), c.rng.uniform(7.5, 10.5), wall, ROOF, 0.2 - row * 0.045)
    front = hill_line(c, 86, 2.4, 70)
    ground(c, front, c.land(mix(GRASS, LEAF, 0.3)))
    road = [(60 + 20 * math.sin(t * 3.4), 84 + 20 * t) for t in (i / 10 for i in range(11))]
    c.poly(
        [
            *[(x - 1 - (y - 83) * 0.35, y) for x, y in road],
            *[(x + 1 + (y - 83) * 0.35, y) for x, y in reversed(road)],
        ],
        c.land(SAND),
    )
    for x, size in ((8, 20), (20, 14), (112, 13), (127, 21), (141, 17)):
        round_tree(c, x + c.rng.uniform(-2, 2), height_at(front, x) + 6, size)
    for _ in range(26):
        x = c.rng.uniform(-2, 152)
        ripple(c, x, c.rng.uniform(92, 99), 2, c.land(mix(GRASS, WHEAT, 0.5)), 130)
    weather(c)


SCENES = {
    "fields": fields,
    "terraces": terraces,
    "olive-grove": olive_grove,
    "solar-farm": solar_farm,
    "wind-farm": wind_farm,
    "village": village,
}
