from __future__ import annotations

import pytest

from articles.published.picture_markup import ANY_WIDTH, offer, picture_html, widest
from articles.published.pictures import Media, Picture

WIDTHS = (320, 640, 960, 1280, 1600)
ROW = "(min-width: 48rem) 13rem, 6rem"


def picture_of(**widths: tuple[int, ...]) -> Picture:
    """A picture with files of these widths in each format."""
    lines = [
        f"3x2 {format} {width} {width * 2 // 3} {width:032x} 1000"
        for format in widths
        for width in widths[format]
    ]
    return Picture(1, 'A "bridge" <b>', "", "", 1800, 1200, "", "\n".join(lines), Media())


def offered(picture: Picture, sizes: str) -> dict[str, list[int]]:
    """type -> widths that a page offers for such a slot."""
    found = offer(picture, "3x2", sizes)
    assert found is not None
    return {
        type: [int(file.split(" ")[1][:-1]) for file in files.split(", ")] for type, files in found.srcsets
    }


@pytest.mark.parametrize(
    ("sizes", "pixels"),
    [
        ("4rem", 64),
        (ROW, 208),
        ("(min-width: 64rem) 19rem, (min-width: 48rem) 45vw, 6rem", 460.8),
        ("(min-width: 48rem) 44rem, 100vw", 768),
        ("100vw", ANY_WIDTH),
        ("(max-width: 30rem) 10px", ANY_WIDTH),
        ("auto", ANY_WIDTH),
    ],
)
def test_the_widest_slot_is_read_from_the_sizes(sizes: str, pixels: float) -> None:
    assert widest(sizes) == pixels


def test_a_slot_is_offered_what_fills_it_twice_and_no_more() -> None:
    whole = picture_of(jpg=WIDTHS, avif=WIDTHS)
    assert offered(whole, ROW) == {"image/avif": [320, 640]}
    assert offered(whole, "4rem") == {"image/avif": [320]}
    assert offered(whole, "100vw") == {"image/avif": list(WIDTHS)}


def test_the_second_best_format_is_offered_in_few_widths() -> None:
    whole = picture_of(jpg=WIDTHS, webp=WIDTHS, avif=WIDTHS)
    assert offered(whole, "100vw") == {"image/avif": list(WIDTHS), "image/webp": [640, 1280]}
    assert offered(whole, ROW) == {"image/avif": [320, 640], "image/webp": [640]}
    assert offered(whole, "4rem") == {"image/avif": [320], "image/webp": [320]}
    assert offered(picture_of(jpg=WIDTHS, webp=WIDTHS), "100vw") == {"image/webp": list(WIDTHS)}


def test_a_format_is_offered_only_once_it_is_whole() -> None:
    assert list(offered(picture_of(jpg=WIDTHS, webp=WIDTHS, avif=WIDTHS[:2]), "100vw")) == ["image/webp"]
    assert list(offered(picture_of(jpg=WIDTHS, webp=WIDTHS[:2], avif=WIDTHS[:2]), ROW)) == [
        "image/avif",
        "image/webp",
    ]


def test_without_another_format_jpeg_is_offered_in_its_sizes_and_one_file_alone_as_it_is() -> None:
    assert offered(picture_of(jpg=WIDTHS), ROW) == {"image/jpeg": [320, 640]}
    assert offered(picture_of(jpg=(640,)), ROW) == {}


def test_the_file_for_machines_alone_is_not_offered_to_readers() -> None:
    square = picture_of(jpg=(320, 640, 960, 1200), webp=(320, 640, 960), avif=(320, 640, 960))
    assert offered(square, "100vw") == {"image/avif": [320, 640, 960], "image/webp": [640]}


def test_a_telephone_is_told_of_a_narrower_slot_only_where_the_picture_is_as_wide_as_it() -> None:
    whole = picture_of(jpg=WIDTHS, webp=WIDTHS)
    wide, narrow = offer(whole, "3x2", "100vw"), offer(whole, "3x2", ROW)
    assert wide is not None
    assert narrow is not None
    assert (wide.sizes.startswith("(min-resolution: 3.25dppx)"), wide.sizes.endswith(", 100vw")) == (
        True,
        True,
    )
    assert narrow.sizes == ROW


def test_words_of_a_picture_are_words_in_its_markup() -> None:
    found = offer(picture_of(jpg=WIDTHS), "3x2", ROW)
    assert found is not None
    html = picture_html(found, 'A "bridge" <b>', is_first=False)
    assert 'alt="A &quot;bridge&quot; &lt;b&gt;"' in html


def test_a_picture_without_a_file_is_not_offered() -> None:
    assert offer(None, "3x2", ROW) is None
    assert offer(picture_of(webp=(320,)), "3x2", ROW) is None
