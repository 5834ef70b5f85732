"""Scenes in streets and squares."""

import math

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.built import block, colonnade, dome, lamp_post, windows
from newsroom.demo.pictures.canvas import Canvas
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
    ROOF,
    SAND,
    SOIL,
    STEEL,
    STONE,
    TEAL,
    WHITE,
    WOOD,
    Colour,
    mix,
)
from newsroom.demo.pictures.nature import cypress, ground, hill_line, round_tree, water
from newsroom.demo.pictures.people import COATS, person

WALLS: tuple[Colour, ...] = (
    CREAM,
    STONE,
    BRICK,
    SAND,
    CORAL,
    mix(TEAL, CREAM, 0.55),
    mix(MUSTARD, CREAM, 0.3),
)


def skyline(c: Canvas) -> None:
    sky(c, 68)
    for layer, (depth, low, high) in enumerate(((0.66, 14, 34), (0.44, 14, 40), (0.16, 10, 34))):
        x = -4.0
        while x < 152:
            width = c.rng.uniform(5, 11) * (1 + layer * 0.12)
            middle = math.exp(-(((x - 72) / 40) ** 2))
            tall = low + (high - low) * c.rng.random() * (0.45 + 0.75 * middle) + 8 * middle
            wall = c.rng.choice((GLASS, STEEL, CONCRETE, NAVY, BRICK, STONE))
            block(c, x, 76, width, tall, wall, (max(2, round(width / 1.9)), max(4, round(tall / 2.8))), depth)
            style = c.rng.randrange(5)
            if style == 0:
                c.rect(x + width / 2 - 0.2, 76 - tall - 7, 0.4, 7, c.tone(INK, depth))
            elif style == 1:
                c.poly(
                    [(x, 76 - tall), (x + width, 76 - tall), (x + width, 76 - tall - width * 0.7)],
                    c.tone(wall, depth),
                )
            elif style == 2:
                block(c, x + width * 0.2, 76 - tall, width * 0.6, 4, wall, (3, 2), depth)
            x += width + c.rng.uniform(-0.5, 1.6)
    tower = 70 + c.rng.uniform(-10, 14)
    block(c, tower, 76, 10, 54, mix(TEAL, GLASS, 0.4), (5, 22), 0.06)
    c.poly([(tower, 22), (tower + 5, 11), (tower + 10, 22)], c.tone(mix(TEAL, INK, 0.2), 0.06))
    c.rect(tower + 4.8, 5, 0.5, 8, c.tone(INK))
    c.rect(-4, 75, 160, 3, c.tone(mix(STONE, INK, 0.5)))
    for x in range(2, 150, 6):
        round_tree(c, x + c.rng.uniform(-2, 2), 77, c.rng.uniform(4, 6), PINE)
    water(c, 78, keep=0.55)
    weather(c)


def parliament(c: Canvas) -> None:
    sky(c, 70)
    ground(c, hill_line(c, 62, 3, 40), c.land(PINE, 0.55))
    x = -2.0
    while x < 150:
        block(c, x, 72, 8, c.rng.uniform(8, 15), c.rng.choice((STEEL, STONE, BRICK)), (3, 4), 0.52)
        x += 9
    stone = mix(STONE, CREAM, 0.4)
    for left in (22, 91):
        block(c, left, 74, 37, 22, stone, (9, 3))
        c.rect(left - 1, 51, 39, 1.6, c.land(mix(stone, WHITE, 0.3)))
    c.rect(51, 42, 48, 32, c.tone(stone))
    c.rect(60, 33, 30, 10, c.tone(mix(stone, INK, 0.1)))
    windows(c, 61, 34.5, 28, 7, 9, 1, stone)
    dome(c, 75, 33.5, 13, mix(TEAL, STONE, 0.35))
    colonnade(c, 52, 72, 46, 21, 8, stone)
    c.rect(50, 48.6, 50, 3, c.tone(mix(stone, WHITE, 0.4)))
    c.poly([(49, 48.8), (75, 38.5), (101, 48.8)], c.tone(stone))
    c.poly([(54, 47.6), (75, 40.2), (96, 47.6)], c.tone(mix(stone, INK, 0.24)))
    if c.mood.lit_share > 0.2:
        c.glow(75, 66, 22, c.mood.lamp, 0.45)
    for step in range(6):
        c.rect(
            49 - step * 2.2,
            71.5 + step * 1.6,
            52 + step * 4.4,
            1.7,
            c.land(mix(stone, INK, 0.05 + 0.07 * (step % 2))),
        )
    ground(c, [(-4, 81), (156, 81)], c.land(mix(CONCRETE, SAND, 0.4)))
    for side in (-1, 1):
        c.poly(
            [(75 + side * 24, 82), (75 + side * 90, 82), (75 + side * 120, 104), (75 + side * 34, 104)],
            c.land(GRASS),
        )
        for index in range(4):
            cypress(c, 75 + side * (45 + index * 10), 81 + index * 1.2, 15 + index * 1.6)
        lamp_post(c, 75 + side * 22, 86, 12)
    for _ in range(11):
        person(c, 75 + c.rng.uniform(-18, 18), c.rng.uniform(80, 93), c.rng.uniform(5.2, 6.4))
    weather(c)


