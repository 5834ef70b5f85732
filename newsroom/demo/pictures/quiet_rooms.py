"""Scenes of museums and libraries."""

import math

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.indoors import beam, pane, room, sitter
from newsroom.demo.pictures.moods import (
    BRICK,
    CORAL,
    CREAM,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    SAND,
    SEA,
    SOIL,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    mix,
)
from newsroom.demo.pictures.people import COATS, person


def museum(c: Canvas) -> None:
    room(c, mix(CREAM, STONE, 0.3), mix(WOOD, SAND, 0.45), 74)
    for x in (24, 64, 104):
        c.poly([(x, -2), (x + 22, -2), (x + 20, 7), (x + 2, 7)], mix(c.mood.sky[2], c.mood.light, 0.4))
        beam(c, x + 2, 7, 18, 96, c.rng.uniform(-12, 12))
    for x, width, tall in ((6, 22, 30), (36, 30, 36), (95, 34, 28), (134, 15, 26)):
        y = 22 + (36 - tall) / 2
        c.rect(x + 0.9, y + 1.2, width, tall, c.tone(mix(STONE, INK, 0.5)), 130)
        c.rect(x, y, width, tall, c.tone(mix(WOOD, MUSTARD, 0.4)))
        _painting(c, x + 1.4, y + 1.4, width - 2.8, tall - 2.8)
        c.rect(x + width / 2 - 2.5, y + tall + 3, 5, 1.6, c.tone(WHITE))
    c.oval(83, 90, 11, 1.8, c.tone(INK), 80)
    c.rect(76, 68, 14, 22, c.tone(WHITE))
    c.rect(85, 68, 5, 22, c.tone(mix(WHITE, INK, 0.25)))
    stone, shade = c.tone(mix(STONE, TEAL, 0.3)), c.tone(mix(STONE, INK, 0.4))
    turns = [
        (83 + (3.2 + 4.6 * math.sin(t * 2.7)) * math.cos(t * 4.4), 68 - t * 27)
        for t in (i / 22 for i in range(23))
    ]
    c.line(turns, shade, 3.6)
    c.line([(x - 0.7, y) for x, y in turns], stone, 2.4)
    c.disc(turns[-1][0], 38.5, 4.4, stone)
    c.disc(turns[-1][0] + 0.6, 38.8, 1.9, c.tone(mix(CREAM, STONE, 0.3)))
    c.rect(100, 86, 26, 2, c.tone(mix(WOOD, INK, 0.3)))
    for x in (102, 123):
        c.rect(x, 88, 1.4, 6, c.tone(mix(WOOD, INK, 0.5)))
    for x, y, size in ((52, 89, 22), (59, 90, 17), (117, 93, 24)):
        person(c, x + c.rng.uniform(-2, 2), y, size)


def _painting(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    inks = c.rng.sample((CORAL, TEAL, MUSTARD, NAVY, CREAM, BRICK, LEAF, SEA), 4)
    c.rect(x, y, width, height, c.tone(inks[0]))
    style = c.rng.randrange(3)
    if style == 0:
        c.disc(x + width * 0.6, y + height * 0.34, min(width, height) * 0.22, c.tone(inks[1]))
        c.poly(
            [
                (x, y + height * 0.62),
                (x + width * 0.5, y + height * 0.5),
                (x + width, y + height * 0.7),
                (x + width, y + height),
                (x, y + height),
            ],
            c.tone(inks[2]),
        )
    elif style == 1:
        for index in range(3):
            c.rect(
                x + width * (0.1 + index * 0.28),
                y + height * c.rng.uniform(0.1, 0.4),
                width * 0.24,
                height * c.rng.uniform(0.3, 0.5),
                c.tone(inks[index + 1]),
            )
    else:
        for index in range(3):
            c.poly(
                [(x + width * c.rng.random(), y + height * c.rng.random()) for _ in range(3)],
                c.tone(inks[index + 1]),
            )


def library(c: Canvas) -> None:
    x: float
    room(c, mix(STONE, CREAM, 0.4), mix(WOOD, SOIL, 0.4), 76)
    c.pie(75, 30, 19, 180, 360, c.tone(CREAM))
    pane(c, 58, 29, 34, 40, 4, 4)
    c.pie(75, 30, 17, 180, 360, c.mood.sky[0])
    for a in range(1, 5):
        angle = math.pi * a / 5
        c.line([(75, 30), (75 - 17 * math.cos(angle), 30 - 17 * math.sin(angle))], c.tone(CREAM), 0.5)
    c.glow(75, 44, 46, c.mood.light, 0.22 if c.mood.dark else 0.5)
    for side in (-1, 1):
        for bay in range(3):
            x = 75 + side * (24 + bay * 22)
            left = x if side > 0 else x - 21
            _shelves(c, left, 6 - bay * 2, 21, 72 + bay * 2, 0.12 - bay * 0.06)
    beam(c, 58, 40, 34, 100, 10)
    c.poly([(26, 84), (124, 84), (134, 92), (16, 92)], c.tone(mix(WOOD, SAND, 0.2)))
    c.rect(16, 92, 118, 2.4, c.tone(mix(WOOD, INK, 0.4)))
    for x in (22, 126):
        c.rect(x, 94, 3, 12, c.tone(mix(WOOD, INK, 0.5)))
    for place, coat in zip((44, 76, 104), c.rng.sample(COATS, 3), strict=True):
        x = place + c.rng.uniform(-3, 3)
        sitter(c, x, 86, 17, coat)
        c.poly([(x - 6, 89.6), (x - 5, 86), (x, 87), (x + 5, 86), (x + 6, 89.6), (x, 90.6)], c.tone(WHITE))
        c.line([(x, 87), (x, 90.6)], c.tone(STEEL), 0.25)
    for x in (59, 91):
        c.glow(x, 80, 15, c.mood.lamp, 0.75)
        c.rect(x - 0.4, 78, 0.8, 10, c.tone(MUSTARD))
        c.poly([(x - 4.6, 79), (x - 3, 74.6), (x + 3, 74.6), (x + 4.6, 79)], c.tone(mix(LEAF, TEAL, 0.6)))
        c.oval(x, 88.4, 2.6, 0.7, c.tone(MUSTARD))


def _shelves(c: Canvas, x: float, y: float, width: float, height: float, depth: float) -> None:
    wood = c.tone(mix(WOOD, INK, 0.2), depth)
    c.rect(x, y, width, height, c.tone(mix(WOOD, INK, 0.65), depth))
    inks = [c.tone(ink, depth) for ink in (CORAL, TEAL, MUSTARD, NAVY, CREAM, BRICK, LEAF, STEEL)]
    rows = 8
    step = height / rows
    for row in range(rows):
        at = x + 0.8
        while at < x + width - 1.6:
            thick, tall = c.rng.uniform(0.7, 1.7), step * c.rng.uniform(0.6, 0.84)
            if c.rng.random() < 0.94:
                c.rect(at, y + step * (row + 1) - tall - 0.6, thick, tall, c.rng.choice(inks))
            at += thick + 0.12
        c.rect(x, y + step * (row + 1) - 0.6, width, 0.8, wood)
    c.rect(x, y, 0.9, height, wood)
    c.rect(x + width - 0.9, y, 0.9, height, wood)
    c.rect(x - 0.6, y - 1.4, width + 1.2, 1.8, wood)


SCENES = {
    "museum": museum,
    "library": library,
}
