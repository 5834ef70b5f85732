"""What every type of page tells machines, in a newsroom whose words are as awkward as words can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.base import ContentFile

from articles import publishing
from articles.authors.models import Author, AuthorName
from articles.media.files import take_in
from articles.media.renditions import render_all, render_smallest
from articles.media.uses import set_use
from newsroom.pages.models import MenuItem, Page
from tests.articles.published.pages import soup
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
    picture_bytes,
)
from tests.judging import metadata_faults

if TYPE_CHECKING:
    from django.test import Client

    from articles.editions.models import Edition
    from articles.media.models import Image
    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
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
            images=self.pictures if kind in ("gallery", "infographic") or not is_bare else [],
            tags=[] if is_bare else [self.tag],
            regions=[self.region],
            published=True,
            **fields,
        )

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


def test_every_type_of_page_tells_machines_what_it_shows(client: Client, site_clock: SiteClock) -> None:
    newsroom = Newsroom()
    tag = newsroom.tag.names.get().slug
    month = f"{site_clock.now:%Y/%m}"
    paths = [
        *(
            "/",
            "/news/",
            "/news/politics/",
            "/region/us-canada/",
            f"/tag/{tag}/",
            "/author/zoe/",
            "/authors/",
        ),
        *("/coverage/", "/coverage/the-compact/", "/latest/", "/latest/?page=2", "/news/politics/?page=2"),
        *("/live-blogs/", "/corrections/", "/breaking/", "/most-read/", "/standards/", f"/{month}/"),
        *(f"/news/politics/{month}/", f"/author/zoe/{month}/?page=2"),
        *(newsroom.path(kind, words) for kind, words in newsroom.stories),
    ]
    faults = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        found = metadata_faults(SITE, path, response.content.decode(), edition=NAME if path != "/" else "")
        if found:
            faults[path] = found
    assert faults == {}


def test_what_is_not_to_be_found_says_so_and_breaks_nothing(client: Client) -> None:
    newsroom = Newsroom("story")
    withdrawn, gone = newsroom.stories["story", "script"], newsroom.stories["story", "emoji"]
    publishing.withdraw(withdrawn.pk, make_user("editor"), notice="It was </script> & wrong.")
    publishing.unpublish(gone.pk, make_user("editor"))
    make_section("empty")
    pages = {
        "/search/?q=%3C/script%3E%22": 200,
        "/search/": 200,
        "/empty/": 200,
        "/no-such-page/": 404,
        newsroom.path("story", "script"): 410,
        newsroom.path("story", "emoji"): 410,
    }
    for path, status in pages.items():
        response = client.get(path)
        assert response.status_code == status, path
        html = response.content.decode()
        assert metadata_faults(SITE, path, html, is_found=False, edition=NAME) == [], path
        assert "<script>alert" not in html


def test_titles_and_descriptions_are_told_apart_though_lists_have_one_name(client: Client) -> None:
    make_edition()
    tag, author = make_tag("Water"), make_author("Mara Ellsworth")
    make_coverage("Water", tag_ids=[tag.pk])
    section = make_section("water")
    for number in range(26):
        make_article(
            f"Story {number}",
            section=section,
            tags=[tag],
            by=author,
            regions=[make_region("Water")],
            published=True,
        )
    paths = [f"{place}{page}" for place in LISTS for page in ("", "?page=2")]
    heads = [soup(client.get(path)) for path in paths]
    assert len({head.select_one("title").get_text() for head in heads}) == len(paths)
    assert len({head.select_one('meta[name="description"]')["content"] for head in heads}) == len(paths)


LISTS = (
    "/water/",
    "/tag/water/",
    "/region/water/",
    "/coverage/water/",
    "/author/mara-ellsworth/",
    "/latest/",
)


@pytest.mark.parametrize(
    "query", ["utm_source=x", "fbclid=1", "q=%3Cb%3E", "", "amp", "page=2&utm_medium=y", "a=1&page=2"]
)
def test_what_is_tacked_on_to_an_address_is_not_part_of_it(client: Client, query: str) -> None:
    section = make_section()
    for number in range(25):
        make_article(f"Story {number}", section=section, published=True)
    page = soup(client.get(f"/politics/?{query}"))
    expected = f"{SITE}/politics/" + ("?page=2" if "page=2" in query else "")
    assert page.select_one('link[rel="canonical"]')["href"] == expected
    assert page.select_one('meta[property="og:url"]')["content"] == expected
