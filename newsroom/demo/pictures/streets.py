"""Scenes of street life: markets, rain and snow."""

from newsroom.demo.pictures.air import sky, weather
from newsroom.demo.pictures.built import block, lamp_post
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import (
    BRICK,
    CORAL,
    CREAM,
    GLASS,
    GRASS,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
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
from newsroom.demo.pictures.nature import ground, round_tree
from newsroom.demo.pictures.people import person
from newsroom.demo.pictures.town import WALLS


def stall(c: Canvas, x: float, y: float, width: float, colour: Colour, lit: bool) -> None:
    """A market stall on y with a striped awning and crates of produce."""
    tall = width * 0.82
    c.rect(
        x + width * 0.05,
        y - tall * 0.8,
        width * 0.9,
        tall * 0.5,
        mix(c.mood.lamp, c.tone(WOOD), 0.3) if lit else c.tone(mix(WOOD, INK, 0.55)),
    )
    if lit:
        c.glow(x + width / 2, y - tall * 0.62, width * 0.5, c.mood.lamp, 0.9)
    person(c, x + width * c.rng.uniform(0.3, 0.7), y + tall * 0.02, tall * 0.72, shadow=False)
    for post in (0.04, 0.94):
        c.rect(x + width * post, y - tall * 0.9, width * 0.025, tall * 0.9, c.tone(mix(WOOD, INK, 0.5)))
    stripes = 8
    for index in range(stripes):
        a, b = index / stripes, (index + 1) / stripes
        ink = c.land(colour) if index % 2 else c.tone(CREAM)
        x0, x1 = x + width * (a * 1.12 - 0.06), x + width * (b * 1.12 - 0.06)
        c.poly(
            [
                (x + width * a, y - tall),
                (x + width * b, y - tall),
                (x1, y - tall * 0.72),
                (x0, y - tall * 0.72),
            ],
            ink,
        )
        c.oval((x0 + x1) / 2, y - tall * 0.72, (x1 - x0) / 2, width * 0.035, ink)
    c.rect(x, y - tall * 0.34, width, tall * 0.34, c.tone(WOOD))
    for index in range(4):
        left = x + width * (0.03 + index * 0.24)
        fruit = c.rng.choice((CORAL, MUSTARD, LEAF, BRICK, (120, 70, 110), GRASS))
        c.rect(left, y - tall * 0.4, width * 0.22, tall * 0.16, c.tone(mix(WOOD, INK, 0.35)))
        for row in range(2):
            for k in range(4 - row):
                c.disc(
                    left + width * (0.035 + 0.025 * row + 0.05 * k),
                    y - tall * (0.42 + 0.05 * row),
                    width * 0.03,
                    c.tone(mix(fruit, WHITE, 0.12 * row)),
                )
    c.rect(x, y - tall * 0.16, width, tall * 0.03, c.tone(mix(WOOD, INK, 0.5)))


def market(c: Canvas) -> None:
    sky(c, 60)
    x = -3.0
    while x < 150:
        width = c.rng.uniform(15, 20)
        block(c, x, 66, width, c.rng.uniform(22, 34), c.rng.choice(WALLS), (4, 4), 0.34)
        x += width + 0.4
    for tree in (12, 54, 98, 139):
        round_tree(c, tree, 68, 18, LEAF, 0.2)
    ground(c, [(-4, 66), (156, 66)], c.land(mix(STONE, SAND, 0.5), 0.08))
    lit = c.mood.lit_share > 0.35
    palette = c.rng.sample((CORAL, TEAL, MUSTARD, NAVY, LEAF, BRICK), 6)
    for index in range(5):
        stall(c, 4 + index * 29, 72, 22, palette[index], lit)
    for _ in range(8):
        person(c, c.rng.uniform(8, 142), c.rng.uniform(76, 80), 12)
    for index in range(3):
        stall(c, 8 + index * 47 + c.rng.uniform(-2, 2), 95, 36, palette[(index + 3) % 6], lit)
    for x in (50, 99):
        person(c, x, 99, 22)
    weather(c)


def night_market(c: Canvas) -> None:
    x: float
    y: float
    sky(c, 70)
    for side in (-1, 1):
        for index in range(4):
            x = 75 + side * (18 + index * 15)
            block(
                c,
                x if side > 0 else x - 15,
                74 + index * 2,
                15,
                34 + index * 8,
                c.rng.choice((NAVY, BRICK, STEEL)),
                (4, 7),
                0.36 - index * 0.08,
            )
    ground(c, [(-4, 74), (156, 74)], c.tone(mix(NAVY, SOIL, 0.4)))
    c.poly([(66, 70), (84, 70), (120, 104), (30, 104)], mix(c.tone(SOIL), c.mood.lamp, 0.35))
    c.glow(75, 76, 52, c.mood.lamp, 0.6)
    palette = (CORAL, TEAL, MUSTARD, BRICK, NAVY)
    for index in range(4):
        size = 8 + index * 6.5
        for side in (-1, 1):
            inner = 75 + side * (13 + index * 10)
            stall(
                c, inner if side > 0 else inner - size, 76 + index * 5, size, c.rng.choice(palette), lit=True
            )
    for _ in range(8):
        person(c, 75 + c.rng.uniform(-9, 9), c.rng.uniform(76, 80), c.rng.uniform(6, 7.4), shadow=False)
    for x, y, size in ((63, 87, 13), (74, 90, 15), (88, 88, 14), (70, 99, 21), (92, 101, 23)):
        person(c, x + c.rng.uniform(-2, 2), y, size, shadow=False)
    for rope in range(5):
        y0, sag, reach = 44 - rope * 8, 5 + rope * 2, 26 + rope * 16
        points = [(75 + reach * t / 8, y0 + sag * (1 - (t / 8) ** 2)) for t in range(-8, 9)]
        c.line(points, c.tone(INK), 0.2)
        for x, y in points[1::2]:
            size = 0.9 + rope * 0.42
            ink = c.rng.choice((c.mood.lamp, mix(c.mood.lamp, CORAL, 0.6), mix(c.mood.lamp, WHITE, 0.4)))
            c.glow(x, y + size, size * 4, ink, 0.55)
            c.oval(x, y + size * 1.1, size, size * 1.2, ink)
            c.rect(x - size * 0.4, y - size * 0.2, size * 0.8, size * 0.3, c.tone(INK))
    weather(c)


def _avenue(c: Canvas, depth_lit: float) -> None:
    """Two rows of houses that run to the middle of the board, for street scenes."""
    for index in range(6):
        block(
            c,
            61 + index * 4.8,
            70,
            4.6,
            c.rng.uniform(8, 17),
            c.rng.choice(WALLS),
            (2, 4),
            min(0.8, depth_lit + 0.15),
        )
    for index in range(5):
        width, tall = 7 + index * 4.5, 20 + index * 9
        near = 8 + (index**1.5) * 7.6
        for side in (-1, 1):
            x = 75 + side * near
            left = x if side > 0 else x - width - 2
            depth = max(0.0, depth_lit - index * 0.13)
            y = 69 + index * 2.6
            block(c, left, y, width + 2, tall, c.rng.choice(WALLS), (3 + index // 2, 5), depth)
            c.poly(
                [
                    (left - 0.5, y - tall),
                    (left + 2, y - tall - 3 - index),
                    (left + width, y - tall - 3 - index),
                    (left + width + 2.5, y - tall),
                ],
                c.land(ROOF, depth),
            )
            glow = c.mood.lit_share > 0.2
            c.rect(
                left + 1,
                y - 5 - index,
                width,
                4.6 + index,
                mix(c.mood.lamp, c.mood.haze, depth * 0.5) if glow else c.tone(mix(NAVY, GLASS, 0.4), depth),
            )
            c.rect(
                left + 0.6,
                y - 6.2 - index,
                width + 0.8,
                1.5,
                c.land(c.rng.choice((CORAL, TEAL, NAVY, MUSTARD)), depth),
            )


def umbrella(c: Canvas, x: float, y: float, half: float, colour: Colour) -> None:
    """An open umbrella whose rim is at y."""
    for side, ink in (
        (180, mix(c.tone(colour), colour, 0.6)),
        (255, mix(c.tone(mix(colour, INK, 0.25)), colour, 0.35)),
    ):
        c.pie(x, y, half, side, 360, ink)
    for step in range(4):
        c.disc(x + half * (step * 0.5 - 0.75), y + half * 0.06, half * 0.26, c.tone(mix(colour, INK, 0.3)))
    c.line([(x, y - half), (x, y + half * 1.1)], c.tone(INK), half * 0.06)


def rain_street(c: Canvas) -> None:
    sky(c, 66)
    _avenue(c, 0.55)
    c.rect(-4, 72, 160, 32, c.tone(mix(STEEL, INK, 0.45)))
    c.reflect(73, 104, c.tone(mix(STEEL, NAVY, 0.5)), 0.62)
    for _ in range(40):
        x, y = c.rng.uniform(0, 150), c.rng.uniform(76, 100)
        c.ring(
            x, y, 1.4 + (y - 76) * 0.06, 0.3 + (y - 76) * 0.012, mix(c.mood.light, c.tone(STEEL), 0.4), 0.12
        )
    for x, y, size in ((24, 82, 26), (126, 82, 26), (52, 76, 15), (98, 76, 15)):
        lamp_post(c, x, y, size)
    inks = c.rng.sample((CORAL, MUSTARD, TEAL, NAVY, BRICK, CREAM), 5)
    places = ((70, 78, 9), (84, 81, 11), (58, 86, 16), (93, 93, 21), (74, 97, 25))
    for (place, y, size), ink in zip(places, inks, strict=True):
        x = place + c.rng.uniform(-3, 3)
        c.poly(
            [
                (x - size * 0.14, y),
                (x + size * 0.14, y),
                (x + size * 0.3, y + size * 0.6),
                (x - size * 0.3, y + size * 0.6),
            ],
            c.tone(mix(ink, INK, 0.5)),
            110,
        )
        person(c, x, y, size, shadow=False)
        umbrella(c, x + size * 0.06, y - size * 0.86, size * 0.42, ink)
    weather(c)


def snow_street(c: Canvas) -> None:
    sky(c, 66)
    _avenue(c, 0.5)
    ground(c, [(-4, 73), (40, 72), (75, 70.5), (110, 72), (156, 73)], c.tone(WHITE, 0.06))
    c.poly([(71, 71), (79, 71), (104, 104), (46, 104)], c.tone(mix(WHITE, STEEL, 0.35)))
    for side in (-1, 1):
        for track in (2.0, 3.2):
            c.line(
                [(75 + side * track * 0.5, 71), (75 + side * track * 6, 104)],
                c.tone(mix(STEEL, WHITE, 0.3)),
                0.6,
            )
        c.poly(
            [
                (75 + side * 34, 78),
                (75 + side * 90, 76),
                (75 + side * 90, 104),
                (75 + side * 40, 104),
                (75 + side * 30, 90),
            ],
            c.tone(WHITE),
        )
    for x, y, size in ((20, 84, 28), (130, 84, 28), (50, 77, 16), (100, 77, 16)):
        lamp_post(c, x, y, size)
        c.oval(x, y - size * 1.12, size * 0.06, size * 0.03, c.tone(WHITE))
    for x, size in ((36, 34), (116, 32)):
        round_tree(c, x, 90, size)
    for x, y, size in ((72, 77, 8), (80, 80, 10), (66, 90, 17), (86, 95, 20)):
        person(c, x + c.rng.uniform(-3, 3), y, size)
    weather(c)


SCENES = {
    "market": market,
    "night-market": night_market,
    "rain-street": rain_street,
    "snow-street": snow_street,
}
