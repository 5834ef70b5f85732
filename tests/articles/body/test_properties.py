"""Whatever is sent, cleaning is closed under the schema and does its work in one pass."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body.blocks import blocks
from articles.body.cleaning import BodyRefused, clean_body
from articles.body.merging import Op, merge, word_diff
from articles.body.reading import first_sentence, links, plain_text, word_count
from tests.articles.body.closure import faults

PIECES = st.sampled_from(
    (
        *(
            f"<{tag}>"
            for tag in [
                "p",
                "h1",
                "h2",
                "ul",
                "ol",
                "li",
                "blockquote",
                "cite",
                "strong",
                "em",
                "b",
                "i",
                "a",
                "br",
                "hr",
                "div",
                "table",
                "tr",
                "td",
                "th",
            ]
        ),
        *(
            f"</{tag}>"
            for tag in [
                "p",
                "h2",
                "ul",
                "ol",
                "li",
                "blockquote",
                "cite",
                "strong",
                "em",
                "b",
                "a",
                "div",
                "table",
                "tr",
                "td",
                "figure",
                "aside",
            ]
        ),
        *(
            f"<{tag}>"
            for tag in [
                "svg",
                "math",
                "style",
                "script",
                "title",
                "template",
                "select",
                "caption",
                "thead",
                "figcaption",
                "x",
            ]
        ),
        *(
            f"</{tag}>"
            for tag in [
                "svg",
                "math",
                "style",
                "script",
                "title",
                "template",
                "select",
                "caption",
                "thead",
                "figcaption",
                "x",
            ]
        ),
        '<figure data-news="image" data-image-id="3">',
        '<figure data-news="embed" data-url="https://youtu.be/abcdefghijk">',
        '<figure data-news="embed" data-url="https://elsewhere.example/a b">',
        '<aside data-news="related" data-articles="4,5,x">',
        '<aside data-news="pullquote">',
        '<figure data-news="gallery" data-images="7,8,x">',
        '<figure data-news="video" data-url="https://youtu.be/abcdefghijk" data-image-id="3" data-provider="x">',
        '<figure data-news="video" data-url="https://x.com/someone/status/123">',
        '<figure data-news="video" data-video-id="5" data-image-id="3">',
        '<figure data-news="video" data-video-id="5" data-url="https://youtu.be/abcdefghijk">',
        '<figure data-news="video" data-video-id="0">',
        '<aside data-news="factbox" id="b-abcdefgh">',
        '<aside data-news="timeline">',
        '<aside data-news="timeline"><ol><li><p data-news="when">',
        '<p data-news="when" dir="rtl">',
        '<span data-news="footnote" data-note="a  &quot;note&quot; &amp; &lt;b&gt;">',
        '<span data-news="footnote" data-note=" \u0338e\u0301">',
        '<span data-news="footnote">',
        '<span style="x">',
        "</span>",
        '<th rowspan="2">',
        '<aside data-news="unknown" dir="rtl">',
        '<p data-news="speaker" id="b-abcdefgh">',
        '<p dir="rtl" id="b-abcdefgh">',
        '<a href="/there">',
        '<a href="https://x.example/?a=1&b=2">',
        '<td colspan="2" scope="row">',
        *(
            " ",
            "\n",
            "\x0c",
            "\u00a0",
            "&nbsp;",
            "e",
            "\u0301",
            "\u0338",
            "&#824;",
            "&",
            "<",
            ">",
            '"',
            "'",
            "<!--",
            "-->",
        ),
        *("word", "\u0627\u0644\u0646\u0647\u0631", "\u6cb3", "&amp;", "&lt;", "\x00", "=", "/", "a b"),
    )
)
HTML = st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(HTML)
def test_cleaning_is_closed_and_idempotent(html: str) -> None:
    once = clean_body(html)
    assert faults(once) == []
    assert clean_body(once) == once


OUTER = (
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "cite", "strong", "a href=/x", "div", "section"),
    *("table", "tr", "td", "th", "thead", "caption", "figcaption", "span", 'p data-news="when"'),
    *('p data-news="speaker"', 'span data-news="footnote"', 'span data-news="footnote" data-note="note{}"'),
    *('aside data-news="pullquote"', 'aside data-news="factbox"', 'aside data-news="timeline"'),
    *('aside data-news="unknown"', 'figure data-news="gallery" data-images="1,2"'),
    'figure data-news="image" data-image-id="3"',
    'figure data-news="video" data-url="https://youtu.be/abcdefghijk"',
    'figure data-news="video" data-video-id="5"',
    'figure data-news="embed" data-url="https://elsewhere.example/"',
)
TREES = st.recursive(
    st.just("word{} "),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split(' ')[0]}>",
        st.sampled_from(OUTER),
        st.lists(inside, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None)
@given(TREES)
def test_no_word_is_lost_and_none_is_doubled(tree: str) -> None:
    html = tree.format(*range(tree.count("{}")))
    body = clean_body(html)
    assert sorted(re.findall(r"(?:word|note)\d+", body)) == sorted(re.findall(r"(?:word|note)\d+", html))
    assert faults(body) == []
    assert clean_body(body) == body


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_blocks_of_a_clean_body_say_the_same_html(html: str) -> None:
    body = clean_body(html)
    assert "\n".join(block.html for block in blocks(body)) == body


@settings(max_examples=150, deadline=None)
@given(HTML)
def test_reading_never_raises(html: str) -> None:
    words = word_count(html)
    assert words >= 0
    assert len(first_sentence(html)) <= len(plain_text(html))
    assert all(isinstance(link, str) for link in links(html))


@settings(max_examples=150, deadline=None)
@given(HTML, HTML)
def test_merging_with_an_unchanged_side_gives_the_other(base_html: str, changed_html: str) -> None:
    base, changed = clean_body(base_html), clean_body(changed_html)
    assert merge(base, changed, base).body == changed
    assert merge(base, base, changed).body == changed
    assert merge(base, changed, changed).conflicts == ()


@settings(max_examples=100, deadline=None)
@given(HTML, HTML)
def test_a_comparison_holds_all_words_of_both(a_html: str, b_html: str) -> None:
    a, b = clean_body(a_html), clean_body(b_html)
    spans = word_diff(a, b)
    old = " ".join(span.text for span in spans if span.op != Op.INSERT).split()
    new = " ".join(span.text for span in spans if span.op != Op.DELETE).split()
    assert old == " ".join(span.text for span in word_diff(a, a)).split()
    assert new == " ".join(span.text for span in word_diff(b, b)).split()


@settings(max_examples=50, deadline=None)
@given(
    st.integers(min_value=101, max_value=300), st.sampled_from(["div", "blockquote", "x", "strong", "svg"])
)
def test_deep_nesting_is_refused(depth: int, tag: str) -> None:
    with pytest.raises(BodyRefused, match="100 levels"):
        clean_body(f"<{tag}>" * depth)
