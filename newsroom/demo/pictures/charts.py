"""The data desk's charts, each of the figures of one story, with every bar and point named."""

from __future__ import annotations

from dataclasses import dataclass

from newsroom.demo.pictures.canvas import Canvas, Point
from newsroom.demo.pictures.moods import CORAL, CREAM, INK, NAVY, TEAL, WHITE, Colour, mix

# The margins of the sheet in board units: what stands between them survives a crop of 16:9.
LEFT, RIGHT, TOP, BOTTOM = 9.0, 141.0, 11.0, 89.0
# The least size of words that is still read on a telephone, where a unit is two and a half pixels.
SMALL, BODY, TITLE = 3.7, 4.3, 5.4


@dataclass(frozen=True)
class Inks:
    """The colours of one chart: paper, gridlines, words, what matters and what it is compared with."""

    sheet: Colour
    rule: Colour
    words: Colour
    main: Colour
    pale: Colour
    mark: Colour


def paper(c: Canvas) -> Inks:
    """Lay a sheet in the mood's lightest or, at night, darkest ink."""
    dark = c.mood.dark
    sheet = mix(c.mood.ramp[0], c.mood.sky[1], 0.2) if dark else mix(c.mood.ramp[3], CREAM, 0.7)
    words = mix(c.mood.ramp[3], WHITE, 0.6) if dark else INK
    main = mix(TEAL, WHITE, 0.3) if dark else mix(TEAL, NAVY, 0.35)
    c.rect(-4, -4, 160, 110, sheet)
    return Inks(sheet, mix(sheet, words, 0.18), words, main, mix(sheet, main, 0.4), mix(CORAL, words, 0.15))


def title(c: Canvas, inks: Inks, words: str, below: str) -> None:
    c.text(LEFT, TOP + 4, words, TITLE, inks.words, is_bold=True)
    c.text(LEFT, TOP + 9.6, below, BODY, mix(inks.sheet, inks.words, 0.8))


def dashes_down(c: Canvas, x: float, top: float, bottom: float, colour: Colour) -> None:
    for number in range(int((bottom - top) / 2.4)):
        c.rect(x - 0.2, top + number * 2.4, 0.4, 1.5, colour)


def dashes_across(c: Canvas, y: float, left: float, right: float, colour: Colour) -> None:
    for number in range(int((right - left) / 2.4)):
        c.rect(left + number * 2.4, y - 0.2, 1.5, 0.4, colour)


@dataclass(frozen=True)
class Bar:
    """`before` is the value that the bar is compared with, if any; `shown` is how the value is written."""

    name: str
    value: float
    shown: str
    before: float | None = None


def bars_across(
    c: Canvas,
    inks: Inks,
    bars: list[Bar],
    most: float,
    start: float,
    top: float,
    bottom: float,
    *,
    in_column: bool = False,
) -> float:
    """Bars from the left, one a line; gives units a value. Their figures stand at their ends, or in a column."""
    unit = (RIGHT - 27 - start) / most
    line = (bottom - top) / len(bars)
    thick = line * 0.66
    size = min(BODY, line * 0.72)
    c.rect(start, top - 1, 0.3, bottom - top + 2, inks.words)
    for number, bar in enumerate(bars):
        y = top + number * line + (line - thick) / 2
        baseline = y + thick / 2 + size * 0.35
        c.text(start - 1.8, baseline, bar.name, size, inks.words, "rs")
        c.rect(start, y, bar.value * unit, thick, inks.main)
        if bar.before is not None:
            c.rect(start, y + thick * 0.36, bar.before * unit, thick * 0.28, inks.pale)
        end = start + (most if in_column else bar.value) * unit
        c.text(end + 1.6, baseline, bar.shown, size, inks.words, is_bold=True)
    return unit


def turnout_bars(c: Canvas) -> None:
    """Turnout by district, in per cent, now and four years ago: the story `port-ansel-turnout-by-ward`."""
    inks = paper(c)
    title(c, inks, "Turnout in Port Ansel’s eight districts", "Per cent of those entitled to vote")
    rows = (
        ("Upper Ansel", 70.2, 4.9),
        ("Old Quay", 67.5, 7.1),
        ("Saltmarket", 66.9, 18.3),
        ("Maritime", 63.0, 8.8),
        ("Ropewalk", 61.4, 10.2),
        ("Northgate", 58.8, 9.0),
        ("Ferrymead", 54.1, 9.7),
        ("East Docks", 51.6, 6.4),
    )
    bars = [Bar(name, now, f"{now:.1f}  (+{up:.1f})", now - up) for name, now, up in rows]
    unit = bars_across(c, inks, bars, 71, 37, 27, 82, in_column=True)
    dashes_down(c, 37 + 61.8 * unit, 25, 83, inks.mark)
    c.text(37 + 61.8 * unit, 24.4, "City: 61.8", SMALL, inks.words, "ms")
    c.rect(37, 85.4, 6, 3.2, inks.main)
    c.text(44.5, 88.4, "this election", SMALL, inks.words)
    c.rect(72, 86.3, 6, 1.4, inks.pale)
    c.text(79.5, 88.4, "four years ago", SMALL, inks.words)


