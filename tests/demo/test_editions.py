"""The demo's three editions, each with stories of its own and names of its own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup

from newsroom.demo.content import other_editions, read_site, read_stories
from newsroom.demo.drawing import drawing_of
from tests.browser.fuller import WORDS

if TYPE_CHECKING:
    from tests.browser.demo_site import Demo

OTHERS = ("es", "ar")
AT_LEAST = 40
JSON_LD = "script[type='application/ld+json']"


def page(demo: Demo, path: str) -> BeautifulSoup:
    return BeautifulSoup(urlopen(demo.url + path).read(), "html.parser")


def test_there_is_an_edition_for_each_folder() -> None:
    assert tuple(other_editions()) == OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_an_edition_has_forty_stories_some_of_them_translations(code: str) -> None:
    stories, first = read_stories(code), {story.key for story in read_stories()}
    assert len(stories) >= AT_LEAST
    originals = [story.facts["translation_of"] for story in stories if "translation_of" in story.facts]
    assert len(originals) >= 12
    assert len(set(originals)) == len(originals)
    assert set(originals) <= first
    ages = {story.key: story.hours_ago for story in read_stories()}
    assert all(
        story.hours_ago < ages[story.facts["translation_of"]]
        for story in stories
        if "translation_of" in story.facts
    )


@pytest.mark.parametrize("code", OTHERS)
def test_what_an_edition_s_files_name_is_there(code: str) -> None:
    texts, stories = read_site(code), read_stories(code)
    keys = {story.key for story in stories}
    named = {(row["kind"], row["key"]) for row in texts["names"]}
    sections = {row["path"] for row in texts["section_descriptions"]}
    pages = {row["slug"] for row in texts["pages"]}
    for story in stories:
        assert story.facts["section"] in sections, story.key
        assert set(story.facts["related"]) <= keys, story.key
        for kind in ("author", "region", "tag"):
            used = {(kind, key) for key in story.facts[f"{kind}s"]}
            assert used <= named, story.key
    for row in texts["coverages"]:
        parts = [key for part in row.get("parts", []) for key in part["stories"]]
        assert {*row.get("pinned", []), *row.get("key_stories", []), *parts} <= keys
    assert {row["page"] for row in texts["menus"] if "page" in row} <= pages
    assert {row["story"] for row in texts["alerts"]} <= {*keys, ""}


@pytest.mark.parametrize("code", OTHERS)
def test_an_edition_s_pictures_are_drawn_for_the_first_one_already(code: str) -> None:
    def drawn(edition: str) -> set[object]:
        stories = read_stories(edition)
        return {drawing_of(row) for story in stories for row in story.facts.get("pictures", [])}

    assert drawn(code) <= drawn("")


@pytest.mark.parametrize(("code", "direction"), [("es", "ltr"), ("ar", "rtl")])
def test_an_edition_s_front_has_its_own_stories_and_names(demo: Demo, code: str, direction: str) -> None:
    front = page(demo, f"/{code}/")
    assert front.html is not None
    assert (front.html["lang"], front.html["dir"]) == (code, direction)
    texts = read_site(code)
    cards = front.select(".card__headline a")
    assert len(cards) >= 24
    # And what these tests add to the demo.
    before, after = WORDS[code].headline.split("{}")
    of_tests = re.compile(f"{re.escape(before)}[0-9]+{re.escape(after)}")
    written = [story.facts for story in read_stories(code)]
    own = {words.get(name, "") for words in written for name in ("headline", "short_headline")}
    shown = [card.get_text(strip=True) for card in cards]
    assert {text for text in shown if not of_tests.fullmatch(text)} <= own
    assert all(str(card["href"]).startswith(f"/{code}/") for card in cards)
    regions = {row["name"] for row in texts["names"] if row["kind"] == "region"}
    places = {link.get_text(strip=True) for link in front.select(".regions a")}
    assert places
    assert places <= regions
    assert len(front.select(".ticker__item")) == 2
    labels = [link.get_text(strip=True) for link in front.select(".edition-bar__editions a")]
    assert labels == [row for row in ("En", "Es", "ع") if row != texts["edition"]["label"]]


def test_the_first_edition_has_no_stories_of_the_others(demo: Demo) -> None:
    links = [str(link["href"]) for link in page(demo, "/").select(".card__headline a")]
    assert links
    assert not any(link.startswith(("/es/", "/ar/")) for link in links)


def test_the_arabic_edition_s_dates_have_the_levant_s_months(demo: Demo) -> None:
    from articles.editions.figures import LEVANTINE, MONTHS

    date = page(demo, "/ar/").select_one(".edition-bar__date")
    assert date is not None
    assert any(month in date.get_text() for month in MONTHS[LEVANTINE])


@pytest.mark.parametrize("code", OTHERS)
def test_a_picture_has_the_words_of_the_edition_that_shows_it(demo: Demo, code: str) -> None:
    story = next(
        story
        for story in read_stories(code)
        if story.facts.get("pictures") and story.facts["kind"] == "story" and story.stage == "public"
    )
    shown = page(demo, demo.stories[story.facts.get("slug", story.key)]).select_one(".article__hero img")
    assert shown is not None
    assert shown["alt"] == story.facts["pictures"][0]["alt"]


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_and_its_original_lead_to_each_other(demo: Demo, code: str) -> None:
    story = next(story for story in read_stories(code) if "translation_of" in story.facts)
    there = demo.stories[story.facts.get("slug", story.key)]
    here = demo.stories[story.facts["translation_of"]]
    for path, language, other in ((here, code, there), (there, "en", here)):
        [link] = page(demo, path).select(f"link[rel=alternate][hreflang={language}]")
        assert str(link["href"]).endswith(other)
        switch = page(demo, path).select_one(f".edition-bar__editions a[hreflang={language}]")
        assert switch is not None
        assert switch["href"] == other


@pytest.mark.parametrize("code", OTHERS)
def test_the_desk_sees_which_block_of_a_translation_answers_which_of_its_original(
    demo: Demo, code: str
) -> None:
    def names(path: str) -> list[str]:
        return [str(block["id"]) for block in page(demo, path).select(".body > [id]")]

    story = next(story for story in read_stories(code) if "translation_of" in story.facts)
    here = names(demo.stories[story.facts["translation_of"]])
    assert len(here) > 4
    assert names(demo.stories[story.facts.get("slug", story.key)]) == here


@pytest.mark.parametrize("prefix", ["", *(f"/{code}" for code in OTHERS)])
def test_every_edition_has_the_promised_pages_and_names_its_policies(demo: Demo, prefix: str) -> None:
    for path in ("about", "privacy", "contact", "standards", "accessibility"):
        assert page(demo, f"{prefix}/{path}/").h1, path
    [data] = [json.loads(node.string or "") for node in page(demo, f"{prefix}/").select(JSON_LD)]
    [publisher] = [node for node in data["@graph"] if node["@type"] == "NewsMediaOrganization"]
    policies = {"publishingPrinciples", "ethicsPolicy", "correctionsPolicy", "masthead", "contactPoint"}
    assert policies <= set(publisher)


@pytest.mark.parametrize("code", OTHERS)
def test_an_edition_has_live_tv_with_a_schedule_in_its_own_language(demo: Demo, code: str) -> None:
    [row] = read_site(code)["channels"]
    [english, _radio] = read_site()["channels"]
    shown = page(demo, f"/{code}/live/")
    said = shown.get_text(" ")
    assert row["name"] in said
    assert any(programme["title"] in said for programme in row["programmes"])
    titles = {programme["title"] for programme in row["programmes"]}
    assert not titles & {programme["title"] for programme in english["programmes"]}
    assert {str(img["alt"]) for img in shown.select("main img")} <= {row["alt"]}
    assert page(demo, f"/{code}/").select_one(f'nav a[href="/{code}/live/"]')


@pytest.mark.parametrize("code", OTHERS)
def test_pictures_are_described_in_the_language_of_their_page(demo: Demo, code: str) -> None:
    english = {row["alt"] for story in read_stories() for row in story.facts.get("pictures", [])}
    english |= {row["alt"] for row in read_site()["coverages"] if "alt" in row}
    found: set[str] = set()
    author, *_more = page(demo, f"/{code}/authors/").select("main .person a")
    for path in (f"/{code}/", f"/{code}/authors/", f"/{code}/coverage/", str(author["href"])):
        read = page(demo, path)
        found |= {str(img["alt"]) for img in read.select("img[alt]")}
        found |= {str(meta["content"]) for meta in read.select('meta[property="og:image:alt"]')}
        assert "Illustration" not in read.get_text()
    assert len(found) > 20
    assert not found & english
    assert not [alt for alt in found if "ortrait of" in alt]
