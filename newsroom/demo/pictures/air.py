"""Sky, light and weather."""

import math

from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import INK, SNOW, WHITE, mix


def sky(c: Canvas, horizon: float = 62, sun: tuple[float, float] | None = None, clouds: bool = True) -> None:
    """Fill the board with the mood's sky; the light sits at `sun`, else where the mood puts it.

    A low sun follows the horizon. The place of the light is kept in `c.sun`.
    """
    c.gradient(c.mood.sky, 0, horizon)
    x, y = sun or c.mood.sun
    if sun is None:
        x += c.rng.uniform(-8, 8)
        if c.mood.name in ("dawn", "dusk"):
            y = horizon - c.rng.uniform(7, 13)
    c.sun = (x, y)
    if c.mood.dark:
        _stars(c, horizon)
    c.glow(x, y, 62 if c.mood.sun_radius else 50, c.mood.light, 0.42 if c.mood.dark else 0.75)
    if clouds and c.mood.name != "storm":
        _clouds(c, horizon)
    _light(c, x, y)
    if clouds and c.mood.name == "storm":
        _storm_front(c, horizon)


def _light(c: Canvas, x: float, y: float) -> None:
    radius = c.mood.sun_radius
    if not radius:
        return
    for ring, alpha in ((2.1, 34), (1.5, 52)):
        c.disc(x, y, radius * ring, c.mood.light, alpha)
    c.disc(x, y, radius, c.mood.light)
    if c.mood.dark:
        shade = mix(c.mood.light, c.mood.sky[2], 0.28)
        for dx, dy, size in ((-0.3, -0.25, 0.28), (0.3, 0.2, 0.2), (-0.15, 0.45, 0.16)):
            c.disc(x + dx * radius, y + dy * radius, size * radius, shade)


def _stars(c: Canvas, horizon: float) -> None:
    for _ in range(110):
        y = c.rng.uniform(0, horizon * 0.9)
        size = c.rng.choice((0.12, 0.12, 0.18, 0.28))
        c.disc(c.rng.uniform(0, 150), y, size, c.mood.light, round(210 * (1 - y / horizon)) + 20)


def _clouds(c: Canvas, horizon: float) -> None:
    streaks = c.mood.name in ("dawn", "dusk", "night", "haze")
    colour = mix(c.mood.sky[1], c.mood.light, 0.5 if c.mood.name != "night" else 0.08)
    under = mix(c.mood.sky[0], c.mood.sky[1], 0.5)
    for _ in range(7 if streaks else 4):
        x, y = c.rng.uniform(0, 150), c.rng.uniform(horizon * 0.1, horizon * 0.72)
        if streaks:
            low = c.rng.random() < 0.5
            _streak(c, x, y, c.rng.uniform(14, 34), under if low else colour, 150)
        else:
            _cumulus(c, x, y * 0.8, c.rng.uniform(8, 17), mix(colour, WHITE, 0.5))


def _streak(c: Canvas, x: float, y: float, half: float, colour: tuple[int, int, int], alpha: int) -> None:
    """A long cloud cut like a paper strip: flat below, stepped above."""
    for step in range(3):
        width = half * (1 - step * 0.28)
        shift = c.rng.uniform(-0.3, 0.3) * half
        thick = half * 0.035 + 0.25
        top = [
            (x + shift + width * t / 10, y - step * thick * 1.6 - thick * math.cos(t * math.pi / 20))
            for t in range(-10, 11)
        ]
        c.poly(
            [*top, (x + shift + width, y - step * thick * 1.6), (x + shift - width, y - step * thick * 1.6)],
            colour,
            alpha,
        )


def _cumulus(c: Canvas, x: float, y: float, half: float, colour: tuple[int, int, int]) -> None:
    shade = mix(colour, c.mood.sky[1], 0.45)
    lumps = [
        (at + c.rng.uniform(-0.12, 0.12), c.rng.uniform(0.24, 0.44))
        for at in (-0.62, -0.28, 0.08, 0.34, 0.66)
    ]
    for ink, drop in ((shade, 0.0), (colour, -0.12)):
        points = [(x - half * 1.05, y + half * drop)]
        for t in range(-40, 41):
            at = t / 40 * 1.05
            rise = max([0.0, *(math.sqrt(max(0.0, r * r - (at - m) ** 2)) * 1.15 for m, r in lumps)])
            points.append((x + half * at, y + half * (drop - rise)))
        points.append((x + half * 1.05, y + half * drop))
        c.poly(points, ink)


def _storm_front(c: Canvas, horizon: float) -> None:
    """Three overlapping banks of heavy cloud with a lit gap above the horizon."""
    for bank in range(3):
        edge = horizon * (0.66 - bank * 0.2)
        ink = mix(c.mood.sky[0], c.mood.sky[1], 0.62 - bank * 0.3)
        points = [(-5.0, -5.0)]
        phases = [c.rng.uniform(0, 6) for _ in range(3)]
        for x in range(-5, 157, 1):
            lump = abs(math.sin(x / 9 + phases[0])) * 5 + abs(math.sin(x / 4.1 + phases[1])) * 2.2
            points.append((float(x), edge - 6 + lump + 4 * math.sin(x / 37 + phases[2])))
        points.append((156.0, -5.0))
        c.poly(points, ink, 235)


def weather(c: Canvas) -> None:
    """What falls or hangs in front of an outdoor scene."""
    if c.mood.wet:
        for _ in range(170):
            x, y, length = c.rng.uniform(-5, 160), c.rng.uniform(-5, 100), c.rng.uniform(3, 8)
            c.line([(x, y), (x - length * 0.28, y + length)], c.mood.light, 0.12, c.rng.randint(40, 105))
    if c.mood.snow:
        for _ in range(240):
            size = c.rng.choice((0.2, 0.25, 0.3, 0.45, 0.6))
            c.disc(c.rng.uniform(0, 150), c.rng.uniform(0, 100), size, SNOW, c.rng.randint(140, 230))
    if c.mood.name == "haze":
        c.fade(20, 100, c.mood.haze, 70, 10)
    if c.mood.dark:
        c.fade(60, 100, c.tone(INK), 0, 70)


def mist(c: Canvas, y: float, height: float, strength: int = 120) -> None:
    """A bank of mist that is thickest at y and thins upwards."""
    c.fade(y - height, y, c.mood.haze, 0, strength)
