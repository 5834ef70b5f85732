from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from newsroom.search import views
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


@pytest.mark.parametrize("words", ["gran puente", "«gran puente»", "<puente>", "puente <b"])
def test_words_between_guillemets_and_pointed_brackets_are_found(client: Client, words: str) -> None:
    make_article("El «gran puente» <b y puente>", body="<p>1 &lt; 2</p>", published=True)
    assert found(client, words) == ["El «gran puente» <b y puente>"]


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
    assert "<title>Search: otters | " in first.content.decode()
    assert "<title>Search: otters – page 2 | " in second.content.decode()
    assert client.get("/search/?q=otters&page=3").status_code == 404
    assert client.get("/search/?q=otters&page=1")["Location"] == "/search/?q=otters"
    assert client.get("/search/?q=otters&page=x").status_code == 404


def test_an_edition_finds_its_own_stories_alone(client: Client) -> None:
    make_edition("ar")
    make_article("Otters", published=True)
    assert found(client, "otters", "/ar/") == []


def narrowed(client: Client, **query: str) -> list[str]:
    response = client.get("/search/", {"q": "otters", **query})
    assert response.status_code == 200
    return headlines(response)


def test_a_section_narrows_and_has_what_is_below_it(client: Client) -> None:
    news = make_section("news")
    politics = make_section("politics", parent=news)
    make_article("Otters in politics", section=politics, published=True)
    make_article("Otters in news", section=news, published=True)
    sports = make_section("sports")
    make_article("Otters in sport", section=sports, published=True)
    make_article("Otters in both", section=sports, further_sections=[politics], published=True)
    news_has = {"Otters in politics", "Otters in news", "Otters in both"}
    assert set(narrowed(client, section="news")) == news_has
    assert set(narrowed(client, section="news/politics")) == {"Otters in politics", "Otters in both"}
    assert set(narrowed(client, section="sports")) == {"Otters in sport", "Otters in both"}


def on_three_days(clock: SiteClock) -> list[str]:
    """Stories of three days that follow one another, at half past eleven of Los Angeles' evening; the days' names."""
    make_edition(time_zone="America/Los_Angeles")
    zone, days = ZoneInfo("America/Los_Angeles"), []
    for name in ("first", "second", "third"):
        evening = clock.now.astimezone(zone).replace(hour=23, minute=30) + timedelta(days=1)
        clock.forward_to(evening.astimezone(UTC))
        make_article(f"Otters on the {name}", published=True)
        days.append(f"{evening:%Y-%m-%d}")
    return days


def test_days_narrow_by_the_edition_s_clock_both_included(client: Client, site_clock: SiteClock) -> None:
    first, second, third = on_three_days(site_clock)
    assert narrowed(client, **{"from": second, "sort": "oldest"}) == [
        "Otters on the second",
        "Otters on the third",
    ]
    assert narrowed(client, to=second, sort="newest") == ["Otters on the second", "Otters on the first"]
    assert narrowed(client, **{"from": second, "to": second}) == ["Otters on the second"]
    assert narrowed(client, to=first) == ["Otters on the first"]
    assert narrowed(client, **{"from": third}) == ["Otters on the third"]


def test_a_story_is_of_the_day_it_first_appeared_though_it_was_updated_since(
    client: Client, site_clock: SiteClock
) -> None:
    editor = make_user("editor")
    day = f"{site_clock.now:%Y-%m-%d}"
    make_edition(time_zone="UTC")
    story = make_article("Otters", published=True)
    site_clock.forward(days=3)
    publishing.publish(story.pk, editor)
    assert narrowed(client, to=day) == ["Otters"]
    assert narrowed(client, **{"from": f"{site_clock.now:%Y-%m-%d}"}) == []


