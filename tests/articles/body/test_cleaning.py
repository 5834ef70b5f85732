"""What cleaning keeps, mends and refuses."""

import re
from pathlib import Path

import pytest

from articles.body.cleaning import BodyRefused, clean_body
from articles.body.elements import _ID_LETTERS

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
                '<figure data-news="embed" data-url="https://www.youtube.com/watch?v=abcdefghijk" '
                'data-provider="youtube"><figcaption>f</figcaption></figure>'
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


VIDEO = 'data-url="https://www.youtube.com/watch?v=abcdefghijk" data-provider="youtube"'


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (
            "<figure data-news=gallery data-images='12, 15,12,x,9'><figcaption>On the <b>quay</b></figure>",
            (
                '<figure data-news="gallery" data-images="12,15,9">'
                "<figcaption>On the <strong>quay</strong></figcaption></figure>"
            ),
        ),
        ("<figure data-news=gallery data-images=x><figcaption>No pictures</figure>", "<p>No pictures</p>"),
        (
            "<figure data-news=video data-url=https://youtu.be/abcdefghijk data-provider=x data-image-id=4></figure>",
            f'<figure data-news="video" {VIDEO} data-image-id="4"></figure>',
        ),
        (
            "<figure data-news=video data-url=https://youtu.be/abcdefghijk data-image-id=0><figcaption>f</figure>",
            f'<figure data-news="video" {VIDEO}><figcaption>f</figcaption></figure>',
        ),
        (
            "<figure data-news=video data-url=https://x.com/someone/status/123><figcaption>f</figure>",
            '<p>f</p><p><a href="https://x.com/someone/status/123">https://x.com/someone/status/123</a></p>',
        ),
        (
            "<aside data-news=factbox><h2>In <i>brief</i></h2>a<ul><li>b</ul><h3>c</h3></aside>",
            (
                '<aside data-news="factbox"><h3>In <em>brief</em></h3><p>a</p><ul><li><p>b</p></li></ul>'
                "<p>c</p></aside>"
            ),
        ),
        (
            "<aside data-news=factbox><p>a</p><blockquote>b</blockquote><hr><table><tr><td>c</table></aside>",
            (
                '<aside data-news="factbox"><p>a</p><p>b</p></aside><hr>'
                "<table><tbody><tr><td>c</td></tr></tbody></table>"
            ),
        ),
        ("<aside data-news=factbox> <p></p></aside>", ""),
        (
            (
                "<aside data-news=timeline><h4>The bridge</h4><ul><li dir=rtl><p data-news=when>1998</p>"
                "<p>Built.</p>Opened.</li><li><p data-news=when></p></li></ul></aside>"
            ),
            (
                '<aside data-news="timeline"><h3>The bridge</h3><ol><li dir="rtl"><p data-news="when">1998</p>'
                "<p>Built.</p><p>Opened.</p></li></ol></aside>"
            ),
        ),
        (
            "<aside data-news=timeline>before<ol>loose<li>a<p data-news=when>b<p data-news=when>c</ol>after</aside>",
            (
                '<aside data-news="timeline"><ol><li><p data-news="when"></p><p>loose</p></li>'
                '<li><p data-news="when">b</p><p>a</p><p>c</p></li></ol></aside><p>before</p><p>after</p>'
            ),
        ),
        (
            "<aside data-news=timeline><ol><li><p data-news=when>1998</p><hr><ul><li>a<li>b</ul></ol></aside>",
            (
                '<aside data-news="timeline"><ol><li><p data-news="when">1998</p><p>a</p><p>b</p></li></ol>'
                "</aside><hr>"
            ),
        ),
        ("<aside data-news=timeline><p>No events</p></aside>", "<p>No events</p>"),
        (
            "<p>It rose<span data-news=footnote data-note=' The  &quot;Gauge&quot;\n'></span>.</p>",
            ('<p>It rose<span data-news="footnote" data-note="The &quot;Gauge&quot;"></span>.</p>'),
        ),
        (
            "<p><a href=/a><b>one <span data-news=footnote data-note=n></span> two</b></a></p>",
            (
                '<p><a href="/a"><strong>one </strong></a><span data-news="footnote" data-note="n"></span>'
                '<a href="/a"><strong> two</strong></a></p>'
            ),
        ),
        (
            "<p>a<span data-news=footnote data-note=n>written inside</span></p>",
            '<p>a<span data-news="footnote" data-note="n"></span>written inside</p>',
        ),
        ("<p>a<span data-news=footnote>b</span><span data-note=c>d</span></p>", "<p>abd</p>"),
        (
            "<p> <span data-news=footnote data-note=n></span> </p>",
            '<p><span data-news="footnote" data-note="n"></span></p>',
        ),
    ],
)
def test_a_node_is_stored_in_its_own_shape_and_what_does_not_fit_follows_it(sent: str, stored: str) -> None:
    assert bare(sent) == stored


