"""The readers' style sheets: colours that can be read, and rules that work in both directions of writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from articles.sections.kinds import Tone

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
SHEETS = sorted([*CSS.glob("*.css"), *CSS.glob("components/*.css"), *CSS.glob("pages/*.css")])
TOKENS = (CSS / "tokens.css").read_text()
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);")
COLOURS: dict[str, tuple[str, str]] = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}
THEMES = {"light": 0, "dark": 1}
# A word in any of these is read on any of the papers.
WORDS = ("ink", "ink-2", "brand", "live", "opinion", "culture", "sport")
PAPERS = ("paper", "paper-2")
READABLE, VISIBLE = 6.2, 3.6

EVERYWHERE = [
    *SHEETS,
    *sorted(CSS.glob("desk/*.css")),
    CSS.parent.parent / "templates" / "lite" / "_style.css",
]

SIDES = r"(?:left|right|top|bottom)"
PHYSICAL = re.compile(
    rf"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-{SIDES}(?:-\w+)?"
    rf"|{SIDES}|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear|caption-side|resize)\s*:\s*(?:left|right|top|bottom|horizontal|vertical)"
)
# Queries of the window, and of what pictures are drawn in, know no direction.
QUERIES = re.compile(r"@(?:media|container)[^{]*\{")


def luminance(colour: str) -> float:
    """Relative luminance of a colour `#rgb` or `#rrggbb`, by WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: str) -> float:
    light, dark = sorted((luminance(COLOURS[name][THEMES[theme]]) for name in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert (luminance("#fff") + 0.05) / (luminance("#000") + 0.05) == pytest.approx(21)
    assert contrast("ink", "paper", "light") == pytest.approx(18.5, abs=0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("word", WORDS)
def test_words_are_readable_on_both_papers(word: str, paper: str, theme: str) -> None:
    assert contrast(word, paper, theme) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
def test_words_on_other_grounds_are_readable(theme: str) -> None:
    assert contrast("on-live", "live", theme) >= READABLE
    assert contrast("ink", "mark", theme) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("line", ["control", "focus"])
def test_borders_of_controls_and_the_focus_are_seen(line: str, paper: str, theme: str) -> None:
    assert contrast(line, paper, theme) >= VISIBLE


@pytest.mark.parametrize("sheet", EVERYWHERE, ids=lambda sheet: f"{sheet.parent.name}/{sheet.name}")
def test_no_rule_knows_left_from_right(sheet: Path) -> None:
    assert PHYSICAL.findall(QUERIES.sub("{", sheet.read_text())) == []


@pytest.mark.parametrize(
    "rule", ["margin-left: 0", "left:0", "text-align: right", "width: 1px", "max-height: 2rem"]
)
def test_the_search_for_sides_finds_them(rule: str) -> None:
    assert PHYSICAL.search(f"a {{ {rule}; }}")


@pytest.mark.parametrize("tone", Tone.values)
def test_every_colour_of_a_section_is_a_token_that_can_be_read(tone: str) -> None:
    assert tone in WORDS
    card = (CSS / "components" / "card.css").read_text()
    assert re.search(rf"\.tone--{tone} \{{\s*--tone: var\(--{tone}\);", card)


WINDOW = re.compile(r"\((?:min|max)-width: ([0-9.]+)rem\)")


def test_the_window_s_widths_at_which_pages_change_are_few() -> None:
    asked = {float(width) for sheet in SHEETS for width in WINDOW.findall(sheet.read_text())}
    assert asked <= {30, 47.99, 48, 63.99, 64, 80}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_newspaper_has_no_shadows_no_rounded_boxes_and_no_fonts_of_its_own(sheet: Path) -> None:
    text = sheet.read_text()
    assert re.findall(r"(?:box|text)-shadow|@font-face", text) == []
    # Round are only dots.
    assert set(re.findall(r"border-radius: ([^;]+);", text)) <= {"0", "50%"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_motion_takes_longer_than_a_fifth_of_a_second(sheet: Path) -> None:
    times = re.findall(r"(?:transition|animation)[a-z-]*:[^;]*?\b([0-9.]+)(ms|s)\b", sheet.read_text())
    assert all(float(time) * (1 if unit == "s" else 0.001) <= 0.2 for time, unit in times)


ARABIC = TOKENS[TOKENS.index('[lang|="ar"]') :]
LATIN = TOKENS[: TOKENS.index('[lang|="ar"]')]
TYPE = re.compile(r"--t-([a-z0-9-]+): \d+ (?:clamp\()?([0-9.]+)rem[^/;]*/([0-9.]+)")


def test_arabic_is_set_larger_and_wider_apart_and_never_spaced_out() -> None:
    latin, arabic = ({name: (float(s), float(h)) for name, s, h in TYPE.findall(t)} for t in (LATIN, ARABIC))
    assert {"body", "h1", "card", "meta"} <= set(arabic)
    for name, (size, height) in arabic.items():
        assert size >= latin[name][0], name
        assert height > latin[name][1], name
    assert arabic["body"][1] == 1.8
    assert "--tracking: 0;" in ARABIC


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_arabic_letters_are_never_spaced_out_and_no_letters_made_capitals(sheet: Path) -> None:
    text = sheet.read_text()
    spaced = set(re.findall(r"letter-spacing: ([^;]+);", text)) - {"0", "var(--tracking)"}
    assert not spaced or re.search(r":lang\(ar\)[^{]*\{[^}]*letter-spacing: 0;", text)
    assert "text-transform" not in text
