"""Ground, water and trees."""

import itertools
import math
from collections.abc import Sequence

from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import INK, LEAF, PINE, SEA, SNOW, STEEL, WOOD, Colour, mix


def hill_line(c: Canvas, y: float, swell: float, length: float = 40) -> list[Point]:
    """The top edge of rolling ground from side to side; swell is its height in units."""
    a, b, d = (c.rng.uniform(0, 6.3) for _ in range(3))
    return [
        (
            x,
            y
            - swell
            * (
                0.55 * math.sin(x / length * 6.3 / 2 + a)
                + 0.3 * math.sin(x / length * 6.3 + b)
                + 0.12 * math.sin(x / length * 15 + d)
            ),
        )
        for x in range(-6, 158, 2)
    ]


def ground(c: Canvas, line: Sequence[Point], colour: Colour, bottom: float = 106) -> None:
    c.poly([*line, (line[-1][0], bottom), (line[0][0], bottom)], colour)


def height_at(line: Sequence[Point], x: float) -> float:
    """The y of an edge made by `hill_line` or `peaks` at x."""
    return min(line, key=lambda point: abs(point[0] - x))[1]


def _jagged(c: Canvas, start: Point, end: Point, rough: float) -> list[Point]:
    points = [start, end]
    while abs(points[1][0] - points[0][0]) > 2.2:
        finer = [points[0]]
        for one, two in itertools.pairwise(points):
            shift = c.rng.uniform(-rough, rough)
            finer += [((one[0] + two[0]) / 2, (one[1] + two[1]) / 2 + shift), two]
        points, rough = finer, rough * 0.52
    return points


def peaks(
    c: Canvas, tops: Sequence[Point], base: float, colour: Colour, shade: Colour, cap: Colour | None
) -> None:
    """Mountains: one polygon a summit, with the side turned from the light in shade and a snow cap."""
    away = 1 if c.sun[0] < 75 else -1
    if c.mood.snow:
        colour = mix(colour, c.tone(STEEL), 0.3)
    for x, y in tops:
        rise = base - y
        left = _jagged(c, (x - rise * 1.35, base), (x, y), rise * 0.1)
        right = _jagged(c, (x, y), (x + rise * 1.35, base), rise * 0.1)
        c.poly([*left, *right], colour)
        side = right if away > 0 else left[::-1]
        spine = _jagged(c, (x, y), (x + away * rise * 0.14, base), rise * 0.16)
        spine = [
            (x + (px - x) + away * rise * 0.05 * math.sin(i * 1.7), y + (base - y) * i / (len(spine) - 1))
            for i, (px, _) in enumerate(spine)
        ]
        c.poly([*side, *spine[::-1]], shade)
        if cap is not None:
            _snow_cap(c, left, right, cap, shade, away)


