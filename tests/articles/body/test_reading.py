"""Blocks, counts and references of a body."""

import logging

import pytest

from articles.body.blocks import Block, Kind, blocks
from articles.body.cleaning import clean_body
from articles.body.providers import PROVIDERS, Provider, csp_for, provider_for, resolve
from articles.body.reading import (
    article_ids,
    embed_urls,
    first_sentence,
    has_words,
    image_ids,
    links,
    minutes_read,
    plain_text,
    word_count,
)

BODY = clean_body(
    "<p>The river rose, said Dr. Vale. It fell.</p><h3>What next</h3><ul><li>one<li>two</ul>"
    "<blockquote><p>quoted</p><cite>Someone</cite></blockquote>"
    "<figure data-news=image data-image-id=9 data-layout=portrait data-alt=Boats><figcaption>A <em>c</em></figure>"
    "<aside data-news=related data-articles=5,6></aside>"
    "<aside data-news=pullquote><p>We wait.</p><p>A farmer</p></aside>"
    "<figure data-news=embed data-url=https://vimeo.com/123><figcaption>Film</figcaption></figure>"
    "<table><tr><td>x<td>y</table><hr><p><a href=/en/a/>link</a></p>"
)


RICH = clean_body(
    "<p>It rose<span data-news=footnote data-note='The gauge at Orrin'></span> <b>fast</b>.</p>"
    "<figure data-news=gallery data-images=4,7><figcaption>On the quay</figcaption></figure>"
    "<figure data-news=video data-url=https://vimeo.com/123 data-image-id=7><figcaption>Seen from above</figure>"
    "<aside data-news=factbox><h3>The river</h3><p>It is long.</p><ul><li>Slow</ul></aside>"
    "<aside data-news=timeline><h3>Floods</h3><ol><li><p data-news=when>1998</p><p>The first.</p></li>"
    "<li><p>The last<span data-news=footnote data-note='So far'></span>.</p></ol></aside>"
    "<table><caption>Levels</caption><tr><th>Day<tr><td>Monday</table>"
    "<figure data-news=embed data-url=https://x.com/someone/status/123><figcaption>It rains</figure>"
)


def only(kind: Kind) -> Block:
    [block] = [block for block in blocks(RICH) if block.kind == kind]
    return block


def test_every_kind_is_told_apart() -> None:
    assert [block.kind for block in blocks(BODY)] == [
        "paragraph", "heading", "list", "quote", "image", "related", "pullquote", "embed", "table", "rule", "paragraph",
    ]  # fmt: skip
    assert [block.kind for block in blocks(RICH)] == [
        "paragraph", "gallery", "video", "factbox", "timeline", "table", "embed",
    ]  # fmt: skip


def test_a_gallery_a_video_and_a_post_have_their_fields() -> None:
    gallery, video, post = only(Kind.GALLERY), only(Kind.VIDEO), only(Kind.EMBED)
    assert (gallery.image_ids, gallery.image_id, gallery.caption_html) == ((4, 7), None, "On the quay")
    assert (video.url, video.provider, video.image_id, video.caption_html) == (
        "https://vimeo.com/123", "vimeo", 7, "Seen from above",
    )  # fmt: skip
    assert (post.provider, post.caption_html) == ("x", "It rains")


def test_an_embed_stored_before_providers_were_written_down_has_its_provider() -> None:
    [post] = blocks('<figure id="b-aaaaaaaa" data-news="embed" data-url="https://vimeo.com/123"></figure>')
    assert post.provider == "vimeo"


def test_a_fact_box_has_title_and_content() -> None:
    box = only(Kind.FACTBOX)
    assert (box.title, box.title_html, box.content_html) == (
        "The river", "The river", "<p>It is long.</p><ul><li><p>Slow</p></li></ul>",
    )  # fmt: skip


def test_a_timeline_has_title_and_events() -> None:
    line = only(Kind.TIMELINE)
    assert line.title == "Floods"
    assert [(event.when_html, event.html) for event in line.events] == [
        ("1998", "<p>The first.</p>"),
        ("", '<p>The last<span data-news="footnote" data-note="So far"></span>.</p>'),
    ]


def test_a_table_is_called_by_its_caption() -> None:
    assert only(Kind.TABLE).title == "Levels"


def test_footnotes_stand_beside_the_text_and_not_in_it() -> None:
    first = blocks(RICH)[0]
    assert first.text == "It rose fast."
    assert first.notes == ("The gauge at Orrin",)
    assert first.text_with_notes == "It rose[The gauge at Orrin] fast."


def test_fact_boxes_and_timelines_are_read_and_counted_but_no_captions_and_footnotes() -> None:
    assert plain_text(RICH) == (
        "It rose fast.\n\nThe river\nIt is long.\nSlow\n\n"
        "Floods\n1998\nThe first.\nThe last.\n\nLevels\nDay\nMonday"
    )
    assert word_count(RICH) == 18


def test_pictures_of_galleries_and_stills_of_videos_are_listed() -> None:
    assert image_ids(RICH + BODY) == [4, 7, 9]
    assert embed_urls(RICH) == ["https://vimeo.com/123", "https://x.com/someone/status/123"]


def test_a_picture_has_its_fields() -> None:
    picture = next(block for block in blocks(BODY) if block.kind == Kind.IMAGE)
    assert (picture.image_id, picture.layout, picture.alt, picture.caption_html, picture.text) == (
        9, "portrait", "Boats", "A <em>c</em>", "A c",
    )  # fmt: skip


def test_a_pull_quote_has_quote_and_speaker() -> None:
    quote = next(block for block in blocks(BODY) if block.kind == Kind.PULLQUOTE)
    assert (quote.quote_html, quote.speaker) == ("<p>We wait.</p>", "A farmer")


