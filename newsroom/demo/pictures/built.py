"""Buildings and their parts."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import GLASS, INK, ROOF, STONE, WOOD, Colour, mix


def windows(
    c: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    columns: int,
    rows: int,
    wall: Colour,
    depth: float = 0.0,
) -> None:
    """A grid of windows in a wall; the mood says how many are lit."""
    step_x, step_y = width / columns, height / rows
    pane = c.tone(mix(wall, mix(GLASS, INK, 0.5), 0.7), depth)
    lit = mix(c.mood.lamp, c.mood.haze, depth * 0.6)
    for row in range(rows):
        for column in range(columns):
            ink = lit if c.rng.random() < c.mood.lit_share else pane
            c.rect(x + step_x * (column + 0.24), y + step_y * (row + 0.2), step_x * 0.52, step_y * 0.6, ink)


def block(
    c: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    wall: Colour,
    grid: tuple[int, int] | None = None,
    depth: float = 0.0,
) -> None:
    """A plain building standing on y, its far side from the light in shade; grid is columns and rows."""
    c.rect(x, y - height, width, height, c.tone(wall, depth))
    shade_x = x if c.sun[0] > x + width / 2 else x + width * 0.72
    c.rect(shade_x, y - height, width * 0.28, height, c.tone(mix(wall, INK, 0.28), depth))
    if c.mood.snow:
        c.rect(x - 0.15, y - height - 0.5, width + 0.3, 0.7, c.land(STONE, depth))
    if grid is not None:
        windows(c, x + width * 0.06, y - height * 0.94, width * 0.88, height * 0.86, *grid, wall, depth)


def house(
    c: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    wall: Colour = STONE,
    roof: Colour = ROOF,
    depth: float = 0.0,
) -> None:
    """A gabled house, front to the viewer with its long side beside it."""
    front = width * 0.45
    lit_front = c.sun[0] < x + width / 2
    light, shade = c.tone(wall, depth), c.tone(mix(wall, INK, 0.3), depth)
    body = height * 0.62
    c.rect(x, y - body, front, body, light if lit_front else shade)
    c.poly([(x, y - body), (x + front / 2, y - height), (x + front, y - body)], light if lit_front else shade)
    c.rect(x + front, y - body, width - front, body, shade if lit_front else light)
    top = c.land(roof, depth)
    eave = y - body + height * 0.05
    c.poly(
        [
            (x + front / 2, y - height),
            (x + width - front * 0.25, y - height),
            (x + width + width * 0.04, eave),
            (x + front * 1.04, eave),
        ],
        top,
    )
    c.line(
        [(x - width * 0.04, eave), (x + front / 2, y - height), (x + front * 1.04, eave)],
        c.land(mix(roof, INK, 0.3), depth),
        height * 0.05,
    )
    windows(c, x + front * 0.1, y - body * 0.95, front * 0.8, body * 0.5, 2, 1, wall, depth)
    windows(c, x + front * 1.1, y - body * 0.86, (width - front) * 0.9, body * 0.5, 3, 1, wall, depth)
    c.rect(x + front * 0.38, y - body * 0.36, front * 0.24, body * 0.36, c.tone(mix(WOOD, INK, 0.4), depth))


def dome(c: Canvas, x: float, y: float, radius: float, colour: Colour, depth: float = 0.0) -> None:
    """A half-round dome with its shaded side and a small lantern; y is its springing line."""
    c.pie(x, y, radius, 180, 360, c.land(colour, depth))
    away = 1 if c.sun[0] < x else -1
    shade = c.tone(mix(colour, INK, 0.32), depth)
    edge = [(x + away * radius * _round(t), y - radius * _rise(t)) for t in range(11)]
    inner = [(x + away * radius * 0.45 * _round(t), y - radius * _rise(t)) for t in range(10, -1, -1)]
    c.poly([*edge, *inner], shade)
    c.rect(x - radius * 0.12, y - radius * 1.28, radius * 0.24, radius * 0.32, c.tone(colour, depth))
    c.poly(
        [
            (x - radius * 0.16, y - radius * 1.26),
            (x, y - radius * 1.62),
            (x + radius * 0.16, y - radius * 1.26),
        ],
        shade,
    )


def _rise(t: int) -> float:
    return t / 10


def _round(t: int) -> float:
    return float((1 - (t / 10) ** 2) ** 0.5)


def colonnade(
    c: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    count: int,
    stone: Colour = STONE,
    depth: float = 0.0,
) -> None:
    """A row of columns on y between a plinth and a beam, dark behind."""
    c.rect(x, y - height, width, height, c.tone(mix(stone, INK, 0.62), depth))
    if c.mood.lit_share > 0.3:
        c.rect(x, y - height * 0.8, width, height * 0.8, mix(c.mood.lamp, c.tone(stone, depth), 0.45))
    step = width / count
    for index in range(count):
        left = x + step * (index + 0.24)
        c.rect(left, y - height, step * 0.52, height, c.tone(stone, depth))
        c.rect(
            left + step * (0.34 if c.sun[0] < x + width / 2 else 0),
            y - height,
            step * 0.18,
            height,
            c.tone(mix(stone, INK, 0.28), depth),
        )
        c.rect(left - step * 0.08, y - height, step * 0.68, height * 0.06, c.tone(stone, depth))
        c.rect(left - step * 0.08, y - height * 0.05, step * 0.68, height * 0.05, c.tone(stone, depth))


def lamp_post(c: Canvas, x: float, y: float, height: float) -> None:
    """A street lamp, burning when the mood has its lights on."""
    ink = c.tone(INK)
    c.rect(x - height * 0.015, y - height, height * 0.03, height, ink)
    c.rect(x - height * 0.04, y - height * 0.06, height * 0.08, height * 0.06, ink)
    head = y - height
    if c.mood.lit_share >= 0.25:
        c.glow(x, head, height * 0.55, c.mood.lamp, 0.75)
        lamp = c.mood.lamp
    else:
        lamp = c.tone(STONE)
    c.poly(
        [
            (x - height * 0.05, head - height * 0.08),
            (x + height * 0.05, head - height * 0.08),
            (x + height * 0.03, head + height * 0.04),
            (x - height * 0.03, head + height * 0.04),
        ],
        lamp,
    )
    c.poly(
        [
            (x - height * 0.065, head - height * 0.08),
            (x, head - height * 0.13),
            (x + height * 0.065, head - height * 0.08),
        ],
        ink,
    )
