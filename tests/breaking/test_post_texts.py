"""The plain writing of the composer: what it becomes, and that it comes back as it was."""

from __future__ import annotations

import pytest

from articles.body.blocks import Kind, blocks
from articles.body.cleaning import clean_body
from breaking.live.writing import as_text, from_text

PAGE = "https://www.example.org/news/today"


def body(text: str) -> str:
    return clean_body(from_text(text))


def html(text: str) -> str:
    """Without the ids of blocks."""
    return "".join(block.html.replace(f' id="{block.id}"', "") for block in blocks(body(text)))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("A **bold** word", "<p>A <strong>bold</strong> word</p>"),
        ("A *soft* word, 5*3*2", "<p>A <em>soft</em> word, 5*3*2</p>"),
        (f"See {PAGE}.", f'<p>See <a href="{PAGE}">example.org/news/today</a>.</p>'),
        (f"[the page]({PAGE})", f'<p><a href="{PAGE}">the page</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("- a\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("", ""),
    ],
)
def test_plain_writing_becomes_blocks(text: str, made: str) -> None:
    assert html(text) == made


def test_a_line_that_is_an_address_of_a_known_host_is_embedded() -> None:
    text = "Look:\nhttps://x.com/port/status/12345\nand\nhttps://youtu.be/abcdefghijk"
    assert [block.kind for block in blocks(body(text))] == [
        Kind.PARAGRAPH,
        Kind.EMBED,
        Kind.PARAGRAPH,
        Kind.VIDEO,
    ]


def test_an_address_of_any_other_host_is_a_link() -> None:
    for address in (PAGE, "https://evil.example/x.com/a/status/1", "https://x.com.evil.example/a/status/1"):
        assert [block.kind for block in blocks(body(address))] == [Kind.PARAGRAPH]


def test_brackets_that_belong_to_an_address_stay_with_it() -> None:
    address = "https://example.org/wiki/Boat_(vessel)"
    assert f'href="{address}"' in html(f"See {address}")
    assert 'href="https://example.org/a"' in html("(see https://example.org/a)")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One.\n\nTwo\nthree **four** *five*",
        f"See {PAGE} and [this](https://example.org/a?b=1&c=2)",
        "- a\n- **b**\n\n> c\n> d",
        "https://x.com/port/status/12345",
        "مرحبا and back",
        "https://example.org/" + "long/" * 30,
    ],
)
def test_what_was_written_comes_back_as_it_was(text: str) -> None:
    assert html(as_text(body(text)) or "") == html(text)


def test_what_the_field_cannot_hold_is_not_offered_for_editing() -> None:
    table = clean_body("<p>x</p><table><tr><td>1</td></tr></table>")
    assert as_text(table) is None