def test_an_unknown_block_is_logged_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = blocks('<p id="b-aaaaaaaa">a</p><aside data-news="poll"><p>x</p></aside>')
    assert [block.text for block in found] == ["a"]
    assert "poll" in caplog.text


def test_references_are_listed_once_in_order() -> None:
    assert (image_ids(BODY + BODY), article_ids(BODY), embed_urls(BODY), links(BODY)) == (
        [9], [5, 6], ["https://vimeo.com/123"], ["/en/a/"],
    )  # fmt: skip


def test_captions_and_embeds_are_not_running_text() -> None:
    assert "Film" not in plain_text(BODY)
    assert "A c" not in plain_text(BODY)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's a well-known 3.5 per cent - no more", 8),
        ("one\u2014two", 2),
        ("قالَ الوزيرُ إنّ ٣٫٥ ملايين", 5),
        ("\u6cb3\u6c34\u4e0a\u6da8\u3002", 4),
        ("Sony \u306e\u65b0 TV", 4),
        ("", 0),
    ],
)
def test_words_are_counted_as_readers_would(text: str, words: int) -> None:
    assert word_count(f"<p>{text}</p>") == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (200, 1), (201, 2), (435, 3)])
def test_minutes_are_rounded_up(words: int, minutes: int) -> None:
    assert minutes_read(words, 200) == minutes


def test_the_first_sentence_does_not_end_at_an_abbreviation() -> None:
    assert first_sentence(BODY) == "The river rose, said Dr. Vale."
    assert first_sentence("<p>U.S. ships left. Then</p>") == "U.S. ships left."
    assert first_sentence("<p>هل وصل؟ نعم.</p>") == "هل وصل؟"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk&t=3", "youtube"),
        ("https://www.youtube.com/shorts/abcdefghijk", "youtube"),
        ("https://twitter.com/someone/status/123", "x"),
        ("https://www.instagram.com/reel/Cabcdef123/", "instagram"),
        ("https://www.facebook.com/page.name/posts/123", "facebook"),
        ("https://www.tiktok.com/@some.one/video/123", "tiktok"),
        ("https://soundcloud.com/some-one/a-track", "soundcloud"),
        ("https://open.spotify.com/episode/0123456789abcdefghijAB", "spotify"),
        ("https://bsky.app/profile/a.example.org/post/3kabcdef", "bluesky"),
        ("https://vimeo.com/123456", "vimeo"),
    ],
)
def test_a_provider_answers_and_its_form_stands_for_itself(url: str, key: str) -> None:
    found = resolve(url)
    assert found is not None
    assert found.provider.key == key
    assert resolve(found.url) == found


@pytest.mark.parametrize(
    ("url", "is_video"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", True),
        ("https://youtu.be/abcdefghijk", True),
        ("https://player.vimeo.com/video/123456", True),
        ("https://www.tiktok.com/@some.one/video/123", True),
        ("https://www.facebook.com/page.name/videos/123", True),
        ("https://www.facebook.com/watch/?v=12345", True),
        ("https://www.facebook.com/reel/123", True),
        ("https://www.facebook.com/page.name/posts/123", False),
        ("https://x.com/someone/status/123", False),
        ("https://open.spotify.com/episode/0123456789abcdefghijAB", False),
    ],
)
def test_an_address_of_a_video_is_told_from_one_of_a_post(url: str, is_video: bool) -> None:
    found = resolve(url)
    assert found is not None
    assert found.is_video == is_video


@pytest.mark.parametrize(
    "url",
    [
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://evilyoutube.com/watch?v=abcdefghijk",
        "https://a@youtube.com/watch?v=abcdefghijk",
        "https://youtube.com:443/watch?v=abcdefghijk",
        "https://youtube.com\\@evil.example/watch?v=abcdefghijk",
        "ftp://youtube.com/watch?v=abcdefghijk",
        "https://youtube.com/watch?v=a",
        "//youtube.com/watch?v=abcdefghijk",
        "https://[::1",
        "",
    ],
)
def test_nobody_answers_for_an_address_that_only_looks_alike(url: str) -> None:
    assert provider_for(url) is None


def test_a_policy_is_joined_and_sorted() -> None:
    a = Provider("a", "A", (), {"frame-src": ("https://b.example", "https://a.example")})
    b = Provider("b", "B", (), {"frame-src": ("https://a.example",), "img-src": ("https://i.example",)})
    assert csp_for([a, b]) == {
        "frame-src": ["https://a.example", "https://b.example"],
        "img-src": ["https://i.example"],
    }


def test_only_frames_of_players_widen_the_policy_of_a_page_that_shows_a_provider() -> None:
    players = {rule.player.split("/")[2] for provider in PROVIDERS for rule in provider.rules if rule.player}
    assert csp_for(PROVIDERS) == {"frame-src": [f"https://{host}" for host in sorted(players)]}


@pytest.mark.parametrize(
    "body",
    [
        *("", "<p></p>", "<p>…</p>", "<p>&amp;</p>", "<p>&amp; so</p>", "<p>One.</p>", "<p><em>One</em></p>"),
        *(
            "<h2>One</h2>",
            "<ul><li>One</li></ul>",
            "<table><tr><td>One</td></tr></table>",
            "<p>…</p><p>One</p>",
        ),
        '<figure data-news="image" data-image-id="1"><figcaption>One</figcaption></figure>',
        '<figure data-news="image" data-image-id="1"></figure><p>One</p>',
        '<aside data-news="factbox"><p>One</p></aside>',
    ],
)
def test_a_body_has_words_if_they_can_be_counted(body: str) -> None:
    assert has_words(body) == (word_count(body) > 0)
