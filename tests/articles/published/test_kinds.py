"""What the page of each genre and kind shows beside its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.authors.models import Author, AuthorName
from articles.media.models import Image, Rendition
from articles.media.uses import set_use
from articles.models import Byline
from articles.published import moment
from articles.published.cards import card_of
from articles.published.gallery import shots
from articles.published.labels import Labels
from articles.published.models import Release
from articles.published.pictures import Media, Picture, read_pictures
from articles.published.reader import Reader
from articles.revisions import save_revision
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_author, make_edition, make_image, make_section, make_user

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def page_of(client: Client, **fields: Any) -> BeautifulSoup:
    return soup(client.get(path_of(make_article(published=True, **fields))))


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def portrayed(name: str = "Declan Moray", **fields: Any) -> Author:
    """An author with a portrait, a job and a few words."""
    portrait = make_image(rendered=True, alt_text=f"Portrait of {name}")
    Rendition.objects.create(image=portrait, crop="1x1", width=160, height=160, format="jpg", byte_size=1)
    author = make_author(name, portrait=portrait, **fields)
    AuthorName.objects.filter(of=author).update(job_title="Columnist", description="He argues with benches.")
    set_use("portrait", author.pk, portrait)
    return author


@pytest.mark.parametrize(
    ("genre", "label"),
    [
        ("opinion", "Opinion"),
        ("analysis", "Analysis"),
        ("feature", "Feature"),
        ("blog", "Blog"),
        ("review", "Review"),
        ("explainer", "Explainer"),
        ("sponsored", "Sponsored"),
    ],
)
def test_a_genre_is_labelled_above_the_headline(client: Client, genre: str, label: str) -> None:
    page = page_of(client, genre=genre, kicker="Rivers")
    assert words(one(page, ".title-block__kicker")) == f"{label} Rivers"
    page = page_of(client, genre=genre, kicker=label)
    assert words(one(page, ".title-block__kicker")) == label


def test_news_goes_without_a_label(client: Client) -> None:
    assert page_of(client).select(".title-block__kicker") == []
    assert words(one(page_of(client, kicker="Rivers"), ".title-block__kicker")) == "Rivers"


def test_an_opinion_shows_who_holds_it_and_that_the_paper_may_not(client: Client) -> None:
    author = portrayed()
    make_article("Earlier", genre="opinion", by=author, published=True)
    page = page_of(client, genre="opinion", by=author)
    assert one(page, ".signed__portrait img")["alt"] == "Portrait of Declan Moray"
    assert words(one(page, ".byline__names")) == "By Declan Moray , Columnist"
    about = one(page, ".about-author")
    assert "He argues with benches." in words(about)
    assert one(about, "a")["href"] == "/author/declan-moray/"
    assert words(one(about, ".related__list")) == "Earlier"
    assert words(one(page, ".article__disclaimer")) == (
        "The views expressed here are the author’s own, and not necessarily those of The en edition."
    )


def test_the_portrait_in_an_opinion_is_a_file_that_readers_get(client: Client) -> None:
    page = page_of(client, genre="opinion", by=portrayed())
    assert one(page, ".signed__portrait img")["width"] == "160"


def test_an_author_without_portrait_and_words_leaves_no_gap(client: Client) -> None:
    page = page_of(client, genre="opinion", by=make_author("Nobody Known"))
    assert page.select(".signed__portrait, .about-author") == []
    page = page_of(client, genre="opinion", by="A. Guest")
    assert words(one(page, ".byline__names")) == "By A. Guest"


def test_news_shows_neither_portrait_nor_disclaimer(client: Client) -> None:
    page = page_of(client, by=portrayed())
    assert page.select(".signed__portrait, .about-author, .article__disclaimer, .byline__job") == []


def test_a_portrait_whose_rights_have_ended_is_not_shown(client: Client) -> None:
    author = portrayed()
    Image.objects.filter(pk=author.portrait_id).update(rights_until="2020-01-01T00:00Z")
    page = page_of(client, genre="opinion", by=author)
    assert page.select(".signed__portrait") == []


def test_paid_content_says_so_at_its_top_and_in_lists(client: Client) -> None:
    page = page_of(client, genre="sponsored", kicker="Travel")
    assert "paid for by a sponsor" in words(one(page, ".title-block__note"))
    assert words(one(soup(client.get("/politics/")), ".card__kicker")) == "Sponsored Travel"


def test_the_front_shows_who_wrote_its_opinions(client: Client) -> None:
    opinion = make_section("opinion", default_genre="opinion")
    images = [make_image(rendered=True)]
    for number in range(13):
        make_article(f"News {number}", images=images, published=True)
    make_article("A bench", section=opinion, by=portrayed(), published=True)
    for number in range(13):
        make_article(f"More news {number}", images=images, published=True)
    card = one(soup(client.get("/")), ".container--opinion .card")
    assert one(card, ".card__portrait img")["alt"] == "Portrait of Declan Moray"
    assert words(one(card, ".card__byline")) == "Declan Moray"


def picture(number: int, width: int, height: int) -> Picture:
    return Picture(number, "", "", "", width, height, "", "", Media())


@pytest.mark.parametrize(
    ("shapes", "spans"),
    [
        ("w", "wide"),
        ("wwww", "wide half half wide"),
        ("wwwwww", "wide half half wide half half"),
        ("www", "wide half half"),
        ("wuuw", "wide half half wide"),
        ("uu", "half half"),
        ("u", "tall"),
        ("wuw", "wide tall wide"),
        ("uuu", "half half tall"),
        ("", ""),
    ],
)
def test_pictures_stand_wide_in_pairs_and_upright_ones_together(shapes: str, spans: str) -> None:
    beside = [(picture(n, *((3, 2) if shape == "w" else (2, 3))), "") for n, shape in enumerate(shapes)]
    assert " ".join(shot.span for shot in shots(beside)) == spans


def test_a_gallery_numbers_its_pictures_and_keeps_caption_and_credit_apart(client: Client) -> None:
    images = [make_image(rendered=True, caption=f"No {n}.", credit=f"Pen {n}") for n in range(3)]
    page = page_of(client, kind="gallery", images=images)
    items = page.select(".gallery__item")
    assert [words(one(item, ".gallery__number")) for item in items] == ["1 of 3", "2 of 3", "3 of 3"]
    assert [one(item, "figure")["id"] for item in items] == ["img-1", "img-2", "img-3"]
    assert [one(item, "[data-zoom]")["id"] for item in items] == ["photo-1", "photo-2", "photo-3"]
    assert [words(one(item, ".figure__text")) for item in items] == ["No 0.", "No 1.", "No 2."]
    assert [words(one(item, ".figure__credit")) for item in items] == ["Pen 0", "Pen 1", "Pen 2"]
    assert [img.get("fetchpriority", img.get("loading")) for img in page.select(".gallery img")] == [
        *("high", "lazy", "lazy"),
    ]


def test_an_infographic_says_in_words_what_it_shows(client: Client) -> None:
    image = make_image(rendered=True, long_description="Up <b>40</b>.\n\nThen\ndown.")
    page = page_of(client, kind="infographic", images=[image])
    figure = one(page, ".article__hero figure")
    says = one(figure, "details")
    assert figure["aria-details"] == says["id"]
    assert words(one(says, "summary")) == "What this graphic says"
    assert [p.decode_contents() for p in says.select("p")] == ["Up &lt;b&gt;40&lt;/b&gt;.", "Then<br/>down."]


def test_what_a_graphic_says_in_a_story_goes_before_what_the_library_says_of_it(client: Client) -> None:
    image = make_image(rendered=True, long_description="Up 40.")
    story = make_article(kind="infographic", images=[image])
    story.pictures.update(long_description="Sube 40.")
    save_revision(story, story.creator)
    publishing.publish(story.pk, make_user("editor"))
    says = one(soup(client.get(path_of(story), follow=True)), ".article__hero details")
    assert [words(p) for p in says.select("p")] == ["Sube 40."]
    [item] = client.get("/feed/feed.json").json()["items"]
    assert "<p>Sube 40.</p>" in item["content_html"]


def test_a_feed_has_the_graphic_s_words_too(client: Client) -> None:
    image = make_image(rendered=True, long_description="Up <b>40</b>.\n\nThen down.")
    make_article(kind="infographic", images=[image], published=True)
    [item] = client.get("/feed/feed.json").json()["items"]
    assert "</figure><p>Up &lt;b&gt;40&lt;/b&gt;.</p><p>Then down.</p>" in item["content_html"]


def test_a_picture_used_twice_gives_no_two_elements_one_id(client: Client) -> None:
    image = make_image(rendered=True, long_description="Up.")
    ids = f'<figure data-news="gallery" data-images="{image.pk},{image.pk}"></figure>'
    body = f'<p>One.</p><figure data-news="image" data-image-id="{image.pk}"></figure>{ids}{ids}'
    page = page_of(client, kind="infographic", images=[image], body=body)
    found = [tag["id"] for tag in page.select("[id]")]
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Europe/Paris", ("CET", "CEST")), ("Asia/Riyadh", ("UTC+3",)), ("Asia/Kathmandu", ("UTC+5:45",))],
)
def test_the_time_names_its_zone(client: Client, zone: str, name: tuple[str, ...]) -> None:
    make_edition(time_zone=zone)
    assert words(page_of(client).select(".byline time")[-1]).endswith(name)


def test_a_story_with_nothing_but_a_headline_and_a_body_is_whole(client: Client) -> None:
    page = page_of(client, headline="x" * 300, slug="long", standfirst="")
    header = one(page, ".title-block")
    assert header.select(".title-block__standfirst, .title-block__kicker, .title-block__note") == []
    assert page.select(".article__hero, .article__gallery") == []


def test_a_picture_is_described_in_the_language_of_its_page(client: Client) -> None:
    """By the words of the story that shows it, on cards too, and a portrait by the name that its edition gives."""
    spanish = make_edition("es")
    author = portrayed("Leila Farrokh")
    author.names.create(edition=spanish, name="Leila Farroj", slug="leila-farroj")
    agency = make_author("Data desk", kind="organisation", portrait=author.portrait)
    agency.names.create(edition=spanish, name="Redacción de datos", slug="redaccion-de-datos")
    opinion = make_section("opinion", spanish, default_genre="opinion")
    image = make_image(rendered=True, alt_text="A bridge in fog")
    story = make_article("Un puente", section=opinion, by=author, images=[image])
    story.pictures.update(alt_text="Un puente entre la niebla")
    Byline.objects.create(article=story, author=agency, position=1)
    save_revision(story, story.creator)
    publishing.publish(story.pk, make_user("editor"))
    plain = make_article("Otro", section=opinion, images=[image], published=True)
    portraits = {"Retrato de Leila Farroj", "Redacción de datos"}

    def alts(path: str) -> set[str]:
        return {str(img["alt"]) for img in soup(client.get(path)).select("main img")}

    assert alts("/es/opinion/") == {"Un puente entre la niebla", "A bridge in fog"}
    assert alts("/es/authors/") == portraits
    assert alts("/es/author/leila-farroj/") == {"Un puente entre la niebla", "Retrato de Leila Farroj"}
    assert "Un puente entre la niebla" in alts(client.get(f"/es/x/{story.pk}/")["Location"])
    assert "A bridge in fog" in alts(client.get(f"/es/x/{plain.pk}/")["Location"])
    # A preview's card is made of a Release that is whole.
    whole = Release.objects.get(article_id=story.pk)
    reader = Reader(spanish, [spanish], moment.desk_moment(), "", "http://localhost:8000")
    pictures = read_pictures(reader.moment, [image.pk], [], reader.media)
    card = card_of(reader, whole, Labels({}, {}, [], []), pictures)
    assert card.picture is not None
    assert card.picture.alt == "Un puente entre la niebla"
