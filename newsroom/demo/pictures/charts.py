"""Infographics without letters: bars, lines and a district map of an invented coast."""

import itertools
import math

from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import (
    CORAL,
    CREAM,
    INK,
    MUSTARD,
    NAVY,
    SAND,
    SEA,
    TEAL,
    WHITE,
    Colour,
    mix,
)

SERIES: tuple[Colour, ...] = (TEAL, CORAL, MUSTARD, NAVY)


def _paper(c: Canvas) -> tuple[Colour, Colour]:
    """A sheet in the mood's lightest or, at night, darkest ink; gives the inks of its rules and its text."""
    sheet = (
        mix(c.mood.ramp[0], c.mood.sky[1], 0.3) if c.mood.dark else mix(c.mood.ramp[3], c.tone(CREAM), 0.5)
    )
    c.rect(-4, -4, 160, 110, sheet)
    ink = c.mood.ramp[3] if c.mood.dark else c.mood.ramp[0]
    return mix(sheet, ink, 0.16), mix(sheet, ink, 0.62)


def _series(c: Canvas, count: int) -> list[Colour]:
    start = c.rng.randrange(len(SERIES))
    chosen = [SERIES[(start + index) % len(SERIES)] for index in range(count)]
    return [
        mix(mix(colour, WHITE, 0.22) if c.mood.dark else colour, c.tone(colour), 0.45) for colour in chosen
    ]


def _legend(c: Canvas, colours: list[Colour], text: Colour, y: float) -> None:
    for index, colour in enumerate(colours):
        x = 33 + index * 27
        c.rect(x, y, 3.6, 3.6, colour)
        c.rect(x + 5.2, y + 1.1, c.rng.uniform(9, 16), 1.4, text, 120)


def _frame(c: Canvas, rule: Colour, text: Colour) -> None:
    """Horizontal gridlines with ticks, and a stand-in for each axis label."""
    for row in range(6):
        y = 80 - row * 11
        c.rect(32, y, 86, 0.22 if row else 0.5, rule if row else text)
        c.rect(29 - (1 if row > 3 else 0), y - 0.55, 1.9 + (1 if row > 3 else 0), 1.2, text, 120)


def chart_bars(c: Canvas) -> None:
    rule, text = _paper(c)
    groups, parts = c.rng.randint(5, 8), c.rng.choice((1, 2, 2, 3))
    colours = _series(c, parts)
    _legend(c, colours, text, 14)
    _frame(c, rule, text)
    width = 84 / groups
    level, heights = c.rng.uniform(14, 24), []
    for _ in range(groups):
        level = max(9, level + c.rng.uniform(-5, 9))
        heights.append([max(4, level * (1 - 0.26 * part) + c.rng.uniform(-4, 4)) for part in range(parts)])
    scale = c.rng.uniform(44, 53) / max(max(group) for group in heights)
    peak = max(range(groups), key=lambda group: heights[group][0])
    bar = width * 0.7 / parts
    for group in range(groups):
        for part in range(parts):
            tall = heights[group][part] * scale
            x = 33 + group * width + width * 0.15 + part * bar
            ink = colours[part] if parts > 1 or group == peak else mix(colours[part], rule, 0.5)
            c.rect(x, 80 - tall, bar * 0.9, tall, ink)
            if parts == 1:
                c.rect(x + bar * 0.25, 76.6 - tall, bar * 0.4, 1.2, text, 130)
        c.rect(33 + group * width + width * 0.3, 82.6, width * 0.4, 1.3, text, 120)
    c.rect(32, 80, 86, 0.5, text)
    average = 80 - c.rng.uniform(20, 32)
    for dash in range(29):
        c.rect(32 + dash * 3, average, 1.8, 0.35, text)


def chart_lines(c: Canvas) -> None:
    rule, text = _paper(c)
    colours = _series(c, c.rng.randint(2, 4))
    _legend(c, colours, text, 14)
    _frame(c, rule, text)
    for tick in range(8):
        c.rect(34 + tick * 11.4, 80, 0.22, 1.4, text)
        c.rect(32.6 + tick * 11.4, 83, 3, 1.3, text, 120)
    for index, colour in enumerate(colours):
        level, drift = 22 + index * 7 + c.rng.uniform(-4, 4), c.rng.uniform(-0.5, 1.1)
        points: list[Point] = []
        phase = c.rng.uniform(0, 6)
        for step in range(29):
            level += drift + c.rng.uniform(-1.9, 1.9) + 0.9 * math.sin(step / 3 + phase)
            level = min(53.0, max(3.0, level))
            points.append((34 + step * 2.85, 80 - level))
        if index == 0:
            c.poly([*points, (points[-1][0], 80), (34, 80)], colour, 44)
        c.line(points, colour, 0.9)
        for point in points[::7]:
            c.disc(*point, 0.75, colour)
        c.disc(*points[-1], 1.5, colour)
        c.rect(points[-1][0] + 2.4, points[-1][1] - 0.6, 4.4, 1.3, colour)
    mark = 34 + 2.85 * c.rng.randrange(8, 22)
    for dash in range(14):
        c.rect(mark, 25 + dash * 4, 0.3, 2.2, text)