def oldtown(c: Canvas) -> None:
    sky(c, 70, sun=(75, 40) if c.mood.name in ("dawn", "dusk") else None)
    ground(c, hill_line(c, 58, 4, 40), c.land(PINE, 0.6))
    block(c, 71, 70, 8, 32, STONE, (2, 6), 0.4)
    c.poly([(70, 38.4), (75, 30), (80, 38.4)], c.land(ROOF, 0.35))
    c.poly([(58, 70), (92, 70), (130, 104), (20, 104)], c.land(mix(STONE, SOIL, 0.25)))
    for row in range(9):
        y = 72 + row * row * 0.42 + row
        c.line([(50 - row * 4, y), (100 + row * 4, y)], c.tone(mix(STONE, INK, 0.5)), 0.15 + row * 0.02, 140)
    for side in (-1, 1):
        edges = [75 + side * d for d in (15, 21, 31, 46, 82)]
        for index in range(4):
            near, far = edges[index + 1], edges[index]
            wall = c.rng.choice(WALLS)
            depth = 0.3 - index * 0.1
            top_far, low_far = 44 - index * 7 - index * index, 70 + index * 3 + index * index
            top_near, low_near = top_far - 5 - index * 2, low_far + 4 + index * 3
            lit = (c.sun[0] - 75) * side < 0
            ink = c.tone(wall if lit else mix(wall, INK, 0.3), depth)
            c.poly([(far, top_far), (near, top_near), (near, low_near + 2), (far, low_far)], ink)
            c.poly(
                [
                    (far - side * 0.8, top_far + 0.8),
                    (near, top_near + 1.2),
                    (near, top_near - 4 - index),
                    (far, top_far - 3),
                ],
                c.land(ROOF, depth),
            )
            _shutters(c, far, near, (top_far, low_far), (top_near, low_near), wall, depth)
    c.line([(44, 46), (75, 52), (106, 45)], c.tone(INK), 0.15)
    for index in range(8):
        x = 50 + index * 6.6
        y = 52 - abs(x - 75) * 0.2
        c.poly([(x, y), (x + 3.4, y), (x + 3.2, y + 4.6), (x + 0.2, y + 4.8)], c.tone(c.rng.choice(COATS)))
    for x, y, size in ((72, 76, 7), (80, 78, 8), (64, 86, 12), (92, 90, 14)):
        person(c, x + c.rng.uniform(-2, 2), y, size)
    lamp_post(c, 48, 92, 26)
    weather(c)


def _shutters(
    c: Canvas,
    far: float,
    near: float,
    at_far: tuple[float, float],
    at_near: tuple[float, float],
    wall: Colour,
    depth: float,
) -> None:
    """Windows and a door on a wall that runs away from the viewer; the pairs are its top and foot."""
    shutter = c.tone(c.rng.choice((TEAL, NAVY, LEAF, BRICK)), depth)

    def at(u: float, v: float) -> tuple[float, float]:
        top, low = at_far[0] + (at_near[0] - at_far[0]) * u, at_far[1] + (at_near[1] - at_far[1]) * u
        return far + (near - far) * u, top + (low - top) * v

    for row in (0.16, 0.46):
        for u in (0.16, 0.6):
            lit = c.rng.random() < c.mood.lit_share
            pane = c.mood.lamp if lit else c.tone(mix(wall, NAVY, 0.7), depth)
            c.poly(
                [at(u - 0.07, row), at(u + 0.27, row), at(u + 0.27, row + 0.17), at(u - 0.07, row + 0.17)],
                shutter,
            )
            c.poly([at(u, row), at(u + 0.2, row), at(u + 0.2, row + 0.17), at(u, row + 0.17)], pane)
    c.poly([at(0.4, 0.76), at(0.62, 0.76), at(0.62, 1.0), at(0.4, 1.0)], c.tone(mix(WOOD, INK, 0.4), depth))


SCENES = {
    "skyline": skyline,
    "parliament": parliament,
    "oldtown": oldtown,
}
