"""Head-and-shoulders portraits of invented people."""

import math

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import (
    CORAL,
    CREAM,
    INK,
    LEAF,
    MUSTARD,
    NAVY,
    SAND,
    STEEL,
    TEAL,
    WHITE,
    Colour,
    luminance,
    mix,
)
from newsroom.demo.pictures.people import HAIR, SKIN

CLOTHES: tuple[Colour, ...] = (NAVY, CORAL, MUSTARD, TEAL, (92, 70, 104), (160, 72, 62), (70, 88, 78), STEEL)
STYLES = ("short", "parted", "long", "bun", "curly", "bald", "scarf", "bob", "cap")
X = 75.0


def portrait(c: Canvas) -> None:
    rng = c.rng
    complexion = rng.choice(SKIN)
    skin = mix(complexion, c.tone(SKIN[2]), 0.14)
    shade = mix(skin, mix(c.mood.ramp[0], (120, 50, 40), 0.5), 0.3)
    hair_colours = HAIR if luminance(complexion) > 0.5 else (*HAIR[:2], HAIR[5])
    hair = mix(rng.choice(hair_colours), c.mood.ramp[0], 0.15)
    style = rng.choice(STYLES)
    beard = style in ("short", "parted", "bald", "curly", "cap") and rng.random() < 0.45
    cloth, second = (mix(colour, c.tone(colour), 0.5) for colour in rng.sample(CLOTHES, 2))
    side = -1 if c.mood.sun[0] < X else 1
    _backdrop(c)
    _hair_behind(c, style, hair, second)
    _shoulders(c, cloth, skin, shade, side)
    if style not in ("scarf", "long", "bob"):
        for ear in (-1, 1):
            c.oval(X + ear * 15.4, 43, 2.6, 4.2, shade if ear != side else skin)
    face = _face_outline(rng.uniform(0.94, 1.06))
    c.poly(face, skin)
    far = [*face[:25], (X + 6, 60), (X + 9.5, 52), (X + 7, 39), (X + 9, 27)]
    c.poly([(X - side * (x - X), y) for x, y in far], shade, 120)
    _features(c, skin, shade, hair, side)
    if beard:
        _beard(c, hair)
    if rng.random() < 0.4:
        _glasses(c)
    _hair_front(c, style, hair, second, side)


def _face_outline(width: float) -> list[tuple[float, float]]:
    points = []
    for step in range(48):
        a = step / 48 * 2 * math.pi
        x, y = math.sin(a), -math.cos(a)
        jaw = 1 - 0.2 * max(0.0, y) ** 1.6
        points.append((X + 15 * width * x * jaw, 43 + (21 if y > 0 else 20) * y))
    return points


def _backdrop(c: Canvas) -> None:
    rng = c.rng
    first = mix(rng.choice((TEAL, CORAL, MUSTARD, NAVY, SAND, LEAF, CREAM)), c.mood.sky[1], 0.5)
    c.gradient((mix(first, c.mood.sky[0], 0.4), first, mix(first, c.mood.light, 0.35)), 0, 100)
    kind = rng.randrange(4)
    other = mix(first, c.mood.light if not c.mood.dark else c.mood.sky[2], 0.4)
    if kind == 0:
        c.disc(X, 46, 34, other)
    elif kind == 1:
        for index in range(9):
            x = 8 + index * 17
            c.poly([(x, -4), (x + 8, -4), (x - 10, 104), (x - 18, 104)], other, 120)
    elif kind == 2:
        c.poly([(-4, 64), (50, 50), (154, 70), (154, 104), (-4, 104)], other)
        c.disc(X + rng.choice((-24, 24)), 24, 9, mix(other, c.mood.light, 0.6))
    else:
        for row in range(4):
            for column in range(9):
                c.disc(10 + column * 17 + (row % 2) * 8, 10 + row * 26, 4.6, other, 130)
    c.glow(X, 44, 50, c.mood.light, 0.22)


