"""The pictures of a story beside its body, each with the words of this use, and the rhythm in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from articles.published.pictures import Picture

WIDE, HALF, TALL = "wide", "half", "tall"


class Shot(NamedTuple):
    """A picture of a gallery. `span` is how much of a row it takes: wide, half, or tall for an upright one alone."""

    picture: Picture
    caption: str
    credit: str
    anchor: str
    span: str


def shown(pictures: Mapping[int, Picture], uses: list[dict[str, Any]]) -> list[tuple[Picture, str]]:
    """The pictures that may be shown, with the descriptions of this use, and their captions."""
    found = [(pictures.get(int(use["image"])), use) for use in uses]
    return [
        (
            picture.described(use["alt_text"], use.get("long_description", "")),
            use.get("caption") or picture.caption,
        )
        for picture, use in found
        if picture is not None
    ]


def shots(beside: list[tuple[Picture, str]]) -> list[Shot]:
    """The gallery in order: the first is wide, then pairs and wide ones take turns, upright ones stand in pairs."""
    spans = _spans([picture.height > picture.width for picture, _caption in beside])
    return [
        Shot(picture, caption, picture.credit, f"img-{number}", span)
        for number, ((picture, caption), span) in enumerate(zip(beside, spans, strict=True), start=1)
    ]


def _spans(upright: list[bool]) -> Iterator[str]:
    place, after_wide = 0, False
    while place < len(upright):
        is_pair = place + 1 < len(upright) and upright[place] == upright[place + 1]
        if is_pair and (upright[place] or after_wide):
            yield from (HALF, HALF)
            place, after_wide = place + 2, False
        else:
            yield TALL if upright[place] else WIDE
            place, after_wide = place + 1, True
