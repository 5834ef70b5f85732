"""Posts as a page shows them: with the pictures, names and stories that they mention."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from articles.body import reading
from articles.body.blocks import Block
from articles.published.lite import LiteReader, with_lite_links
from articles.published.page import Page
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.rendering import Part, bare_number, parts_of
from breaking.live.blogs import Post

CROPS = ("full",)


@dataclass(frozen=True)
class ShownPost:
    """What the template of a post reads. `url` is the path of its permalink.

    `names` are who signed it, each with the path of their page or "". `notes` are the footnotes of its text.
    """

    post: Post
    url: str
    names: list[tuple[str, str]]
    parts: list[Part]
    notes: tuple[str, ...]
    pictures: list[Picture]

    @property
    def numbered_parts(self) -> list[tuple[str, Part]]:
        """The parts, each with a name that no other part of the page has."""
        return [(f"{self.id}-{n}", part) for n, part in enumerate(self.parts, start=1)]

    @property
    def id(self) -> int:
        return self.post.id

    @property
    def blocks(self) -> list[Block]:
        return self.post.blocks

    @property
    def words(self) -> str:
        return self.post.words

    @property
    def posted_at(self) -> datetime:
        return self.post.posted_at

    @property
    def edited_at(self) -> datetime | None:
        return self.post.edited_at


def permalink(reader: Reader, post_id: int) -> str:
    """The address of a post for good: it leads to the page on which the post stands."""
    return reader.url(f"live-blogs/post/{post_id}/")


def anchor(post_id: int) -> str:
    return f"post-{post_id}"


def want(page: Page, post: Post) -> None:
    """Ask for all that the post mentions."""
    body = post.blocks
    page.want(
        reading.article_ids(body),
        images=[*post.image_ids, *reading.image_ids(body)],
        videos=reading.video_ids(body),
        authors=[] if post.byline else post.author_ids,
        crops=CROPS,
    )


def show(page: Page, post: Post) -> ShownPost:
    """The post, once the page is loaded.

    What plays elsewhere is a link in a post: a page's policy is sent before its posts are known.
    """
    reader = page.reader
    body = with_lite_links(reader, post.body) if isinstance(reader, LiteReader) else post.blocks
    cards = {card.article_id: card for card in page.again(reading.article_ids(post.blocks), 10)}
    parts = parts_of(reader, body, page.pictures, cards, number=bare_number, videos=page.videos)
    if post.byline:
        names = [(post.byline, "")]
    else:
        known = (page.labels.authors.get(pk) for pk in post.author_ids)
        names = [(label.name, label.url) for label in known if label is not None]
    return ShownPost(
        post=replace(post, headline=reader.ordered(post.headline)),
        url=permalink(reader, post.id),
        names=names,
        parts=[replace(part, player="") for part in parts if part.kind != "notes"],
        notes=next((part.notes for part in parts if part.kind == "notes"), ()),
        pictures=[page.pictures[pk] for pk in post.image_ids if pk in page.pictures],
    )