def _shoulders(c: Canvas, cloth: Colour, skin: Colour, shade: Colour, side: int) -> None:
    kind = c.rng.randrange(4)
    dark = mix(cloth, c.mood.ramp[0], 0.35)
    slope = [(9 + 28 * t, 73.5 + 3.5 * t + 15 * t**3.4) for t in (i / 14 for i in range(15))]
    right = [(X + dx, y) for dx, y in slope]
    left = [(X - dx, y) for dx, y in slope]
    c.poly([*reversed(left), *right, (X + 38, 106), (X - 38, 106)], cloth)
    far = [(X - side * dx, y) for dx, y in slope[5:]]
    c.poly([*far, (X - side * 38, 106), (X - side * 21, 106)], dark)
    if kind != 3:
        c.poly([(X - 8, 54), (X + 8, 54), (X + 9, 75), (X, 84), (X - 9, 75)], skin)
        c.poly([(X - 8, 60), (X + 8, 60), (X + 8.4, 66), (X, 71), (X - 8.4, 66)], shade)
    white = mix(WHITE, c.mood.light, 0.3)
    if kind == 0:
        c.poly(
            [(X - 9.4, 73), (X, 88), (X + 9.4, 73), (X + 13, 78), (X + 4, 106), (X - 4, 106), (X - 13, 78)],
            white,
        )
        c.poly([(X - 9, 72.5), (X - 24, 79), (X - 17, 90), (X - 4, 106), (X - 12, 106), (X - 28, 88)], dark)
        c.poly([(X + 9, 72.5), (X + 24, 79), (X + 17, 90), (X + 4, 106), (X + 12, 106), (X + 28, 88)], dark)
    elif kind == 1:
        for turn in (-1, 1):
            c.poly([(X + turn * 8.6, 71), (X + turn * 16, 77), (X + turn * 9, 87), (X, 83)], white)
        c.line([(X, 85), (X, 106)], dark, 0.6)
        for y in (91, 98):
            c.disc(X + 1.6, y, 0.7, white)
    elif kind == 2:
        c.line([(X - 11, 74), (X - 6, 80), (X, 82), (X + 6, 80), (X + 11, 74)], dark, 2)
    else:
        c.poly([(X - 9.4, 62), (X + 9.4, 62), (X + 11.4, 76), (X, 79), (X - 11.4, 76)], dark)
        c.line([(X - 10, 69), (X, 71), (X + 10, 69)], cloth, 0.6)


def _features(c: Canvas, skin: Colour, shade: Colour, hair: Colour, side: int) -> None:
    dark = mix(c.mood.ramp[0], INK, 0.6)
    brow = mix(hair if sum(hair) < 420 else mix(hair, INK, 0.4), INK, 0.2)
    tilt = c.rng.uniform(-0.4, 0.8)
    for eye in (-1, 1):
        x = X + eye * 6.2
        c.oval(x, 42, 2.4, 1.35, mix(WHITE, skin, 0.3))
        c.disc(x + 0.2 * side, 42, 1.25, dark)
        c.disc(x + 0.2 * side + 0.4, 41.5, 0.35, WHITE)
        c.line([(x - 2.5, 41.5), (x, 40.5), (x + 2.5, 41.5)], dark, 0.5)
        c.line(
            [(X + eye * 3.4, 37.2 - tilt * 0.4), (X + eye * 6.6, 36.2), (X + eye * 9.6, 37.4 + tilt)],
            brow,
            1.3,
        )
    c.poly(
        [(X + side * 0.2, 40), (X - side * 3.0, 50.2), (X - side * 2, 51.6), (X + side * 1.6, 51.4)], shade
    )
    lip = mix(shade, (176, 60, 60), 0.45)
    smile = c.rng.uniform(0.2, 1.5)
    c.poly(
        [
            (X - 5.4, 56.6 - smile * 0.5),
            (X - 1.4, 55.6),
            (X, 56),
            (X + 1.4, 55.6),
            (X + 5.4, 56.6 - smile * 0.5),
            (X, 58.6 + smile * 0.5),
        ],
        lip,
    )
    c.line(
        [(X - 5.4, 56.6 - smile * 0.5), (X, 57 + smile * 0.2), (X + 5.4, 56.6 - smile * 0.5)],
        mix(lip, dark, 0.5),
        0.4,
    )
    for cheek in (-1, 1):
        c.oval(X + cheek * 9, 50.4, 3, 2.2, (220, 96, 84), 34)


def _beard(c: Canvas, hair: Colour) -> None:
    full = c.rng.random() < 0.6
    low = 67.5 if full else 65
    c.poly(
        [
            (X - 14.8, 46),
            (X - 12.6, 51),
            (X - 8, 53.4),
            (X, 52.6),
            (X + 8, 53.4),
            (X + 12.6, 51),
            (X + 14.8, 46),
            (X + 13.4, 56),
            (X + 9, low - 3),
            (X, low),
            (X - 9, low - 3),
            (X - 13.4, 56),
        ],
        hair,
    )
    c.oval(X, 57.2, 5, 1.7, mix(hair, INK, 0.35))
    c.oval(X, 57.3, 4.2, 1.1, (168, 92, 84))


def _glasses(c: Canvas) -> None:
    ink = mix(c.rng.choice((INK, NAVY, (120, 62, 44))), c.mood.ramp[0], 0.3)
    tall = c.rng.choice((3.6, 4.3))
    for eye in (-1, 1):
        c.oval(X + eye * 6.4, 42.4, 4.5, tall, WHITE, 46)
        c.ring(X + eye * 6.4, 42.4, 4.7, tall + 0.2, ink, 0.8)
        c.line([(X + eye * 11, 41.6), (X + eye * 15.2, 40.6)], ink, 0.7)
    c.line([(X - 2, 41.6), (X, 40.9), (X + 2, 41.6)], ink, 0.7)


