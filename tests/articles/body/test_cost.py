"""Hostile sizes cost seconds at most: each runs alone under the kernel's limit on processor time."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

# Expression of the text, and five times the processor seconds that it took when written.
CASES = {
    "open divs": ("'<div>' * (2 * M // 5)", 5),
    "nested divs": ("'<div>' * 20000 + 'a' + '</div>' * 20000", 5),
    "nested unknown": ("'<x>' * 20000 + 'a' + '</x>' * 20000", 5),
    "angle brackets": ("'<' * (2 * M)", 10),
    "no-break spaces": ("'&nbsp;' * (2 * M // 6)", 15),
    "ampersands": ("'&' * (2 * M)", 5),
    "ampersands that fit": ("'&' * 400_000", 15),
    "unknown references": ("'&zz;' * 250_000", 22),
    "ampersands in an attribute": ("'<a href=\"/' + '&' * 400_000 + '\">a</a>'", 12),
    "large attribute": ("'<p title=\"' + 'x>' * (M // 2) + '\">a</p>'", 5),
    "plain large attribute": ("'<p dir=\"' + 'x' * M + '\">a</p>'", 5),
    "unclosed quotes": ("'<a b=\"' * (2 * M // 6)", 5),
    "unclosed tags": ("'<a ' * (2 * M // 3)", 5),
    "unclosed comments": ("'<!--' * (M // 2)", 5),
    "declarations": ("'<!' * M", 5),
    "short paragraphs": ("'<p>a</p>' * (2 * M // 8)", 5),
    "as many paragraphs as may be": ("'<p>a' * 24_900", 15),
    "more paragraphs than may be": ("'<p>a' * 49_000", 15),
    "marks opened and closed": ("('<strong>' * 90 + '</strong>' * 90) * 250", 5),
    "marks closed in the wrong order": ("'<b><i>a</b></i>' * 12_000", 8),
    "links in links": ("'<a href=/x>a' * 49_000", 8),
    "list items": ("'<ul>' + '<li>a' * 49_000", 15),
    "deep lists": ("('<ul><li>' * 48 + 'a' + '</li></ul>' * 48) * 250", 5),
    "text in a table": ("'<table>' + '<p>a' * 49_000", 15),
    "cells": ("'<table>' + '<td>a' * 49_000", 15),
    "combining marks": ("'e' + '\\u0301\\u0316' * (M // 2 - 10)", 5),
    "one number": ("'&#' + '1' * (2 * M - 10)", 5),
    "footnotes": ("'<p>' + '<span data-news=footnote data-note=n></span>' * 24_000", 12),
    "spans never closed": ("'<p>' + '<span>a' * 99 + '</p>' + ('<p><span><span>a') * 16_000", 8),
    "a footnote without end": ("'<p><span data-news=footnote data-note=\"' + 'word ' * 400_000 + '\">'", 12),
    "a footnote without a space": (
        "'<p><span data-news=footnote data-note=\"' + 'w' * 2_000_000 + '\">'",
        12,
    ),
    "footnotes in links": ("'<p><a href=/x>' + 'a<span data-news=footnote data-note=n></span>' * 12_000", 12),
    "pictures of one gallery": (
        "'<figure data-news=gallery data-images=\"' + ','.join(map(str, range(280_000))) + '\">'",
        10,
    ),
    "galleries in galleries": ("'<figure data-news=gallery data-images=1>a' * 90", 5),
    "lines of a fact box": ("'<aside data-news=factbox>' + '<p>a' * 24_900", 15),
    "fact boxes": ("'<aside data-news=factbox><p>a</p></aside>' * 12_000", 8),
    "fact boxes in fact boxes": ("('<aside data-news=factbox><p>a' * 90 + '</aside>' * 90) * 90", 12),
    "events": ("'<aside data-news=timeline><ol>' + '<li><p data-news=when>a<p>b' * 8_000", 15),
    "events without items": ("'<aside data-news=timeline>' + '<ol>a</ol>' * 8_000", 12),
    "timelines in timelines": (
        "('<aside data-news=timeline><ol><li>a' * 30 + '</ol></aside>' * 30) * 120",
        12,
    ),
    "header rows": ("'<table>' + '<tr><th rowspan=100>a' * 12_000", 15),
    "one paragraph": ("'word ' * (2 * M // 6)", 8),
}

CHILD = """
import sys
from articles.body.blocks import blocks
from articles.body.cleaning import BodyRefused, clean_body
M = 1024 * 1024
try:
    body = clean_body(eval(sys.argv[1]))
except BodyRefused as refusal:
    print("refused:", refusal)
else:
    assert "\\n".join(block.html for block in blocks(body)) == body
    print("cleaned")
"""


@pytest.mark.parametrize(("expression", "seconds"), CASES.values(), ids=CASES)
def test_cleaning_and_reading_stay_within_their_time(expression: str, seconds: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    done = subprocess.run(
        [sys.executable, "-c", CHILD, expression],
        cwd=ROOT,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:] or f"stopped after {seconds} s"


# Of the length of a book's part: what a writer may wait for at every save, in all far below a second.
LONG = """
import time
from articles.body.blocks import blocks
from articles.body.cleaning import clean_body
from articles.body.markup import well_formed
from articles.body.reading import word_count
part = (
    "<h2>Part</h2>" + "<p>" + "A <em>word</em> and <a href=/en/a/>eight others that follow here</a>. " * 19
    + "<span data-news=footnote data-note='As counted'></span></p>"
    + "<p>" + "Ten words of which none is marked, in one row. " * 20 + "</p>"
    + "<aside data-news=factbox><h3>Facts</h3><ul><li>one<li>two</ul></aside>"
    + "<aside data-news=timeline><ol><li><p data-news=when>1998</p><p>built</p></ol></aside>"
    + "<figure data-news=gallery data-images=1,2,3><figcaption>quay</figcaption></figure>"
)
start = time.process_time()
body = clean_body(part * 56)
cleaned = time.process_time()
well_formed(body)
formed = time.process_time()
found = blocks(body)
read = time.process_time()
print(len(body), "bytes; clean_body", cleaned - start, "well_formed", formed - cleaned, "blocks", read - formed)
assert (len(found), word_count(found)) == (56 * 6, 56 * (1 + 19 * 8 + 20 * 10 + 3 + 2)), (len(found), word_count(found))
assert read - start < 1.2, (cleaned - start, formed - cleaned, read - formed)
"""


def test_a_body_of_twenty_thousand_words_is_cleaned_and_read_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", LONG], cwd=ROOT, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-500:]


COMPARISON = """
import random, sys
from articles.body.merging import word_diff
choose = random.Random(7)
def body():
    return "".join(
        f'<p id="b-aaaaaa{chr(97 + n // 26)}{chr(97 + n % 26)}">'
        + " ".join(choose.choice("ab") for _ in range(400)) + "</p>"
        for n in range(600)
    )
print(len(word_diff(body(), body())))
"""


def test_comparing_long_alike_texts_stays_within_its_time() -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    done = subprocess.run(
        [sys.executable, "-c", COMPARISON],
        cwd=ROOT,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:] or "stopped after 20 s"