def _wavering(c: Canvas, start: Point, end: Point, rough: float) -> list[Point]:
    points = [start, end]
    for _ in range(5):
        finer = [points[0]]
        for one, two in itertools.pairwise(points):
            finer += [
                (
                    (one[0] + two[0]) / 2 + c.rng.uniform(-rough, rough),
                    (one[1] + two[1]) / 2 + c.rng.uniform(-rough, rough),
                ),
                two,
            ]
        points, rough = finer, rough * 0.55
    return points


Cell = tuple[int, int]
COLUMNS, ROWS = 5, 4


def map_chart(c: Canvas) -> None:
    sea = mix(c.tone(SEA), c.mood.ramp[0] if c.mood.dark else c.mood.ramp[3], 0.45)
    c.rect(-4, -4, 160, 110, sea)
    for index in range(1, 9):
        c.rect(-4, index * 12, 160, 0.14, mix(sea, WHITE, 0.35))
        c.rect(index * 18 - 4, -4, 0.14, 110, mix(sea, WHITE, 0.35))
    shapes = _districts(c)
    base = c.rng.choice((TEAL, CORAL, NAVY, MUSTARD))
    pale = mix(c.tone(CREAM), c.tone(SAND), 0.3)
    steps = [mix(pale, mix(base, c.tone(base), 0.2), share) for share in (0.12, 0.34, 0.56, 0.78, 1.0)]
    for ring, alpha in ((2.6, 60), (1.3, 90)):
        for shape in shapes.values():
            c.line([*shape, shape[0]], mix(sea, WHITE, 0.6), ring * 2, alpha)
    centre = (c.rng.randrange(COLUMNS), c.rng.randrange(ROWS))
    for (i, j), shape in shapes.items():
        near = max(0.0, 4 - math.hypot(i - centre[0], j - centre[1]) + c.rng.uniform(-0.9, 0.9))
        c.poly(shape, steps[min(4, int(near))])
    for shape in shapes.values():
        c.line([*shape, shape[0]], mix(pale, WHITE, 0.5), 0.4)
    c.line(_wavering(c, shapes[2, 1][0], shapes[3, 2][len(shapes[3, 2]) // 2], 3), sea, 0.9)
    ink = c.tone(INK)
    for shape in c.rng.sample(sorted(shapes.values()), 9):
        x, y = (sum(point[k] for point in shape) / len(shape) + c.rng.uniform(-4, 4) for k in (0, 1))
        size = c.rng.choice((0.8, 0.8, 1.2, 2.0))
        c.disc(x, y, size + 0.5, WHITE)
        c.disc(x, y, size, ink)
    for index, colour in enumerate(steps):
        c.rect(30 + index * 6, 89.6, 5.6, 2.2, colour)
    c.rect(96, 90, 22, 0.6, ink)
    for at in (96, 107, 117.6):
        c.rect(at, 88.6, 0.5, 1.8, ink)
    c.poly([(120, 17), (122, 9), (124, 17), (122, 15.4)], ink)


def _districts(c: Canvas) -> dict[Cell, list[Point]]:
    """The outline of each district; neighbours share their border, and two corners lie under the sea."""
    nodes: dict[Cell, Point] = {}
    for i in range(COLUMNS + 1):
        for j in range(ROWS + 1):
            push = 3.5 if i in (0, COLUMNS) or j in (0, ROWS) else 4.5
            bow = 6 * math.sin(j * 1.3 + c.rng.random()) if i in (0, COLUMNS) else 0
            nodes[i, j] = (
                26 + i * 20 + c.rng.uniform(-push, push) + bow,
                11 + j * 18.2 + c.rng.uniform(-push, push),
            )
    across = {
        (i, j): _wavering(c, nodes[i, j], nodes[i + 1, j], 2.2)
        for i in range(COLUMNS)
        for j in range(ROWS + 1)
    }
    down = {
        (i, j): _wavering(c, nodes[i, j], nodes[i, j + 1], 2.2)
        for i in range(COLUMNS + 1)
        for j in range(ROWS)
    }
    drowned = {(c.rng.choice((0, COLUMNS - 1)), 0), (c.rng.choice((0, COLUMNS - 1)), ROWS - 1)}
    return {
        (i, j): [*across[i, j], *down[i + 1, j], *reversed(across[i, j + 1]), *reversed(down[i, j])]
        for i in range(COLUMNS)
        for j in range(ROWS)
        if (i, j) not in drowned
    }


SCENES = {"chart-bars": chart_bars, "chart-lines": chart_lines, "map-chart": map_chart}