def _hair_behind(c: Canvas, style: str, hair: Colour, cloth: Colour) -> None:
    dark = mix(hair, c.mood.ramp[0], 0.35)
    if style == "long":
        c.poly(
            [
                (X - 17, 34),
                (X - 21, 60),
                (X - 22, 86),
                (X - 8, 88),
                (X + 8, 88),
                (X + 22, 86),
                (X + 21, 60),
                (X + 17, 34),
            ],
            dark,
        )
    elif style == "bob":
        c.poly([(X - 17, 32), (X - 20.6, 60), (X - 12, 65), (X + 12, 65), (X + 20.6, 60), (X + 17, 32)], dark)
    elif style == "bun":
        c.disc(X, 17, 8, hair)
        c.oval(X, 36, 17.4, 18, dark)
    elif style == "curly":
        for step in range(16):
            a = math.pi * (0.86 + 1.28 * step / 15)
            c.disc(X + 17 * math.cos(a), 38 + 17 * math.sin(a), 7, dark)
    elif style == "scarf":
        c.oval(X, 42, 21, 25, mix(cloth, c.mood.ramp[0], 0.2))
        c.poly(
            [(X - 20.5, 46), (X + 20.5, 46), (X + 26, 84), (X + 14, 92), (X - 14, 92), (X - 26, 84)],
            mix(cloth, c.mood.ramp[0], 0.2),
        )


def _arch(rx: float, ry: float, cy: float) -> list[tuple[float, float]]:
    return [(X - rx * math.cos(t * math.pi / 20), cy - ry * math.sin(t * math.pi / 20)) for t in range(21)]


def _hair_front(c: Canvas, style: str, hair: Colour, cloth: Colour, side: int) -> None:
    light = mix(hair, c.mood.light, 0.16)
    if style in ("short", "parted"):
        inner = (
            [(X + 14, 34), (X + 8, 30), (X - 9, 30.6), (X - 13.6, 36)]
            if style == "short"
            else [(X + 14.4, 36), (X + 10, 30), (X - 4, 26), (X - 12, 31), (X - 14.4, 36)]
        )
        c.poly(
            [*_arch(16.4, 17 if style == "short" else 19, 38), (X + 15.4, 44), *inner, (X - 15.4, 44)], hair
        )
        c.line(_arch(12.4, 13.6, 37)[9:16], light, 0.7)
    elif style in ("long", "bob", "bun"):
        c.poly(
            [
                *_arch(17.6, 20, 39),
                (X + 17.6, 56 if style != "bun" else 42),
                (X + 14.2, 42),
                (X + 9, 31),
                (X - 5, 25),
                (X - 12, 33),
                (X - 14.4, 43),
                (X - 17.6, 56 if style != "bun" else 42),
            ],
            hair,
        )
        c.line(_arch(14, 16.4, 38)[9:17], light, 0.7)
    elif style == "curly":
        for step in range(13):
            a = math.pi * (1.02 + 0.96 * step / 12)
            c.disc(X + 14 * math.cos(a), 34 + 12.4 * math.sin(a), 5.2, hair if step % 3 else light)
    elif style == "bald":
        for ear in (-1, 1):
            c.poly(
                [(X + ear * 15.6, 33), (X + ear * 13.2, 36), (X + ear * 13.8, 44), (X + ear * 15.8, 44)], hair
            )
        c.oval(X + side * 5, 28, 4.4, 2, WHITE, 50)
    elif style == "cap":
        c.poly([*_arch(17.4, 18, 36), (X + 17.4, 38), (X - 17.4, 38)], cloth)
        c.poly([(X - 18, 34), (X + 18, 34), (X + 18, 39), (X - 18, 39)], mix(cloth, c.mood.ramp[0], 0.3))
        for rib in range(-16, 18, 4):
            c.line([(X + rib, 34.4), (X + rib, 38.6)], cloth, 0.4)
    else:
        _headscarf(c, cloth)


def _headscarf(c: Canvas, cloth: Colour) -> None:
    outer = [
        (X + 20.6 * math.sin(t * math.pi / 20), 42 - 24 * math.cos(t * math.pi / 20)) for t in range(-20, 21)
    ]
    inner = [
        (X + 13.6 * math.sin(t * math.pi / 20), 44.4 - 17 * math.cos(t * math.pi / 20))
        for t in range(20, -21, -1)
    ]
    c.poly([*outer, *inner], cloth)
    c.poly(
        [(X - 14, 56), (X - 5, 66), (X + 8, 65), (X + 15, 56), (X + 24, 84), (X + 6, 92), (X - 20, 88)],
        cloth,
    )
    fold = mix(cloth, c.mood.ramp[0], 0.28)
    c.line([(X - 12, 60), (X + 2, 72), (X + 22, 78)], fold, 0.8)
    c.line([(X - 16, 68), (X - 2, 80), (X + 16, 86)], fold, 0.7)
    c.line([(X - 15, 30), (X - 3, 22.6), (X + 9, 24)], mix(cloth, c.mood.light, 0.25), 0.7)


SCENES = {"portrait": portrait}