def test_a_footnote_that_is_too_long_goes_on_in_another_one() -> None:
    words = [f"word{number}" for number in range(400)]
    stored = clean_body(f"<p>a<span data-news=footnote data-note='{' '.join(words)}'></span></p>")
    notes = re.findall(r'data-note="([^"]*)"', stored)
    assert len(notes) == 4
    assert max(map(len, notes)) <= 1000
    assert " ".join(notes).split() == words


def test_a_gallery_has_its_first_forty_pictures() -> None:
    ids = [str(number) for number in range(1, 60)]
    sent = f"<figure data-news=gallery data-images='{','.join(ids)}'></figure>"
    assert bare(sent) == f'<figure data-news="gallery" data-images="{",".join(ids[:40])}"></figure>'


@pytest.mark.parametrize(
    ("rows", "stored"),
    [
        (
            "<tr><th>a<th>b<tr><td>c<td>d",
            "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody>",
        ),
        (
            "<tr><th>a<tr><th>b<tr><td>c<tr><th>d",
            (
                "<thead><tr><th>a</th></tr><tr><th>b</th></tr></thead>"
                "<tbody><tr><td>c</td></tr><tr><th>d</th></tr></tbody>"
            ),
        ),
        (
            "<tr><th>a<td>b<tr><th>c<td>d",
            "<tbody><tr><th>a</th><td>b</td></tr><tr><th>c</th><td>d</td></tr></tbody>",
        ),
        (
            "<thead><tr><td>a<th>b</thead><tr><td>c<td>d",
            "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody>",
        ),
        (
            "<tr><th rowspan=2>a<th>b<tr><td>c",
            '<tbody><tr><th rowspan="2">a</th><th>b</th></tr><tr><td>c</td></tr></tbody>',
        ),
        (
            "<tr><th rowspan=2>a<th>b<tr><th>c<tr><td>d<td>e",
            (
                '<thead><tr><th rowspan="2">a</th><th>b</th></tr><tr><th>c</th></tr></thead>'
                "<tbody><tr><td>d</td><td>e</td></tr></tbody>"
            ),
        ),
    ],
)
def test_rows_of_header_cells_at_the_top_are_the_head_of_a_table(rows: str, stored: str) -> None:
    assert bare(f"<table>{rows}</table>") == f"<table>{stored}</table>"


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


def test_what_could_not_be_read_again_is_not_stored() -> None:
    with pytest.raises(BodyRefused, match="50,000 tags"):
        clean_body("<p>a" * 30_000)


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


def test_a_new_id_holds_no_word_for_which_reading_modes_throw_a_block_out() -> None:
    ids = ID.findall(clean_body("<p>A line.</p>" * 400))
    assert len(ids) == 400
    assert not re.search("[aeiou]|rss|gdpr", "".join(name[len(' id="b-') : -1] for name in ids))


def test_the_editor_makes_ids_of_the_same_letters() -> None:
    script = Path("static/js/desk/comment_marks.js").read_text()
    assert f'const LETTERS = "{_ID_LETTERS}"' in script
