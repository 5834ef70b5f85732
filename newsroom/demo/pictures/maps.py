"""The data desk's maps of invented places, with the names and figures of their stories."""

from __future__ import annotations

import itertools
import math

from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.charts import BODY, LEFT, SMALL, TITLE
from newsroom.demo.pictures.moods import CREAM, INK, NAVY, SAND, SEA, TEAL, WHITE, Colour, mix

Cell = tuple[int, int]
PALE = mix(CREAM, SAND, 0.3)


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


def _areas(
    c: Canvas, columns: int, rows: int, box: tuple[float, float, float, float]
) -> dict[Cell, list[Point]]:
    """The outline of each area within a box of left, top, width and height; neighbours share their border."""
    left, top, width, height = box
    nodes: dict[Cell, Point] = {}
    for i in range(columns + 1):
        for j in range(rows + 1):
            bow = 4 * math.sin(j * 1.3 + c.rng.random()) if i in (0, columns) else 0
            nodes[i, j] = (
                left + i * width / columns + c.rng.uniform(-2.5, 2.5) + bow,
                top + j * height / rows + c.rng.uniform(-2.5, 2.5),
            )
    across = {
        (i, j): _wavering(c, nodes[i, j], nodes[i + 1, j], 1.8)
        for i in range(columns)
        for j in range(rows + 1)
    }
    down = {
        (i, j): _wavering(c, nodes[i, j], nodes[i, j + 1], 1.8)
        for i in range(columns + 1)
        for j in range(rows)
    }
    return {
        (i, j): [*across[i, j], *down[i + 1, j], *reversed(across[i, j + 1]), *reversed(down[i, j])]
        for i in range(columns)
        for j in range(rows)
    }


def _sea(c: Canvas) -> tuple[Colour, Colour]:
    """Lay the water with a graticule; gives its ink and that of the words upon it."""
    dark = c.mood.dark
    sea = mix(c.tone(SEA), c.mood.ramp[0] if dark else WHITE, 0.62)
    c.rect(-4, -4, 160, 110, sea)
    for index in range(1, 9):
        c.rect(-4, index * 12, 160, 0.14, mix(sea, WHITE, 0.35))
        c.rect(index * 18 - 4, -4, 0.14, 110, mix(sea, WHITE, 0.35))
    return sea, mix(sea, WHITE, 0.9) if dark else INK


def _land(c: Canvas, sea: Colour, shapes: dict[Cell, list[Point]], inks: dict[Cell, Colour]) -> None:
    for ring, alpha in ((2.6, 60), (1.3, 90)):
        for shape in shapes.values():
            c.line([*shape, shape[0]], mix(sea, WHITE, 0.6), ring * 2, alpha)
    for cell, shape in shapes.items():
        c.poly(shape, inks[cell])
    for shape in shapes.values():
        c.line([*shape, shape[0]], mix(PALE, WHITE, 0.5), 0.4)


def _middle(shape: list[Point]) -> Point:
    x, y = (sum(point[k] for point in shape) / len(shape) for k in (0, 1))
    return x, y


def _words_on(ink: Colour) -> Colour:
    return WHITE if sum(ink) < 330 else INK


LAKES: dict[Cell, tuple[str, int]] = {
    (0, 0): ("Saddleback", 82),
    (0, 1): ("Tolan Weir", 70),
    (1, 0): ("Lake Merrin", 61),
    (1, 1): ("Pell Water", 47),
    (2, 1): ("Upper Kauri", 38),
    (2, 0): ("Dunmarra", 33),
}
BAN = 40


def reservoir_map(c: Canvas) -> None:
    """How full six lakes are, in per cent, darker where emptier: the story `six-reservoirs-one-dry-year`."""
    sea, words = _sea(c)
    shapes = _areas(c, 3, 2, (15, 26, 120, 50))
    inks = {cell: mix(PALE, NAVY, 1.0 - full / 100) for cell, (_name, full) in LAKES.items()}
    inks = {cell: mix(ink, NAVY, 0.45) if LAKES[cell][1] < BAN else ink for cell, ink in inks.items()}
    _land(c, sea, shapes, inks)
    for cell, (name, full) in LAKES.items():
        x, y = _middle(shapes[cell])
        ink = _words_on(inks[cell])
        c.disc(x, y - 5.4, 1.4, ink)
        c.text(x, y + 1.6, name, BODY + 0.4, ink, "ms")
        c.text(x, y + 8, f"{full}%", TITLE + 0.8, ink, "ms", is_bold=True)
    c.text(LEFT, 15, "How full the six reservoirs are", TITLE, words, is_bold=True)
    c.text(LEFT, 20.6, "Each with the area that it supplies", BODY, words)
    c.rect(LEFT, 85.2, 6, 3.6, inks[2, 0])
    c.text(LEFT + 7.6, 88.4, "below 40%: garden watering banned", SMALL, words)


COLUMNS, ROWS = 5, 4
STEPS = ("44-47", "48-52", "53-56", "57-61", "62-65")
UPPER_ANSEL, FERRYMEAD = (1, 1), (3, 2)


def ward_map(c: Canvas) -> None:
    """Turnout by ward at the last city election, in per cent: the story `port-ansel-turnout-not-swing`."""
    sea, words = _sea(c)
    shapes = _areas(c, COLUMNS, ROWS, (16, 25, 118, 50))
    steps = [mix(PALE, TEAL, share) for share in (0.12, 0.34, 0.56, 0.78, 1.0)]
    inks: dict[Cell, Colour] = {}
    for cell in shapes:
        away = math.dist(cell, UPPER_ANSEL) / math.dist(FERRYMEAD, UPPER_ANSEL)
        inks[cell] = steps[min(3, max(1, round(3.4 - 2.6 * away + c.rng.uniform(-0.8, 0.8))))]
    inks[UPPER_ANSEL], inks[FERRYMEAD] = steps[4], steps[0]
    _land(c, sea, shapes, inks)
    for cell, name, share in ((UPPER_ANSEL, "Upper Ansel", 65), (FERRYMEAD, "Ferrymead", 44)):
        x, y = _middle(shapes[cell])
        ink = _words_on(inks[cell])
        c.text(x, y, name, SMALL, ink, "ms")
        c.text(x, y + 5, f"{share}%", BODY + 0.4, ink, "ms", is_bold=True)
    c.text(LEFT, 15, "Who voted in Port Ansel last time", TITLE, words, is_bold=True)
    c.text(LEFT, 20.6, "Turnout by ward; the city as a whole: 52.3 per cent", BODY, words)
    for index, (step, ink) in enumerate(zip(STEPS, steps, strict=True)):
        c.rect(LEFT + 6 + index * 23, 84.6, 6, 4, ink)
        c.text(LEFT + 13.4 + index * 23, 88.2, step, SMALL, words)
    c.text(LEFT + 6 + 5 * 23, 88.2, "%", SMALL, words)


SCENES = {"reservoir-map": reservoir_map, "ward-map": ward_map}