def bus_fare_bars(c: Canvas) -> None:
    """What one ride costs, in dollars: the story `where-a-bus-fare-goes`."""
    inks = paper(c)
    title(c, inks, "What one bus ride costs: $6.20", "By item, in dollars, an average of last year’s rides")
    rows = (
        ("Drivers’ pay and pensions", 2.98),
        ("Maintenance", 0.88),
        ("Buying buses", 0.74),
        ("Fuel and electricity", 0.71),
        ("Depots, control room", 0.49),
        ("Tickets, inspection", 0.22),
        ("Insurance", 0.18),
    )
    bars = [Bar(name, cost, f"{cost:.2f}") for name, cost in rows]
    unit = bars_across(c, inks, bars, 2.98, 61, 30, 88)
    dashes_down(c, 61 + 2.75 * unit, 29, 88, inks.mark)
    c.text(61 + 2.75 * unit, 28, "The fare: 2.75", SMALL, inks.words, "ms")


def overrun_bars(c: Canvas) -> None:
    """What cost more than planned, in millions of crowns: the story `northern-railway-bill-auditors`."""
    inks = paper(c)
    title(c, inks, "700 million crowns over the estimate", "What each part cost beyond its plan, in millions")
    rows = (("Sorrel viaduct", 290), ("Hask tunnel", 175), ("Long Moss", 122), ("All other works", 113))
    bars_across(c, inks, [Bar(name, over, f"+{over}") for name, over in rows], 290, 45, 28, 86)


def cooling_bars(c: Canvas) -> None:
    """How many degrees cooler the ground is below twelve trees: the story `street-trees-shade-count`."""
    inks = paper(c)
    title(c, inks, "Cooler in whose shade?", "Degrees below the sunlit pavement, 3pm, full-grown trees")
    rows = (
        ("Camphor", 14.6),
        ("Banyan", 13.2),
        ("Rain tree", 12.4),
        ("Tamarind", 11.1),
        ("Neem", 10.3),
        ("Plane", 9.4),
        ("Mahogany", 8.2),
        ("Cassia", 7.0),
        ("Jacaranda", 5.9),
        ("Bottlebrush", 4.4),
        ("Crape myrtle", 3.1),
        ("Ornamental palm", 1.7),
    )
    bars_across(c, inks, [Bar(name, less, f"{less:.1f}") for name, less in rows], 14.6, 46, 23.5, 90)


@dataclass(frozen=True)
class Axes:
    """Where values stand on the sheet: x from `first` to `last`, y from 0 to `most`."""

    first: float
    last: float
    most: float
    left: float = 21.0
    right: float = 137.0
    top: float = 27.0
    bottom: float = 79.0

    def at(self, x: float, y: float) -> Point:
        across = (x - self.first) / (self.last - self.first)
        return (
            self.left + across * (self.right - self.left),
            self.bottom - y / self.most * (self.bottom - self.top),
        )

    def grid(self, c: Canvas, inks: Inks, step: int) -> None:
        """A line across at each step of the value, with its figure before it."""
        for value in range(0, int(self.most) + 1, step):
            y = self.at(self.first, value)[1]
            c.rect(self.left - 3, y, self.right - self.left + 6, 0.25, inks.rule if value else inks.words)
            c.text(self.left - 4.2, y + 1.3, str(value), SMALL, inks.words, "rs")


SEASONS = (412, 188, 455, 173, 390, 301, 286, 342, 264, 371)


