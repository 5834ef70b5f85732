"""A stored body as the parts that a page shows: references are expanded here, never in what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from articles.body.blocks import Block, Kind, parsed
from articles.body.providers import provider_for
from articles.published.cards import Card
from articles.published.pictures import Picture

NOTHING = SafeString("")


@dataclass(frozen=True)
class Part:
    """One run of the body; only the fields of its `kind` (html, related, image, pullquote, embed) are filled."""

    kind: str
    html: SafeString = NOTHING
    cards: tuple[Card, ...] = ()
    picture: Picture | None = None
    caption: SafeString = NOTHING
    credit: str = ""
    layout: str = ""
    block_id: str = ""
    text: SafeString = NOTHING
    cite: str = ""
    provider: str = ""
    url: str = ""


def parts_of(
    body: str | list[Block],
    pictures: Mapping[int, Picture],
    cards: Mapping[int, Card],
    related: tuple[Card, ...] = (),
) -> list[Part]:
    """The body in order. `related` is put after half of the paragraphs, unless the body places a box itself.

    What a reference names and is not in `pictures` or `cards` is left out: it is not public.
    """
    found: list[Part] = []
    all_blocks = parsed(body)
    placed = any(b.kind == Kind.RELATED and any(pk in cards for pk in b.article_ids) for b in all_blocks)
    slot = -1 if placed or not related else _slot(all_blocks)
    for number, block in enumerate(all_blocks):
        part = _part(block, pictures, cards)
        if part is not None:
            _append(found, part)
        if number == slot:
            found.append(Part("related", cards=related))
    return found


def _slot(all_blocks: list[Block]) -> int:
    """Index of the block after which the related box stands: half of the paragraphs, never under a subhead."""
    paragraphs = [n for n, block in enumerate(all_blocks) if block.kind == Kind.PARAGRAPH]
    if not paragraphs:
        return len(all_blocks) - 1
    return paragraphs[(len(paragraphs) + 1) // 2 - 1]


def _append(found: list[Part], part: Part) -> None:
    if part.kind == "html" and found and found[-1].kind == "html":
        found[-1] = Part("html", html=mark_safe(found[-1].html + "\n" + part.html))  # noqa: S308
    else:
        found.append(part)


def _part(block: Block, pictures: Mapping[int, Picture], cards: Mapping[int, Card]) -> Part | None:
    # What articles.body returns is canonical and free of script; it is the one place that may be marked so.
    match block.kind:
        case Kind.IMAGE:
            picture = pictures.get(block.image_id or 0)
            if picture is None:
                return None
            return Part(
                "image",
                picture=picture.described(block.alt),
                caption=mark_safe(block.caption_html) if block.caption_html else NOTHING,  # noqa: S308
                credit=picture.credit,
                layout=block.layout,
                block_id=block.id,
            )
        case Kind.RELATED:
            chosen = tuple(cards[pk] for pk in block.article_ids if pk in cards)
            return Part("related", cards=chosen, block_id=block.id) if chosen else None
        case Kind.PULLQUOTE:
            return Part("pullquote", text=mark_safe(block.quote_html), cite=block.speaker, block_id=block.id)  # noqa: S308
        case Kind.EMBED:
            provider = provider_for(block.url)
            if provider is None:
                return None
            text = mark_safe(block.caption_html)  # noqa: S308
            return Part("embed", provider=provider.name, url=block.url, text=text, block_id=block.id)
        case _:
            return Part("html", html=mark_safe(block.html))  # noqa: S308


def body_image_ids(body: str | list[Block]) -> list[int]:
    return [block.image_id for block in parsed(body) if block.image_id]


def body_article_ids(body: str | list[Block]) -> list[int]:
    return [pk for block in parsed(body) for pk in block.article_ids]
