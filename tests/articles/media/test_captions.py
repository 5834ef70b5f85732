"""Caption tracks: WebVTT is kept, anything else refused with a sentence that names the line."""

from __future__ import annotations

import pytest

from articles.media.captions import MAX_BYTES, CaptionsRefused, checked, decoded

GOOD = {
    "the least": "WEBVTT\n\n00:01.000 --> 00:02.000\nHello",
    "all there can be": (
        "\ufeffWEBVTT - The ferry\nKind: captions\r\nLanguage: en\r\n\r\nSTYLE\n::cue { color: white }\n\n"
        "REGION\nid:below\n\nNOTE\nNobody reads this\n\n1\n00:00:01.000 --> 01:00:02.000 align:start line:90%\n"
        "<v Hana>The ramp <i>is</i> coming up\n- It is\n\nNOTE again\n\n01:00:00.500\t-->\t100:00:00.000\n"
    ),
    "two at once": "WEBVTT\n\n00:01.000 --> 00:09.000\nA\n\n00:01.000 --> 00:02.000\nB",
    "Arabic": "WEBVTT\n\n00:01.000 --> 00:02.000\nمرحبا",
}
BAD = {
    "nothing": ("", "first line is WEBVTT"),
    "SubRip": ("1\n00:00:01,000 --> 00:00:02,000\nHello", "first line is WEBVTT"),
    "no captions": ("WEBVTT\n\nNOTE nothing\n", "no caption"),
    "commas": ("WEBVTT\n\n00:01,000 --> 00:02,000\nHello", "Line 3"),
    "backwards": ("WEBVTT\n\n00:03.000 --> 00:02.000\nHello", "Line 3: the caption ends before"),
    "out of order": ("WEBVTT\n\n00:03.000 --> 00:04.000\nA\n\n00:01.000 --> 00:02.000\nB", "Line 6"),
    "run together": ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB", "Line 5"),
    "no times": ("WEBVTT\n\nHello there", "Line 3: a caption needs"),
    "hours without end": (f"WEBVTT\n\n{'9' * 5000}:00:00.000 --> 00:02.000\nA", "Line 3"),
    "sixty-one minutes": ("WEBVTT\n\n61:00.000 --> 61:01.000\nA", "Line 3"),
    "a fetching style": (
        "WEBVTT\n\nSTYLE\n::cue{background:URL (//x.example/)}\n\n00:01.000 --> 00:02.000\nA",
        "Line 3",
    ),
    "an escaped style": ("WEBVTT\n\nSTYLE\n@\\69mport 'x';\n\n00:01.000 --> 00:02.000\nA", "Line 3"),
    "a zero": ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\x00", "character"),
    "too long": ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "ä" * MAX_BYTES, "larger than 1024 KB"),
    "too many": ("WEBVTT\n" + "\n00:01.000 --> 00:02.000\n" * 21_000, "more than 20000"),
}


@pytest.mark.parametrize("name", GOOD)
def test_webvtt_is_kept(name: str) -> None:
    kept = checked(GOOD[name])
    assert kept.startswith("WEBVTT")
    assert "\r" not in kept
    assert checked(kept) == kept


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_webvtt_is_refused_with_a_sentence(name: str) -> None:
    text, said = BAD[name]
    with pytest.raises(CaptionsRefused) as refused:
        checked(text)
    assert said in str(refused.value)
    assert str(refused.value).rstrip(")").endswith(".")


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(CaptionsRefused, match="UTF-8"):
        decoded("WEBVTT é".encode("latin-1"))


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(CaptionsRefused, match="larger"):
        decoded(bytes(MAX_BYTES + 1))
