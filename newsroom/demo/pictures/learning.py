"""Scenes of teaching, care and research."""

import math

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.indoors import beam, pane, room, sitter
from newsroom.demo.pictures.moods import (
    CORAL,
    CREAM,
    GLASS,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    PINE,
    SAND,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Colour,
    mix,
)
from newsroom.demo.pictures.people import COATS, HAIR, SKIN, person


def classroom(c: Canvas) -> None:
    room(c, mix(CREAM, MUSTARD, 0.12), mix(WOOD, SAND, 0.5), 66)
    pane(c, 3, 14, 22, 36, 2, 3)
    pane(c, 127, 14, 22, 36, 2, 3)
    beam(c, 3, 16, 22, 100, 34)
    board = mix(PINE, TEAL, 0.25)
    c.rect(35, 11, 80, 41, c.tone(mix(WOOD, SAND, 0.2)))
    c.rect(36.6, 12.6, 76.8, 37.6, c.tone(mix(board, INK, 0.2)))
    chalk = mix(c.tone(WHITE), c.tone(board), 0.15)
    c.line([(46, 44), (46, 19)], chalk, 0.4)
    c.line([(44, 42), (72, 42)], chalk, 0.4)
    c.line([(46 + t, 42 - 19 * (t / 25) ** 2) for t in range(26)], chalk, 0.5)
    c.line([(102, 42), (84, 42), (102, 22), (102, 42)], chalk, 0.5)
    c.ring(80, 25, 5, 5, chalk, 0.4)
    c.rect(98.6, 38.6, 3.4, 0.3, chalk)
    c.rect(98.6, 38.6, 0.3, 3.4, chalk)
    c.rect(36, 51, 78, 1.6, c.tone(mix(WOOD, INK, 0.3)))
    person(c, 90 + c.rng.uniform(-3, 3), 72, 40, c.rng.choice((CORAL, TEAL, MUSTARD)), arms="out")
    c.rect(28, 54, 22, 2, c.tone(WOOD))
    c.rect(30, 56, 18, 14, c.tone(mix(WOOD, INK, 0.25)))
    c.disc(34, 51, 3.4, c.tone(mix(TEAL, GLASS, 0.5)))
    c.rect(33.4, 53, 1.2, 1.6, c.tone(INK))
    for offset, ink in enumerate((CORAL, NAVY, MUSTARD)):
        c.rect(40, 52.4 - offset * 1.4, 7 - offset, 1.3, c.tone(ink))
    for y, size, count in ((80, 15, 5), (98, 24, 4)):
        for index in range(count):
            x = 75 + (index - (count - 1) / 2) * size * 1.75 + c.rng.uniform(-1.5, 1.5)
            c.rect(x - size * 0.72, y - size * 0.32, size * 1.44, size * 0.1, c.tone(mix(WOOD, SAND, 0.4)))
            c.rect(x - size * 0.72, y - size * 0.23, size * 1.44, size * 0.05, c.tone(mix(WOOD, INK, 0.4)))
            sitter(c, x, y, size, c.rng.choice(COATS))
            if c.rng.random() < 0.4:
                c.line(
                    [(x + size * 0.42, y - size * 0.4), (x + size * 0.55, y - size * 1.2)],
                    c.tone(c.rng.choice(COATS)),
                    size * 0.13,
                )
                c.disc(x + size * 0.56, y - size * 1.26, size * 0.09, c.tone(c.rng.choice(SKIN)))
            c.rect(x - size * 0.46, y - size * 0.14, size * 0.92, size * 0.6, c.tone(mix(WOOD, INK, 0.15)))
            for leg in (-0.42, 0.36):
                c.rect(x + size * leg, y + size * 0.4, size * 0.06, size * 0.6, c.tone(mix(STEEL, INK, 0.4)))


