"""A stored body as the parts that a page shows: references are expanded here, never in what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import unescape

from django.utils.html import conditional_escape, escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.body.blocks import Block, Kind, parsed
from articles.body.inline import with_footnotes
from articles.body.providers import resolve
from articles.editions.directions import ordered_html
from articles.published.cards import Card, clock_face
from articles.published.languages import with_hreflang
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.videos import Video

NOTHING = SafeString("")


@dataclass(frozen=True)
class Event:
    """One event of a timeline: when, which may be empty, and what."""

    when: SafeString
    html: SafeString


@dataclass(frozen=True)
class Part:
    """One run of the body; only the fields of its `kind` are filled.

    The kinds: html, related, image, pullquote, embed, gallery, video, factbox, timeline, table, and at the
    end of a body that has footnotes, notes. The numbers of footnotes stand in the HTML already.
    """

    kind: str
    html: SafeString = NOTHING
    cards: tuple[Card, ...] = ()
    picture: Picture | None = None
    pictures: tuple[Picture, ...] = ()
    caption: SafeString = NOTHING
    credit: str = ""
    layout: str = ""
    block_id: str = ""
    direction: str = ""
    text: SafeString = NOTHING
    cite: SafeString = NOTHING
    provider: str = ""
    url: str = ""
    title: SafeString = NOTHING
    label: str = ""
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()
    # Of a video: our own, or the page of a provider that plays it once it is framed.
    video: Video | None = None
    player: str = ""
    duration: str = ""

    @property
    def said(self) -> str:
        """The caption on one line as plain text, to be escaped wherever it is written: quotation marks stand bare in it."""
        return " ".join(unescape(strip_tags(self.caption)).split())


def linked_number(number: int) -> SafeString:
    """A footnote's number as it stands in a page: it leads to the note, which leads back."""
    return format_html(
        '<sup class="note"><a id="note-{0}-ref" href="#note-{0}" role="doc-noteref" aria-label="{1}">{0}</a></sup>',
        number,
        _("Note %(number)d") % {"number": number},
    )


def bare_number(number: int) -> SafeString:
    """A footnote's number for where an address inside the page leads nowhere."""
    return format_html("<sup>{}</sup>", number)


@dataclass
class _Writer:
    """Makes the parts of one body; numbers its footnotes as it meets them."""

    reader: Reader
    pictures: Mapping[int, Picture]
    cards: Mapping[int, Card]
    videos: Mapping[int, Video]
    number: Callable[[int], SafeString]
    notes: list[str] = field(default_factory=list)
    # That of the block at hand, if it has one of its own.
    direction: str = ""

    def safe(self, html: str) -> SafeString:
        """HTML of a block for the page. What articles.body returns is canonical and free of script."""
        in_order = ordered_html(html, self.direction or self.reader.edition.direction)
        return mark_safe(with_footnotes(with_hreflang(self.reader, in_order), self._noted))  # noqa: S308

    def _noted(self, note: str) -> str:
        self.notes.append(note)
        return self.number(len(self.notes))

    def part(self, block: Block) -> Part | None:
        """The part that a block becomes; None if what it names is not public."""
        self.direction = block.direction
        made = self._made(block)
        return replace(made, block_id=block.id, direction=block.direction) if made else None

    def _made(self, block: Block) -> Part | None:
        match block.kind:
            case Kind.IMAGE:
                return self._image(block)
            case Kind.GALLERY:
                shown = tuple(self.pictures[pk] for pk in block.image_ids if pk in self.pictures)
                return (
                    Part("gallery", pictures=shown, caption=self.safe(block.caption_html)) if shown else None
                )
            case Kind.RELATED:
                chosen = tuple(self.cards[pk] for pk in block.article_ids if pk in self.cards)
                return Part("related", cards=chosen) if chosen else None
            case Kind.VIDEO if block.video_id:
                return self._own_video(block)
            case Kind.EMBED | Kind.VIDEO:
                return self._elsewhere(block)
            case _:
                return self._text(block)

    def _image(self, block: Block) -> Part | None:
        picture = self.pictures.get(block.image_id or 0)
        if picture is None:
            return None
        return Part(
            "image",
            picture=picture.described(block.alt),
            caption=self.safe(block.caption_html) or conditional_escape(picture.caption),
            credit=picture.credit,
            layout=block.layout,
        )

    def _own_video(self, block: Block) -> Part | None:
        video = self.videos.get(block.video_id or 0)
        if video is None:
            return None
        return Part(
            "video",
            picture=self.pictures.get(block.image_id or 0) or self.pictures.get(video.poster_id),
            caption=self.safe(block.caption_html) or escape(video.caption),
            credit=video.credit,
            video=video,
            url=video.url,
            label=_("Watch the video"),
            duration=clock_face(video.seconds),
        )

    def _elsewhere(self, block: Block) -> Part | None:
        found = resolve(block.url)
        if found is None:
            return None
        provider = found.provider
        still = self.pictures.get(block.image_id or 0)
        return Part(
            block.kind.value,
            picture=still,
            credit=still.credit if still else "",
            caption=self.safe(block.caption_html),
            provider=provider.name,
            url=block.url,
            player=found.player if block.kind == Kind.VIDEO else "",
            label=(_("Watch on %(provider)s") if block.kind == Kind.VIDEO else _("Open on %(provider)s"))
            % {"provider": provider.name},
        )

    def _text(self, block: Block) -> Part:
        match block.kind:
            case Kind.PULLQUOTE:
                return Part("pullquote", text=self.safe(block.quote_html), cite=self.safe(block.speaker_html))
            case Kind.FACTBOX:
                title = self.safe(block.title_html)
                return Part("factbox", title=title, text=self.safe(block.content_html))
            case Kind.TIMELINE:
                title = self.safe(block.title_html)
                events = tuple(Event(self.safe(e.when_html), self.safe(e.html)) for e in block.events)
                return Part("timeline", title=title, events=events)
            case Kind.TABLE:
                return Part("table", html=self.safe(block.html), label=block.title)
            case _:
                return Part("html", html=self.safe(block.html))


def parts_of(
    reader: Reader,
    body: str | list[Block],
    pictures: Mapping[int, Picture],
    cards: Mapping[int, Card],
    related: tuple[Card, ...] = (),
    number: Callable[[int], SafeString] = linked_number,
    videos: Mapping[int, Video] | None = None,
) -> list[Part]:
    """The body in order. `related` is put after half of the paragraphs, unless the body places a box itself.

    What a reference names and is not in `pictures`, `cards` or `videos` is left out: it is not public. `number` writes
    the number of a footnote where it stands in the text.
    """
    found: list[Part] = []
    all_blocks = parsed(body)
    writer = _Writer(reader, pictures, cards, videos or {}, number)
    placed = any(b.kind == Kind.RELATED and any(pk in cards for pk in b.article_ids) for b in all_blocks)
    slot = -1 if placed or not related else _slot(all_blocks)
    for place, block in enumerate(all_blocks):
        part = writer.part(block)
        if part is not None:
            _append(found, part)
        if place == slot:
            found.append(Part("related", cards=related))
    if writer.notes:
        found.append(Part("notes", notes=tuple(writer.notes)))
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