def harvest_lines(c: Canvas) -> None:
    """Tonnes of olives in ten seasons, and their mean over three: the story `olive-harvest-in-ten-seasons`."""
    inks = paper(c)
    title(c, inks, "Ten harvests at the Deir Zahra press", "Tonnes of olives delivered, by season")
    axes = Axes(1, 10, 500)
    axes.grid(c, inks, 100)
    means = [sum(SEASONS[at - 1 : at + 2]) / 3 for at in range(1, 9)]
    c.line([axes.at(at + 2, mean) for at, mean in enumerate(means)], inks.mark, 0.9)
    points = [axes.at(at, tonnes) for at, tonnes in enumerate(SEASONS, 1)]
    c.line(points, inks.main, 0.8)
    for at, (x, y) in enumerate(points):
        near = (SEASONS[max(0, at - 1)] + SEASONS[min(9, at + 1)]) / 2
        c.disc(x, y, 1.2, inks.main)
        c.text(x, y - 2.4 if SEASONS[at] > near else y + 5.2, str(SEASONS[at]), SMALL, inks.words, "ms")
        c.text(x, 83.6, str(at + 1), SMALL, inks.words, "ms")
    c.rect(LEFT + 9, 87, 6, 0.9, inks.main)
    c.text(LEFT + 16.6, 88.8, "each season", SMALL, inks.words)
    c.rect(62, 87, 6, 0.9, inks.mark)
    c.text(69.6, 88.8, "mean of three seasons", SMALL, inks.words)


def return_load_lines(c: Canvas) -> None:
    """The cost of a tonne by the share of wagons loaded on the way back: the story `northern-railway-empty-wagons`."""
    inks = paper(c)
    title(
        c, inks, "What a full wagon home is worth", "Crowns to move a tonne of grain from Varn to Port Ansel"
    )
    axes = Axes(0, 50, 35)
    axes.grid(c, inks, 10)
    road = axes.at(0, 31)[1]
    dashes_across(c, road, axes.left, axes.right, inks.mark)
    c.text(axes.right, road - 1.5, "by road: 31", SMALL, inks.words, "rs")
    points = [axes.at(share, cost) for share, cost in ((0, 26), (25, 22), (50, 19))]
    c.line(points, inks.main, 0.9)
    for (x, y), cost, side in zip(points, (26, 22, 19), ("ls", "ms", "rs"), strict=True):
        c.disc(x, y, 1.3, inks.main)
        c.text(x, y + 6.2, str(cost), BODY, inks.words, side, is_bold=True)
    for share in (0, 10, 20, 30, 40, 50):
        c.text(axes.at(share, 0)[0], 83.6, str(share), SMALL, inks.words, "ms")
    c.text(axes.right, 88.6, "Per cent of wagons loaded on the return journey", SMALL, inks.words, "rs")


# April means at Ferrin Lock in cubic metres a second: nine below 410, two of those in the first half.
SPRINGS = (
    *(612, 548, 705, 633, 386, 590, 661, 742, 525, 498, 577, 640, 699, 560, 362, 604, 718, 655, 531, 582),
    *(488, 400, 566, 620, 335, 410, 541, 393, 597, 470, 271, 502, 455, 379, 610, 411, 314, 533, 370, 560),
)


def spring_flow_bars(c: Canvas) -> None:
    """The river's flow in 40 springs against the two thresholds: the story `orrin-scale-tested-on-forty-springs`."""
    inks = paper(c)
    title(
        c,
        inks,
        "Nine springs of 40 below the threshold",
        "Mean flow at Ferrin Lock in April, cubic metres a second",
    )
    axes = Axes(1, 40, 800, left=24, right=129)
    axes.grid(c, inks, 200)
    width = (axes.right - axes.left) / 39 * 0.7
    for number, flow in enumerate(SPRINGS, 1):
        x, y = axes.at(number, flow)
        c.rect(x - width / 2, y, width, axes.bottom - y, inks.mark if flow < 410 else inks.pale)
    for level in (410, 260):
        y = axes.at(1, level)[1]
        dashes_across(c, y, axes.left - 3, axes.right + 3, inks.words)
        c.text(axes.right + 4.4, y + 1.3, str(level), SMALL, inks.words, is_bold=True)
    for number in (1, 10, 20, 30, 40):
        c.text(axes.at(number, 0)[0], 83.6, str(number), SMALL, inks.words, "ms")
    c.rect(LEFT + 12, 85.8, 3, 3, inks.mark)
    c.text(LEFT + 16.6, 88.6, "water would have been cut", SMALL, inks.words)
    c.text(axes.right, 88.6, "spring", SMALL, inks.words, "rs")


SCENES = {
    "turnout-bars": turnout_bars,
    "bus-fare-bars": bus_fare_bars,
    "overrun-bars": overrun_bars,
    "cooling-bars": cooling_bars,
    "harvest-lines": harvest_lines,
    "return-load-lines": return_load_lines,
    "spring-flow-bars": spring_flow_bars,
}
