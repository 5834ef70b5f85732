from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from tests.articles.published.pages import headlines, soup
from tests.factories import make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("site_clock")]


def found(client: Client, words: str, root: str = "/") -> list[str]:
    response = client.get(f"{root}search/?q={quote(words)}")
    assert response.status_code == 200
    return headlines(response)


@pytest.mark.parametrize(
    "words", ["bridge", "BRIDGE", "bridges", "council bridge", "bridge council", "  bridge  "]
)
def test_a_headline_is_found_by_its_words(client: Client, words: str) -> None:
    make_article("Council votes on the bridge", published=True)
    make_article("Nothing of the sort", body="<p>Else.</p>", standfirst="Other.", published=True)
    assert found(client, words) == ["Council votes on the bridge"]


def test_words_of_the_standfirst_and_the_body_are_found_after_those_of_the_headline(client: Client) -> None:
    make_article("In the headline: otters", published=True)
    make_article("In the standfirst", standfirst="About otters.", published=True)
    make_article("In the body", body="<p>There were otters.</p>", published=True)
    assert found(client, "otters") == ["In the headline: otters", "In the standfirst", "In the body"]


@pytest.mark.parametrize("words", ["jose", "José", "JOSÉ", "jose\u0301"])
def test_accents_do_not_matter(client: Client, words: str) -> None:
    make_article("José Marín wins", published=True)
    assert found(client, words) == ["José Marín wins"]


@pytest.mark.parametrize("words", ["حرب", "الحرب", "والحرب", "حَرْب", "حـــرب"])
def test_arabic_is_found_with_and_without_its_article_and_marks(client: Client, words: str) -> None:
    arabic = make_edition("ar")
    make_article("الحرب في المدينة", edition=arabic, section=make_section("akhbar", arabic), published=True)
    assert found(client, words, "/ar/") == ["الحرب في المدينة"]


def test_quotes_keep_words_together_and_a_minus_excludes(client: Client) -> None:
    make_article("River bridge opens", published=True)
    make_article("Bridge over the river", published=True)
    assert found(client, '"river bridge"') == ["River bridge opens"]
    assert found(client, "bridge -opens") == ["Bridge over the river"]


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\x00",
        '"',
        '"""',
        "-",
        "--",
        "(",
        "&|!:*<->",
        "' OR 1=1 --",
        "\\",
        "%",
        "x" * 10_000,
        "a " * 5000,
        "💥",
        "\u202e",
        "the",
        "<script>alert(1)</script>",
    ],
)
def test_no_words_break_it(client: Client, words: str) -> None:
    make_article("Council votes", published=True)
    response = client.get(f"/search/?q={quote(words)}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_nothing_found_is_said(client: Client) -> None:
    make_edition()
    assert "Nothing found for" in soup(client.get("/search/?q=otters")).get_text()


def test_without_words_nothing_is_searched(client: Client) -> None:
    make_article("Council votes", published=True)
    assert headlines(client.get("/search/")) == []


def test_only_what_is_public_is_found(client: Client, site_clock: SiteClock) -> None:
    editor = make_user("editor")
    make_article("Otters in a draft")
    scheduled = make_article("Otters to come")
    publishing.schedule(scheduled.pk, editor, at=site_clock.now + timedelta(hours=1))
    withdrawn = make_article("Otters withdrawn", published=True)
    publishing.withdraw(withdrawn.pk, editor, notice="Wrong.")
    gone = make_article("Otters gone", published=True)
    publishing.unpublish(gone.pk, editor)
    live = make_article("Beavers", published=True)
    Article.objects.filter(pk=live.pk).update(headline="Otters in a change")
    save_revision(Article.objects.get(pk=live.pk), editor)
    assert found(client, "otters") == []
    site_clock.forward(hours=1)
    assert found(client, "otters") == ["Otters to come"]


def test_a_story_is_found_by_its_words_of_now(client: Client) -> None:
    editor = make_user("editor")
    story = make_article("Beavers", published=True)
    Article.objects.filter(pk=story.pk).update(headline="Otters")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor)
    assert found(client, "beavers") == []
    assert found(client, "otters") == ["Otters"]


def test_results_go_on_for_pages(client: Client) -> None:
    section, user = make_section(), make_user()
    for number in range(25):
        make_article(f"Otters {number}", section=section, creator=user, published=True)
    first, second = client.get("/search/?q=otters"), client.get("/search/?q=otters&page=2")
    assert "25 stories found" in first.content.decode()
    assert (len(headlines(first)), len(headlines(second))) == (24, 1)
    assert client.get("/search/?q=otters&page=3").status_code == 404
    assert client.get("/search/?q=otters&page=1")["Location"] == "/search/?q=otters"
    assert client.get("/search/?q=otters&page=x").status_code == 404


def test_an_edition_finds_its_own_stories_alone(client: Client) -> None:
    make_edition("ar")
    make_article("Otters", published=True)
    assert found(client, "otters", "/ar/") == []