def test_what_is_found_is_ordered_as_asked(client: Client, site_clock: SiteClock) -> None:
    oldest = "Otters, otters: in the headline"
    make_article(oldest, published=True)
    site_clock.forward(minutes=1)
    make_article("Newest", body="<p>There were otters.</p>", published=True)
    site_clock.forward(minutes=1)
    # As old as its card says, though it was updated since.
    publishing.publish(Article.objects.get(headline=oldest).pk, make_user("editor"))
    best = [oldest, "Newest"]
    assert narrowed(client) == narrowed(client, sort="") == narrowed(client, sort="oldest") == best
    assert narrowed(client, sort="newest") == best[::-1]


def test_pages_keep_what_narrows(client: Client) -> None:
    section, user = make_section("politics"), make_user()
    for number in range(25):
        make_article(f"Otters {number}", section=section, creator=user, published=True)
    query = "q=otters&section=politics&from=2020-01-01&to=2999-01-01&sort=newest"
    page = soup(client.get(f"/search/?{query}"))
    [following] = page.select('a[rel="next"]')
    assert following["href"] == f"/search/?{query}&page=2"
    assert len(headlines(client.get(str(following["href"])))) == 1
    assert client.get(f"/search/?{query}&page=1")["Location"] == f"/search/?{query}"


BAD = {
    "no day": ({"from": "yesterday"}, "That is not a day"),
    "another way of writing": ({"to": "31/12/2025"}, "That is not a day"),
    "thirtieth of February": ({"from": "2025-02-30"}, "That is not a day"),
    "a week": ({"from": "2025-W01-1"}, "That is not a day"),
    "digits of another script": ({"from": "٢٠٢٥-٠١-٠١"}, "That is not a day"),
    "the year one": ({"from": "0001-01-01"}, "That is not a day"),
    "the last day of all": ({"to": "9999-12-31"}, "That is not a day"),
    "a year too long": ({"from": "99999999-01-01"}, "That is not a day"),
    "a long text": ({"from": "2" * 5000}, "That is not a day"),
    "a script": ({"from": "<script>alert(1)</script>"}, "That is not a day"),
    "backwards": ({"from": "2025-02-01", "to": "2025-01-01"}, "The last day is before the first."),
    "no section": ({"section": "nowhere"}, "There is no section of that name."),
    "no order": ({"sort": "random"}, "There is no such order."),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_what_cannot_be_read_is_said_and_the_form_stays_filled_in(client: Client, name: str) -> None:
    query, sentence = BAD[name]
    make_article("Otters", published=True)
    response = client.get("/search/", {"q": "otters", **query})
    page = soup(response)
    assert response.status_code == 400
    assert sentence in page.select_one("[role=alert]").get_text()
    [at_fault] = page.select(".search-form [aria-invalid]")
    assert sentence in page.select_one(f"#{at_fault['aria-describedby']}").get_text()
    assert page.select_one("#q")["value"] == "otters"
    assert page.select_one(".search-form__more").has_attr("open")
    for field, value in query.items():
        if field in ("from", "to"):
            assert page.select_one(f"input[name={field}]")["value"] == value[:200]
    assert "<script>alert" not in response.content.decode()
    assert headlines(response) == []


def test_empty_limits_are_none_and_a_nul_is_not_there(client: Client) -> None:
    make_article("Otters", published=True)
    assert narrowed(client, section="", to="", sort="", **{"from": " \x00 "}) == ["Otters"]


@pytest.mark.parametrize("page", ["", "2"])
def test_a_search_that_takes_too_long_is_answered_by_a_sentence_beside_its_form(
    client: Client, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    make_article("Latest", published=True)
    monkeypatch.setattr(views, "_FOUND", "SET LOCAL statement_timeout = 10; SELECT pg_sleep(60)")
    response = client.get("/search/", {"q": "otters", "sort": "newest", **({"page": page} if page else {})})
    assert (response.status_code, response["Cache-Control"]) == (503, "public, max-age=0")
    text = soup(response)
    assert "takes too long" in text.select_one("#fault-q").get_text()
    assert text.select_one("#q")["aria-describedby"] == "fault-q"
    assert text.select_one("#q")["value"] == "otters"
    assert text.select_one("[role=status]") is None
    assert "Latest" in text.select_one(".with-rail").get_text()