def hospital(c: Canvas) -> None:
    room(c, mix(TEAL, WHITE, 0.72), mix(STEEL, CREAM, 0.5), 70)
    c.rect(-4, 46, 160, 24, c.tone(mix(TEAL, WHITE, 0.45)))
    c.rect(-4, 45, 160, 1.2, c.tone(WHITE))
    pane(c, 86, 10, 40, 34, 3, 2)
    beam(c, 86, 14, 40, 100, -22)
    for x in (8, 14, 128, 134, 140):
        c.poly(
            [(x, 4), (x + 5.4, 4), (x + 5.8, 70), (x - 0.4, 70)],
            c.tone(mix(CREAM, TEAL, 0.2 + 0.12 * (x % 3))),
        )
    c.rect(-4, 3, 160, 1.2, c.tone(STEEL))
    c.rect(28, 22, 20, 14, c.tone(mix(STEEL, INK, 0.3)))
    c.rect(29.4, 23.4, 17.2, 11.2, c.tone(mix(NAVY, INK, 0.6)))
    trace = [(30, 30), (34, 30), (35.4, 26), (37, 33), (38.4, 30), (41, 30), (42.4, 25), (44, 32), (46, 30)]
    c.line(trace, mix(LEAF, WHITE, 0.5), 0.5)
    c.line([(38, 36), (38, 46)], c.tone(STEEL), 0.8)
    c.line([(54, 78), (54, 20), (58, 20)], c.tone(STEEL), 0.7)
    c.rect(56, 21, 5, 9, mix(c.tone(GLASS), c.mood.light, 0.5))
    c.line([(58.5, 30), (59, 46), (66, 56)], c.tone(STEEL), 0.25)
    white, shade = c.tone(WHITE), c.tone(mix(STEEL, WHITE, 0.3))
    c.rect(30, 50, 2.4, 34, c.tone(STEEL))
    c.poly([(32, 72), (34, 56), (44, 54), (54, 66), (112, 66), (112, 74), (32, 76)], shade)
    c.poly([(35, 62), (36, 53), (47, 51), (50, 60)], white)
    skin = c.tone(c.rng.choice(SKIN))
    c.oval(46, 52.4, 4.6, 4, skin)
    c.pie(45, 51.6, 4.8, 120, 300, c.tone(c.rng.choice(HAIR)))
    c.poly([(48, 58), (56, 56), (66, 60), (62, 68), (50, 68)], c.tone(mix(TEAL, WHITE, 0.3)))
    blanket = c.rng.choice((CORAL, MUSTARD, TEAL))
    c.poly([(58, 66), (64, 59), (84, 61), (98, 57), (112, 62), (113, 80), (56, 80)], c.tone(blanket))
    c.poly([(58, 66), (64, 59), (70, 60), (64, 80), (56, 80)], c.tone(mix(blanket, WHITE, 0.6)))
    c.rect(30, 80, 86, 2, c.tone(STEEL))
    c.rect(112, 54, 2.4, 32, c.tone(STEEL))
    for x in (34, 110):
        c.rect(x, 82, 1.4, 7, c.tone(STEEL))
        c.disc(x + 0.7, 90, 1.8, c.tone(INK))
    person(c, 82, 95, 46, mix(TEAL, WHITE, 0.15))
    c.rect(86, 69, 8, 10, c.tone(CREAM))
    c.rect(88, 68, 4, 1.6, c.tone(STEEL))
    person(c, 122, 97, 45, WHITE, arms="down")
    c.line([(119.4, 60), (121, 68), (124, 68), (125, 60)], c.tone(NAVY), 0.6)
    if c.mood.lit_share > 0.2:
        c.glow(40, 16, 26, c.mood.lamp, 0.5)
        c.rect(32, 13, 14, 1.8, c.mood.lamp)


def _flask(c: Canvas, x: float, y: float, size: float, liquid: Colour) -> None:
    glass = mix(c.tone(GLASS), c.mood.light, 0.6)
    c.poly(
        [
            (x - size * 0.14, y - size),
            (x + size * 0.14, y - size),
            (x + size * 0.14, y - size * 0.62),
            (x + size * 0.5, y),
            (x - size * 0.5, y),
            (x - size * 0.14, y - size * 0.62),
        ],
        glass,
        190,
    )
    c.poly(
        [
            (x - size * 0.3, y - size * 0.36),
            (x + size * 0.3, y - size * 0.36),
            (x + size * 0.46, y - size * 0.03),
            (x - size * 0.46, y - size * 0.03),
        ],
        c.tone(liquid),
    )
    c.rect(x - size * 0.2, y - size * 1.04, size * 0.4, size * 0.07, glass)
    c.line(
        [(x - size * 0.06, y - size * 0.56), (x - size * 0.32, y - size * 0.1)],
        c.tone(WHITE),
        size * 0.05,
        200,
    )
    for _ in range(4):
        c.disc(
            x + c.rng.uniform(-0.2, 0.2) * size,
            y - c.rng.uniform(0.08, 0.3) * size,
            size * 0.04,
            c.tone(WHITE),
            150,
        )


