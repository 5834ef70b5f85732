"""What cleaning keeps, mends and refuses."""

import re

import pytest

from articles.body.cleaning import BodyRefused, clean_body

ID = re.compile(r' id="b-[a-z2-7]{8}"')


def bare(html: str) -> str:
    return ID.sub("", clean_body(html)).replace("\n", "")


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("loose <b>text</b>", "<p>loose <strong>text</strong></p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<h1>Head</h1>", "<h2>Head</h2>"),
        ("<p>a</p><p></p><p>&nbsp;</p><p><br></p>", "<p>a</p>"),
        ("<p>Storm&nbsp;damage&nbsp;&nbsp; in</p>", "<p>Storm damage in</p>"),
        ("<p>10\u202fkm</p>", "<p>10\u202fkm</p>"),
        ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
        ("<p><em><strong>a</strong></em></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p><strong>a</strong><strong>b</strong></p>", "<p><strong>ab</strong></p>"),
        ("<p>cafe\u0301</p>", "<p>caf\u00e9</p>"),
        ("<p>a\x00\x07b</p>", "<p>ab</p>"),
        ("<p>a<img src=data:x>b</p>", "<p>ab</p>"),
        ("<ul>\x0ca\x0c<li>b</li>\x0c</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<ul><li>a<ul><li>b</ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        ("<blockquote>a<cite>b</cite></blockquote>", "<blockquote><p>a</p><cite>b</cite></blockquote>"),
        ("<p dir=rtl>a</p><p dir=auto>b</p>", '<p dir="rtl">a</p><p>b</p>'),
        ("<p>a &amp; b &lt; c</p>", "<p>a &amp; b &lt; c</p>"),
        ("<aside data-news=gallery><p>a</p></aside>", "<p>a</p>"),
        (
            "<p>x<figure data-news=image data-image-id=12></figure>y</p>",
            '<p>x</p><figure data-news="image" data-image-id="12" data-layout="normal"></figure><p>y</p>',
        ),
        (
            (
                '<figure data-news=image data-image-id=7 data-layout=wide data-alt="Two  boats">'
                "<figcaption><p>By <em>day</em></p></figcaption></figure>"
            ),
            (
                '<figure data-news="image" data-image-id="7" data-layout="wide" data-alt="Two boats">'
                "<figcaption>By <em>day</em></figcaption></figure>"
            ),
        ),
        (
            "<aside data-news=related data-articles='3, 4,3,0,x'>whatever</aside>",
            '<aside data-news="related" data-articles="3,4"></aside>',
        ),
        (
            "<aside data-news=pullquote><p>We wait.</p><p>A farmer</p></aside>",
            '<aside data-news="pullquote"><p>We wait.</p><p data-news="speaker">A farmer</p></aside>',
        ),
        (
            "<figure data-news=embed data-url=https://youtu.be/abcdefghijk?si=x><figcaption>f</figure>",
            (
                '<figure data-news="embed" data-url="https://www.youtube.com/watch?v=abcdefghijk">'
                "<figcaption>f</figcaption></figure>"
            ),
        ),
        (
            "<figure data-news=embed data-url=https://film.example/1><figcaption>f</figure>",
            '<p>f</p><p><a href="https://film.example/1">https://film.example/1</a></p>',
        ),
    ],
)
def test_a_body_is_stored_in_one_form(sent: str, stored: str) -> None:
    assert bare(sent) == stored


@pytest.mark.parametrize(
    "href",
    [
        "https://a.example/b?c=1&amp;d=2#e",
        "http://a.example",
        "mailto:desk@a.example",
        "tel:+4930123",
        "/en/x/",
    ],
)
def test_good_links_stay(href: str) -> None:
    assert bare(f'<p><a href="{href}">a</a></p>') == f'<p><a href="{href}">a</a></p>'


def test_arabic_text_is_untouched() -> None:
    text = "قالَ الوزيرُ \u200fإنّ ٣٫٥ ملايين\u200c شخص… «نعم»؟"
    assert bare(f'<p dir="rtl">{text}</p>') == f'<p dir="rtl">{text}</p>'


def test_ids_survive_an_edit_and_new_blocks_get_their_own() -> None:
    first = clean_body("<p>one</p><p>two</p>")
    edited = first.replace("one", "one and a half").replace("\n", "<p>new</p>")
    ids = ID.findall(clean_body(edited))
    assert [ids[0], ids[2]] == ID.findall(first)
    assert len(set(ids)) == 3


def test_a_copied_block_gets_a_new_id_and_the_first_keeps_its_own() -> None:
    first = clean_body("<p>one</p>")
    ids = ID.findall(clean_body(first + first))
    assert ids[0] == ID.findall(first)[0]
    assert ids[1] != ids[0]


def test_a_malformed_id_is_replaced() -> None:
    assert 'id="intro"' not in clean_body('<p id="intro">a</p>')


def test_over_two_megabytes_is_refused_by_bytes_not_characters() -> None:
    with pytest.raises(BodyRefused, match="2 MB"):
        clean_body("\u0646" * (1024 * 1024 + 1))


def test_end_tags_hidden_in_comments_and_attributes_do_not_hide_depth() -> None:
    for hidden in (
        "<!-- </div> -->",
        '<p title="</div>">',
        "<textarea></div></textarea>",
        "<style></div></style>",
    ):
        with pytest.raises(BodyRefused, match="100 levels"):
            clean_body(f"<div>{hidden}" * 150)


def test_a_thousand_unclosed_paragraphs_are_not_deep() -> None:
    assert bare("<p>a" * 1000) == "<p>a</p>" * 1000
