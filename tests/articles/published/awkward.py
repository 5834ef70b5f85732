"""A newsroom whose words are as awkward as words can be: what ends a script, other scripts, emoji, far too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from articles import publishing
from articles.authors.models import Author, AuthorName
from articles.media.files import take_in
from articles.media.renditions import render_all, render_smallest
from articles.media.uses import set_use
from newsroom.pages.models import MenuItem, Page
from tests.factories import (
    make_article,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
    picture_bytes,
)

if TYPE_CHECKING:
    from articles.editions.models import Edition
    from articles.media.models import Image
    from articles.models import Article

NAME = 'The "Daily" <Meridian> & Sons'
HOSTILE = {
    "script": "He said </script><script>alert(1)</script> & “so” 'it' \"was\" <!-- ]]>",
    "arabic": "قال الوزير إن الاتفاق \u200fيشمل ثلاث دول وما يزيد على 40 مدينة: تفاصيل",
    "emoji": "Rain 🌧️ stops play 👩‍👩‍👧‍👦 as 🏳️‍🌈 flags fly",
    "long": " ".join(["parliament"] * 27)[:297] + "end",
    "one word": "x" * 300,
    "short": "No",
}
KINDS = {
    "story": {},
    "opinion": {"genre": "opinion"},
    "analysis": {"genre": "analysis"},
    "feature": {"genre": "feature"},
    "gallery": {"kind": "gallery"},
    "infographic": {"kind": "infographic"},
    "video": {"kind": "video"},
    "live blog": {"kind": "live"},
    "audio": {"kind": "audio"},
}
VIDEO = '<figure data-news="video" data-url="https://www.youtube.com/watch?v=abcdefghijk"></figure>'


def large_image(**fields: str) -> Image:
    facts = {
        "alt_text": "A bridge",
        "credit": "R. Vale & “Co” <b>",
        "rights": "own",
        "caption": "At </script>",
    }
    image, _ = take_in(ContentFile(picture_bytes(1600, 1200)), **(facts | fields))
    render_all(image)
    return image


def body_of(kind: str, image: Image) -> str:
    parts = {
        "video": f"{VIDEO}<p>Watch it, and then read on: there is more to say.</p>",
        "gallery": "",
        "story": f'<p>First words.</p><figure data-news="gallery" data-images="{image.pk}"></figure>',
    }
    return parts.get(kind, "<p>The council met at nine and voted an hour later.</p>")


class Newsroom:
    """Stories of these kinds, or of all, under awkward headlines, and lists with awkward names."""

    def __init__(self, *kinds: str) -> None:
        self.edition = make_edition(name=NAME, slogan="<i>All</i> & more", footer_text="")
        self.section = make_section(
            "politics", parent=make_section("news", name="News & <b>views</b>"), name="سياسة & <Law>"
        )
        self.tag, self.region = make_tag('Rivers "& lakes" 🌊'), make_region("US & Canada")
        self.author = author_with_portrait(self.edition)
        make_coverage("The <Compact>", tag_ids=[self.tag.pk])
        self.pictures = [large_image(), make_image(rendered=True, caption="", alt_text="Two & <two>")]
        self.captioned = [self.pictures[0], make_image(rendered=True, caption="Two & <two>", alt_text="Two")]
        self.stories = {
            (kind, words): self.story(kind, headline, fields)
            for kind, fields in KINDS.items()
            for words, headline in HOSTILE.items()
            if kind in (kinds or KINDS) and (kind == "story" or words in ("script", "long", "short"))
        }
        publishing.correct(
            self.stories["story", "short"].pk,
            make_user("editor"),
            text="It was </script> & not <b>.\n\nReally.",
        )
        page = Page.objects.create(
            edition=self.edition, slug="standards", headline="Our & <standards>", body="<p>We & you.</p>"
        )
        MenuItem.objects.create(edition=self.edition, menu="footer", label="Standards", page=page)
        MenuItem.objects.create(edition=self.edition, menu="social", label="X", url="https://x.com/meridian")

    def story(self, kind: str, headline: str, fields: dict[str, str]) -> Article:
        is_bare = headline == HOSTILE["short"]
        return make_article(
            headline,
            slug="awkward",
            standfirst="" if is_bare else headline,
            section=self.section,
            by=self.author,
            body=body_of(kind, self.pictures[0]),
            images=self.images(kind, is_bare=is_bare),
            tags=[] if is_bare else [self.tag],
            regions=[self.region],
            published=True,
            **fields,
        )

    def images(self, kind: str, *, is_bare: bool) -> list[Image]:
        if kind == "gallery":
            return self.captioned
        return self.pictures if kind == "infographic" or not is_bare else []

    def path(self, kind: str, words: str) -> str:
        return f"/news/politics/{self.stories[kind, words].pk}/awkward/"


def author_with_portrait(edition: Edition) -> Author:
    author = Author.objects.create(name="Zoë", portrait=make_image())
    render_smallest(author.portrait, "1x1")
    set_use("portrait", author.pk, author.portrait)
    AuthorName.objects.create(
        of=author,
        edition=edition,
        name="Zoë O’Neill-<Šimić>",
        slug="zoe",
        job_title="Editor & </script>",
        description='Writes on "law" & <order>.',
    )
    return author
