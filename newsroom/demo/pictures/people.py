"""People as small flat figures."""

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import CORAL, CREAM, INK, MUSTARD, NAVY, TEAL, Colour, mix

SKIN: tuple[Colour, ...] = (
    (244, 206, 178),
    (222, 172, 136),
    (190, 134, 98),
    (146, 96, 68),
    (104, 66, 48),
    (236, 190, 156),
)
HAIR: tuple[Colour, ...] = (
    (34, 28, 30),
    (70, 46, 34),
    (120, 78, 44),
    (190, 142, 80),
    (150, 74, 44),
    (176, 174, 172),
)
COATS: tuple[Colour, ...] = (NAVY, CORAL, MUSTARD, TEAL, (92, 70, 104), (160, 72, 62), (70, 88, 78), CREAM)


def person(
    c: Canvas,
    x: float,
    y: float,
    height: float,
    coat: Colour | None = None,
    shadow: bool = True,
    arms: str = "down",
) -> None:
    """Someone standing with their feet at (x, y). arms: down, up, or out to one side."""
    rng = c.rng
    coat = coat or rng.choice(COATS)
    ink = c.tone(mix(coat, INK, 0.15))
    legs = c.tone(mix(rng.choice((NAVY, INK, (84, 70, 62))), INK, 0.3))
    h = height
    if shadow and not c.mood.dark:
        c.oval(x + (h * 0.15 if c.sun[0] < x else -h * 0.15), y, h * 0.26, h * 0.035, c.tone(INK), 70)
    stride = rng.uniform(0.02, 0.09) * h
    for side in (-1, 1):
        c.poly(
            [
                (x + side * h * 0.02, y - h * 0.5),
                (x + side * h * 0.1, y - h * 0.5),
                (x + side * (stride + h * 0.045), y),
                (x + side * stride - side * h * 0.02, y),
            ],
            legs,
        )
    hem = rng.choice((0.42, 0.42, 0.3, 0.16))
    c.poly(
        [
            (x - h * 0.06, y - h * 0.84),
            (x + h * 0.06, y - h * 0.84),
            (x + h * 0.14, y - h * 0.76),
            (x + h * (0.13 + (0.42 - hem) * 0.2), y - h * hem),
            (x - h * (0.13 + (0.42 - hem) * 0.2), y - h * hem),
            (x - h * 0.14, y - h * 0.76),
        ],
        ink,
    )
    sleeve = c.tone(mix(coat, INK, 0.32))
    for side in (-1, 1):
        lift = arms == "up" or (arms == "out" and side > 0)
        end = (x + side * h * 0.3, y - h * 1.06) if arms == "up" else (x + side * h * 0.34, y - h * 0.7)
        hand = end if lift else (x + side * h * 0.17, y - h * 0.46)
        c.line([(x + side * h * 0.115, y - h * 0.78), hand], sleeve, h * 0.062)
    _head(c, x, y, h)


def _head(c: Canvas, x: float, y: float, h: float) -> None:
    rng = c.rng
    skin, hair = c.tone(rng.choice(SKIN)), c.tone(rng.choice(HAIR))
    c.rect(x - h * 0.03, y - h * 0.88, h * 0.06, h * 0.06, skin)
    c.oval(x, y - h * 0.93, h * 0.066, h * 0.08, skin)
    style = rng.randrange(3)
    c.oval(x, y - h * 0.965, h * 0.072, h * 0.055, hair)
    if style == 1:
        c.oval(x - h * 0.012, y - h * 0.925, h * 0.075, h * 0.085, hair)
    if style == 2:
        c.rect(x - h * 0.1, y - h * 0.975, h * 0.2, h * 0.025, hair)


def heads(c: Canvas, y: float, size: float, colour: Colour, spread: float = 1.0, bottom: float = 106) -> None:
    """A row of onlookers seen from behind, across the whole board; size is a head's radius."""
    x = -3.0
    while x < 155:
        top = y + c.rng.uniform(-0.7, 0.7) * size * spread
        c.oval(x, top, size * 0.82, size, colour)
        c.oval(x, top + size * 2.6, size * 1.9, size * 1.8, colour)
        c.rect(x - size * 1.9, top + size * 2.6, size * 3.8, max(0.5, bottom - top - size * 2.6), colour)
        x += size * c.rng.uniform(2.7, 3.6)
