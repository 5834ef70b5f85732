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
    "as many paragraphs as may be": ("'<p>a' * 49_000", 15),
    "marks opened and closed": ("('<strong>' * 90 + '</strong>' * 90) * 250", 5),
    "marks closed in the wrong order": ("'<b><i>a</b></i>' * 12_000", 8),
    "links in links": ("'<a href=/x>a' * 49_000", 8),
    "list items": ("'<ul>' + '<li>a' * 49_000", 15),
    "deep lists": ("('<ul><li>' * 48 + 'a' + '</li></ul>' * 48) * 250", 5),
    "text in a table": ("'<table>' + '<p>a' * 49_000", 15),
    "cells": ("'<table>' + '<td>a' * 49_000", 15),
    "combining marks": ("'e' + '\\u0301\\u0316' * (M // 2 - 10)", 5),
    "one number": ("'&#' + '1' * (2 * M - 10)", 5),
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
    blocks(body)
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