def _snow_cap(
    c: Canvas, left: list[Point], right: list[Point], cap: Colour, shade: Colour, away: int
) -> None:
    count = max(2, len(left) * 2 // 5)
    slope_left, slope_right = left[-count:], right[:count]
    teeth: list[Point] = []
    first, last = slope_right[-1], slope_left[0]
    for step in range(1, 8):
        t = step / 8
        drop = 2.6 if step % 2 else -1.6
        teeth.append((first[0] + (last[0] - first[0]) * t, first[1] + (last[1] - first[1]) * t + drop))
    c.poly([*slope_left, *slope_right, *teeth], cap)
    summit = left[-1]
    lit = slope_right if away > 0 else slope_left[::-1]
    edge = teeth[:4] if away > 0 else teeth[3:][::-1]
    c.poly([summit, *lit, *edge], mix(cap, shade, 0.45))


def water(c: Canvas, y: float, bottom: float = 104, keep: float = 0.5, colour: Colour = SEA) -> None:
    """A sheet of water from y down: mirrored scene, glitter under the light, long ripples."""
    ink = c.tone(colour, 0.1)
    c.rect(-5, y, 160, bottom - y, ink)
    c.reflect(y, bottom, ink, keep)
    c.fade(y + (bottom - y) * 0.35, bottom, c.tone(mix(colour, INK, 0.5)), 0, 130)
    pale = mix(ink, c.mood.light, 0.4)
    for _ in range(46):
        at = c.rng.random() ** 1.4
        ripple(c, c.rng.uniform(0, 150), y + 1 + at * (bottom - y - 1), 1.5 + 7 * at, pale, 70)
    if c.mood.sun_radius:
        for _ in range(60):
            at = c.rng.random()
            spread = 1.5 + 9 * at
            ripple(
                c,
                c.sun[0] + c.rng.gauss(0, spread * 0.55),
                y + 0.4 + at * (bottom - y),
                0.8 + 3.2 * at,
                c.mood.light,
                165,
            )


def ripple(c: Canvas, x: float, y: float, half: float, colour: Colour, alpha: int) -> None:
    thick = 0.06 * half + 0.08
    c.poly([(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)], colour, alpha)


def round_tree(c: Canvas, x: float, y: float, height: float, leaf: Colour = LEAF, depth: float = 0.0) -> None:
    """A broad tree standing at (x, y); bare and snowed on in winter."""
    if c.mood.snow:
        bare_tree(c, x, y, height, depth)
        return
    trunk = c.tone(mix(WOOD, INK, 0.4), depth)
    c.poly(
        [
            (x - height * 0.045, y),
            (x - height * 0.02, y - height * 0.6),
            (x + height * 0.02, y - height * 0.6),
            (x + height * 0.045, y),
        ],
        trunk,
    )
    dark, mid, lit = (
        c.tone(mix(leaf, INK, 0.35), depth),
        c.tone(leaf, depth),
        c.tone(mix(leaf, (255, 240, 170), 0.3), depth),
    )
    lumps = [
        (c.rng.uniform(-0.24, 0.24), c.rng.uniform(-0.82, -0.45), c.rng.uniform(0.14, 0.22)) for _ in range(7)
    ]
    side = -1 if c.sun[0] < x else 1
    for ink, shift, size in ((dark, 0.0, 1.0), (mid, 0.035, 0.8), (lit, 0.085, 0.4)):
        for dx, dy, r in lumps:
            c.disc(x + (dx + shift * side) * height, y + (dy - shift) * height, r * size * height, ink)


def bare_tree(c: Canvas, x: float, y: float, height: float, depth: float = 0.0) -> None:
    ink = c.tone(mix(WOOD, INK, 0.55), depth)

    def branch(px: float, py: float, angle: float, length: float, level: int) -> None:
        tip = (px + math.sin(angle) * length, py - math.cos(angle) * length)
        c.line([(px, py), tip], ink, max(0.09, length * 0.085))
        if level:
            for turn in (-0.5, 0.05, 0.5):
                branch(
                    *tip,
                    angle + turn + c.rng.uniform(-0.18, 0.18),
                    length * c.rng.uniform(0.52, 0.7),
                    level - 1,
                )

    branch(x, y, c.rng.uniform(-0.06, 0.06), height * 0.38, 3)


def conifer(c: Canvas, x: float, y: float, height: float, leaf: Colour = PINE, depth: float = 0.0) -> None:
    ink, lit = c.tone(leaf, depth), c.tone(mix(leaf, SNOW, 0.85 if c.mood.snow else 0.2), depth)
    side = -1 if c.sun[0] < x else 1
    c.rect(
        x - height * 0.025, y - height * 0.2, height * 0.05, height * 0.2, c.tone(mix(WOOD, INK, 0.5), depth)
    )
    for tier in range(4):
        top = y - height * (1 - tier * 0.2)
        low, half = top + height * 0.34, height * (0.09 + 0.055 * tier)
        c.poly(
            [
                (x, top),
                (x + half, low),
                (x + half * 0.4, low - height * 0.03),
                (x, low + height * 0.015),
                (x - half * 0.4, low - height * 0.03),
                (x - half, low),
            ],
            ink,
        )
        c.poly([(x, top), (x + side * half, low), (x + side * half * 0.42, low - height * 0.05)], lit)


def cypress(c: Canvas, x: float, y: float, height: float, depth: float = 0.0) -> None:
    half = height * 0.11
    for ink, shift, size in ((mix(PINE, INK, 0.3), 0.0, 1.0), (PINE, 0.2, 0.62)):
        side = -1 if c.sun[0] < x else 1
        shape = [
            (
                x + half * size * math.sin(t * math.pi / 12),
                y - height * 0.05 - height * 0.95 * t / 12,
            )
            for t in range(13)
        ]
        mirror = [(2 * x - px, py) for px, py in reversed(shape)]
        c.poly([(px + side * half * shift, py) for px, py in [*shape, *mirror]], c.tone(ink, depth))


def palm(c: Canvas, x: float, y: float, height: float, depth: float = 0.0) -> None:
    lean = c.rng.uniform(-0.16, 0.16) * height
    bark, leaf = c.tone(mix(WOOD, INK, 0.3), depth), c.tone(mix(LEAF, INK, 0.3), depth)
    stem = [(x + lean * (t / 8) ** 2, y - height * t / 8) for t in range(9)]
    c.line(stem, bark, height * 0.045)
    tx, ty = stem[-1]
    for frond in range(9):
        angle = math.pi * (-0.12 + frond / 8 * 1.24)
        reach = height * c.rng.uniform(0.32, 0.42)
        upper = [
            (
                tx + math.cos(angle) * reach * t / 6,
                ty - math.sin(angle) * reach * 0.55 * t / 6 + reach * 0.55 * (t / 6) ** 2,
            )
            for t in range(7)
        ]
        lower = [(px, py + height * 0.05 * math.sin(i * math.pi / 6)) for i, (px, py) in enumerate(upper)]
        c.poly([*upper, *reversed(lower)], leaf)


def olive(c: Canvas, x: float, y: float, height: float, leaf: Colour, depth: float = 0.0) -> None:
    """A gnarled trunk that parts in two under a wide silver crown."""
    bark = c.tone(mix(WOOD, INK, 0.35), depth)
    h = height
    c.poly(
        [
            (x - h * 0.11, y),
            (x - h * 0.05, y - h * 0.22),
            (x - h * 0.2, y - h * 0.5),
            (x - h * 0.13, y - h * 0.5),
            (x, y - h * 0.3),
            (x + h * 0.14, y - h * 0.52),
            (x + h * 0.2, y - h * 0.5),
            (x + h * 0.06, y - h * 0.2),
            (x + h * 0.12, y),
        ],
        bark,
    )
    lumps = [
        (c.rng.uniform(-0.38, 0.38), c.rng.uniform(-0.78, -0.5), c.rng.uniform(0.12, 0.2)) for _ in range(11)
    ]
    side = -1 if c.sun[0] < x else 1
    top = mix(leaf, SNOW, 0.75) if c.mood.snow else mix(leaf, (255, 250, 220), 0.35)
    for ink, shift, size in ((mix(leaf, INK, 0.4), 0.0, 1.0), (leaf, 0.03, 0.78), (top, 0.075, 0.36)):
        for dx, dy, r in lumps:
            c.oval(
                x + (dx + shift * side) * h,
                y + (dy - shift) * h,
                r * size * h,
                r * size * h * 0.8,
                c.tone(ink, depth),
            )