def laboratory(c: Canvas) -> None:
    left: float
    room(c, mix(STEEL, WHITE, 0.6), mix(STEEL, NAVY, 0.3), 78)
    pane(c, 6, 10, 30, 40, 2, 3)
    beam(c, 6, 12, 30, 96, 40)
    liquids = (CORAL, TEAL, MUSTARD, LEAF, (150, 90, 160))
    for y in (18, 34):
        c.rect(48, y, 92, 1.6, c.tone(mix(STEEL, INK, 0.3)))
        x = 51.0
        while x < 136:
            tall, ink = c.rng.uniform(5, 10), c.tone(c.rng.choice((*liquids, CREAM, NAVY)))
            c.rect(x, y - tall, 4, tall, ink)
            c.rect(x + 0.6, y - tall - 1.2, 2.8, 1.3, c.tone(INK))
            c.rect(x + 0.5, y - tall * 0.62, 3, tall * 0.3, c.tone(WHITE))
            x += c.rng.uniform(5, 9)
    _scientist(c, x)
    c.rect(-4, 80, 160, 5, c.tone(mix(CREAM, WHITE, 0.4)))
    c.rect(-4, 85, 160, 20, c.tone(mix(NAVY, STEEL, 0.3)))
    for left in range(4, 150, 24):
        c.rect(left, 88, 21, 14, c.tone(mix(NAVY, STEEL, 0.5)))
        c.rect(left + 8, 90, 5, 1, c.tone(CREAM))
    _microscope(c)
    for index, (at, size) in enumerate(((20, 16), (36, 11), (122, 13), (134, 18))):
        _flask(c, at, 80, size, liquids[(index + c.rng.randrange(5)) % 5])
    for tube in range(6):
        left = 42 + tube * 2.5
        c.rect(left, 68, 1.7, 11, mix(c.tone(GLASS), c.mood.light, 0.6), 200)
        c.rect(left, 73 - 2 * math.sin(tube), 1.7, 6 + 2 * math.sin(tube), c.tone(liquids[tube % 5]))
    c.rect(41, 76, 16, 1.4, c.tone(mix(WOOD, STONE, 0.3)))
    c.rect(x + 26.8, 52, 1.8, 11, mix(c.tone(GLASS), c.mood.light, 0.7))
    c.rect(x + 26.8, 57, 1.8, 6, c.tone(CORAL))
    c.glow(x + 27.6, 58, 11, c.mood.light, 0.5)


def _microscope(c: Canvas) -> None:
    dark = c.tone(mix(INK, NAVY, 0.5))
    c.poly([(92, 80), (92, 77), (112, 77), (112, 80)], dark)
    c.line([(108, 78), (112, 68), (109, 58), (102, 54)], dark, 3)
    c.line([(97, 49), (104, 66)], c.tone(CREAM), 4)
    c.line([(95.6, 46), (97.4, 50)], dark, 3)
    c.line([(104, 66), (105, 69)], dark, 2.4)
    c.rect(94, 70, 15, 1.6, dark)


def _scientist(c: Canvas, x: float) -> None:
    """Someone in a white coat who looks to the side; x is the middle of the head."""
    coat = c.tone(WHITE)
    skin, hair = c.tone(c.rng.choice(SKIN)), c.tone(c.rng.choice(HAIR))
    x = 66.0
    c.poly([(x - 15, 84), (x - 14, 62), (x - 8, 54), (x + 8, 54), (x + 14, 60), (x + 16, 84)], coat)
    c.poly(
        [(x + 3, 54), (x + 8, 54), (x + 14, 60), (x + 16, 84), (x + 7, 84)], c.tone(mix(STEEL, WHITE, 0.4))
    )
    c.poly([(x - 4, 54), (x, 64), (x + 5, 54)], c.tone(TEAL))
    c.rect(x - 3, 48, 6, 8, mix(skin, c.tone(INK), 0.15))
    c.oval(x + 1, 42, 6.6, 8, skin)
    c.poly(
        [
            (x - 4.6, 49),
            (x - 7, 43),
            (x - 6, 36),
            (x - 1, 32.6),
            (x + 5, 33.4),
            (x + 7.4, 37.4),
            (x + 1.4, 37.6),
            (x - 1, 40),
            (x - 1.2, 46),
        ],
        hair,
    )
    c.line([(x - 6.6, 41), (x + 1, 41)], c.tone(INK), 0.6)
    c.rect(x + 0.6, 39.6, 7.6, 3, mix(c.tone(GLASS), c.mood.light, 0.6))
    c.line([(x + 12, 62), (x + 20, 72), (x + 27, 64)], c.tone(mix(STEEL, WHITE, 0.65)), 5)
    c.disc(x + 27.6, 63, 2.4, c.tone(mix(TEAL, WHITE, 0.3)))


SCENES = {"classroom": classroom, "hospital": hospital, "laboratory": laboratory}
