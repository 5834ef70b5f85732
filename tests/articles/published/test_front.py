from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from articles.media.renditions import render_smallest
from articles.published.front import COLUMNS, _shared_out
from articles.sections.kinds import Genre, Kind, tone
from tests.articles.published.pages import soup
from tests.articles.published.test_body_blocks import video
from tests.factories import make_article, make_author, make_image, make_section

if TYPE_CHECKING:
    from bs4 import Tag
    from django.test import Client


@pytest.mark.parametrize("count", range(14))
def test_sections_are_shared_out_evenly(count: int) -> None:
    groups = _shared_out(list(range(count)))
    assert [n for group in groups for n in group] == list(range(count))
    lengths = {len(group) for group in groups}
    assert all(0 < length <= COLUMNS for length in lengths)
    assert not lengths or max(lengths) - min(lengths) <= 1


@pytest.mark.parametrize(
    ("genre", "of_sections", "expected"),
    [
        (Genre.OPINION, ["sport"], "opinion"),
        (Genre.NEWS, ["", "sport"], "sport"),
        (Genre.NEWS, ["culture", "sport"], "culture"),
        (Genre.NEWS, ["", ""], ""),
        (Genre.NEWS, [], ""),
    ],
)
def test_a_label_has_the_colour_of_its_genre_or_of_the_nearest_section_that_has_one(
    genre: str, of_sections: list[str], expected: str
) -> None:
    assert tone(genre, *of_sections) == expected


def fill(*sections: tuple[str, dict[str, str]]) -> None:
    """Sections in this order with enough stories that the front's top leaves each a few."""
    for position, (slug, fields) in enumerate(sections):
        section = make_section(slug, **{"position": position} | fields)
        for number in range(6):
            body = video() if section.default_kind == Kind.VIDEO else "<p>Words.</p>"
            kind = section.default_kind
            make_article(f"{slug} {number}", section=section, published=True, kind=kind, body=body)


def bands(client: Client) -> list[list[str]]:
    """The names of the sections in each band of the front."""
    main = BeautifulSoup(client.get("/").content, "html.parser").find("main")
    assert main is not None
    found: list[Tag] = main.select(":scope > .container, :scope > .columns")
    return [[name.get_text(strip=True) for name in band.select(".rule-head__name")] for band in found]


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("site_clock")
def test_bands_of_one_section_and_of_several_take_turns(client: Client) -> None:
    opinion, videos = {"default_genre": Genre.OPINION}, {"default_kind": Kind.VIDEO}
    fill(("politics", {}), ("economy", {}), ("health", {}), ("opinion", opinion), ("videos", videos))
    fill(("last", {}))
    assert bands(client) == [["Opinion"], ["Politics"], ["Videos"], ["Economy", "Health"]]


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("site_clock")
def test_a_section_without_a_story_has_no_place_on_the_front(client: Client) -> None:
    make_section("empty", position=0)
    fill(("politics", {}), ("economy", {}), ("last", {}), ("least", {}))
    assert ["Empty"] not in bands(client)
    assert ["Politics"] in bands(client)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("site_clock")
def test_opinion_on_the_front_shows_who_wrote_it(client: Client) -> None:
    portrait = make_image(alt_text="Mara Ellsworth, drawn.")
    render_smallest(portrait, "1x1")
    columnist = make_author("Mara Ellsworth", portrait=portrait)
    fill(("politics", {}), ("economy", {}))
    section = make_section("opinion", default_genre=Genre.OPINION, position=9)
    make_article("Keep the lamps lit", section=section, by=columnist, published=True)
    fill(("health", {}), ("travel", {}))
    page = BeautifulSoup(client.get("/").content, "html.parser")
    band = page.select_one(".container--opinion")
    assert band is not None
    assert "Mara Ellsworth" in band.get_text()
    assert [img["alt"] for img in band.select("img")] == ["Portrait of Mara Ellsworth"]


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_the_stories_with_large_pictures_come_before_the_lists_beside_them(client: Client) -> None:
    """On a telephone all stand in one column: below Most Read they would look like the rest of it."""
    for number in range(9):
        make_article(f"Story {number}", images=[make_image(rendered=True)], published=True)
    top = soup(client.get("/")).select_one(".top")
    assert top is not None
    assert [child["class"][0] for child in top.find_all(recursive=False)] == [
        "top__splash",
        "top__majors",
        "top__side",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_band_of_two_stories_has_no_empty_column(client: Client) -> None:
    for number in range(10):
        make_article(f"Story {number}", published=True)
    band = soup(client.get("/")).select_one(".container--lead")
    assert band is not None
    assert len(band.select(".card")) == 2
    assert not band.select(".container__texts")


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_guest_without_a_page_is_named_wherever_the_story_stands(client: Client) -> None:
    fill(("politics", {}), ("economy", {}))
    section = make_section("opinion", default_genre=Genre.OPINION, position=9)
    make_article("Weigh the satchels", section=section, by="A. Guest", published=True)
    fill(("health", {}), ("travel", {}))
    assert [name.get_text() for name in soup(client.get("/")).select(".container--opinion bdi")] == [
        "A. Guest"
    ]
    assert "A. Guest" in soup(client.get("/opinion/")).select_one("main").get_text()


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
@pytest.mark.parametrize(
    ("slug", "tone", "shown"), [("politics", "sport", "tone--sport"), ("sport", "", None)]
)
def test_the_colour_of_a_section_is_what_the_desk_chose_whatever_its_slug(
    client: Client, slug: str, tone: str, shown: str | None
) -> None:
    story = make_article(section=make_section(slug, tone=tone), published=True)
    card = soup(client.get("/")).select_one(f'.card:has(a[href*="/{story.pk}/"])')
    assert next((name for name in card["class"] if name.startswith("tone--")), None) == shown


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_section_has_the_colour_of_the_one_above_it_unless_it_has_its_own(client: Client) -> None:
    above = make_section("life", tone="culture")
    of_above, own = make_section("books", parent=above), make_section("games", parent=above, tone="sport")
    stories = [make_article(f"In {s.slug}", section=s, published=True) for s in (of_above, own)]
    page = soup(client.get("/latest/"))
    cards = [page.select_one(f'.card:has(a[href*="/{story.pk}/"])') for story in stories]
    assert ["tone--culture" in cards[0]["class"], "tone--sport" in cards[1]["class"]] == [True, True]
